"""How a sheet is printed and what of it stays in view: paper, page headers and footers, repeated rows, frozen panes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from xltool.base.messages import Text

_OF_COPY = frozenset(["unit", "campaign", "fingerprint"])  # placeholders
#: Paper → its number in a workbook (ECMA-376 Part 1, 18.3.1.63). The first is taken where a template names none.
PAPERS: Mapping[str, int] = {"A4": 9, "A3": 8, "A5": 11, "letter": 1, "legal": 5}
#: Paper of a form → that of lists and instructions beside it: printers that have the one have the other.
_PAPERS_BESIDE: Mapping[str, str] = {"A4": "A4", "A3": "A4", "A5": "A4", "letter": "letter", "legal": "letter"}
#: The most characters of a page header or footer, codes included: Excel takes a longer one for damage.
LONGEST_LINE = 255
#: The most rows and columns that may stay in view; with more, little is left to scroll on a small screen.
MOST_FROZEN_ROWS, MOST_FROZEN_COLUMNS = 50, 20
#: What a line cannot hold: line breaks, and what XML does not take.
_NOT_IN_LINES = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]+")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
#: Excel takes `&P-1` for the page number less one: something must stand between.
_OFFSET = re.compile(r"&[PN](?=[+-])")


class PageValues(NamedTuple):
    """What a page header or footer may tell of a copy of the form."""

    title: str  # of the sheet, else of the form
    unit: str  # name of the unit that fills in the form; "" in a blank form
    campaign: str = ""  # what the campaign is called that sends it out; "" for none
    fingerprint: str = ""  # of this copy; "" without a campaign


@dataclass(frozen=True, kw_only=True)
class Placeholder:
    """What may stand in braces in a page header or footer."""

    doc: Text
    say: Callable[[PageValues], str]  # the characters that stand for it in the workbook


#: Every placeholder by its name.
PLACEHOLDERS: Mapping[str, Placeholder] = {
    "page": Placeholder(doc=Text(zh="页码", en="the number of the page"), say=lambda _: "&P"),
    "pages": Placeholder(doc=Text(zh="总页数", en="how many pages there are"), say=lambda _: "&N"),
    "title": Placeholder(doc=Text(zh="本表标题", en="the title of the sheet"), say=lambda values: _escaped(values.title)),
    "unit": Placeholder(doc=Text(zh="填报单位", en="the unit that fills in the form"), say=lambda values: _escaped(values.unit)),
    "campaign": Placeholder(doc=Text(zh="收集任务名称", en="the title of the campaign"), say=lambda values: _escaped(values.campaign)),
    "fingerprint": Placeholder(
        doc=Text(zh="本份表的校验码", en="the fingerprint of this copy"), say=lambda values: _escaped(values.fingerprint)
    ),
}


@dataclass(frozen=True, kw_only=True)
class PageLine:
    """The header or the footer of every page: three texts with placeholders; "" for none."""

    left: str = ""
    center: str = ""
    right: str = ""

    def placeholders(self) -> Iterator[str]:
        """Yield what stands in braces."""
        for text in (self.left, self.center, self.right):
            yield from _PLACEHOLDER.findall(text)

    @property
    def is_of_copy(self) -> bool:
        """Whether something stands in it that differs from copy to copy."""
        return not _OF_COPY.isdisjoint(self.placeholders())

    def takes(self, values: PageValues) -> bool:
        """Return whether the name of the unit stands in the line just as it is: not cut, and without a code's characters."""
        is_plain = "&" not in values.unit and not values.unit.startswith(("+", "-"))
        return is_plain and line_length(self._written(values)) <= LONGEST_LINE

    def say(self, values: PageValues) -> str:
        """Return the line as a workbook holds it (ECMA-376 Part 1, 18.3.1.46); of a name for which there is no room the end is cut."""
        line = self._written(values)
        for key in ("unit", "campaign"):
            name = getattr(values, key)[:LONGEST_LINE]
            while line_length(line) > LONGEST_LINE and name:
                name = name[:-1]
                values = values._replace(**{key: f"{name}…"})
                line = self._written(values)
        return line

    def _written(self, values: PageValues) -> str:
        parts = (("&L", self.left), ("&C", self.center), ("&R", self.right))
        line = "".join(f"{code}{filled}" for code, text in parts if (filled := _filled(text, values)))
        return _OFFSET.sub(r"\g<0>&B&B", line)  # bold on and off: nothing that is seen


def line_length(line: str) -> int:
    """Return the length of a line as Excel counts: a character outside the basic plane is two."""
    return len(line.encode("utf-16-le")) // 2


def _filled(text: str, values: PageValues) -> str:
    """Return a text with what its placeholders stand for; an ampersand of its own is doubled, so that it begins no code."""
    pieces = _PLACEHOLDER.split(text)
    return "".join(PLACEHOLDERS[piece].say(values) if index % 2 else _escaped(piece) for index, piece in enumerate(pieces))


def _escaped(text: str) -> str:
    return _NOT_IN_LINES.sub(" ", text).replace("&", "&&")


@dataclass(frozen=True, kw_only=True)
class SheetSetup:
    """How one sheet is printed, and what of it stays in view."""

    landscape: bool = False
    paper: str = "A4"  # a key of PAPERS
    header: PageLine = PageLine(left="{campaign}", right="{fingerprint}")
    footer: PageLine = PageLine(left="{unit}", center="{page}")  # how many pages there are would count sheets beside the form
    frozen_rows: int = 0  # at the top
    frozen_columns: int = 0  # at the left
    repeat_rows: tuple[int, int] | None = None  # first and last row that every page begins with; None for the headings of a long list


def setup_beside(form: SheetSetup) -> SheetSetup:
    """Return how lists and instructions are printed that go with a sheet of the form."""
    return SheetSetup(paper=_PAPERS_BESIDE[form.paper])


_LINE: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "properties": {place: {"type": "string", "minLength": 1, "pattern": "^[^\\r\\n]*$"} for place in ("left", "center", "right")},
}
_ROW = {"type": "integer", "minimum": 1, "maximum": 1000}
_ROWS = {"type": "integer", "minimum": 0, "maximum": MOST_FROZEN_ROWS}
#: Keys of a sheet in a template → their subschemas.
SETUP_SHAPES: Mapping[str, Any] = {
    "landscape": {"type": "boolean"},
    "paper": {"enum": list(PAPERS), "description": "Size of the paper; A4 if not given."},
    "header": {
        **_LINE,
        "description": "Texts above every page, with placeholders such as {unit}; {campaign} left, {fingerprint} right if not given, `{}` for none.",
    },
    "footer": {
        **_LINE,
        "description": "Texts below every page; {unit} left, `{page}` in the center if not given, `{}` for none.",
    },
    "freeze": {
        "type": ["integer", "object"],
        "minimum": 0,
        "maximum": MOST_FROZEN_ROWS,
        "additionalProperties": False,
        "properties": {"rows": _ROWS, "columns": {"type": "integer", "minimum": 0, "maximum": MOST_FROZEN_COLUMNS}},
        "description": "Rows at the top that stay in view, or rows and columns: `{rows: 3, columns: 2}`.",
    },
    "repeat_rows": {
        "type": ["integer", "object"],
        "minimum": 1,
        "maximum": 1000,
        "additionalProperties": False,
        "required": ["from", "to"],
        "properties": {"from": _ROW, "to": _ROW},
        "description": "Rows printed on every page: how many at the top, or `{from: 3, to: 4}`; the headings of a long last list if not given.",
    },
}
