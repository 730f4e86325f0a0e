"""Tell labels from what is filled in: by protection, validations, lines and fills, and by what stands beside."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xltool.adopt.box import Box, Page
from xltool.adopt.kind_guess import is_date_code, kind_of_label
from xltool.adopt.wording import GAP, LABEL_WORD, PLACEHOLDER, plain
from xltool.reading.drawn_records import BOTTOM

_MOST_FILLED = 0.15  # of the boxes may be blank where a form counts as filled in
_LABEL = 24  # characters of a label that names one thing
_VALUE = re.compile(
    r"[\w.+-]+@[\w-]+\.[\w.-]+|(?:https?://|www\.)\S+|\d{4}\s*[-/.年]\s*\d{1,2}\s*(?:[-/.月]\s*(?:\d{1,2}\s*日?)?)?|[\d\s,.\-+()（）%％]{2,}|[￥¥$€£]\s?[\d,.]+|[\d,.]+\s*(?:万?元|円|%|人|个|名)"
)
_UNIT = re.compile(
    r"[(（]?\s*(?:[百千万億亿]?[元円人个名件次台份页天日年月]|%|％|USD|kg|km|m2|㎡|cm|hours?|days?|years?)\s*[)）]?", re.IGNORECASE
)
_COLON = re.compile(r"[:：]\s*$")


def is_label_word(text: str) -> bool:
    """Return whether a text is called as labels are."""
    line = plain(text)
    return bool(_COLON.search(line) or (len(line) <= _LABEL and (kind_of_label(line) or LABEL_WORD.search(line))))


def is_value_text(text: str) -> bool:
    """Return whether a text looks like a value: a date, a number, an amount, an address of mail."""
    return bool(_VALUE.fullmatch(plain(text)))


def are_values(texts: Sequence[str]) -> bool:
    """Return whether texts beside each other are values and no headings."""
    said = [text for text in texts if text]
    n_values, n_labels = sum(map(is_value_text, said)), sum(is_label_word(text) and not is_value_text(text) for text in said)
    return n_values > n_labels


@dataclass(frozen=True, kw_only=True)
class SheetLooks:
    """What the looks of a sheet mean."""

    by_protection: bool  # unlocked cells are what is filled in
    label_fills: frozenset[str]
    label_looks: frozenset[tuple[object, ...]]  # of texts only
    value_looks: frozenset[tuple[object, ...]]  # of blanks and numbers, too
    is_filled: bool  # the form has been filled in


def look_key(box: Box) -> tuple[object, ...]:
    """Return what tells labels from values where looks do."""
    look = box.look
    return (look.fill, look.is_bold, look.colour, look.is_locked)


def looks_of(page: Page) -> SheetLooks:
    """Find out what the looks of a sheet mean."""
    drawn = [box for box in page.boxes if box.is_enclosed or box.look.fill]
    n_unlocked = sum(box.is_unlocked for box in page.boxes)
    is_by_protection = page.sheet.is_protected and n_unlocked > 0 and any(box.text and not box.is_unlocked for box in page.boxes)
    texts, blanks = Counter[str](), Counter[str]()
    keys: dict[tuple[object, ...], list[int]] = {}
    for box in drawn:
        count = keys.setdefault(look_key(box), [0, 0])
        count[0 if box.text else 1] += 1
        (texts if box.text else blanks)[box.look.fill] += 1
    n_blank = sum(box.is_blank for box in drawn)
    return SheetLooks(
        by_protection=is_by_protection,
        label_fills=frozenset(fill for fill in texts if fill and texts[fill] >= blanks[fill]),
        label_looks=frozenset(key for key, (n_texts, n_others) in keys.items() if n_texts and not n_others),
        value_looks=frozenset(key for key, (_, n_others) in keys.items() if n_others),
        is_filled=bool(drawn) and n_blank < _MOST_FILLED * len(drawn) and any(box.is_number for box in drawn),
    )


class Roles:
    """What each box of a page is."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.looks = looks_of(page)
        self._fillable: dict[int, bool] = {}
        for box in page.boxes:  # from the top down: a plain unlocked cell goes on what stands above it
            self._fillable[id(box)] = self._is_fillable(box)
        self._typed = {} if self.looks.by_protection else typed_values(page, self._fillable)

    def is_label(self, box: Box | None) -> bool:
        """Return whether a box may be a label."""
        return box is not None and bool(box.text) and not self.is_fillable(box) and not box.cell.has_formula and not GAP.fullmatch(box.text)

    def is_fillable(self, box: Box) -> bool:
        """Return whether something is to be typed into a box, or was."""
        return self._fillable.get(id(box), False)

    def is_unit(self, box: Box) -> bool:
        """Return whether a box holds nothing but a unit, behind a blank."""
        return bool(_UNIT.fullmatch(plain(box.text))) if box.text else False

    def _is_fillable(self, box: Box) -> bool:
        if box.cell.has_formula:
            return False
        if self.looks.by_protection:
            return self._by_protection(box)
        if box.text:
            return bool(PLACEHOLDER.match(box.text)) or self._is_chosen(box)
        if box.is_number:
            return box.is_enclosed or BOTTOM in box.sides or box.validation is not None or self._follows_label(box)
        if box.validation is not None:
            return True
        return self._is_drawn_blank(box)

    def _by_protection(self, box: Box) -> bool:
        if box.validation is not None and not (box.text and not self._is_chosen(box)):
            return True
        if not box.is_unlocked:
            return False
        if box.text:
            return not (box.look.is_bold and look_key(box) in self.looks.label_looks)
        above = self.page.at(box.area.top - 1, box.area.left)
        goes_on = above is not None and above.look == box.look and above.n_columns == box.n_columns and self.is_fillable(above)
        return box.is_enclosed or bool(box.look.fill) or BOTTOM in box.sides or goes_on or self._follows_label(box)

    def _is_chosen(self, box: Box) -> bool:
        """Return whether a text with a validation is a value: one whose list names other cells may be a heading."""
        rule = box.validation
        if rule is None:
            return False
        if rule.kind == "list" and rule.first.startswith('"'):
            return plain(box.text) in [plain(option) for option in rule.first.strip('"').split(",")]
        return "#REF" not in rule.first and not (box.look.is_bold and kind_of_label(plain(box.text)) != "")

    def _is_drawn_blank(self, box: Box) -> bool:
        if box.look.fill and box.look.fill in self.looks.label_fills:
            return False
        if box.is_enclosed:
            return True
        if box.look.fill:
            return self._follows_label(box)
        below = self.page.at(box.area.bottom + 1, box.area.left)
        is_line_of_below = below is not None and below.is_enclosed and BOTTOM not in box.look.borders
        return BOTTOM in box.sides and not is_line_of_below and (len(box.sides) == 1 or self._follows_label(box))

    def _follows_label(self, box: Box) -> bool:
        area = box.area
        left, above = self.page.at(area.top, area.left - 1), self.page.at(area.top - 1, area.left)
        return any(beside is not None and bool(beside.text) and not beside.is_unlocked for beside in (left, above)) or any(
            beside is not None and bool(beside.text) for beside in (left, above)
        )

    # --- forms that are filled in -------------------------------------------------------------------------------------

    def is_value_of(self, box: Box, label: Box) -> bool:
        """Return whether a text beside a label is its value and no label of its own."""
        if self.is_fillable(box) or self._typed.get(id(box)) == id(label):
            return True
        text = box.text
        if not text or box.cell.has_formula or _COLON.search(text):
            return False
        if _VALUE.fullmatch(plain(text)):
            return True
        if _COLON.search(label.text) and BOTTOM in box.sides and BOTTOM not in label.sides:
            return True
        if look_key(box) != look_key(label) and look_key(box) in self.looks.value_looks and look_key(label) in self.looks.label_looks:
            return True
        if self.looks.by_protection:
            return False
        if (
            _COLON.search(label.text)
            and not kind_of_label(plain(text))
            and (box.look.is_bold, box.look.fill) != (label.look.is_bold, label.look.fill)
        ):
            return True
        return (
            self.looks.is_filled and bool(kind_of_label(plain(label.text)) or _COLON.search(label.text)) and not kind_of_label(plain(text))
        )

    def is_date(self, box: Box) -> bool:
        """Return whether a number shows as a date."""
        return box.is_number and is_date_code(box.look.number_format)


