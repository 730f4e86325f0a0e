"""Pair blanks with their labels: within a text, to the left, above, within the same box."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from xltool.adopt.blanks_in_text import TextBlank, blanks_in
from xltool.adopt.box import Box, Page
from xltool.adopt.kind_guess import kind_of_label
from xltool.adopt.roles import Roles
from xltool.adopt.wording import CONSTANT, LABEL_WORD, NOTE, SIGNATURE, label_of, plain
from xltool.base.cells import Area
from xltool.base.display import display_width
from xltool.base.messages import Text
from xltool.reading.drawn_records import BOTTOM, LEFT, RIGHT, TOP

_COLON = re.compile(r"[:：]\s*$")
_FAR = 12  # columns without anything between a label and its blank
_LONG = 160  # characters; a longer text does not name a field
_LABEL = 40  # of what is a short one
_ROOM = 6  # characters of free room that make a blank behind a colon
_FILLED = re.compile(r"^\s*([^:：\n]{1,16})[:：]\s*(\S[^\n:：]{0,40})$")
_FILLED_LINES = 3  # texts with a label and its value that tell a form that is filled in

BESIDE = Text(zh="空格在标签右侧", en="a blank to the right of its label")
ABOVE = Text(zh="空格在标签下方", en="a blank below its label")
WITHIN = Text(zh="空白在文字之中", en="a blank within the text")
TYPED = Text(zh="标签右侧是已填的内容", en="what stands to the right of the label has been typed")
NO_LABEL = Text(zh="空格旁没有标签", en="a blank without a label beside it")
SIGNED = Text(zh="签字、盖章处", en="for a signature or seal")


@dataclass(frozen=True, kw_only=True)
class RawField:
    """A field as it is drawn."""

    label: str
    label_box: Box | None
    input: Area
    boxes: tuple[Box, ...]  # where its value goes
    blank: TextBlank | None = None  # within the text of its box
    inline: bool = False
    confidence: float
    reason: Text


class FieldFinder:
    """Finds the fields of a page outside its tables."""

    def __init__(self, page: Page, roles: Roles, taken: Sequence[Area]) -> None:
        self._page = page
        self._roles = roles
        self._taken = taken
        self._used: set[int] = set()  # boxes that are part of a field
        self._labels: set[int] = set()  # boxes that are the label of one
        self._values: set[int] = set()  # texts that are values
        self.signed: list[Box] = []

    def fields(self) -> list[RawField]:
        """Return the fields by rows."""
        found = [*self._in_texts(), *self._typed(), *self._drawn(), *self._undrawn()]
        return sorted(found, key=lambda field: (field.input.top, field.input.left))

    def computed(self) -> Iterator[tuple[Box, Box]]:
        """Yield the formulas outside tables that have a label, with it."""
        for box in self._page.boxes:
            if box.cell.has_formula and self._is_free(box):
                label, _ = self._label(box)
                if label is not None:
                    yield box, label

    def _is_free(self, box: Box) -> bool:
        return id(box) not in self._used and not any(area.overlaps(box.area) for area in self._taken)

    # --- within texts -------------------------------------------------------------------------------------------------

    def _in_texts(self) -> Iterator[RawField]:
        for box in self._page.boxes:
            if not box.text or not self._is_free(box) or box.cell.has_formula or len(box.cell.text) > 500:  # noqa: PLR2004 - a text to read
                continue
            blanks = [blank for blank in blanks_in(box.cell.text) if not blank.is_weak or self._has_room(box)]
            if not blanks:
                continue
            self._used.add(id(box))
            yield from self._inline(box, blanks)

    def _inline(self, box: Box, blanks: Sequence[TextBlank]) -> Iterator[RawField]:
        named = self._left(box) or (self._above(box) if box.is_enclosed else None) if not blanks[0].label or len(blanks) == 1 else None
        for blank in blanks:
            label = "" if blank.label.isdecimal() else blank.label
            if SIGNATURE.search(label) or (SIGNATURE.search(box.text) and not blank.kind and len(blanks) == 1):
                self.signed.append(box)
                continue
            own = bool(label)
            if not label and named is not None:
                label = label_of(named.text)
                self._labels.add(id(named))
            yield RawField(
                label=label or label_of(re.sub(r"[_＿\u3000 \d]+", " ", box.text))[:20] or blank.unit,
                label_box=box if own or named is None else named,
                input=box.area,
                boxes=(box,),
                blank=blank,
                inline=own or named is None,
                confidence=0.9 if own or named is not None else 0.55,
                reason=WITHIN,
            )

    def _has_room(self, box: Box) -> bool:
        """Return whether a colon at the end of a text has its blank in the same box: nothing to be filled in follows, and there is room."""
        if self._roles.looks.by_protection and not box.is_unlocked:
            return False
        beside = self._page.at(box.area.top, box.area.right + 1)
        below = self._page.at(box.area.bottom + 1, box.area.left)
        if beside is not None and (self._roles.is_fillable(beside) or (self._roles.is_value_of(beside, box))):
            return False
        if below is not None and self._roles.is_fillable(below) and below.area.left == box.area.left and not below.is_number:
            return False
        if NOTE.match(box.text) or (len(box.text) > _LABEL and not box.is_enclosed):
            return False
        spare = self._page.width(box.area) * max(1.0, self._page.lines(box.area, box.look.size)) - display_width(box.text)
        has_spaces = len(box.cell.text) - len(box.cell.text.rstrip()) > 2  # noqa: PLR2004 - room that somebody has typed
        is_wide = spare >= max(_ROOM, display_width(box.text) * 0.6)
        if has_spaces:
            return True
        if not is_wide:
            return False
        return box.n_columns > 1 or box.is_enclosed or beside is None or not beside.is_blank

    # --- forms that are filled in -------------------------------------------------------------------------------------

    def _typed(self) -> Iterator[RawField]:
        if self._roles.looks.by_protection:
            return
        for box in self._page.boxes:
            if not box.text or not self._is_free(box) or id(box) in self._values or self._roles.is_fillable(box):
                continue
            beside = self._next(box)
            if (
                beside is not None
                and self._is_free(beside)
                and beside.text
                and self._is_short(box)
                and not CONSTANT.search(box.text)
                and self._roles.is_value_of(beside, box)
                and not self._roles.is_fillable(beside)
            ):
                yield self._field(box, [beside], 0.7, TYPED)
                self._values.add(id(beside))
            elif (
                (match := _FILLED.match(box.text))
                and (self._roles.looks.is_filled or self._has_filled_lines)
                and not NOTE.match(box.text)
                and not CONSTANT.search(match[1])
                and _names_a_value(match[1])
            ):
                self._used.add(id(box))
                yield RawField(
                    label=label_of(match[1]), label_box=box, input=box.area, boxes=(box,), inline=True, confidence=0.6, reason=WITHIN
                )

    @cached_property
    def _has_filled_lines(self) -> bool:
        """Return whether several texts say a label and, behind its colon, a value: somebody has filled in the form."""
        lines = (_FILLED.match(box.text) for box in self._page.boxes if box.text and not box.cell.has_formula and self._is_free(box))
        found = [match[1] for match in lines if match is not None and not CONSTANT.search(match[1])]
        return sum(_names_a_value(label) for label in found) >= _FILLED_LINES

    def _is_short(self, box: Box) -> bool:
        return len(box.text) <= _LABEL

    def _next(self, box: Box) -> Box | None:
        beside = self._page.at(box.area.top, box.area.right + 1)
        return beside if beside is not None and beside.area.top == box.area.top else None

    # --- boxes that are drawn -----------------------------------------------------------------------------------------

    def _drawn(self) -> Iterator[RawField]:
        groups: dict[tuple[int, str], list[Box]] = {}
        labels: dict[tuple[int, str], Box] = {}
        for box in self._page.boxes:
            if not self._roles.is_fillable(box) or not self._is_free(box):
                continue
            label, way = self._label(box)
            if label is None:
                if (
                    box.is_unlocked
                    and self._roles.looks.by_protection
                    and box.is_enclosed
                    and (box.n_columns > 1 or box.n_rows > 1 or box.validation)
                ):
                    yield self._unnamed(box)
                continue
            groups.setdefault((id(label), way), []).append(box)
            labels[id(label), way] = label
        for key, boxes in groups.items():
            label, way = labels[key], key[1]
            if SIGNATURE.search(label.text):
                self.signed.append(label)
                self._used.update(map(id, boxes))
                continue
            for group in _contiguous(boxes):
                yield self._field(label, group, 0.9 if way == "left" else 0.75, BESIDE if way == "left" else ABOVE)

    def _unnamed(self, box: Box) -> RawField:
        self._used.add(id(box))
        return RawField(label="", label_box=None, input=box.area, boxes=(box,), confidence=0.3, reason=NO_LABEL)

    def _field(self, label: Box, boxes: Sequence[Box], confidence: float, reason: Text) -> RawField:
        self._used.update(map(id, boxes))
        self._labels.add(id(label))
        areas = [box.area for box in boxes]
        area = Area(min(a.top for a in areas), min(a.left for a in areas), max(a.bottom for a in areas), max(a.right for a in areas))
        return RawField(label=label_of(label.text), label_box=label, input=area, boxes=tuple(boxes), confidence=confidence, reason=reason)

    def _label(self, box: Box) -> tuple[Box | None, str]:
        left, above = self._left(box), self._above(box)
        if left is not None and self._is_beside(left, box):
            is_vertical = left.n_rows > box.n_rows and left.n_rows > 1 and left.n_columns <= 2 and above is not None  # noqa: PLR2004
            if is_vertical and above is not None and above.area.top >= left.area.top and self._fits(above, box):
                return above, "above"
            return left, "left"
        if above is not None:
            return above, "above"
        return left, "left"

    def _fits(self, above: Box, box: Box) -> bool:
        return above.area.bottom == box.area.top - 1 and above.area.left == box.area.left and above.area.right == box.area.right

    def _is_beside(self, left: Box, box: Box) -> bool:
        return box.area.left - left.area.right <= 3  # noqa: PLR2004 - two thin columns between

    def _left(self, box: Box) -> Box | None:
        """Return the label to the left: the nearest text, with nothing but blanks of the same field between."""
        column = box.area.left - 1
        for _ in range(_FAR):
            beside = self._page.at(box.area.top, column)
            if beside is None:
                column -= 1
            elif beside.text or not beside.is_blank:
                is_label = self._may_label(beside) and beside.area.top <= box.area.top
                return beside if is_label else None
            elif self._roles.is_fillable(beside) and not self._is_same_blank(beside, box):
                return None
            else:
                column = beside.area.left - 1
            if column < 1:
                return None
        return None

    def _is_same_blank(self, beside: Box, box: Box) -> bool:
        """Return whether two blanks beside each other are one: no line between them, or no other label for the second."""
        has_line = RIGHT in beside.sides or LEFT in box.sides
        return not has_line or (self._above(box) is None and beside.area.top == box.area.top and beside.n_rows == box.n_rows)

    def _above(self, box: Box) -> Box | None:
        """Return the label above: the nearest text over the blank, with nothing drawn between."""
        row = box.area.top - 1
        for _ in range(3):
            over = self._page.at(row, box.area.left)
            if over is None:
                row -= 1
            elif over.text:
                return self._best_above(over, box) if self._may_label(over) else None
            elif (over.is_blank and not self._roles.is_fillable(over) and not over.sides and not over.look.fill) or (
                self._roles.is_fillable(over)
                and over.is_blank
                and BOTTOM not in over.sides
                and TOP not in box.sides
                and over.area.left == box.area.left
            ):
                row = over.area.top - 1
            else:
                return None
            if row < 1:
                return None
        return None

    def _best_above(self, over: Box, box: Box) -> Box | None:
        """Return a text above, or the short one over it where it is a long explanation."""
        if over.area.right < box.area.left or over.n_columns > 4 * box.n_columns + 4:
            return None
        higher = self._page.at(over.area.top - 1, over.area.left)
        if (
            len(over.text) > _LABEL
            and higher is not None
            and self._may_label(higher)
            and higher.text
            and len(higher.text) <= _LABEL
            and BOTTOM not in higher.sides
        ):
            return higher
        return over

    def _may_label(self, box: Box) -> bool:
        return (
            self._roles.is_label(box)
            and id(box) not in self._values
            and id(box) not in self._used
            and len(box.text) <= _LONG
            and not self._roles.is_unit(box)
            and not any(area.overlaps(box.area) for area in self._taken)
            and not (NOTE.match(box.text) and not _COLON.search(box.text) and len(box.text) > 12)  # noqa: PLR2004 - a sentence
        )

    # --- blanks that nothing is drawn around --------------------------------------------------------------------------

    def _undrawn(self) -> Iterator[RawField]:
        """Yield fields whose blank is the plain cell behind a colon."""
        if self._roles.looks.by_protection:
            return
        for box in self._page.boxes:
            if (
                not _COLON.search(box.text)
                or not self._is_free(box)
                or id(box) in self._labels | self._values
                or not self._roles.is_label(box)
            ):
                continue
            if len(box.text) > _LABEL or NOTE.match(box.text):
                continue
            row, column = box.area.top, box.area.right + 1
            beside = self._page.at(row, column)
            if beside is not None and (
                not beside.is_blank or not self._is_free(beside) or beside.look.fill in self._roles.looks.label_fills - {""}
            ):
                continue
            if SIGNATURE.search(box.text):
                self.signed.append(box)
                continue
            area = beside.area if beside is not None else Area(row, column, row, column)
            self._labels.add(id(box))
            yield RawField(
                label=label_of(box.text), label_box=box, input=area, boxes=(beside,) if beside else (), confidence=0.7, reason=BESIDE
            )


def _names_a_value(label: str) -> bool:
    """Return whether what stands before a colon names something that is filled in: more than a unit, and nothing long."""
    kind = kind_of_label(plain(label))
    return kind not in ("", "long-text") or (bool(LABEL_WORD.search(label)) and len(plain(label)) > 2)  # noqa: PLR2004 - 单位：万元


def _contiguous(boxes: Sequence[Box]) -> list[list[Box]]:
    """Divide boxes with one label into groups that are a rectangle each."""
    groups: list[list[Box]] = []
    for box in boxes:
        for group in groups:
            last = group[-1].area
            is_right = last.top == box.area.top and last.bottom == box.area.bottom and 0 < box.area.left - last.right <= 2  # noqa: PLR2004
            is_below = last.left == box.area.left and last.right == box.area.right and box.area.top - last.bottom == 1
            if (is_right and (len(group) == 1 or group[0].area.top == last.top)) or (
                is_below and (len(group) == 1 or group[0].area.left == last.left)
            ):
                group.append(box)
                break
        else:
            groups.append([box])
    return groups
