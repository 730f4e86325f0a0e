"""Every example of every built-in form: blank, right and with planted faults, found with exact counts, in Python and live."""

from __future__ import annotations

import os
import zipfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import xltool
from tests.parity.any_form import documents, form_named
from tests.parity.entries import FIRST
from tests.referees import require_ooxml
from tests.referees.ooxml import ooxml_errors
from tests.roundtrip.programs import PROGRAMS, Program, typed
from tests.shelf.examples import BLANK, FORMS, definition_of, document, document_path, expected, handed_out, right
from xltool.base.states import SubmissionState
from xltool.form.sheet_names import HIDDEN_SHEET, check_name
from xltool.rules.evaluate import evaluate

if TYPE_CHECKING:
    from tests.referees.libreoffice import LibreOffice

EACH_FORM = pytest.mark.parametrize("name", FORMS)
EXAMPLES = [(name, example) for name in FORMS for example in expected(name)]
#: Generated documents in which LibreOffice and Python must agree; `python -m tests.parity FORM --cases 500` tries more.
N_DOCUMENTS = 10
#: Generated documents among which every rule is broken and kept.
N_REACHING = 200
#: Every form but the first, which goes through all programs in `tests/roundtrip`, goes through one other program than LibreOffice;
#: `XLTOOL_ALL_PROGRAMS=1` sends each through all of them.
OTHERS = [program for program in PROGRAMS if program.name != "LibreOffice" and program.suffix == ".xlsx"]
FURTHER = [name for name in FORMS if name != FIRST]
#: Lists of a thousand rows: `.ods` of them is left to a run with all programs.
LARGE = {"procurement-list"}
#: What goes through a program of its choice: SheetJS does not compress, and makes 40 MiB of a list of a thousand rows.
CHOSEN = dict.fromkeys(LARGE, "SheetJS")
#: Checks that need a roster or a year, which examples have not.
OF_THE_CAMPAIGN = {"R04", "R05"}


def programs_for(name: str, index: int) -> list[Program]:
    """Return the programs through which a form goes; `index` spreads the forms over them."""
    if "XLTOOL_ALL_PROGRAMS" in os.environ:
        return list(PROGRAMS)
    chosen = [program for program in OTHERS if program.name == CHOSEN.get(name)]
    return chosen or [OTHERS[index % len(OTHERS)]]


RUNS = [(name, program) for index, name in enumerate(FURTHER) for program in programs_for(name, index)]


@EACH_FORM
def test_there_are_a_blank_a_right_and_a_faulty_example(name: str) -> None:
    listed = expected(name)
    assert BLANK in listed
    assert right(name)
    assert set(listed) - {BLANK} == {path.stem for path in FORMS[name].examples.glob("*.json") if not path.stem.startswith("expected")}
    assert set(listed) - {BLANK, *right(name)}


@pytest.mark.parametrize("name", [name for name in FURTHER if FORMS[name].id != FIRST])
def test_every_rule_is_broken_by_an_example(name: str) -> None:
    rules = definition_of(name).rules
    held = {*rules.ids, *(check.id for check in rules.checks)} - {
        rule for rule in rules.ids if rule.startswith(("schema.", "value.", "text."))
    }
    assert held - OF_THE_CAMPAIGN <= {rule for counts in expected(name).values() for rule in counts}


@pytest.mark.parametrize(("name", "example"), EXAMPLES)
def test_an_example_yields_its_counts(name: str, example: str, tmp_path: Path) -> None:
    data = None if example == BLANK else document_path(name, example)
    workbook = xltool.build(name, tmp_path / "form.xlsx", data=data)
    (file,) = xltool.check([workbook]).files
    assert Counter(finding.rule for finding in file.findings) == Counter(expected(name)[example])
    assert file.status == (SubmissionState.ACCEPTED if example in right(name) else SubmissionState.REJECTED)
    assert (file.template, file.version) == (FORMS[name].id, FORMS[name].version)
    if example in right(name):
        assert file.document.data == evaluate(definition_of(name), document(name, example)).data


@EACH_FORM
def test_what_is_typed_by_name_is_read_back_equal(name: str, office: LibreOffice, tmp_path: Path) -> None:
    definition, example = definition_of(name), right(name)[0]
    complete = evaluate(definition, document(name, example)).data
    empty = xltool.build(name, tmp_path / "empty.xlsx", data=handed_out(definition, complete))
    with office.open(empty) as book:
        book.fill(typed(definition, complete))
        saved = [book.save_as(tmp_path / f"form{suffix}") for suffix in ([".xlsx"] if name in LARGE else [".xlsx", ".ods"])]
    for path in saved:
        (file,) = xltool.check([path]).files
        assert file.document.data == complete
        assert Counter(finding.rule for finding in file.findings if finding.rule != "file.features-lost") == expected(name)[example]


@EACH_FORM
def test_the_live_check_sheet_says_what_python_says(name: str, office: LibreOffice, tmp_path: Path) -> None:
    entry = form_named(name)
    some = list(documents(entry, N_DOCUMENTS, seed=2))
    wrong = list(map(str, entry.form.disagreements(some, entry.form.in_office(office, entry.form.write(tmp_path), some))))
    assert not wrong, "\n".join(wrong[:20])


@pytest.mark.parametrize("name", FURTHER)
def test_generated_documents_break_and_keep_every_rule(name: str) -> None:
    """Documents that say nothing of a rule do not test it; those of the first form are held to this in `tests/parity`."""
    form = form_named(name).form
    counts = [form.in_python(case) for case in documents(form_named(name), N_REACHING)]
    seen = {rule.id: {count[check_name(rule.id)] > 0 for count in counts} for rule in form.definition.rules.rules}
    missed = {rule_id for rule_id, states in seen.items() if states != {False, True}}
    assert missed == ({"R45"} if FORMS[name].id == FIRST else set())  # R45: in the pools of the first form


@pytest.mark.parametrize("name", FURTHER)
def test_the_open_xml_sdk_finds_nothing_wrong(name: str, tmp_path: Path) -> None:
    require_ooxml()
    filled = xltool.build(name, tmp_path / "filled.xlsx", data=document_path(name, right(name)[0]))
    assert ooxml_errors(filled) == []


@pytest.mark.parametrize(("name", "program"), RUNS, ids=str)
def test_a_program_keeps_what_was_typed(name: str, program: Program, tmp_path: Path) -> None:
    program.require()
    definition, data = definition_of(name), document(name, right(name)[0])
    empty = xltool.build(name, tmp_path / "empty.xlsx", data=handed_out(definition, data))
    complete = evaluate(definition, data).data
    saved = program.fill(empty, typed(definition, complete), tmp_path / f"form{program.suffix}")
    (file,) = xltool.check([saved]).files
    assert file.document.data == complete


@EACH_FORM
def test_a_form_that_says_nothing_of_itself_is_known_by_its_labels(name: str, tmp_path: Path) -> None:
    """The forms of the shelf share many labels; each is still known from the others, of several versions the one in use."""
    path = xltool.build(name, tmp_path / "form.xlsx", data=document_path(name, right(name)[0]))
    nameless = path.with_stem("nameless")
    with zipfile.ZipFile(path) as package, zipfile.ZipFile(nameless, "w", zipfile.ZIP_DEFLATED) as changed:
        for part in package.namelist():
            content = package.read(part)
            changed.writestr(part, content.replace(f'"{HIDDEN_SHEET}"'.encode(), b'"_other"') if part == "xl/workbook.xml" else content)
    read = xltool.read(nameless)
    assert (read.template, "template.recognised" in {finding.rule for finding in read.findings}) == (FORMS[name].id, True)
