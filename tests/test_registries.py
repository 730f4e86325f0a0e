"""Whatever exists in variants is a registry: every entry is whole, and a half-made one cannot be written down.

A registry is added here by one line in `REGISTRIES`.
"""

from __future__ import annotations

import ast
import dataclasses
import json
import pickle
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, get_args

import pytest

import xltool
from tests.parity.documents import read_cell
from tests.published_schemas import published
from xltool.base.messages import Lang
from xltool.campaign.receive.containers import CONTAINERS
from xltool.campaign.views import HISTORY_VIEWS, STATUS_VIEWS
from xltool.checking.reports import CHECK_FORMATS, DIFFERENCE_FORMATS
from xltool.form.block import BlockKind
from xltool.form.blocks import BLOCKS
from xltool.form.kind import Kind
from xltool.form.kinds import KINDS
from xltool.form.measures import MEASURES
from xltool.form.personal import PERSONAL
from xltool.form.schema import Field
from xltool.merging.dataset import DATA_FORMATS
from xltool.merging.rounds.pages import PAGES
from xltool.merging.summary.sheets import SHEETS
from xltool.publishing.writers import WRITERS
from xltool.reading.formats import FORMATS
from xltool.rules.functions import FUNCTIONS
from xltool.rules.language.function import Function
from xltool.rules.reference_formats import REFERENCE_FORMATS

PACKAGE = Path(xltool.__file__).parent
#: What is registered: name of the registry → its entries by name.
REGISTRIES: Mapping[str, Mapping[str, Any]] = {
    "blocks": BLOCKS,
    "containers": CONTAINERS,
    "data formats": DATA_FORMATS,
    "difference formats": DIFFERENCE_FORMATS,
    "check formats": CHECK_FORMATS,
    "kinds": KINDS,
    "measures": MEASURES,
    "personal data": PERSONAL,
    "prints": WRITERS,
    "summary sheets": SHEETS,
    "sheets on several campaigns": PAGES,
    "history views": HISTORY_VIEWS,
    "status views": STATUS_VIEWS,
    "reference formats": REFERENCE_FORMATS,
    "functions": FUNCTIONS,
    "input formats": FORMATS,
}
ENTRIES = [pytest.param(entry, id=f"{title}-{name}") for title, entries in REGISTRIES.items() for name, entry in entries.items()]


def attributes(entry: Any) -> dict[str, Any]:
    """Everything that an entry is made of, by the name of the argument."""
    return {field.name: getattr(entry, field.name) for field in dataclasses.fields(entry) if field.init}


@pytest.mark.parametrize("registry", REGISTRIES)
def test_an_entry_is_known_by_its_own_name(registry: str) -> None:
    assert {name: entry.name for name, entry in REGISTRIES[registry].items()} == {name: name for name in REGISTRIES[registry]}


@pytest.mark.parametrize("entry", ENTRIES)
def test_a_half_made_entry_cannot_be_written_down(entry: Any) -> None:
    whole = attributes(entry)
    assert type(entry)(**whole)
    for missing in whole:
        with pytest.raises(TypeError, match=missing):
            type(entry)(**{key: value for key, value in whole.items() if key != missing})


@pytest.mark.parametrize("entry", ENTRIES)
def test_an_entry_is_documented_in_both_languages(entry: Any) -> None:
    assert entry.doc.zh.strip()
    assert entry.doc.en.strip()


# --- blocks -----------------------------------------------------------------------------------------------------------


def test_a_block_that_demands_a_key_that_it_does_not_describe_is_refused() -> None:
    whole = attributes(BLOCKS["note"])
    with pytest.raises(ValueError, match="colour"):
        BlockKind(**{**whole, "required": ("colour",)})


def test_two_blocks_are_never_parsed_into_one_record() -> None:
    records: Iterable[type] = [kind.record for kind in BLOCKS.values()]
    assert len(set(records)) == len(BLOCKS)


