"""Laws: whatever is done to the files of a definition, loading it gives a definition or an error of ours, and soon."""

from __future__ import annotations

import copy
import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from xltool.base.errors import DefinitionError, UsageError
from xltool.form.complete_document import complete
from xltool.rules.definition import Definition
from xltool.rules.load import load_definition
from xltool.rules.validate import violations
from xltool.workbook.assemble import build_workbook

CLEAN = Path(__file__).parent / "clean"
FORMS = {case.name: case for case in sorted(CLEAN.iterdir()) if case.is_dir()}
FILES = [
    (name, file.relative_to(case).as_posix())
    for name, case in FORMS.items()
    for file in sorted(case.rglob("*"))
    if file.suffix in (".yaml", ".csv") or file.name.endswith(".schema.json")
]
#: What stands in definitions, and what people and programs put there by mistake.
WORDS = [
    "", " ", "A", "B:D", "D:A", "XFE", "5", "-1", "0", "null", "total", "items", "items.amount", "unit.", ".", "r1", "title", "group",
    "x-rules", "$ref", "#/$defs/amount", "#", "kinds", "../kinds", "\x00", "\u2028", "“", "²", "1e999", "TRUE", "*a", "&a x", "!!python/name:os",
    "SUM(", "[@", "=1", "a" * 300, "{capacity:items}", "{capacity:", "常州", "NaN", "[" * 80, "2022-01-01", "<<", "~", "0x1F", "1_000",
]  # fmt: skip
VALUES: st.SearchStrategy[Any] = (
    st.sampled_from(WORDS)
    | st.sampled_from([None, True, False, 0, 1, -1, 5, 10**12, 1e308, 0.1, [], {}, [[]], {"a": {}}, [None], [1, "a"]]).map(copy.deepcopy)
    | st.text(max_size=6)
)


def load(form: str, changed: dict[str, bytes]) -> Definition | DefinitionError | UsageError:
    """What comes of a form with some files changed; any other exception is a failure of the test."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(FORMS[form], folder, dirs_exist_ok=True)
        for file, content in changed.items():
            (folder / file).write_bytes(content)
        try:
            return load_definition(folder / "templates" / f"{form}.yaml")
        except (DefinitionError, UsageError) as error:
            for lang in ("zh", "en"):
                assert error.say(lang)
            return error


@st.composite
def changed_bytes(draw: st.DrawFn) -> tuple[str, str, bytes]:
    """A file of a form with a few stretches of bytes replaced."""
    form, file = draw(st.sampled_from(FILES))
    content = (FORMS[form] / file).read_bytes()
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(content)))
        end = min(len(content), start + draw(st.sampled_from([0, 1, 1, 2, 5, 30])))
        new = draw(st.binary(max_size=4) | st.sampled_from(WORDS).map(str.encode))
        content = content[:start] + new + content[end:]
    return form, file, content


def containers(value: Any) -> Iterator[dict[str, Any] | list[Any]]:
    """Every object and list that holds something, outermost first."""
    if isinstance(value, dict | list) and value:
        yield value
        for child in value.values() if isinstance(value, dict) else value:
            yield from containers(child)


@st.composite
def changed_values(draw: st.DrawFn) -> tuple[str, str, bytes]:
    """A YAML or JSON file of a form with a few values replaced, removed, doubled or renamed."""
    form, file = draw(st.sampled_from([found for found in FILES if not found[1].endswith(".csv")]))
    text = (FORMS[form] / file).read_text(encoding="utf-8")
    data = json.loads(text) if file.endswith(".json") else yaml.safe_load(text)
    for _ in range(draw(st.integers(1, 3))):
        places = list(containers(data))
        if not places:
            break
        change(draw, places[draw(st.integers(0, len(places) - 1))])
    content = json.dumps(data) if file.endswith(".json") else yaml.safe_dump(data, allow_unicode=True)
    return form, file, content.encode("utf-8", "surrogatepass")


def change(draw: st.DrawFn, place: dict[str, Any] | list[Any]) -> None:
    """Do something to one member of an object or list."""
    deed = draw(st.sampled_from(["replace", "remove", "double", "rename"]))
    if isinstance(place, list):
        index = draw(st.integers(0, len(place) - 1))
        if deed == "remove":
            del place[index]
        elif deed == "double":
            place.append(place[index])
        else:
            place[index] = draw(VALUES)
        return
    key = draw(st.sampled_from(sorted(place, key=str)))
    if deed == "remove":
        del place[key]
    elif deed == "replace":
        place[key] = draw(VALUES)
    else:
        other = draw(st.sampled_from([*WORDS, *map(str, place)]))
        place[other] = place[key] if deed == "double" else place.pop(key)


@settings(max_examples=150)
@given(changed_bytes())
def test_changed_bytes_give_a_definition_or_an_error_of_ours(changed: tuple[str, str, bytes]) -> None:
    form, file, content = changed
    load(form, {file: content})


@settings(max_examples=150)
@given(changed_values())
def test_changed_values_give_a_definition_or_an_error_of_ours(changed: tuple[str, str, bytes]) -> None:
    """And what loads can be built and checked: nothing is left to find out later."""
    form, file, content = changed
    found = load(form, {file: content})
    if isinstance(found, Definition):
        blank = complete(found.schema, {})
        violations(found, blank)
        assert build_workbook(found, blank)


@settings(max_examples=60)
@given(st.binary(max_size=60) | st.text(max_size=60).map(lambda text: text.encode("utf-8", "surrogatepass")), st.sampled_from(FILES))
def test_any_bytes_give_a_definition_or_an_error_of_ours(content: bytes, place: tuple[str, str]) -> None:
    form, file = place
    load(form, {file: content})


def test_deep_nesting_is_an_error_of_ours() -> None:
    for file, content in (
        ("templates/minimal.yaml", "[" * 100_000),
        ("templates/minimal.yaml", "- " * 5_000),
        ("rules/minimal.schema.json", "[" * 100_000),
        ("rules/minimal.schema.json", '{"properties":' * 2_000 + "{}" + "}" * 2_000),
    ):
        assert isinstance(load("minimal", {file: content.encode()}), DefinitionError)


def test_a_huge_number_is_an_error_of_ours() -> None:
    text = (FORMS["minimal"] / "rules" / "minimal.schema.json").read_text(encoding="utf-8")
    huge = text.replace('"minimum": 0', f'"minimum": {"9" * 5000}')
    assert isinstance(load("minimal", {"rules/minimal.schema.json": huge.encode()}), DefinitionError)


def test_a_long_code_list_loads_soon() -> None:
    """A list of thousands of codes, each with a parent."""
    rows = [f"1,g{number}," for number in range(200)] + [f"2,c{number},g{number % 200}" for number in range(20_000)]
    content = "level,value,parent\n" + "\n".join(rows)
    found = load("minimal", {"rules/codes/kinds.csv": content.encode()})
    assert isinstance(found, Definition)
    assert len(found.codes["kinds"].codes) == 20_200
