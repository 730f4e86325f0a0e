"""Find tables: rows of headings above rows that are drawn alike."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from xltool.adopt.blanks_in_text import blanks_in
from xltool.adopt.box import Box, Page
from xltool.adopt.kind_guess import kind_of_label
from xltool.adopt.roles import Roles, are_values, look_key
from xltool.adopt.wording import GAP, NUMBER_HEAD, OFFICE, TOTAL, plain
from xltool.base.cells import Area

_YEARS = range(1980, 2101)
_MOST_HEADING_ROWS = 5
_MOST_GAP = 2  # columns without anything between two headings, and rows between two rows of a table
_LONGEST_HEADING = 120  # characters
_LEAST_ALIGNED = 0.7  # of the columns of a row
_COLUMN_MARK = re.compile(r"[(（]?(?:\d{1,2}|[甲乙丙丁戊己庚辛壬癸]|[A-Za-z])[)）]?|\d{1,2}\s*=\s*[\d+\-×*/ ]+|[(（]?[①-⑳][)）]?")


@dataclass(frozen=True, kw_only=True)
class RawTable:
    """A table as it is drawn."""

    heads: tuple[Box, ...]  # the lowest headings, from left to right
    heading_rows: tuple[int, ...]
    upper: tuple[Box, ...] = ()  # headings above them
    rows: tuple[int, ...] = ()  # first sheet rows of its rows, without totals
    last_row: int = 0
    total_rows: tuple[int, ...] = ()
    label_columns: frozenset[int] = frozenset()  # sheet columns of fixed row labels
    row_labels: tuple[str, ...] = ()
    is_drawn: bool = True  # its rows are
    is_filled: bool = False
    taken: tuple[Area, ...] = field(default=())  # all that belongs to it

    def is_label_column(self, head: Box) -> bool:
        """Return whether a column holds fixed labels of rows."""
        return head.area.left in self.label_columns


class TableFinder:
    """Finds the tables of a page."""

    def __init__(self, page: Page, roles: Roles) -> None:
        self._page = page
        self._roles = roles
        self._taken: list[Area] = []
        self._last = max((box.area.bottom for box in page.boxes if not box.is_blank or box.sides or roles.is_fillable(box)), default=0)

        self._right: dict[int, int] = {}
        for row, column in page.owner:
            self._right[row] = max(column, self._right.get(row, 0))

    def tables(self) -> list[RawTable]:
        """Return the tables from top to bottom."""
        found: list[RawTable] = []
        for row in range(1, self._last + 1):
            for heads in self._runs(row):
                table = self._table(row, heads)
                if table is not None:
                    found.append(table)
                    self._taken.extend(table.taken)
        return found

    # --- headings -----------------------------------------------------------------------------------------------------

    def _runs(self, row: int) -> Iterator[list[Box]]:
        """Yield runs of headings beside each other that end in a row."""
        run: list[Box] = []
        for box in self._page.row(row, 1, self._page_right(row)):
            if not self._is_heading(box, row):
                is_spacer = box.is_blank and not self._roles.is_fillable(box) and not box.text
                if is_spacer and run and box.area.left - run[-1].area.right <= _MOST_GAP:
                    continue
                yield from self._long_enough(run)
                run = []
                continue
            if run and box.area.left - run[-1].area.right - 1 > _MOST_GAP:
                yield from self._long_enough(run)
                run = []
            run.append(box)
        yield from self._long_enough(run)

    def _long_enough(self, run: list[Box]) -> Iterator[list[Box]]:
        if len(run) > 1:
            yield run

    def _page_right(self, row: int) -> int:
        return self._right.get(row, 0)

    def _is_heading(self, box: Box, row: int) -> bool:
        if box.area.bottom != row or any(area.overlaps(box.area) for area in self._taken):
            return False
        if box.is_number:
            return box.cell.value in _YEARS
        return (
            self._roles.is_label(box) and len(box.text) <= _LONGEST_HEADING and not any(not blank.is_weak for blank in blanks_in(box.text))
        )

    def _heading_rows(self, heads: Sequence[Box], row: int) -> tuple[tuple[int, ...], tuple[Box, ...]]:
        """Return all heading rows, and the headings above the lowest."""
        left, right = heads[0].area.left, heads[-1].area.right
        top, upper = min(head.area.top for head in heads), list[Box]()
        while row - top < _MOST_HEADING_ROWS and top > 1:
            above = [box for box in self._page.row(top - 1, left, right) if box.area.bottom <= row]
            texts = [box for box in above if box.text]
            if not self._is_upper_row(texts, above, heads, left, right):
                break
            upper.extend(texts)
            top = min([top - 1, *(box.area.top for box in texts)])
        covered = [box for box in heads if box.area.top < row]
        upper.extend(
            box
            for line in range(top, row)
            for box in self._page.row(line, left, right)
            if box.text and box.area.bottom < row and box not in upper and box not in covered
        )
        return tuple(range(top, row + 1)), tuple(upper)

    def _is_upper_row(self, texts: Sequence[Box], above: Sequence[Box], heads: Sequence[Box], left: int, right: int) -> bool:
        """Return whether a row holds headings over several of those below it, and no title over all of them."""
        if not texts or not all(map(self._roles.is_label, texts)) or any(map(self._roles.is_fillable, above)):
            return False
        if any(area.overlaps(box.area) for area in self._taken for box in texts):
            return False
        if any(box.area.left < left or box.area.right > right for box in texts):
            return False
        if any(re.search(r"[:：]", box.text) or (heads[-1].is_enclosed and not (box.is_enclosed or box.look.fill)) for box in texts):
            return False
        edges = {head.area.left for head in heads}
        if any(box.area.left not in edges for box in texts):
            return False
        width = right - left + 1
        if len(texts) == 1 and texts[0].n_columns > 0.8 * width and heads[0].area.top == heads[-1].area.top:
            return False
        spanning = [box for box in texts if sum(box.area.left <= head.area.left <= box.area.right for head in heads) > 1]
        fill, lined = heads[-1].look.fill, heads[-1].is_enclosed
        unmerged = [
            box for box in texts if not spanning and (box.is_enclosed or box.look.fill) and (bool(box.look.fill) == bool(fill) or lined)
        ]
        return bool(spanning) or (len(unmerged) > 1 and len(unmerged) <= len(heads) and len(above) > 1)

    # --- rows ---------------------------------------------------------------------------------------------------------

    def _table(self, row: int, heads: list[Box]) -> RawTable | None:
        before = self._page.at(row, heads[0].area.left - 1)
        if before is not None and before.area.bottom == row and self._is_template(before):
            return None
        if any(OFFICE.search(head.text) for head in heads) or self._is_title_row(heads) or are_values([head.text for head in heads]):
            return None
        heading_rows, upper = self._heading_rows(heads, row)
        first = self._page_row_below(heads, row)
        marks = self._cells(first, heads)
        if len(heads) > 2 and marks and all(_is_column_mark(box) for box in marks) and len(marks) >= len(heads) - 1:  # noqa: PLR2004
            heading_rows = (*heading_rows, first)
            first = first + 1
        body = self._body(first, heads)
        if body is None:
            return None
        return self._finished(heads, heading_rows, upper, body)

    def _is_title_row(self, heads: Sequence[Box]) -> bool:
        return all(re.search(r"[:：]\s*$", head.text) for head in heads)

    def _page_row_below(self, heads: Sequence[Box], row: int) -> int:
        """Return the first row below headings; one thin row between is passed over."""
        sheet = self._page.sheet
        below = row + 1
        while below in sheet.hidden_rows:
            below += 1
        if not self._cells(below, heads) and sheet.height(below) < 8 and self._cells(below + 1, heads):  # noqa: PLR2004 - points
            return below + 1
        return below

    def _cells(self, row: int, heads: Sequence[Box]) -> list[Box]:
        found: list[Box] = []
        for head in heads:
            box = self._page.at(row, head.area.left)
            if box is not None and box not in found:
                found.append(box)
        return found

    def _body(self, first: int, heads: Sequence[Box]) -> _Body | None:
        body = _Body()
        row, gap = first, 0
        while row <= self._last + 1 and gap <= _MOST_GAP:
            if row in self._page.sheet.hidden_rows:
                row += 1
                continue
            verdict = self._row_verdict(row, heads, body)
            if verdict == "end":
                break
            if verdict == "gap":
                gap, row = gap + 1, row + 1
                continue
            boxes = self._cells(row, heads)
            shape = self._shape(boxes)
            if verdict == "row" and body.is_broken_by(shape, gap):
                break
            body.shapes.append(shape)
            gap = 0
            bottom = max(row, min((box.area.bottom for box in boxes if self._roles.is_fillable(box)), default=row))
            (body.totals if verdict == "total" else body.rows).append(row)
            body.last = bottom
            row = bottom + 1
        if not body.rows and not body.totals and self._is_list_sheet(first, heads):
            body.rows, body.last, body.is_drawn = [first], first, False
        return body if body.rows else None

    def _shape(self, boxes: Sequence[Box]) -> str:
        """Return which cells of a row hold fixed texts."""
        return "".join("t" if self._roles.is_label(box) else "n" if box.is_number and at == 0 else "-" for at, box in enumerate(boxes))

    def _row_verdict(self, row: int, heads: Sequence[Box], body: _Body) -> str:
        boxes = self._cells(row, heads)
        drawn = [box for box in boxes if box.sides or box.look.fill or not box.is_blank or box.validation or self._roles.is_fillable(box)]
        if not drawn or all(box.is_blank and not self._roles.is_fillable(box) for box in drawn):
            return "gap" if body.rows else "end"
        if any(box.area.top < row and self._roles.is_fillable(box) and box.n_rows > 1 for box in boxes):
            return "end"
        n_aligned = sum(
            1
            for head in heads
            if (box := self._page.at(row, head.area.left)) is not None
            and box.area.right <= head.area.right
            and (box.area.left == head.area.left)
        )
        if n_aligned < _LEAST_ALIGNED * len(heads):
            return "end"
        label = next((box for box in self._leading(row, heads) if box.text), None)
        if label is not None and TOTAL.fullmatch(plain(label.text)):
            return "total"
        fillable = [box for box in boxes if self._roles.is_fillable(box) or box.cell.has_formula or self._is_template(box)]
        typed = [box for box in boxes if box not in fillable and box.text and not GAP.fullmatch(box.text)]
        if not fillable:
            return "end" if not self._continues(boxes, heads, body) else "row"
        if not typed or self._are_leading(typed, boxes):
            return "row"
        return "row" if self._are_values(typed, heads, fillable) else "end"

    def _leading(self, row: int, heads: Sequence[Box]) -> list[Box]:
        return list(self._page.row(row, max(1, heads[0].area.left - 3), heads[-1].area.right))

    def _is_template(self, box: Box) -> bool:
        return bool(box.text) and any(not blank.is_weak for blank in blanks_in(box.text))

    def _are_leading(self, typed: Sequence[Box], boxes: Sequence[Box]) -> bool:
        """Return whether texts stand before all that is blank (units and fixed targets may stand between)."""
        n_typed = len(typed)
        return all(box in typed for box in boxes[:n_typed])

    def _are_values(self, typed: Sequence[Box], heads: Sequence[Box], fillable: Sequence[Box]) -> bool:
        """Return whether texts in a row are what somebody typed, or fixed texts of a grid."""
        head_looks = {look_key(head) for head in heads}
        n_other = sum(look_key(box) not in head_looks for box in typed)
        return n_other >= len(typed) / 2 or len(fillable) >= len(typed)

    def _continues(self, boxes: Sequence[Box], heads: Sequence[Box], body: _Body) -> bool:
        """Return whether a row of texts alone is one of a table that is filled in."""
        head_looks = {look_key(head) for head in heads}
        if len(boxes) == len(heads) and are_values([box.text for box in boxes]) and not are_values([head.text for head in heads]):
            return True
        if not body.rows and not self._roles.looks.is_filled:
            return False
        return len(boxes) >= len(heads) - 1 and all(look_key(box) not in head_looks for box in boxes)

    def _is_list_sheet(self, first: int, heads: Sequence[Box]) -> bool:
        """Return whether headings at the top of a sheet have nothing below them: a list that is typed from there on."""
        is_last = all(box.area.bottom < first or box.is_blank for box in self._page.boxes)
        n_above = sum(bool(box.text) for box in self._page.boxes if box.area.bottom < heads[0].area.top)
        return is_last and len(heads) > 2 and n_above <= 2  # noqa: PLR2004 - three columns; a title and a note

    # --- what it is ---------------------------------------------------------------------------------------------------

    def _finished(self, heads: list[Box], heading_rows: tuple[int, ...], upper: tuple[Box, ...], body: _Body) -> RawTable | None:
        page, roles = self._page, self._roles
        left = heads[0].area.left
        lines = [self._cells(row, heads) for row in body.rows]
        labels = self._label_columns(heads, body)
        beside = [next((box for box in reversed(list(page.row(row, max(1, left - 3), left - 1))) if box.text), None) for row in body.rows]
        has_labels_beside = sum(
            box is not None and roles.is_label(box) and box.area.bottom < body.last + 1 and box.n_rows <= _MOST_GAP for box in beside
        ) >= max(2, len(beside) // 2)
        n_data = len(heads) - len(labels)
        if not n_data or not self._is_worth(heads, labels, body, has_labels_beside=has_labels_beside):
            return None
        names = (
            tuple(_row_label(page, row, heads, labels, beside[at]) for at, row in enumerate(body.rows))
            if labels or has_labels_beside
            else ()
        )
        right = heads[-1].area.right
        area = Area(heading_rows[0], left, body.last, right)
        return RawTable(
            heads=tuple(heads),
            heading_rows=heading_rows,
            upper=upper,
            rows=tuple(body.rows),
            last_row=max(self._bottom(row, heads) for row in body.rows),
            total_rows=tuple(body.totals),
            label_columns=frozenset(labels),
            row_labels=names,
            is_drawn=body.is_drawn,
            is_filled=any(box.text and roles.is_label(box) and box.area.left not in labels for line in lines for box in line),
            taken=(area,),
        )

    def _label_columns(self, heads: Sequence[Box], body: _Body) -> set[int]:
        """Return the columns at the left that hold fixed texts; a running number may stand before them."""
        is_filled = self._roles.looks.is_filled and not self._roles.looks.by_protection
        labels: set[int] = set()
        for head in heads:
            cells = [self._page.at(row, head.area.left) for row in body.rows]
            if _is_label_column(head, cells, self._roles, is_filled=is_filled):
                labels.add(head.area.left)
            elif not NUMBER_HEAD.search(head.text):
                break
        return labels

    def _bottom(self, row: int, heads: Sequence[Box]) -> int:
        boxes = [box for box in self._cells(row, heads) if self._roles.is_fillable(box)]
        return max(row, min((box.area.bottom for box in boxes), default=row))

    def _is_worth(self, heads: Sequence[Box], labels: set[int], body: _Body, *, has_labels_beside: bool) -> bool:
        """Return whether rows under headings are a table, and not fields with a heading over labels and answers."""
        n_rows, n_data = len(body.rows), len(heads) - len(labels)
        if not body.is_drawn:
            return True
        if n_rows + len(body.totals) < 2:  # noqa: PLR2004 - one row of blanks below labels: fields
            is_tall = self._bottom(body.rows[0], heads) - body.rows[0] > 1 and len(heads) > 3  # noqa: PLR2004
            return is_tall or any(NUMBER_HEAD.search(head.text) for head in heads)
        if n_data == 1 and (labels or has_labels_beside):
            data = next(head for head in heads if head.area.left not in labels)
            is_numeric = kind_of_label(plain(data.text)) in ("money", "integer", "percent")
            return len(heads) > 2 or bool(body.totals) or (is_numeric and n_rows > 2)  # noqa: PLR2004
        return True


@dataclass(kw_only=True)
class _Body:
    rows: list[int] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)
    last: int = 0
    is_drawn: bool = True
    shapes: list[str] = field(default_factory=list)  # of the rows so far

    def is_broken_by(self, shape: str, gap: int) -> bool:
        """Return whether a row is none of this table: of another shape behind a gap, or with a label where there was none."""
        if not self.rows or shape in self.shapes:
            return False
        return gap > 0 or (shape.startswith("t") and not any(known.startswith("t") for known in self.shapes))


def _is_column_mark(box: Box) -> bool:
    if box.is_number:
        return isinstance(box.cell.value, float) and 0 < box.cell.value < 100 and box.cell.value.is_integer()  # noqa: PLR2004
    return bool(_COLUMN_MARK.fullmatch(plain(box.text))) if box.text else False


def _is_label_column(head: Box, cells: Sequence[Box | None], roles: Roles, *, is_filled: bool) -> bool:
    """Return whether a column holds fixed texts: most of its cells have one, unless somebody has filled in the list."""
    own = [box for box in cells if box is not None]
    texts = [box for box in own if box.text and not roles.is_fillable(box)]
    if len(texts) < max(1, 0.6 * len(own)):
        return False
    return not is_filled or (look_key(texts[0]) == look_key(head) and bool(head.look.is_bold or head.look.fill))


def _row_label(page: Page, row: int, heads: Sequence[Box], labels: set[int], beside: Box | None) -> str:
    own = [box.text for head in heads if head.area.left in labels and (box := page.at(row, head.area.left)) is not None and box.text]
    return own[-1] if own else beside.text if beside is not None else ""
