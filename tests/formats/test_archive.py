"""Packages as they may be deflated, and how the heads of their parts are looked at."""

from __future__ import annotations

import random
import re
import time
import zipfile
import zlib
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path

import pytest

import xltool
from tests.formats.packages import FORM, HIDDEN, TOTAL, Change, add, before_end, cell, cell_of, changed, good_parts, pack
from tests.hostile.tricks import ods_of_the_form
from xltool.reading.fast.scan import _short_attributes, scan_sheet
from xltool.reading.formats.xlsx import XlsxBook
from xltool.reading.guard.limits import Limits
from xltool.reading.guard.refusal import Refused
from xltool.reading.parsing.package import Package, _parsed

PART = "xl/custom.xml"
DOCTYPE = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>'


def deflated(content: bytes, level: int = 6) -> bytes:
    stream = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS)
    return stream.compress(content) + stream.flush()


def pack_deflated(path: Path, content: bytes, stream: bytes) -> Path:
    """The good workbook, and a part that was deflated by hand."""
    pack(path, good_parts())
    info = zipfile.ZipInfo(PART)
    info.compress_type, info.CRC = zipfile.ZIP_DEFLATED, zlib.crc32(content)
    info.file_size, info.compress_size = len(content), len(stream)
    with zipfile.ZipFile(path, "a") as archive:
        assert archive.fp is not None
        info.header_offset = archive.start_dir
        archive.fp.seek(archive.start_dir)
        archive.fp.write(info.FileHeader() + stream)
        archive.start_dir = archive.fp.tell()
        archive.filelist.append(info)
        archive.NameToInfo[PART] = info
        archive._didModify = True  # type: ignore[attr-defined]  # noqa: SLF001 - there is no other way to write a stream as it is
    return path


def opened(path: Path) -> Package | str:
    """The package; the rule when it is refused."""
    try:
        return Package(path, Limits())
    except Refused as refused:
        return refused.rule


def book_of(path: Path) -> XlsxBook:
    return XlsxBook(Package(path, Limits()), Limits())


# --- inflating


@pytest.mark.parametrize("n_bytes", [0, 65_535, 65_536, 65_537, 65_590, 65_700, 131_122, 400_000])
@pytest.mark.parametrize("level", [1, 6, 9])
def test_what_deflates_well_is_whole(n_bytes: int, level: int, tmp_path: Path) -> None:
    """As a picture in one colour does: the last bytes come out long after all has been taken in."""
    content = bytes(n_bytes)
    package = opened(pack_deflated(tmp_path / "form.xlsx", content, deflated(content, level)))
    assert isinstance(package, Package)
    assert package.read(PART) == content


def test_bytes_behind_the_end_of_a_stream(tmp_path: Path) -> None:
    """They are nothing, and as quickly passed over however many they are."""
    content = b"<x/>"
    path = pack_deflated(tmp_path / "form.xlsx", content, deflated(content) + bytes(24 << 20))
    start = time.process_time()
    package = opened(path)
    assert time.process_time() - start < 1
    assert isinstance(package, Package)
    assert package.read(PART) == content


@pytest.mark.parametrize("cut", [1, 100])
def test_a_stream_that_is_cut_off_is_damaged(cut: int, tmp_path: Path) -> None:
    content = bytes(100_000) + random.Random(1).randbytes(1_000)
    package = opened(pack_deflated(tmp_path / "form.xlsx", content, deflated(content)[:-cut]))
    assert isinstance(package, Package)
    with pytest.raises(Refused) as refused:
        package.read(PART)
    assert refused.value.rule == "file.damaged"


# --- what is inflated when

HIDDEN_ROWS = "".join(f'<row r="{row}"><c r="A{row}"><v>{row * 7919 % 1009}</v></c></row>' for row in range(100, 6_000))


def flipped(path: Path, part: str, at: float) -> Path:
    """A byte of a part's compressed content changed, so far on the way to its end."""
    with zipfile.ZipFile(path) as archive:
        member = archive.getinfo(part)
    content = bytearray(path.read_bytes())
    content[member.header_offset + 30 + len(part) + int(member.compress_size * at)] ^= 0x55
    path.write_bytes(content)
    return path


