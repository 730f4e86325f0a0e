"""Tables of a design workbook: rows under heads, which are keywords in either language; what is wrong with them, at its cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from xltool.base.messages import Text
from xltool.base.suggestions import did_you_mean
from xltool.rules.design_language.cell_shape import CellContent, CellShape, Shapes
from xltool.rules.design_language.compact_text import CellTextError, from_cell
from xltool.rules.design_language.design_words import head_named, keyword_named, title_of
from xltool.rules.design_sheets.open_design import DesignSheet, Place

#: Heads stand within the first rows of a sheet.
_HEAD_ROWS = 10


@dataclass(frozen=True, kw_only=True)
class CellProblem:
    """Something that is wrong in a cell of a design workbook."""

    sheet: str
    place: Place  # row and column
    content: str  # what stands there
    message: Text
    is_warning: bool = False
    caret: tuple[int, int] | None = None  # the faulty part of the content, 0-based, end excluded


@dataclass(kw_only=True)
class ProblemList:
    """What was found wrong so far."""

    problems: list[CellProblem] = field(default_factory=list)

    def report(self, sheet: DesignSheet, place: Place, message: Text, *, is_warning: bool = False) -> None:
        """Note what is wrong in a cell."""
        content = str(sheet.contents.get(place, ""))
        self.problems.append(CellProblem(sheet=sheet.name, place=place, content=content, message=message, is_warning=is_warning))


@dataclass(frozen=True, kw_only=True)
class TableRow:
    """One row of a table: by keyword what stands there and in which cell."""

    sheet: DesignSheet
    number: int
    contents: Mapping[str, CellContent]
    places: Mapping[str, Place]

    def text(self, keyword: str) -> str:
        """Return a cell as text, without spaces around it; "" for a blank."""
        content = self.contents.get(keyword)
        number = int(content) if isinstance(content, float) and content.is_integer() else content
        return "" if number is None else str(number).strip()

    def values(self, shapes: Shapes, problems: ProblemList) -> dict[str, Any]:
        """Return the values of the cells whose keywords have a shape; those that cannot be read are reported."""
        values: dict[str, Any] = {}
        for keyword in self.contents:
            if keyword in shapes:
                found = cell_value(self.sheet, self.places[keyword], shapes[keyword], problems)
                if found is not None:
                    values[keyword] = found[0]
        return values


def cell_value(sheet: DesignSheet, place: Place, shape: CellShape, problems: ProblemList) -> tuple[Any] | None:
    """Return the value that a cell says; None, and a problem, where it says none. A formula that Excel took for its own is one as text."""
    content = sheet.contents[place]
    if isinstance(content, str) and place in sheet.formulas:
        content = content.removeprefix("=")
    try:
        return (from_cell(content, shape),)
    except CellTextError as error:
        problems.report(sheet, place, error.message)
        return None


def table_rows(
    sheet: DesignSheet, shapes: Shapes, heads: Iterable[str], problems: ProblemList, *, keeps_others: bool = False, first: int = 1
) -> Iterator[TableRow]:
    """Yield the rows of a table that are not blank. A head that names no keyword is one warning, unless other columns are kept.

    `heads` are heads of columns besides keywords.
    """
    known = [*shapes, *heads]
    rows = sorted({row for row, _ in sheet.contents if row >= first})
    head_row = max(
        rows[:_HEAD_ROWS], key=lambda row: sum(_is_head(content, shapes, heads) for content in sheet.row(row).values()), default=0
    )
    columns: dict[int, str] = {}
    for column, content in sheet.row(head_row).items():
        keyword = _head(content, shapes, heads)
        if keyword is None and keeps_others:
            keyword = str(content).strip()
        if keyword is None:
            near = did_you_mean(str(content), [title for name in known for title in (title_of(name, "zh"), title_of(name, "en"))])
            zh, en = f"不认识的列“{content}”，未读取{near.zh}", f"the column {str(content)!r} is not known and was not read{near.en}"
            problems.report(sheet, (head_row, column), Text(zh=zh, en=en), is_warning=True)
        elif keyword in columns.values():
            zh, en = f"列“{content}”重复，请删去一列", f"the column {str(content)!r} stands twice; delete one"
            problems.report(sheet, (head_row, column), Text(zh=zh, en=en))
        else:
            columns[column] = keyword
    yield from _rows_below(sheet, head_row, columns)


def _rows_below(sheet: DesignSheet, head_row: int, columns: Mapping[int, str]) -> Iterator[TableRow]:
    by_row: dict[int, dict[int, CellContent]] = {}
    for (row, column), content in sheet.contents.items():
        if row > head_row and column in columns:
            by_row.setdefault(row, {})[column] = content
    for row in sorted(by_row):
        cells = {columns[column]: (content, (row, column)) for column, content in sorted(by_row[row].items())}
        contents = {keyword: content for keyword, (content, _) in cells.items()}
        if any(keyword not in ("status", "note") for keyword in contents):
            places = {keyword: place for keyword, (_, place) in cells.items()}
            yield TableRow(sheet=sheet, number=row, contents=contents, places=places)


def _head(content: CellContent, shapes: Shapes, heads: Iterable[str]) -> str | None:
    head = str(content).strip().rstrip("*＊")
    found = head_named(head)
    if found is not None and found in heads:
        return found
    return keyword_named(head, shapes)


def _is_head(content: CellContent, shapes: Shapes, heads: Iterable[str]) -> bool:
    return isinstance(content, str) and _head(content, shapes, heads) is not None