# --- kinds ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", get_args(Lang))
@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_cells_of_a_kind_read_alike_in_python_and_by_the_steps(kind: Kind, language: Lang) -> None:
    field = Field(path="x", kind=kind, title="x", language=language)
    for cell in (*kind.examples, *kind.oddities):
        value = read_cell(field, cell).value
        is_unreadable = value is not None and kind.is_unreadable(value)
        steps: dict[str, Any] = {"x": value}
        for step in field.steps:
            steps[step.name] = step.value(steps)
        assert bool(steps.get("unreadable", 0)) == is_unreadable, cell
        assert not is_unreadable or cell in kind.oddities, f"{cell!r} stands among the examples and cannot be read"
        if not is_unreadable:
            whole = kind.rule_value(value)
            parts = dict(zip([part.name for part in kind.parts], kind.split(whole), strict=True))
            read = {name: "" if part is None else part for name, part in {"value": whole, **parts}.items()}
            assert {name: steps[name] for name in read} == read, cell


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_what_a_kind_shows_is_read_as_the_same_value(kind: Kind) -> None:
    for cell in kind.examples:
        value = kind.read(cell).value
        assert kind.read(kind.show(value)).value == value


@pytest.mark.parametrize("change", [
    {"steps": ()},
    {"steps": KINDS["money"].steps[:-1]},
    {"steps": (*KINDS["money"].steps, KINDS["money"].steps[-1])},
    {"live_checks": ()},
    {"parts": KINDS["quantity"].parts},
    {"split": KINDS["date"].split},
])  # fmt: skip
def test_a_kind_whose_sides_contradict_each_other_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="the kind 'money'"):
        dataclasses.replace(KINDS["money"], **change)


def test_a_hint_of_the_schema_implies_one_kind() -> None:
    hints = [kind.implied_by for kind in KINDS.values() if kind.implied_by]
    assert len(hints) == len(set(hints))
    assert "string" in hints, "whatever is of no other kind is a text"


def test_a_kind_is_asked_for_its_attributes_and_never_for_its_name() -> None:
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Compare | ast.Subscript | ast.Match):
                code = ast.unparse(node.subject if isinstance(node, ast.Match) else node)
                assert "kind.name" not in code, f"{path.relative_to(PACKAGE)}:{node.lineno}"


def test_a_kind_travels_to_other_processes_by_its_name() -> None:
    for kind in KINDS.values():
        assert pickle.loads(pickle.dumps(kind)) is kind  # noqa: S301 - pickled here


# --- formats of reports and data --------------------------------------------------------------------------------------


@pytest.mark.parametrize("formats", [CHECK_FORMATS, DATA_FORMATS, DIFFERENCE_FORMATS, REFERENCE_FORMATS])
def test_files_of_two_formats_have_two_names(formats: Mapping[str, Any]) -> None:
    assert len({entry.suffix for entry in formats.values()}) == len(formats)


# --- published schemas ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", published(), ids=lambda path: path.name)
def test_a_published_schema_is_that_of_the_registries(path: Path) -> None:
    schema = json.loads(path.read_text(encoding="utf-8"))
    assert schema == published()[path], "run python -m tests.published_schemas"


# --- functions --------------------------------------------------------------------------------------------------------


def test_a_function_whose_usage_names_another_is_refused() -> None:
    with pytest.raises(ValueError, match="written differently"):
        Function(**{**attributes(FUNCTIONS["ABS"]), "usage": "SIGN(n)"})


def test_a_function_that_requires_more_than_it_takes_is_refused() -> None:
    signature = dataclasses.replace(FUNCTIONS["ABS"].signature, required=2)
    with pytest.raises(ValueError, match="more parameters than it has"):
        Function(**{**attributes(FUNCTIONS["ABS"]), "signature": signature})


def test_a_function_is_asked_for_its_attributes_and_never_for_its_name() -> None:
    rules = PACKAGE / "rules"
    for path in (rules / "to_python.py", rules / "to_excel.py", rules / "language" / "types.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            assert not (isinstance(node, ast.Constant) and node.value in FUNCTIONS), f"{path.relative_to(PACKAGE)}:{node.lineno}"
