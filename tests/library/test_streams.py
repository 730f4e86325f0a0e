"""Paths, bytes and streams: what reads a file reads all of them, and what writes one writes into a stream."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

import pytest

import xltool
from tests.cli.conftest import TEMPLATE
from tests.library.conftest import TEMPLATES
from xltool.base.errors import DataError, UsageError
from xltool.base.sources import Source
from xltool.base.states import SubmissionState
from xltool.reading.pool import end_workers

ROSTER = "id,name\nL,Library\nM,Museum\n"


def named(content: bytes, name: str) -> IO[bytes]:
    stream = io.BytesIO(content)
    stream.name = name
    return stream


def on_disk(content: bytes, folder: Path) -> Path:
    path = folder / "form.xlsx"
    path.write_bytes(content)
    return path


class Upload(io.RawIOBase):
    """What a web framework hands over: a name of the sender's, no way back to the start, a few bytes at a time."""

    def __init__(self, content: bytes, filename: str) -> None:
        self.filename = filename
        self._rest = content

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        size = min(size, 1000) if size >= 0 else 1000
        block, self._rest = self._rest[:size], self._rest[size:]
        return block


WAYS: dict[str, Callable[[bytes, Path], Source]] = {
    "path": on_disk,
    "text": lambda content, folder: str(on_disk(content, folder)),
    "bytes": lambda content, _: content,
    "bytearray": lambda content, _: bytearray(content),
    "memoryview": lambda content, _: memoryview(content),
    "stream": lambda content, _: io.BytesIO(content),
    "open file": lambda content, folder: on_disk(content, folder).open("rb"),
    "upload": lambda content, _: Upload(content, "upload.xlsx"),  # type: ignore[dict-item,return-value]  # a stream all the same
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_a_form_is_read_from_anything(way: Callable[[bytes, Path], Source], clean: bytes, filled: dict[str, Any], tmp_path: Path) -> None:
    source = way(clean, tmp_path)
    assert xltool.read(source, templates=TEMPLATES).data == filled
    if isinstance(source, io.BufferedReader):
        source.close()


def test_several_sources_are_checked_together(clean: bytes, wrong: bytes, tmp_path: Path) -> None:
    path = on_disk(clean, tmp_path)
    sources: list[Source] = [path, wrong, named(wrong, "library.xlsx"), io.BytesIO(clean), io.BytesIO(wrong)]
    report = xltool.check(sources, templates=TEMPLATES, roster=io.BytesIO(ROSTER.encode()))
    assert [file.path for file in report.files] == [str(path), "<bytes>", "library.xlsx", "<stream>", "<stream 2>"]
    assert ["balance" in {finding.rule for finding in file.findings} for file in report.files] == [False, True, True, False, True]
    assert [finding.value for finding in report.missing] == ["L", "M"]  # the forms name no unit


def test_one_stream_is_one_file_and_not_its_lines(clean: bytes) -> None:
    assert len(xltool.check(io.BytesIO(clean), templates=TEMPLATES).files) == 1
    assert len(xltool.check(clean, templates=TEMPLATES).files) == 1


def test_a_stream_is_read_from_its_start(clean: bytes, filled: dict[str, Any]) -> None:
    stream = io.BytesIO(clean)
    stream.seek(0, io.SEEK_END)
    assert xltool.read(stream, templates=TEMPLATES).data == filled


def test_a_form_is_built_into_a_stream(tmp_path: Path, filled: dict[str, Any]) -> None:
    stream = io.BytesIO()
    assert xltool.build(TEMPLATE, stream, data=filled) is stream
    assert stream.getvalue() == xltool.build(TEMPLATE, tmp_path / "form.xlsx", data=filled).read_bytes()


def test_the_data_of_a_form_come_from_a_stream() -> None:
    stream = io.BytesIO()
    xltool.build(TEMPLATE, stream, data=b'{"unit": "Library"}', unit="M", roster=ROSTER.encode())
    assert xltool.read(stream, templates=TEMPLATES).unit == "M"
    with pytest.raises(DataError, match="<bytes>:1:2"):
        xltool.build(TEMPLATE, stream, data=b"{unit}")


def test_a_marked_return_goes_into_a_stream(wrong: bytes, clean: bytes) -> None:
    stream = io.BytesIO()
    report = xltool.check(named(wrong, "library.xlsx"), templates=TEMPLATES)
    assert xltool.annotate(report, stream) == []
    with zipfile.ZipFile(stream) as package:
        assert b"library.xlsx" in b"".join(package.read(name) for name in package.namelist())
    with pytest.raises(UsageError, match="there are 2 readable files"):
        xltool.annotate(xltool.check([wrong, clean], templates=TEMPLATES), stream)


def test_returns_of_streams_have_their_names(wrong: bytes, tmp_path: Path) -> None:
    report = xltool.check([named(wrong, "a/library.xlsx"), io.BytesIO(wrong)], templates=TEMPLATES)
    assert [path.name for path in xltool.annotate(report, tmp_path / "returns")] == ["library（已标注）.xlsx", "_stream_（已标注）.xlsx"]


def test_differences_of_streams_name_them(wrong: bytes, clean: bytes) -> None:
    difference = xltool.diff(clean, named(wrong, "later.xlsx"), templates=TEMPLATES)
    assert (difference.old, difference.new) == ("<bytes>", "later.xlsx")
    assert [change.field for change in difference.fields] == ["total"]
    with pytest.raises(UsageError, match=r"mail\.eml: "):
        xltool.diff(clean, named(b"From: a@example.invalid\n", "mail.eml"), templates=TEMPLATES)


def test_an_upgrade_goes_from_stream_to_stream(clean: bytes, filled: dict[str, Any]) -> None:
    stream = io.BytesIO()
    xltool.upgrade(clean, stream, templates=TEMPLATES)
    assert xltool.read(stream, templates=TEMPLATES).data == filled


def test_a_summary_goes_into_a_stream(clean: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    stream = io.BytesIO()
    merged = xltool.merge([clean, named(clean, "library.xlsx")], output=stream, templates=TEMPLATES)
    assert zipfile.is_zipfile(stream)
    assert merged.written == ()
    assert list(merged.submissions["file"]) == ["<bytes>", "library.xlsx"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["aside"]


def test_a_roster_is_read_from_a_stream() -> None:
    report = xltool.roster(named(b"id,name\nL,Library\nL,Museum\n", "units.csv"))
    assert [unit.id for unit in report.units] == ["L", "L"]
    assert report.problems[0].en.startswith("units.csv:3: ")


# --- limits -----------------------------------------------------------------------------------------------------------


class Endless(io.RawIOBase):
    """A stream that never ends."""

    n_read = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        assert size > 0, "all of it at once"
        self.n_read += size
        return bytes(size)


def test_a_campaign_collects_uploads(tmp_path: Path, clean: bytes) -> None:
    """What a portal hands over lies in the inbox under its own name, once, and counts as every other file."""
    (tmp_path / "roster.csv").write_bytes(ROSTER.encode())
    folder = xltool.init(tmp_path / "2026", TEMPLATE, roster=tmp_path / "roster.csv", templates=TEMPLATES)
    xltool.distribute(folder)
    blank = {path.parent.name[0]: path.read_bytes() for path in folder.glob("outbox/*/*.xlsx")}
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as archive:
        archive.writestr("museum.xlsx", blank["M"])
    sources: list[Source] = [Upload(blank["L"], r"C:\\Users\\me\\..\\Library: 2026.xlsx"), package, clean]  # type: ignore[list-item]  # a stream all the same
    assert sum(xltool.collect(folder, sources).decisions.values()) == 3
    assert sorted(path.name for path in (folder / "inbox").iterdir()) == ["Library_ 2026.xlsx", "unnamed", "unnamed (2)"]
    again = xltool.collect(folder, [Upload(blank["L"], "Library: 2026.xlsx"), package.getvalue(), io.BytesIO(clean)])  # type: ignore[list-item]  # a stream
    assert (again.n_new, len(list((folder / "inbox").iterdir()))) == (0, 3)
    assert xltool.collect(folder, blank["M"]).n_new == 0, "a content counts once"
    assert {form.unit.id for form in xltool.status(folder).forms if form.state != SubmissionState.MISSING} == {"L", "M"}
    with pytest.raises(UsageError, match="does not yield bytes"):
        xltool.collect(folder, io.StringIO("form"))


def test_a_stream_without_end_is_refused_for_its_size() -> None:
    stream = Endless()
    document = xltool.read(stream, limits=xltool.Limits(n_bytes=10_000_000))  # type: ignore[arg-type]  # a stream all the same
    assert [finding.rule for finding in document.findings] == ["file.too-large"]
    assert stream.n_read < 12_000_000


def test_bytes_are_held_to_the_limits_of_files(clean: bytes) -> None:
    for limits in (xltool.Limits(n_bytes=1000), xltool.Limits(n_members=2), xltool.Limits(isolated=False, n_inflated_bytes=1000)):
        (file,) = xltool.check(clean, templates=TEMPLATES, limits=limits).files
        assert file.status == SubmissionState.UNREADABLE, limits


def test_what_a_file_does_to_its_reader_does_not_happen_here(clean: bytes) -> None:
    end_workers()  # one that has read before may have room enough
    (file,) = xltool.check(clean, templates=TEMPLATES, limits=xltool.Limits(memory=1)).files
    assert [finding.rule for finding in file.findings] == ["file.too-costly"]


# --- what cannot be read or written -----------------------------------------------------------------------------------


def closed() -> IO[bytes]:
    stream = named(b"", "closed.xlsx")
    stream.close()
    return stream


class Broken(io.RawIOBase):
    """A stream whose other end is gone."""

    name = "socket"

    def readable(self) -> bool:
        return True

    def read(self, _: int = -1) -> bytes:
        raise ConnectionResetError(104, "Connection reset by peer")


@pytest.mark.parametrize(
    ("source", "zh", "en"),
    [
        (
            io.StringIO("text"),
            "<stream>：无法读取（读出的不是字节，请以二进制方式打开",
            "<stream>: cannot be read (it does not yield bytes; open it as binary",
        ),
        (closed(), "closed.xlsx：无法读取（流已关闭或不能读取）", "closed.xlsx: cannot be read (the stream is closed, or cannot be read)"),
        (Broken(), "socket：无法读取（连接已断开）", "socket: cannot be read (the connection was lost)"),
        (7, "不是路径、字节或二进制流，而是 int", "it is int; give a path, bytes or a binary stream"),
    ],
    ids=["text", "closed", "broken", "number"],
)
def test_what_cannot_be_read_is_said(source: Any, zh: str, en: str) -> None:
    for verb in (xltool.read, lambda given: xltool.check([given]), lambda given: xltool.diff(given, b"")):
        with pytest.raises(UsageError) as raised:
            verb(source)
        assert zh in raised.value.message.zh
        assert en in raised.value.message.en


def test_a_stream_that_takes_no_bytes_is_said() -> None:
    streams: tuple[Any, ...] = (io.StringIO(), closed())
    for stream in streams:
        with pytest.raises(UsageError, match="cannot be written \\(the stream is closed, or does not take bytes\\)"):
            xltool.build(TEMPLATE, stream)
