"""Scan sheets and shared texts, as nearly all programs write them, with regular expressions instead of parsing them.

A parser calls back for each element of a sheet, and that is most of the time that reading a form takes. Spreadsheet programs
write their cells so plainly that a pattern splits them in a tenth of it. The patterns cover every byte or nothing: where
anything is written in another way (prefixes, comments, CDATA, runs of rich text, cells without references), there is no
answer, and the caller parses. What is scanned is well-formed, and gives what parsing gives.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from operator import itemgetter
from typing import NamedTuple

_DECLARATION = re.compile(
    rb"(?:\xef\xbb\xbf)?<\?xml version=([\"'])1\.0\1(?: encoding=([\"'])(?:UTF|utf)-8\2)?(?: standalone=([\"'])(?:yes|no)\3)? ?\?>\s*"
)

# Possessive quantifiers, which never give back what they have taken: nothing here can be read in two ways.
_NAME = r"(?!xmlns)[A-Za-z_][\w:.-]*+"  # what declares a namespace is parsed, but for that of the root
_ATTRIBUTES = rf"(?: {_NAME}=\"[^\"<>&\n\t]*+\")*+"  # a parser makes blanks of line ends and tabs
_SPACE = r"(?: xml:space=\"preserve\")?+ ?+"
_REFERENCE = r"[A-Z]{1,3}+[1-9]\d{0,6}+"
_BLANK = rf"<c r=\"{_REFERENCE}\"(?: s=\"\d++\")?+(?: t=\"\w++\")?+ ?+/>"
_MORE = r"(?: s=\"(\d++)\")?+(?: cm=\"\d++\")?+(?: vm=\"\d++\")?+(?: ph=\"\w++\")?+(?: xml:space=\"preserve\")?+"
#: The first letter that each of these three gives is that of its element, or there is none: together they are `ScannedCell.content`.
_FORMULA = rf"<(f{_ATTRIBUTES}) ?+(?:/>|>[^<]*+</f>)"
_VALUE = rf"<(v){_SPACE}(?:/>|>([^<]*+)</v>)"
_INLINE = rf"<(i)s>(?:<t{_SPACE}(?:/>|>([^<]*+)</t>))?+</is>"
_CELL = rf"<c r=\"({_REFERENCE})\"(?: s=\"(\d++)\")?+(?: t=\"(\w++)\")?+{_MORE} ?+>(?:{_FORMULA})?+(?:{_VALUE}|{_INLINE})?+</c>"
_ROW = rf"<row r=\"([1-9]\d{{0,6}}+)\"({_ATTRIBUTES}) ?+(/?+)>"
#: A piece of the sheet's data. Each way begins otherwise or takes all it can, so that nothing is looked at twice.
_TOKEN = re.compile(rf"((?:{_BLANK})++|{_CELL}|(</row>)|{_ROW}|\s++)", re.ASCII)
_ATTRIBUTE = re.compile(r" ([A-Za-z_][\w:.-]*+)=\"([^\"]*+)\"", re.ASCII)
_LONG_NUMBER = 40  # characters of a size
_SHORT = 500  # characters of attributes; longer ones, which no program writes, are not cached
_SHORT_RUNS = 2_000  # characters of runs; those of longer texts are not cached
_SIMPLE = rf"<t{_SPACE}(?:/>|>([^<]*+)</t>)(?:<phoneticPr({_ATTRIBUTES}) ?+/>)?+"
_PROPERTY = rf"<(?!si[ />])[A-Za-z]\w*+{_ATTRIBUTES} ?+/>"
_RUN = rf"<r>(?:<rPr>(?:{_PROPERTY})*+</rPr>)?+<t{_SPACE}(?:/>|>[^<]*+</t>)</r>"
_PART_OF_RUN = re.compile(r"<rPr>(.*?)</rPr>|<t[^>]*+>([^<]*+)")  # of runs that are written so
_RICH = r"(?:[^<]++|<(?!/?(?:[^<>\s/:]*+:)*+si[\s/>]))*+"  # up to where this or another item begins or ends
_ITEM = re.compile(rf"(<si>(?:{_SIMPLE}|((?:{_RUN})++)|({_RICH}))</si>|\s++)", re.ASCII)
_MOST_RICH = 1_000  # each has a parser of its own; more are parsed sooner as a whole
_ROOT_ATTRIBUTES = _ATTRIBUTES.replace("(?!xmlns)", "")
_LIST = re.compile(rf"<sst({_ROOT_ATTRIBUTES}) ?+>(.*)</sst>\s*+", re.ASCII | re.DOTALL)
#: A truth value of an attribute.
TRUE = ("1", "true", "on")
#: Below this a row (`ht`, in points) or a column (`width`, in characters) is less than a pixel and cannot be seen.
_SEEN = {"ht": 0.7, "width": 0.1}
_NAMES_START, _NAMES_END = "<definedNames>", "</definedNames>"
_DEFINED = re.compile(rf"(<definedName({_ATTRIBUTES}) ?+>([^<]*+)</definedName>\s*+)", re.ASCII)
_DATA, _END = "<sheetData>", "</sheetData>"
_ROW_STARTS = re.compile(rb'<row r="([1-9]\d{0,6})"')
_ROW_END = "</row>"
CORNER_COLUMNS = 25  # one letter names each of them and the next
#: What tells of pictures in cells: the formula of WPS, and the number of a value that is richer than its cell shows.
_PICTURES = ("DISPIMG(", ' vm="')
#: What may hold elements that are called as ours are and are not the sheet's own.
_ADDED = ("extLst", ":AlternateContent", "xmlns")
_MERGE = r"<mergeCell ref=\"([A-Z0-9:]++)\" ?+/>"
_MERGES = re.compile(rf"<mergeCells(?: count=\"\d++\")?+ ?+>(?:{_MERGE})*+</mergeCells>", re.ASCII)
_CONDITION = rf"<cfRule{_ATTRIBUTES} ?+(?:/>|>(?:<formula>[^<]*+</formula>)*+</cfRule>)"
_TAG_ATTRIBUTES = re.compile(rf"<\w+({_ATTRIBUTES})", re.ASCII)
_CONDITIONS = re.compile(rf"<conditionalFormatting{_ATTRIBUTES} ?+>(?:{_CONDITION})*+</conditionalFormatting>", re.ASCII)
#: By name; "&" comes last, since it begins the others.
_ENTITIES = {"lt": "<", "gt": ">", "quot": '"', "apos": "'", "amp": "&"}
#: What no XML may hold as it is: control characters, U+FFFE and U+FFFF, the end of a CDATA section; and other references.
#: Comments, CDATA and instructions may hold what looks like elements and is none. Each with its rarest character, which alone is
#: looked for in a fiftieth of the time.
_CONTROL = bytes((*range(9), 11, 12, *range(14, 32)))
_FORBIDDEN = (("\ufffe", "\ufffe"), ("\uffff", "\uffff"), ("]", "]]>"), ("!", "<!"), ("?", "<?"))
_UNKNOWN_ENTITY = re.compile(rb"&(?!amp;|lt;|gt;|quot;|apos;|#\d{1,7};|#x[0-9A-Fa-f]{1,6};)")
_NUMBERED = re.compile(r"&#\w+;")
_ENTITY = re.compile(r"&(?:#(\d+)|#x(\w+)|(\w+));")
#: A character of XML 1.0 (2.2).
_CHARACTER = re.compile("[^\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class ScannedCell(NamedTuple):
    """A cell that has some content; what it does not name is ""."""

    reference: str  # "B12"
    style: str
    kind: str  # its type
    content: str  # a letter for each element in it: f(ormula), v(alue), i(nline text)
    text: str  # of value or inline text


@dataclass(frozen=True)
class ScannedSheet:
    """What a sheet has much of, and the part without that."""

    cells: list[ScannedCell]
    hidden_rows: list[int]
    last_row: int  # the highest that is named
    merges: list[str]  # "B4:C4"
    rest: bytes  # the part without what is in its rows, merged ranges and conditional formats; still to be parsed


@dataclass(frozen=True)
class ScannedNames:
    """The defined names of a workbook, and its part without them."""

    names: dict[str, str]  # of the workbook, not of one sheet
    rest: bytes  # still to be parsed; the element itself is there and empty


class _UnusualError(Exception):
    """Written in a way that is not scanned."""


def is_out_of_sight(attributes: Mapping[str, str], size: str) -> bool:
    """Return whether a row or column is hidden, or so small that it might as well be; `size` is the attribute of its height or width."""
    if "hidden" in attributes and attributes["hidden"].strip().lower() in TRUE:
        return True
    given = attributes.get(size)
    return given is not None and len(given) < _LONG_NUMBER and _is_below(given, _SEEN[size])


@lru_cache(maxsize=256)  # the rows of a form have few heights
def _is_below(number: str, least: float) -> bool:
    try:
        return float(number) < least
    except ValueError:
        return False


def scan_sheet(content: bytes) -> ScannedSheet | None:
    """Scan the cells of a sheet's part; None when it is not plainly written.

    They are the sheet's only where `rest` holds no others, and has its data once and not in an extension.
    """
    try:
        text = _plain(content)
        if any(mark in text for mark in _PICTURES):
            return None
        head, data, tail = _parted(text, _DATA, _END)
        cells, hidden, last = _rows(data)
        tail = _CONDITIONS.sub(_drop_conditions, tail)
    except _UnusualError:
        return None
    merges: list[str] = []
    merged = _MERGES.search(tail)
    if merged and not any(mark in tail[: merged.start()] for mark in _ADDED):
        tail = _MERGES.sub(partial(_take_merges, merges), tail, count=1)
    return ScannedSheet(cells, hidden, last, merges, f"{head}{_DATA}{_END}{tail}".encode())


def scan_corner(content: bytes, n_rows: int, n_columns: int) -> list[ScannedCell] | None:
    """Scan the cells of a sheet's first rows and columns, from the beginning of its part; None when they are not plainly written.

    What stands beside and below them is passed over. `content` may be cut off anywhere; None as well when a row asked for is not whole.
    There may be `CORNER_COLUMNS` columns.
    """
    below = next((row.start() for row in _ROW_STARTS.finditer(content) if int(row[1]) > n_rows), content.find(_END.encode()))
    if below < 0 or b"<!" in content[:below]:
        return None
    *rows, rest = content[:below].split(_ROW_END.encode())
    try:
        first = b"".join([_first_cells(row, n_columns) + _ROW_END.encode() for row in rows])
        _, started, data = _plain(first + rest).partition(_DATA)
        return _rows(data)[0] if started and not any(mark in data for mark in _PICTURES) else None
    except _UnusualError:
        return None


def _first_cells(row: bytes, n_columns: int) -> bytes:
    """Cut the text of a row before its first cell that is not among the first columns; no cell of these may come later."""
    beyond, among = _by_column(n_columns)
    first = beyond.search(row)
    if first is None:
        return row
    if among.search(row, first.start()) or row.find(b"<row", first.start()) >= 0:
        raise _UnusualError
    return row[: first.start()]


@lru_cache(maxsize=8)
def _by_column(n_columns: int) -> tuple[re.Pattern[bytes], re.Pattern[bytes]]:
    """Return the patterns of where cells start: those beyond the first columns and those among them."""
    last, next_one = (chr(ord("A") + n_columns - 1 + step) for step in range(2))
    return re.compile(rf'<c r="(?:[A-Z]{{2}}|[{next_one}-Z])'.encode()), re.compile(rf'<c r="[A-{last}][1-9]'.encode())


def scan_names(content: bytes) -> ScannedNames | None:
    """Scan the defined names of a workbook's part; None when they are not plainly written.

    They are the workbook's only where `rest` has its list of names once and not in an extension.
    """
    try:
        head, inside, tail = _parted(_plain(content), _NAMES_START, _NAMES_END)
        elements = _DEFINED.findall(inside)
        if "definedName" in head or "definedName" in tail or sum(len(whole) for whole, _, _ in elements) != len(inside):
            return None
        named = [(_attributes(attributes), _unescaped(formula)) for _, attributes, formula in elements]
    except _UnusualError:
        return None
    names = {attributes.get("name", ""): formula for attributes, formula in named if "localSheetId" not in attributes}
    is_once = len(names) == sum("localSheetId" not in attributes for attributes, _ in named)
    return ScannedNames(names, f"{head}{_NAMES_START}{_NAMES_END}{tail}".encode()) if is_once else None


def scan_texts(content: bytes, parse: Callable[[str], str]) -> list[str] | None:
    """Scan the texts of a part of shared texts, with their escapes; None when it is not plainly written.

    `parse` gives the text of an item that holds more than that, from the XML in it.
    """
    try:
        listed = _LIST.fullmatch(_plain(content))
        items = _ITEM.findall(listed[2]) if listed else []
        if listed is None or sum(map(len, map(itemgetter(0), items))) != len(listed[2]):
            return None
        for attributes in {listed[1], *map(itemgetter(2), items)}:
            _attributes(attributes)
        if sum(map(bool, map(itemgetter(4), items))) > _MOST_RICH:
            return None
        return [
            parse(rich) if rich else _joined(plain) if plain else _unescaped(text) if "&" in text else text
            for whole, text, _, plain, rich in items
            if whole[0] == "<"
        ]
    except _UnusualError:
        return None


def _joined(runs: str) -> str:
    """Join the texts of plainly written runs. Raises _UnusualError when a property names an attribute twice."""
    return _short_joined(runs) if len(runs) <= _SHORT_RUNS else _joined_anew(runs)


def _joined_anew(runs: str) -> str:
    parts = _PART_OF_RUN.findall(runs)
    for attributes in _TAG_ATTRIBUTES.findall("".join({properties for properties, _ in parts})):
        _attributes(attributes)
    return _unescaped("".join([text for _, text in parts]))


_short_joined = lru_cache(maxsize=1024)(_joined_anew)  # the files of a campaign have most texts in common


def _plain(content: bytes) -> str:
    """Decode a part, with its line ends as XML has them."""
    if len(content.translate(None, _CONTROL)) != len(content) or _UNKNOWN_ENTITY.search(content):
        raise _UnusualError
    declaration = _DECLARATION.match(content)
    try:
        text = content[declaration.end() if declaration else 0 :].decode()
    except UnicodeDecodeError:
        raise _UnusualError from None
    if not text.startswith("<") or any(rarest in text and mark in text for rarest, mark in _FORBIDDEN):
        raise _UnusualError
    if "&#" in text:
        _unescaped("".join(set(_NUMBERED.findall(text))))
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _parted(text: str, start: str, end: str) -> tuple[str, str, str]:
    """Split a text into what stands before an element, in it and behind it; there must be one."""
    head, started, rest = text.partition(start)
    inside, ended, tail = rest.partition(end)
    if not started or not ended:
        raise _UnusualError
    return head, inside, tail


def _rows(text: str) -> tuple[list[ScannedCell], list[int], int]:
    """Return the cells, the hidden rows and the highest row of the inside of a sheet's data."""
    cells: list[ScannedCell] = []
    hidden: list[int] = []
    last = 0
    is_open = False
    tokens = _TOKEN.findall(text)
    for (
        whole,
        reference,
        style,
        kind,
        late_style,
        formula,
        value,
        valued,
        inline,
        inlined,
        row_end,
        row,
        row_attributes,
        is_empty,
    ) in tokens:
        if reference:
            if not is_open or (style and late_style):
                raise _UnusualError
            if formula:
                _attributes(formula[1:])
            content = formula[:1] + value + inline
            if content:
                written = valued or inlined
                cells.append(ScannedCell(reference, style or late_style, kind, content, _unescaped(written) if "&" in written else written))
        elif row:
            if is_open:
                raise _UnusualError
            is_open = not is_empty
            last = max(last, int(row))
            if is_out_of_sight(_attributes(row_attributes), "ht"):
                hidden.append(int(row))
        elif not is_open and not whole.isspace():
            raise _UnusualError
        elif row_end:
            is_open = False
    if is_open or sum(map(len, map(itemgetter(0), tokens))) != len(text):
        raise _UnusualError
    return cells, hidden, last