def typed_values(page: Page, fillable: Mapping[int, bool]) -> dict[int, int]:
    """Return the texts that are values of the labels before them (by identity), where labels and values take turns in rows.

    Rows that are divided alike are looked at together: what stands at even places is called as labels are, and what stands at odd
    places is not, or is plainly a value.
    """
    rows: dict[tuple[tuple[int, int], ...], list[list[Box]]] = {}
    for row in sorted({box.area.top for box in page.boxes if box.text}):
        for line in _contiguous_lines(page, row):
            rows.setdefault(tuple((box.area.left, box.area.right) for box in line), []).append(line)
    found: dict[int, int] = {}
    label_columns: set[tuple[int, int]] = set()
    for edges, lines in rows.items():
        if _take_turns(lines, fillable):
            found |= {id(value): id(label) for line in lines for label, value in _pairs(line)}
            label_columns.add(edges[0])
    for edges, lines in rows.items():  # one wide value below such rows
        if len(edges) == 2 and edges[0] in label_columns and edges[1][1] > edges[1][0]:  # noqa: PLR2004 - a label and its value
            found |= {id(line[1]): id(line[0]) for line in lines if line[0].text and line[1].text}
    return found


def _contiguous_lines(page: Page, row: int) -> list[list[Box]]:
    lines: list[list[Box]] = [[]]
    for box in page.row(row, 1, 256):
        if box.area.top != row or (box.is_blank and not box.sides):
            lines.append([])
        elif lines[-1] and box.area.left != lines[-1][-1].area.right + 1:
            lines.append([box])
        else:
            lines[-1].append(box)
    return [line for line in lines if len(line) > 1 and len(line) % 2 == 0]


def _pairs(line: Sequence[Box]) -> list[tuple[Box, Box]]:
    return [(label, value) for label, value in zip(line[::2], line[1::2], strict=True) if value.text]


def _take_turns(lines: Sequence[Sequence[Box]], fillable: Mapping[int, bool]) -> bool:
    labels = [box for line in lines for box in line[::2]]
    values = [box for line in lines for box in line[1::2]]
    if not all(box.text and not fillable.get(id(box)) for box in labels) or not any(box.text for box in values):
        return False
    n_for = sum(is_label_word(box.text) for box in labels) + sum(box.is_blank or box.is_number or is_value_text(box.text) for box in values)
    n_against = sum(is_value_text(box.text) for box in labels) + sum(bool(box.text) and is_label_word(box.text) for box in values)
    return n_for >= 0.6 * len(labels) and n_for > 2 * n_against
