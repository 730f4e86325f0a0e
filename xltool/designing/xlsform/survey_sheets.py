"""The sheets of an XLSForm as rows by head, and what is said of texts in several languages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from xltool.base.cells import a1
from xltool.base.messages import Lang, Text
from xltool.rules.design_sheets import DesignSheet, sheets_of_design

#: Heads that are written in several ways.
_HEADS: Mapping[str, str] = {"list name": "list_name", "read only": "readonly", "read_only": "readonly", "relevance": "relevant"}
_TRUE = ("yes", "true", "true()", "1", "是")
#: How a head names a language of ours: `label::中文 (zh)`, `label::English (en)`.
_LANGUAGES: Mapping[Lang, tuple[str, ...]] = {"zh": ("(zh", "中文", "chinese", "汉语"), "en": ("(en", "english", "英文")}


@dataclass(frozen=True, kw_only=True)
class SurveyRow:
    """One row of a sheet: texts by head, in small letters; heads of a language keep it, `label::english (en)`."""

    sheet: str
    number: int
    texts: Mapping[str, str]
    columns: Mapping[str, int]

    def __getitem__(self, head: str) -> str:
        """Return what stands under a head; "" for nothing."""
        return self.texts.get(head, "")

    def is_yes(self, head: str) -> bool:
        """Return whether a cell says yes."""
        return self[head].lower() in _TRUE

    def cell(self, head: str = "") -> str:
        """Return the cell under a head, for messages; the first of the row without one."""
        column = self.columns.get(head) or min(self.columns.values(), default=1)
        return f"{self.sheet}!{a1(self.number, column)}"

    def said(self, head: str, lang: Lang, default: str = "") -> str:
        """Return a text in a language: that one, else that of the form (`default`), else the one without a language, else the first."""
        under = {name: text for name, text in self.texts.items() if re.split("::?", name)[0] == head and text}
        for words in (_LANGUAGES[lang], (default.lower(),) if default else ()):
            for name, text in under.items():
                if any(word in name[len(head) :] for word in words):
                    return text
        return under.get(head) or next(iter(under.values()), "")


@dataclass(kw_only=True)
class Unmatched:
    """What has no counterpart, with its cell."""

    found: list[tuple[str, Text]] = field(default_factory=list)

    def add(self, cell: str, zh: str, en: str) -> None:
        """Note something, once for a cell."""
        entry = (cell, Text(zh=zh, en=en))
        if entry not in self.found:
            self.found.append(entry)


def survey_sheets(path: Path) -> dict[str, list[SurveyRow]]:
    """Return the rows of each sheet, by its name in small letters. Raises UsageError for a file that cannot be read."""
    return {sheet.name.strip().lower(): list(_rows(sheet)) for sheet in sheets_of_design(path)}


def has_survey(names: Iterable[str]) -> bool:
    """Return whether sheets with these names are those of an XLSForm."""
    return "survey" in {name.strip().lower() for name in names}


def _rows(sheet: DesignSheet) -> Iterator[SurveyRow]:
    heads = {column: _head(str(content)) for column, content in sheet.row(1).items()}
    columns = {head: column for column, head in reversed(heads.items())}
    by_row: dict[int, dict[str, str]] = {}
    for (row, column), content in sorted(sheet.contents.items()):
        if row > 1 and column in heads and (text := _text(content)):
            by_row.setdefault(row, {})[heads[column]] = text
    for number, texts in by_row.items():
        yield SurveyRow(sheet=sheet.name, number=number, texts=texts, columns={head: columns[head] for head in texts})


def _head(content: str) -> str:
    head = " ".join(content.strip().lower().split())
    return _HEADS.get(head, head)


def _text(content: object) -> str:
    if isinstance(content, bool):
        return "yes" if content else "no"
    if isinstance(content, float) and content.is_integer():
        return str(int(content))
    return str(content).strip()
