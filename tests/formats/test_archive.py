"""Packages as they may be deflated, and how the heads of their parts are looked at."""

from __future__ import annotations

import random
import time
import zipfile
import zlib
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path

import pytest

import xltool
from tests.formats.packages import FORM, HIDDEN, Change, add, before_end, changed, good_parts, pack
from xltool.reading.fast.scan import _short_attributes, scan_sheet
from xltool.reading.formats.xlsx import XlsxBook
from xltool.reading.guard.limits import Limits
from xltool.reading.guard.refusal import Refused
from xltool.reading.parsing.package import Package, _parsed

PART = "xl/custom.xml"
DOCTYPE = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
#: A block of no bytes, of which a deflate stream may have as many as it likes.
EMPTY_BLOCK = b"\x00\x00\x00\xff\xff"


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
    assert opened(pack_deflated(tmp_path / "form.xlsx", content, deflated(content)[:-cut])) == "file.damaged"


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


def test_a_document_type_behind_empty_blocks(tmp_path: Path) -> None:
    """The first piece that is inflated is one byte."""
    stream = b"\x00\x01\x00\xfe\xff\n" + EMPTY_BLOCK * 4_000 + deflated(DOCTYPE)
    assert opened(pack_deflated(tmp_path / "form.xlsx", b"\n" + DOCTYPE, stream)) == "file.unsafe"


HEADS = {
    "nothing": (b"", False),
    "a long comment": (comment(40_000), False),
    "a comment beyond what is looked at": (comment(70_000), True),
    "a long instruction": (b"<?x " + b"y" * 40_000 + b"?>", False),
    "an instruction beyond what is looked at": (b"<?x " + b"y" * 70_000 + b"?>", True),
    "as many blanks as are looked at": (b" " * (1 << 16), True),
    "a document type behind a long comment": (comment(40_000) + b"<!DOCTYPE x>", True),
    "a document type behind a long instruction": (b"<?x " + comment(30_000) + b"?><!DOCTYPE x>", True),
    "a document type of which one character is looked at": (b" " * ((1 << 16) - 1) + b"<!DOCTYPE x>", True),
}


@pytest.mark.parametrize("filling", [0, 200_000], ids=["small", "large"])
@pytest.mark.parametrize("name", HEADS)
def test_what_stands_before_the_root(name: str, filling: int, tmp_path: Path) -> None:
    """Of a large part that nobody reads, too."""
    head, is_refused = HEADS[name]
    package = opened(changed(tmp_path / "form.xlsx", add(PART, head + b"<x>" + bytes(filling) + b"</x>")))
    assert package == "file.unsafe" if is_refused else isinstance(package, Package)


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
