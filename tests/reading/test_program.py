"""The program that saved a file is known as far as the file says, and named where a finding may be its doing."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

import xltool
from tests.formats.packages import TOTAL, add, cell, cell_of, changed
from tests.hostile.compound import biff_record, container
from xltool.checking.check_report import CheckReport
from xltool.checking.reports.html_report import html_report
from xltool.checking.reports.text_report import text_report
from xltool.reading.parsing.program import ole_program

APP, CUSTOM = "docProps/app.xml", "docProps/custom.xml"
SAVED_BY = "saved by Some Library 1.0"


def app(name: str, version: str) -> bytes:
    return f"<Properties><Application>{name}</Application><AppVersion>{version}</AppVersion></Properties>".encode()


@pytest.mark.parametrize(
    ("properties", "program"),
    [
        (app("Microsoft Excel", "16.0300"), "Microsoft Excel 16.0300"),
        (app("Microsoft Excel", "3.1"), "openpyxl 3.1"),
        (app("LibreOffice/7.4.7.2$Linux_X86_64 LibreOffice_project/40$Build-2", "15.0000"), "LibreOffice 7.4.7.2"),
        (app("Apache POI", ""), "Apache POI"),
        (app("a&#x202e;b\n c", "1"), "a<U+202E>b c 1"),
        (app("x" * 100_000, "1"), "x" * 80),
        (app("Microsoft Excel", "12.0000"), None),  # as the libraries say that do not say what they are
        (app("Microsoft Excel Compatible / Openpyxl 3.1.5", "3.1"), "Openpyxl 3.1.5"),
        (app("SheetJS", "12.0000"), "SheetJS"),
        (app("", "16.0300"), None),
        (b"<Properties/>", None),
        (b"not XML", None),
        (b"<Properties><Application>half", "half"),
        (b"", None),
    ],
)
def test_an_open_xml_file_names_its_program(properties: bytes, program: str | None, tmp_path: Path) -> None:
    path = changed(tmp_path / "form.xlsx", add(APP, properties))
    assert xltool.read(path).program == program
    assert xltool.check([path]).files[0].as_json("en")["program"] == program


def test_wps_is_known_by_its_build(tmp_path: Path) -> None:
    build = b'<Properties><property pid="2" name="KSOProductBuildVer"><vt:lpwstr>2052-11.1.0.14309</vt:lpwstr></property></Properties>'
    path = changed(tmp_path / "form.xlsx", add(APP, app("Microsoft Excel", "16.0300")), add(CUSTOM, build))
    assert xltool.read(path).program == "WPS Office 11.1.0.14309"


def test_an_xls_names_its_program(tmp_path: Path) -> None:
    path = tmp_path / "form.xls"
    path.write_bytes(container({"Workbook": biff_record(0x809), "\x05SummaryInformation": summary(b"WPS Office")}))
    assert ole_program(path) == "WPS Office"


def summary(name: bytes) -> bytes:
    """The stream of properties with the name of the program alone ([MS-OLEPS])."""
    text = struct.pack("<LL", 30, len(name) + 1) + name + b"\0"
    section = struct.pack("<LLLL", 16 + len(text), 1, 18, 16) + text
    return struct.pack("<HHL16sL16sL", 0xFFFE, 0, 0, bytes(16), 1, bytes(16), 48) + section


def test_the_program_is_named_where_it_matters(tmp_path: Path) -> None:
    """A library that writes formulas without their results is to blame, not the sender."""
    library = add(APP, app("Some Library", "1.0"))
    innocent = xltool.check([changed(tmp_path / "innocent.xlsx", library)])
    guilty = xltool.check([changed(tmp_path / "guilty.xlsx", library, cell(cell_of(TOTAL), "<f>1+1</f>"))])
    named = [SAVED_BY in said for report in (innocent, guilty) for said in (text_of(report), html_report(report, "en"))]
    assert named == [False, False, True, True]


def text_of(report: CheckReport) -> str:
    return "\n".join(line.text for line in text_report(report, "en"))