def _drop_conditions(match: re.Match[str]) -> str:
    for attributes in _TAG_ATTRIBUTES.findall(match[0]):
        _attributes(attributes)
    return "<conditionalFormatting/>"  # where nothing may stand, this is not well-formed either


def _take_merges(merges: list[str], match: re.Match[str]) -> str:
    merges += re.findall(_MERGE, match[0])
    return "<mergeCells/>"


def _unescaped(text: str) -> str:
    """Replace references by the characters that they refer to."""
    if "&#" in text:
        return _ENTITY.sub(_referred, text)
    if "&" in text:
        for entity, character in _ENTITIES.items():
            text = text.replace(f"&{entity};", character)
    return text


def _referred(match: re.Match[str]) -> str:
    decimal, hexadecimal, name = match.groups()
    if name:
        return _ENTITIES[name]
    number = int(decimal) if decimal else int(hexadecimal, 16)
    character = chr(number) if number <= sys.maxunicode else ""
    if not _CHARACTER.fullmatch(character):
        raise _UnusualError
    return character


def _attributes(text: str) -> Mapping[str, str]:
    """Parse the attributes beside the reference `r`; one that stands twice is not well-formed."""
    return _short_attributes(text) if len(text) <= _SHORT else _parsed_attributes(text)


def _parsed_attributes(text: str) -> Mapping[str, str]:
    pairs = _ATTRIBUTE.findall(text)
    attributes = dict(pairs)
    if len(attributes) != len(pairs) or "r" in attributes:
        raise _UnusualError
    return attributes


_short_attributes = lru_cache(maxsize=2048)(_parsed_attributes)
