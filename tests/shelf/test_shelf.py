"""The shelf: which built-in forms there are, what the commands make of their ids and versions, the demonstration of any of them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

import xltool
from tests.cli.conftest import Run, run
from tests.merge.any_form import followed
from tests.shelf.campaign import three_units
from tests.shelf.examples import FORMS, definition_of, document
from xltool.base.errors import DefinitionError, UsageError
from xltool.base.states import SubmissionState
from xltool.merging.merge import merge
from xltool.rules.definition_files import builtin_folder, find_definition, find_newest, find_version
from xltool.rules.load import load_definition

__all__ = ["run"]

FIRST = "project-performance-target"
MINIMAL = Path(__file__).parents[1] / "definitions" / "clean" / "minimal"


def test_every_template_of_the_folder_is_listed(run: Run) -> None:
    listed = run("forms", "--format", "json").json
    assert [list(form) for form in listed] == [["id", "version", "title", "description"]] * len(listed)
    templates = (builtin_folder() / "templates").glob("*.yaml")
    assert {(form["id"], form["version"]) for form in listed} == {(made.id, made.version) for made in map(load_definition, templates)}
    assert all(form["title"] and form["description"] for form in listed)


def test_the_list_for_people_says_what_can_be_given_as_template(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # a folder `templates` where one works goes first
    lines = run("forms").out.splitlines()
    assert [line.split()[0] for line in lines[::2]] == list(FORMS)
    for name in FORMS:
        assert find_definition(name).resolve() == FORMS[name].path
        assert find_definition(f"{FORMS[name].id}@{FORMS[name].version}").resolve() == FORMS[name].path


@pytest.fixture
def versions(tmp_path: Path) -> Path:
    """A folder of templates with three versions of a form: that of the id is neither the first nor the last."""
    shutil.copytree(MINIMAL, tmp_path, dirs_exist_ok=True)
    folder = tmp_path / "templates"
    text = (folder / "minimal.yaml").read_text(encoding="utf-8")
    for version in ("0.9", "0.10", "2"):
        other = text.replace('version: "1"', f'version: "{version}"\nschema: minimal.schema.json')
        (folder / f"minimal@{version}.yaml").write_text(other, encoding="utf-8")
    return folder


def test_versions_stand_side_by_side(versions: Path, tmp_path: Path) -> None:
    """A workbook is read as what it is, whichever version it says; its id means the one without a version."""
    for name, version in (("minimal", "1"), ("minimal@1", "1"), ("minimal@0.9", "0.9"), ("minimal@2", "2")):
        made = xltool.build(name, tmp_path / "form.xlsx", data=MINIMAL / "document.json", templates=versions)
        (file,) = xltool.check([made], templates=versions).files
        assert (file.template, file.version, file.findings) == ("minimal", version, ())


def test_forms_of_several_versions_are_merged_in_the_newest(versions: Path, tmp_path: Path) -> None:
    """A column that the newest version has more is blank for the others, whichever file comes last."""
    schema = json.loads((MINIMAL / "rules" / "minimal.schema.json").read_text(encoding="utf-8"))
    schema["properties"]["items"]["items"]["properties"]["note"] = {"title": "Note", "type": ["string", "null"]}
    (tmp_path / "rules" / "minimal@2.schema.json").write_text(json.dumps(schema), encoding="utf-8")
    layout = (versions / "minimal@2.yaml").read_text(encoding="utf-8")
    layout = layout.replace("minimal.schema.json", "minimal@2.schema.json").replace("amount: D}", "amount: D, note: E}")
    (versions / "minimal@2.yaml").write_text(layout, encoding="utf-8")
    data = json.loads((MINIMAL / "document.json").read_text(encoding="utf-8"))
    names = ["minimal", "minimal@0.10", "minimal@2"]
    sent = [xltool.build(name, tmp_path / "sent" / f"{name}.xlsx", data={**data, "unit": name}, templates=versions) for name in names]
    for paths in (sent, sent[::-1]):
        merged = merge(paths, templates=versions)
        assert list(merged.submissions["unit_name"]) == names
        assert set(merged.submissions["status"]) == {SubmissionState.ACCEPTED}
        assert merged.definition is not None
        assert merged.definition.version == "2"
        assert "note" in merged.tables["items"]


def test_a_version_is_not_a_path(versions: Path) -> None:
    """It comes from the sender: no other file is opened for it."""
    (versions.parent / "secret.yaml").write_text("id: secret", encoding="utf-8")
    (versions / "minimal@").mkdir()
    assert find_version("minimal", "/../../secret", versions) == versions / "minimal.yaml"


def test_a_version_that_is_not_there_is_said(versions: Path) -> None:
    with pytest.raises(UsageError, match="minimal@2"):
        find_definition("minimal@3", versions)
    assert find_version("minimal", "3", versions) == versions / "minimal.yaml"


def test_upgrades_go_to_the_newest_version(versions: Path, tmp_path: Path) -> None:
    """0.10 comes after 0.9; a version that nobody knows any more becomes the one in use, and a changed one is written anew."""
    assert find_newest("minimal", versions).stem == "minimal@2"
    sent = {name: built(name, tmp_path, versions) for name in ("minimal", "minimal@0.9", "minimal@2")}
    upgraded = {name: xltool.upgrade(path, tmp_path / "new.xlsx", templates=versions) for name, path in sent.items()}
    assert {name: (made.from_version, made.to_version) for name, made in upgraded.items()} == {
        "minimal": ("1", "2"),
        "minimal@0.9": ("0.9", "2"),
        "minimal@2": ("2", "2"),
    }
    chosen = xltool.upgrade(sent["minimal"], tmp_path / "chosen.xlsx", to="0.10", templates=versions)
    assert (chosen.to_version, xltool.read(chosen.path, templates=versions).version) == ("0.10", "0.10")
    (versions / "minimal@0.9.yaml").unlink()
    assert xltool.upgrade(sent["minimal@0.9"], tmp_path / "new.xlsx", templates=versions).to_version == "1"
    layout = (versions / "minimal.yaml").read_text(encoding="utf-8")
    (versions / "minimal.yaml").write_text(layout.replace("capacity: 5", "capacity: 6"), encoding="utf-8")
    assert xltool.upgrade(sent["minimal"], tmp_path / "new.xlsx", templates=versions).to_version == "1"


def built(name: str, folder: Path, templates: Path) -> Path:
    return xltool.build(name, folder / f"{name}.sent.xlsx", data=MINIMAL / "document.json", templates=templates)


def test_a_campaign_has_one_version_under_its_id(versions: Path, tmp_path: Path) -> None:
    """Workbooks of another version are outdated there, though that version stands among the templates it came from."""
    folder = xltool.init(tmp_path / "campaign", "minimal@2", templates=versions)
    assert [path.name for path in (folder / "templates").iterdir()] == ["minimal.yaml"]
    old = xltool.build("minimal", tmp_path / "old.xlsx", data=MINIMAL / "document.json", templates=versions)
    (file,) = xltool.check([old], templates=folder / "templates").files
    assert [finding.rule for finding in file.findings] == ["template.outdated"]


def test_the_file_says_which_version_it_holds(versions: Path) -> None:
    (versions / "minimal@2.yaml").rename(versions / "minimal@3.yaml")
    with pytest.raises(DefinitionError, match="the version must match the file name"):
        load_definition("minimal@3", versions)


def test_the_first_form_goes_on_to_computed_sums(tmp_path: Path) -> None:
    """2022.1 has its sums typed, 2022.2 computes them: a sum that was typed otherwise is listed, and the computed one counts."""
    data = document(FIRST, "right")
    typed = {**data, "income": {**data["income"], "total": data["income"]["total"] + 100}}
    for income, leftovers in ((data, []), (typed, ["income.total"])):
        old = xltool.build(FIRST, tmp_path / "old.xlsx", data=income)
        made = xltool.upgrade(old, tmp_path / "new.xlsx")
        assert (made.from_version, made.to_version) == ("2022.1", "2022.2")
        assert [left.path for left in made.leftovers] == leftovers
        assert xltool.read(made.path).data == data


def test_the_demonstration_of_any_form(run: Run, tmp_path: Path) -> None:
    """Right forms are accepted, the faulty, the outdated and the blank one go back, and what is right is merged."""
    n_faulty = len(list((FORMS["self-evaluation"].path.parent / "examples" / "self-evaluation").glob("faulty*.json")))
    out = run("demo", "--form", "self-evaluation", "--out", tmp_path / "demo").out
    assert f"{n_faulty + 7} files came back" in out
    assert f"12 forms expected: 3 accepted, {n_faulty + 2} in need of correction, {7 - n_faulty} missing" in out
    assert "merged 3 accepted forms" in out
    assert (tmp_path / "demo" / "summary.xlsx").is_file()
    assert xltool.status(tmp_path / "demo").totals.accepted == 3


def test_what_the_demonstration_offers_to_open_is_there(run: Run, tmp_path: Path) -> None:
    """Also of a form that has no faulty examples: the blank one goes back."""
    out = run("demo", "--form", f"{FIRST}@2022.2", "--out", tmp_path / "demo").out
    offered = [line.strip().partition("  ")[0] for line in out.partition("Open these:")[2].partition("next:")[0].splitlines()[1:]]
    assert len(offered) == 5
    assert [path for path in offered if not Path(path).is_file()] == []


def test_a_form_that_is_not_built_in_has_no_demonstration(run: Run, tmp_path: Path) -> None:
    outcome = run("demo", "--form", "bogus", "--out", tmp_path / "demo")
    assert (outcome.status, FIRST in outcome.err) == (2, True)
    assert not (tmp_path / "demo").exists()


@pytest.mark.parametrize("name", [name for name in FORMS if name != FIRST])
def test_three_units_are_collected_and_merged(name: str, tmp_path: Path) -> None:
    """A campaign on the form: each unit fills in what it was sent, all are accepted, and every total leads to the cells that it adds up."""
    folder = three_units(name, tmp_path)
    assert xltool.status(folder).totals.accepted == 3
    merged = xltool.merge(folder)
    assert len(merged.forms) == 3
    sent = {file.name: xltool.read(file, templates=folder / "templates").data for file in (folder / "inbox").rglob("*.xlsx")}
    assert followed(folder / "summary.xlsx", definition_of(name), sent) >= 15
