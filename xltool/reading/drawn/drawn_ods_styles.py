"""Read the styles and validations of an OpenDocument spreadsheet as looks of cells and rules."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from xltool.base.cells import Area
from xltool.reading.drawn_records import BOTTOM, LEFT, PLAIN, RIGHT, TOP, EntryRule, Look
from xltool.reading.parsing.xml_stream import Attributes

_LENGTH = re.compile(r"(\d{0,6}(?:\.\d{1,12})?)(pt|in|cm|mm|pc|px)", re.ASCII)
_POINTS = {"pt": 1.0, "in": 72.0, "cm": 72 / 2.54, "mm": 7.2 / 2.54, "pc": 12.0, "px": 0.75}
_SIDES = {"fo:border-left": LEFT, "fo:border-right": RIGHT, "fo:border-top": TOP, "fo:border-bottom": BOTTOM}
_ALIGNS = {"start": "left", "end": "right"}
#: How parts of dates, times and numbers are written in a number format.
_PARTS = {"year": "yyyy", "month": "mm", "day": "dd", "hours": "h", "minutes": "mm", "seconds": "ss", "text-content": "@"}
_STYLE_KINDS = frozenset({"number-style", "date-style", "time-style", "percentage-style", "currency-style", "text-style"})
_REFERENCE = re.compile(
    r"\[(?:(\$?(?:'(?:[^']|'')*'|[^'.\[\]]*))\.)?(\$?[A-Z]{1,3}\$?\d{1,7})(?::(?:[^.\[\]]*)\.?(\$?[A-Z]{1,3}\$?\d{1,7}))?\]"
)
_CONDITION = re.compile(r"cell-content(?:-text-length)?\(\)\s*(<=|>=|!=|=|<|>)\s*([^)]+)$")
_BETWEEN = re.compile(r"is-(not-)?between\((.+?),(.+?)\)")
_OPERATORS = {"<=": "lessThanOrEqual", ">=": "greaterThanOrEqual", "=": "equal", "!=": "notEqual", "<": "lessThan", ">": "greaterThan"}
_KINDS = (("whole-number", "whole"), ("decimal-number", "decimal"), ("is-date", "date"), ("is-time", "time"), ("text-length", "textLength"))


def points(length: str | None) -> float | None:
    """Return a length in points (OpenDocument 1.3, part 3, 18.3.18); None for what is none."""
    size = _LENGTH.fullmatch(length or "")
    return float(size[1]) * _POINTS[size[2]] if size and size[1] not in ("", ".") else None


@dataclass(kw_only=True)
class OdsStyles:
    """Collects styles of cells, rows, columns and tables, of both parts of a document."""

    looks: dict[str, Look] = field(default_factory=dict)
    sizes: dict[str, float] = field(default_factory=dict)  # of rows and columns, in points; by family and name
    hidden_tables: set[str] = field(default_factory=set)
    codes: dict[str, str] = field(default_factory=dict)  # number formats
    _name: str = ""
    _family: str = ""
    _code: str = ""

    def start(self, name: str, attributes: Attributes) -> bool:
        """Take in the start of an element; return whether it is one of styles."""
        if name == "style":
            self._start_style(attributes)
        elif name in _STYLE_KINDS:
            self._code = attributes.get("style:name", "")
            self.codes[self._code] = "@" if name == "text-style" else ""
        elif name == "table-cell-properties" and self._family == "table-cell":
            self._cell(attributes)
        elif name == "paragraph-properties" and self._family == "table-cell":
            align = attributes.get("fo:text-align", "")
            self._change(align=_ALIGNS.get(align, align))
        elif name == "text-properties" and self._family == "table-cell":
            self._text(attributes)
        elif name in ("table-row-properties", "table-column-properties"):
            self._size(attributes.get("style:row-height") or attributes.get("style:column-width"))
        elif name == "table-properties":
            if attributes.get("table:display") == "false":
                self.hidden_tables.add(self._name)
        else:
            return self._number_part(name, attributes)
        return True

    def end(self, name: str) -> None:
        """Take in the end of an element."""
        if name in _STYLE_KINDS:
            if name == "percentage-style" and not self.codes[self._code].endswith("%"):
                self.codes[self._code] += "%"
            if name == "currency-style" and "¤" not in self.codes[self._code]:
                self.codes[self._code] = '"¤"' + self.codes[self._code]
            self._code = ""
        elif name == "style":
            self._family = ""

    def _start_style(self, attributes: Attributes) -> None:
        self._name, self._family = attributes.get("style:name", ""), attributes.get("style:family", "")
        if self._family == "table-cell":
            parent = self.looks.get(attributes.get("style:parent-style-name", ""), PLAIN)
            code = self.codes.get(attributes.get("style:data-style-name", ""))
            self.looks[self._name] = parent if code is None else replace(parent, number_format=code)

    def _change(self, **changes: object) -> None:
        self.looks[self._name] = replace(self.looks[self._name], **changes)  # type: ignore[arg-type]  # attributes of a look

    def _cell(self, attributes: Attributes) -> None:
        look = self.looks[self._name]
        borders = set(look.borders)
        if "fo:border" in attributes:
            borders = set() if attributes["fo:border"] in ("none", "") else set(_SIDES.values())
        for key, side in _SIDES.items():
            if key in attributes:
                (borders.discard if attributes[key] == "none" else borders.add)(side)
        fill = attributes.get("fo:background-color", look.fill)
        self._change(
            borders=frozenset(borders),
            fill="" if fill.lower() in ("transparent", "#ffffff", "") else fill.upper(),
            is_locked="protected" in attributes["style:cell-protect"] if "style:cell-protect" in attributes else look.is_locked,
            wraps=attributes["fo:wrap-option"] == "wrap" if "fo:wrap-option" in attributes else look.wraps,
        )

    def _text(self, attributes: Attributes) -> None:
        look = self.looks[self._name]
        colour = attributes.get("fo:color", look.colour).upper()
        self._change(
            is_bold=attributes["fo:font-weight"] == "bold" if "fo:font-weight" in attributes else look.is_bold,
            is_underlined=attributes.get("style:text-underline-style", "none") != "none",
            size=points(attributes.get("fo:font-size")) or look.size,
            colour="" if colour == "#000000" else colour,
        )

    def _size(self, length: str | None) -> None:
        size = points(length)
        if size is not None:
            self.sizes[f"{self._family} {self._name}"] = size

    def _number_part(self, name: str, attributes: Attributes) -> bool:
        if not self._code:
            return False
        if name in _PARTS:
            self.codes[self._code] += _PARTS[name]
        elif name == "number":
            decimals = attributes.get("number:decimal-places", "0")
            n_decimals = min(int(decimals), 10) if decimals.isdecimal() else 0
            grouped = "#,##0" if attributes.get("number:grouping") == "true" else "0"
            self.codes[self._code] += grouped + ("." + "0" * n_decimals if n_decimals else "")
        elif name == "text":
            self.codes[self._code] += "-"
        elif name == "currency-symbol":
            self.codes[self._code] += '"¤"'
        return name in ("number", "text", "currency-symbol") or name in _PARTS


def formula_of(text: str) -> str:
    """Return a formula of OpenDocument as Excel writes it, without `=`."""
    body = re.sub(r"^(?:of|oooc|msoxl):=?|^=", "", text)
    body = _REFERENCE.sub(_reference, body)
    parts = re.split(r'("(?:[^"]|"")*")', body)
    return "".join(part if at % 2 else part.replace(";", ",") for at, part in enumerate(parts))


def _reference(match: re.Match[str]) -> str:
    sheet = (match[1] or "").lstrip("$")
    return (f"{sheet}!" if sheet else "") + match[2] + (f":{match[3]}" if match[3] else "")


def validation_of(condition: str, areas: tuple[Area, ...], prompt: str = "") -> EntryRule | None:
    """Return a validation (OpenDocument 1.3, part 3, 19.599: table:condition) as Excel has it; None for one that says nothing."""
    body = re.sub(r"^(?:of|oooc):", "", condition)
    match = re.search(r"is-in-list\((.*)\)", body)
    if match:
        entries = re.findall(r'"((?:[^"]|"")*)"', match[1])
        first = '"' + ",".join(entries) + '"' if entries else formula_of(match[1])
        return EntryRule(areas=areas, kind="list", first=first, prompt=prompt)
    kind = next((kind for word, kind in _KINDS if word in body), "")
    if not kind:
        return None
    between, single = _BETWEEN.search(body), _CONDITION.search(body)
    if between:
        operator = "notBetween" if between[1] else "between"
        return EntryRule(areas=areas, kind=kind, operator=operator, first=between[2].strip(), second=between[3].strip(), prompt=prompt)
    operator, first = (_OPERATORS[single[1]], single[2].strip()) if single else ("between", "")
    return EntryRule(areas=areas, kind=kind, operator=operator, first=first, prompt=prompt)


Conditions = Mapping[str, str]  # of validations, by name