def test_of_the_helper_sheet_the_head_is_inflated(tmp_path: Path) -> None:
    """The identity stands in its first rows. What follows is ours, and nobody reads it."""
    path = changed(tmp_path / "form.xlsx", before_end(HIDDEN, "sheetData", HIDDEN_ROWS))
    assert xltool.read(flipped(path, HIDDEN, 0.95)) == xltool.read(pack(tmp_path / "good.xlsx", good_parts()))


def test_a_large_part_that_is_read_must_be_whole(tmp_path: Path) -> None:
    """Where it is inflated as it is read, its checksum shows at its end."""
    for number, at in enumerate((0.3, 0.95)):
        path = changed(
            tmp_path / f"{number}.xlsx", before_end(FORM, "sheetData", f"<!-- {random.Random(number).randbytes(1 << 20).hex()} -->")
        )
        (finding,) = xltool.read(flipped(path, FORM, at)).findings
        assert finding.rule == "file.damaged"


@pytest.mark.parametrize("declared", [1 << 18, 1 << 21])
def test_nothing_is_inflated_beyond_what_it_declares(declared: int, tmp_path: Path) -> None:
    """A part of 60 MiB that says it is smaller: it does no harm unread, and is damaged when it is read."""
    stream = deflated(bytes(60 << 20))
    package = opened(pack_deflated(tmp_path / "form.xlsx", bytes(declared), stream))
    assert isinstance(package, Package)
    ways: list[Callable[[], bytes | None]] = [lambda: package.read(PART), lambda: package.open(PART).read(), lambda: kept_or_read(package)]
    for read in ways:
        with pytest.raises(Refused) as refused:
            read()
        assert refused.value.rule == "file.damaged"


def kept_or_read(package: Package) -> bytes:
    kept = package.kept(PART)
    return package.read(PART) if kept is None else kept


def test_a_large_part_is_read_alike_in_every_way(tmp_path: Path) -> None:
    content = random.Random(3).randbytes(300_000).hex().encode()
    package = opened(changed(tmp_path / "form.xlsx", add(PART, content)))
    assert isinstance(package, Package)
    with package.open(PART) as stream, package.open(FORM) as other:  # both read the same file
        pieces = [stream.read(1_000), other.read(1_000), stream.read(200_000), stream.read()]
    assert pieces[0] + pieces[2] + pieces[3] == content == package.read(PART) == package.kept(PART)
    assert pieces[1] == good_parts()[FORM][:1_000]


# --- heads of XML parts


def comment(n_bytes: int) -> bytes:
    """A comment that deflates badly, so that it comes out in many pieces."""
    return b"<!-- " + b64encode(random.Random(2).randbytes(n_bytes))[:n_bytes] + b" -->"


HEADS = {
    "nothing": (b"", False),
    "a long comment": (comment(70_000), False),
    "a long instruction": (b"<?x " + b"y" * 70_000 + b"?>", False),
    "many blanks": (b"\n" * (1 << 16), False),
    "a document type": (DOCTYPE, True),
    "a document type behind a long comment": (comment(70_000) + DOCTYPE, True),
    "a document type behind a long instruction": (b"<?x " + comment(70_000) + b"?>" + DOCTYPE, True),
    "a document type behind many blanks": (b" " * ((1 << 16) - 1) + DOCTYPE, True),
}
READ = [FORM, "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml", "_rels/.rels", "xl/_rels/workbook.xml.rels"]
_DECLARATION = re.compile(rb"<\?xml.*?\?>\s*", re.DOTALL)


def headed(part: str, head: bytes, filling: int) -> Change:
    """Put something before the root of a part."""

    def change(parts: dict[str, bytes]) -> None:
        parts[part] = head + _DECLARATION.sub(b"", parts[part], count=1) + b"\n" * filling

    return change


@pytest.mark.parametrize("filling", [0, 200_000], ids=["small", "large"])
@pytest.mark.parametrize("name", HEADS)
def test_what_stands_before_the_root_of_the_form(name: str, filling: int, tmp_path: Path) -> None:
    head, is_refused = HEADS[name]
    document = xltool.read(changed(tmp_path / "form.xlsx", headed(FORM, head, filling)))
    assert ("file.unsafe" in {finding.rule for finding in document.findings}) == is_refused
    assert bool(document.data) != is_refused


