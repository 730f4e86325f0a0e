"""Unpack and repack workbooks, to write what other programs write and what no program should."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import xltool

TEMPLATE = "project-performance-target"
DATA = Path(__file__).parent.parent / "data" / "changzhou-2022.json"
#: The part of the form's sheet, its name, and some of its cells.
FORM, SHEET = "xl/worksheets/sheet1.xml", "绩效目标表"
HIDDEN = "xl/worksheets/sheet5.xml"
TOTAL, YEAR, START, NAME, GOAL = "income.total", "year", "project.start", "project.name", "goals.annual"

Parts = dict[str, bytes]
Change = Callable[[Parts], None]


@cache
def good_bytes() -> bytes:
    """The real form as one department sent it in."""
    with TemporaryDirectory() as folder:
        return Path(xltool.build(TEMPLATE, Path(folder) / "good.xlsx", data=DATA)).read_bytes()


@cache
def _good_parts() -> Mapping[str, bytes]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "good.xlsx"
        path.write_bytes(good_bytes())
        return parts_of(path)


def good_parts() -> Parts:
    """The parts of the good workbook, to be changed."""
    return dict(_good_parts())


@cache
def cell_of(field: str) -> str:
    """The cell of a field in the good workbook, `E11`."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "good.xlsx"
        path.write_bytes(good_bytes())
        location = xltool.read(path).location(field)
    assert location is not None
    return location.cell


def parts_of(path: Path) -> Parts:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def pack(path: Path, parts: Mapping[str, bytes], *, compression: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, compression)
    return path


def changed(path: Path, *changes: Change) -> Path:
    """The good workbook with changes made to its parts."""
    parts = good_parts()
    for change in changes:
        change(parts)
    return pack(path, parts)


def replace(part: str, old: str | bytes, new: str | bytes, *, count: int = -1) -> Change:
    """Replace text in a part; it must be there."""
    before = old.encode() if isinstance(old, str) else old
    after = new.encode() if isinstance(new, str) else new

    def change(parts: Parts) -> None:
        assert before in parts[part], (part, before)
        parts[part] = parts[part].replace(before, after, count)

    return change


def cell(reference: str, content: str, attributes: str = "", part: str = FORM) -> Change:
    """Put XML into a cell of a sheet, `<v>5</v>`; the cell's style stays unless `attributes` gives another."""
    pattern = re.compile(rf'<c r="{reference}"(?: s="(\d+)")?[^>]*?(?:/>|>.*?</c>)'.encode())

    def change(parts: Parts) -> None:
        def write(match: re.Match[bytes]) -> bytes:
            style = f' s="{match[1].decode()}"' if match[1] and not re.search(r"\bs=", attributes) else ""
            return f'<c r="{reference}"{style} {attributes}>{content}</c>'.encode("utf-8", "surrogatepass")

        parts[part], n = pattern.subn(write, parts[part], 1)
        assert n == 1, reference

    return change


def text_cell(reference: str, text: str) -> Change:
    """Put an inline text into a cell; the text stands there as XML."""
    return cell(reference, f'<is><t xml:space="preserve">{text}</t></is>', 't="inlineStr"')


def before_end(part: str, element: str, xml: str | bytes) -> Change:
    """Insert XML before the end tag of an element."""
    tag = f"</{element}>".encode()

    def change(parts: Parts) -> None:
        head, found, tail = parts[part].rpartition(tag)
        assert found, (part, element)
        parts[part] = head + (xml.encode() if isinstance(xml, str) else xml) + tag + tail

    return change


def add(name: str, content: bytes) -> Change:
    """Add a part."""

    def change(parts: Parts) -> None:
        parts[name] = content

    return change


def drop(name: str) -> Change:
    """Leave a part out."""

    def change(parts: Parts) -> None:
        del parts[name]

    return change
