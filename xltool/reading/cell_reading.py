"""Read single cells: what a field makes of the content of a cell, and what is to be reported about it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from xltool.base.cells import Location
from xltool.base.dates import number_or_date
from xltool.base.findings import Finding
from xltool.base.reader_rules import DAY_NUMBER, ENDS_TRIMMED, READER_RULES, STORED_AS_TEXT, UNREADABLE
from xltool.form.kind import CellValue, Kind
from xltool.form.schema import Field
from xltool.reading.book import Book
from xltool.reading.day_numbers import day_number_oddity
from xltool.reading.guard.limits import Limits
from xltool.reading.looks import as_shown, digits_oddity, look_oddity
from xltool.reading.parsing.formatted import Formatted, plain
from xltool.reading.parsing.grid import NOT_COMPUTED
from xltool.reading.sanitise import Oddity, sanitise

#: Characters that a note on how a cell was written shows, and how many of them stand before the difference in a long text.
_SHOWN, _SHOWN_BEFORE = 40, 12
_OF_VALUE = ("value.error", "value.type")
_NOT_COMPUTED: tuple[Oddity, ...] = (("value.not-computed", {}),)


class CellReading(NamedTuple):
    """What a field makes of the content of a cell."""

    value: CellValue
    odd: tuple[Oddity, ...]  # to be reported
    typed: str | float | None  # what stands there, where it is not what was read: a text that was normalised, a number that became a text

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands there, not even something of which no value can be made."""
        return self.value.value is None and not any(rule in UNREADABLE for rule, _ in self.odd)

    @property
    def is_noted(self) -> bool:
        """Whether there is anything to note beside the value."""
        return bool(self.odd) or self.typed is not None or self.value.before is not None


#: Of a cell in which nothing stands.
BLANK = CellReading(CellValue(None), (), None)


def _typed(raw: Any, value: Any) -> str | float | None:
    """Return what stands in a cell, None where it is what was read."""
    if isinstance(raw, str):
        return None if raw == value else raw
    is_number = isinstance(raw, int | float) and not isinstance(raw, bool)
    return raw if is_number and isinstance(value, str | list) else None


def cell_findings(path: str, location: Location, field: Field, reading: CellReading) -> Iterator[tuple[Finding, Hashable]]:
    """Yield what is odd about a cell, and how it was written before that was put right, each with its cause, if columns have one."""
    value, before = reading.value
    for rule, words in reading.odd:
        of_value = value if rule in _OF_VALUE else None
        finding = READER_RULES[rule].finding(field=path, location=location, value=of_value, label=field.title, **words)
        if rule == "value.type":
            finding = replace(finding, message=DAY_NUMBER.filled(label=field.title, value=value, **words))
        yield finding, _cause(rule, words)
    if before is not None:
        written, meant = _around_difference(before.strip(), field.kind.show(value))
        finding = READER_RULES["R63"].finding(field=path, location=location, value=value, before=written, after=meant)
        is_same = written == meant  # to the eye
        message = (STORED_AS_TEXT if field.is_number else ENDS_TRIMMED).filled(value=written) if is_same else finding.message
        yield replace(finding, message=message), ("R63", is_same)


def _around_difference(before: str, after: str) -> tuple[str, str]:
    """Return two texts cut to the same 40 characters, in which they differ."""
    same = next((at for at, (one, other) in enumerate(zip(before, after, strict=False)) if one != other), min(len(before), len(after)))
    start = max(0, same - _SHOWN_BEFORE) if same >= _SHOWN - 1 else 0
    lead = "…" if start else ""
    return lead + before[start : start + _SHOWN], lead + after[start : start + _SHOWN]


def _cause(rule: str, words: Mapping[str, object]) -> Hashable:
    names = READER_RULES[rule].cause
    return None if names is None else tuple(str(words[name]) for name in names)


class CellReader:
    """Reads the cells of one workbook."""

    def __init__(self, book: Book, limits: Limits) -> None:
        self.book = book
        self.limits = limits
        #: Kind, or field with spellings or options of its own → content → what it makes of that: lists repeat themselves.
        self._known: defaultdict[Kind | str, dict[Any, CellReading]] = defaultdict(dict)

    def look(self, field: Field, content: Any) -> CellReading:
        """Read the content of a cell for a field; texts and numbers that its kind has read in this workbook are not read again."""
        if content is None or content in ("", field.blank_text):
            return BLANK
        if not (type(content) is str or (type(content) is float and content)):  # a zero has a sign that equality does not see
            return self._read(field, content)
        known = self._known[field.path if field.spellings or field.choices else field.kind]
        reading = known.get(content)
        if reading is None:
            reading = self._read(field, content)
            if not isinstance(reading.value.value, list):  # two rows must not share one
                known[content] = reading
        return reading

    def _read(self, field: Field, content: Any) -> CellReading:
        """Read the content of a cell for a field. Only the kind, the spellings and the options of the field matter, see `Field.read`."""
        if content is NOT_COMPUTED:
            return CellReading(CellValue(None), _NOT_COMPUTED, None)
        if isinstance(content, Formatted):
            return self._formatted(field, content)
        raw, odd = sanitise(content, self.limits.n_characters)
        if field.kind.format_tells == "days":
            raw = number_or_date(raw, date1904=self.book.date1904)
            doubtful = day_number_oddity(raw, date1904=self.book.date1904)
            if doubtful:  # as a number it would be a day to a marked return, which sees no formats; as a text it is what was read
                return CellReading(field.read(raw), odd + doubtful, None)
        if isinstance(raw, str) and len(raw) == self.book.cut_at:
            odd = (*odd, ("value.cut", {"count": len(raw)}))
        value = field.read(raw)
        return CellReading(value, odd + digits_oddity(field.kind, raw), _typed(raw, value.value))

    def _formatted(self, field: Field, content: Formatted) -> CellReading:
        """Read the content of a cell that may look otherwise than it is; of a number only the kinds of texts ask how it looks."""
        stored = plain(content)
        if field.kind.column != "text":
            return self.look(field, stored)
        raw = as_shown(field.kind, content)
        reading = self._read(field, raw)
        different = () if reading.odd else look_oddity(field.kind, content, reading.value.value)
        return reading._replace(odd=reading.odd + different)
