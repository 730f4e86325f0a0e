"""The document of each built-in form: every cell of the official layout has its field, every rule its source, in both languages alike."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from itertools import pairwise
from pathlib import Path

import pytest

from tests.shelf.examples import FORMS, definition_of
from xltool.base.messages import Lang
from xltool.form.schema import Schema
from xltool.rules.ruleset import TEXT_ROOM

DOCS = Path(__file__).parents[2] / "docs" / "shelf"
IDS = sorted({form.id for form in FORMS.values()})
SUFFIXES: dict[Lang, str] = {"en": ".md", "zh": ".zh-CN.md"}
_FEWEST_RULES = 10
#: How a document of a ministry, a regulation or an order of the State Council is cited.
_DOCUMENT = re.compile(r"〔\d{4}〕 ?\d+ ?号|2 CFR part \d+|2 CFR 第? ?\d+|国务院令第 ?\d+ ?号|order \d+ of \d{4}")


def tables(form_id: str, lang: Lang) -> list[list[list[str]]]:
    """Return the tables of a document: rows of cells, without the headings."""
    lines = (DOCS / f"{form_id}{SUFFIXES[lang]}").read_text(encoding="utf-8").splitlines()
    found: list[list[list[str]]] = []
    for before, line in pairwise(["", *lines]):
        if line.startswith("|"):
            if not before.startswith("|"):
                found.append([])
            found[-1].append([cell.strip() for cell in line.strip("|").split(" | ")])
    return [table[2:] for table in found]


def cells(form_id: str, lang: Lang) -> list[tuple[str, str]]:
    return [(row[0], row[1]) for row in tables(form_id, lang)[0]]


def rules(form_id: str, lang: Lang) -> dict[str, list[str]]:
    return {row[0]: row[1:] for row in tables(form_id, lang)[1]}


def paths(schema: Schema) -> set[str]:
    return {field.path for field in schema.all_fields()}


def test_every_form_has_a_document_in_both_languages() -> None:
    assert {path.name for path in DOCS.glob("*.md")} == {f"{form_id}{suffix}" for form_id in IDS for suffix in SUFFIXES.values()}


@pytest.mark.parametrize("lang", SUFFIXES)
@pytest.mark.parametrize("form_id", IDS)
def test_what_prescribes_the_form_is_named_before_its_cells(form_id: str, lang: Lang) -> None:
    """By number and year; where no national document prescribes the page, the law that the form follows."""
    preface = (DOCS / f"{form_id}{SUFFIXES[lang]}").read_text(encoding="utf-8").partition("\n## ")[0]
    assert _DOCUMENT.search(preface)


@pytest.mark.parametrize("lang", SUFFIXES)
@pytest.mark.parametrize("form_id", IDS)
def test_every_field_stands_in_a_cell_of_the_layout(form_id: str, lang: Lang) -> None:
    patterns = [pattern for _, named in cells(form_id, lang) for pattern in re.findall(r"`([^`]+)`", named)]
    known = paths(definition_of(form_id).schema)
    assert [path for path in known if not any(fnmatchcase(path, pattern) for pattern in patterns)] == []
    assert [pattern for pattern in patterns if not any(fnmatchcase(path, pattern) for path in known)] == []


@pytest.mark.parametrize("lang", SUFFIXES)
@pytest.mark.parametrize("form_id", IDS)
def test_every_rule_has_its_source(form_id: str, lang: Lang) -> None:
    held, listed = definition_of(form_id).rules, rules(form_id, lang)
    of_ours = {rule for rule in held.ids if rule.startswith(("schema.", "value.")) or rule == TEXT_ROOM}
    own = {*held.ids, *(check.id for check in held.checks)} - of_ours
    assert set(listed) >= own
    assert len(listed) >= _FEWEST_RULES
    assert all(len(cells) == 3 and all(cells) for cells in listed.values()), "severity, what must hold, source"


@pytest.mark.parametrize("form_id", IDS)
def test_both_languages_tell_the_same(form_id: str) -> None:
    english, chinese = tables(form_id, "en"), tables(form_id, "zh")
    assert [[row[0 if number else 1] for row in table] for number, table in enumerate(english)] == [
        [row[0 if number else 1] for row in table] for number, table in enumerate(chinese)
    ]
