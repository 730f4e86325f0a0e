"""Write text from a document into a cell as text: nothing that a sender wrote becomes a formula, a link or mark-up."""

from __future__ import annotations

import re
from typing import Any
from xml.sax.saxutils import escape

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

#: UTF-16 units that a cell holds, Excel's limit.
LONGEST_TEXT = 32_767
_LONE_SURROGATES = re.compile("[\ud800-\udfff]")
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_ESCAPES = re.compile("(?=_x[0-9a-fA-F]{4}_)")
_UNUSUAL = re.compile("[&<>\ud800-\udfff\x00-\x08\x0b-\x1f\ufffe\uffff]|_x[0-9a-fA-F]{4}_")


def write_text(sheet: Worksheet, row: int, column: int, text: str, format_: Format | None = None) -> None:
    """Write a text into a cell (0-based row and column), whatever it begins with."""
    text = _LONE_SURROGATES.sub("\ufffd", text)
    if text.startswith("<r>") and text.endswith("</r>"):
        # xlsxwriter takes such a string for the XML of rich text and writes it unescaped; in parts it is escaped.
        sheet.write_rich_string(row, column, text[0], text[1], text[2:], *([format_] if format_ else []))
    else:
        sheet.write_string(row, column, text, format_)


def cached(value: Any) -> Any:
    """Encode the cached value of a formula for the file format: xlsxwriter escapes strings, but not these."""
    if not isinstance(value, str):
        return value
    text = _ESCAPES.sub("_x005F", _LONE_SURROGATES.sub("\ufffd", value))
    return _CONTROLS.sub(lambda match: f"_x{ord(match[0]):04X}_", text)


def cached_xml(value: Any) -> str:
    """Encode the cached value of a formula as XML."""
    if not isinstance(value, str):
        return str(value)
    return escape(cached(value)) if _UNUSUAL.search(value) else value


def pieces(text: str) -> list[str]:
    """Split a text into pieces that fit into a cell each; mostly one."""
    if len(text) <= LONGEST_TEXT // 2:
        return [text]
    units = text.encode("utf-16-le", "surrogatepass")
    parts, start = [], 0
    while start < len(units):
        end = min(start + 2 * LONGEST_TEXT, len(units))
        if end < len(units) and 0xD8 <= units[end - 1] <= 0xDB:  # noqa: PLR2004 - the first half of a pair stays with its second
            end -= 2
        parts.append(units[start:end].decode("utf-16-le", "surrogatepass"))
        start = end
    return parts