@pytest.mark.parametrize("part", READ)
def test_a_document_type_in_a_part_that_is_read(part: str, tmp_path: Path) -> None:
    number = cell(cell_of(TOTAL), "<v>5</v>", 's="1"')  # the styles are read for numbers
    (finding,) = xltool.read(changed(tmp_path / "form.xlsx", number, headed(part, DOCTYPE, 0))).findings
    assert finding.rule == "file.unsafe"


UNREAD = {
    "a document type in a part that nobody reads": add(PART, DOCTYPE + b"<x/>"),
    "a document type in the properties": headed("docProps/app.xml", DOCTYPE, 0),
    "a part of no bytes": add(PART, b""),
    "no XML in a part of XML": add("xl/calcChain.xml", b"\0\0\0"),
    "a picture that is none": add("docProps/thumbnail.jpeg", b"x"),
}


@pytest.mark.parametrize("name", UNREAD)
def test_what_is_wrong_with_a_part_that_nobody_reads_does_no_harm(name: str, tmp_path: Path) -> None:
    good = xltool.read(changed(tmp_path / "good.xlsx"))
    document = xltool.read(changed(tmp_path / "form.xlsx", UNREAD[name]))
    assert document.data == good.data
    assert document.findings == good.findings


@pytest.mark.parametrize("stream", [b"", b"x" * 20, deflated(b"something else")], ids=["no stream", "no deflate stream", "wrong checksum"])
@pytest.mark.parametrize("content", [b"", b"thumbnail" * 100], ids=["empty", "not empty"])
def test_damage_of_a_part_that_nobody_reads(content: bytes, stream: bytes, tmp_path: Path) -> None:
    """As of a thumbnail whose checksum is wrong: Excel and LibreOffice open such files."""
    path = pack_deflated(tmp_path / "form.xlsx", content, stream)
    assert xltool.read(path).data == xltool.read(changed(tmp_path / "good.xlsx")).data
    package = opened(path)
    assert isinstance(package, Package)
    if content or stream:
        with pytest.raises(Refused) as refused:
            package.read(PART)
        assert refused.value.rule == "file.damaged"
    else:
        assert package.read(PART) == b""


def test_an_ods_with_a_macro_of_libreoffice(tmp_path: Path) -> None:
    """Its parts have a document type; they are not read, and the macro is reported."""
    path = tmp_path / "form.ods"
    doctype = b'<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">'
    path.write_bytes(ods_of_the_form(lambda body: body))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("Basic/Standard/Module1.xml", b'<?xml version="1.0"?>' + doctype + b"<script:module/>")
    document = xltool.read(path)
    assert document.data
    assert "file.macros" in {finding.rule for finding in document.findings}


# --- what is cached


def test_large_parts_are_not_kept_in_mind(tmp_path: Path) -> None:
    """Styles and relationships of a megabyte and more are read as they come, and read the same."""
    filler = f"<!-- {'x' * (1 << 20)} -->"
    fillers = [before_end("xl/styles.xml", "styleSheet", filler), before_end("xl/_rels/workbook.xml.rels", "Relationships", filler)]
    _parsed.cache_clear()
    small = book_of(changed(tmp_path / "small.xlsx"))
    large = book_of(changed(tmp_path / "large.xlsx", *fillers))
    assert large.styles == small.styles
    assert large.sheet_names == small.sheet_names
    assert _parsed.cache_info().currsize == 3  # the styles, the relationships of the package and of the workbook


def test_long_attributes_are_not_kept_in_mind() -> None:
    before = _short_attributes.cache_info().currsize
    row = f'<row r="1" a="{"x" * 100_000}"></row>'
    assert scan_sheet(f"<worksheet><sheetData>{row}</sheetData></worksheet>".encode()) is not None
    assert _short_attributes.cache_info().currsize == before


# --- encodings


def recoded(encoding: str) -> Change:
    def change(parts: dict[str, bytes]) -> None:
        parts[FORM] = parts[FORM].decode().replace("UTF-8", encoding).encode(encoding, "replace")

    return change


@pytest.mark.parametrize("encoding", ["GBK", "Big5", "Shift_JIS"])
def test_an_encoding_that_no_parser_takes(encoding: str, tmp_path: Path) -> None:
    path = changed(tmp_path / "form.xlsx", recoded(encoding))
    (finding,) = xltool.read(path).findings
    assert finding.rule == "file.damaged"
    assert f"{FORM} is not well-formed XML, line 1" in finding.message.en
