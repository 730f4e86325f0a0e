"""Pictures placed in cells, texts that may have been cut, and content that is struck through: each is named with its cell."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import xltool
from tests.formats.packages import GOAL, NAME, TOTAL, Change, Parts, add, before_end, cell, cell_of, changed, text_cell
from tests.formats.test_ods import opened as opened_ods
from tests.formats.test_ods import row, table
from tests.formats.test_xlsb import opened as opened_xlsb
from tests.formats.test_xlsb import row as xlsb_row
from tests.formats.test_xlsb import xlsb
from tests.hostile.compound import biff12_record
from tests.hostile.tricks import archive, relationships, xlsb_cell
from tests.referees import require_node
from tests.referees.nodejs import sheetjs_fill
from tests.tampering.support import both
from xltool.base.findings import Finding
from xltool.reading.parsing.grid import CellPicture

if TYPE_CHECKING:
    from tests.referees.libreoffice import LibreOffice

RICH = "http://schemas.microsoft.com/office/spreadsheetml/2017/richdata"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
LATER = "http://schemas.microsoft.com/office/2017/06/relationships"
DISPIMG = 'DISPIMG("ID_0123456789ABCDEF",1)'.replace('"', "&quot;")


def rich_values(*structures: str, values: tuple[int, ...] = (0,)) -> Change:
    """The parts in which Excel keeps what a cell cannot show, as it writes them for a picture placed in a cell."""
    blocks = "".join(
        f'<bk><extLst><ext uri="{{3e2802c4-a4d2-4d8b-9148-e3be6c30e623}}"><xlrd:rvb i="{number}"/></ext></extLst></bk>'
        for number in range(len(values))
    )
    named = "".join(f'<bk><rc t="1" v="{number}"/></bk>' for number in range(len(values)))
    metadata = (
        f'<metadata xmlns="{MAIN}" xmlns:xlrd="{RICH}"><metadataTypes count="1"><metadataType name="XLRICHVALUE"/></metadataTypes>'
        f'<futureMetadata name="XLRICHVALUE">{blocks}</futureMetadata><valueMetadata>{named}</valueMetadata></metadata>'
    )
    kept = "".join(f'<rv s="{structure}"><v>0</v><v>5</v></rv>' for structure in values)
    listed = "".join(f'<s t="{name}"><k n="CalcOrigin" t="i"/></s>' for name in structures)
    links = (
        f'<Relationship Id="rId901" Type="{OFFICE}/sheetMetadata" Target="metadata.xml"/>'
        f'<Relationship Id="rId902" Type="{LATER}/rdRichValue" Target="richData/rdrichvalue.xml"/>'
        f'<Relationship Id="rId903" Type="{LATER}/rdRichValueStructure" Target="richData/rdrichvaluestructure.xml"/>'
    )
    return both(
        add("xl/metadata.xml", metadata.encode()),
        add("xl/richData/rdrichvalue.xml", f'<rvData xmlns="{RICH}">{kept}</rvData>'.encode()),
        add("xl/richData/rdrichvaluestructure.xml", f'<rvStructures xmlns="{RICH}">{listed}</rvStructures>'.encode()),
        before_end("xl/_rels/workbook.xml.rels", "Relationships", links),
    )


def error_cell(field: str, number: int) -> Change:
    return cell(cell_of(field), "<v>#VALUE!</v>", f't="e" vm="{number}"')


#: What is found at the name of the project.
PICTURES: dict[str, Change] = {
    "WPS, as it saves it": cell(cell_of(NAME), f"<f>_xlfn.{DISPIMG}</f><v>={DISPIMG}</v>", 't="str"'),
    "WPS, saved by Excel": cell(cell_of(NAME), f"<f>_xlfn.{DISPIMG}</f><v>#NAME?</v>", 't="e"'),
    "WPS, saved by a library": cell(cell_of(NAME), f"<f>_xlfn.{DISPIMG}</f><v></v>"),
    "WPS, as a text": text_cell(cell_of(NAME), f"={DISPIMG}"),
    "Excel, placed in the cell": both(error_cell(NAME, 1), rich_values("_localImage")),
    "Excel, by its function IMAGE": both(error_cell(NAME, 1), rich_values("_webimage")),
    "Excel, the second of two values": both(error_cell(NAME, 2), rich_values("_error", "_localImage", values=(0, 1))),
}


def at(field: str, path: Path) -> list[Finding]:
    return [finding for finding in xltool.check([path]).files[0].findings if finding.field == field]


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_in_a_cell_is_one_finding(name: str, tmp_path: Path) -> None:
    """It names the cell and what to do; nobody is blamed for a blank or an error beside it."""
    path = changed(tmp_path / "form.xlsx", PICTURES[name])
    (finding,) = at(NAME, path)
    assert finding.rule == "value.picture"
    assert finding.severity == "error"
    assert finding.location is not None
    assert finding.location.cell == cell_of(NAME)
    assert xltool.read(path).get(NAME) is None


def test_a_row_of_pictures_only_is_a_row(tmp_path: Path) -> None:
    """It is not blank, so it is not passed over."""
    document = xltool.read(changed(tmp_path / "form.xlsx"))
    location = document.location(f"indicators[{len(document.data['indicators']) - 1}].level3")
    assert location is not None
    where = f"{location.cell[0]}{location.row + 1}"
    found = xltool.read(changed(tmp_path / "picture.xlsx", cell(where, f"<f>{DISPIMG}</f><v>={DISPIMG}</v>", 't="str"')))
    assert len(found.data["indicators"]) == len(document.data["indicators"]) + 1
    assert [finding.location.cell for finding in found.findings if finding.rule == "value.picture" and finding.location] == [where]


OTHERS: dict[str, Change] = {
    "an error of Excel that has a value of its own": both(error_cell(TOTAL, 1), rich_values("_error", "_localImage", values=(0, 1))),
    "an error without such parts": error_cell(TOTAL, 1),
    "a number of a value that is not there": both(error_cell(TOTAL, 9), rich_values("_localImage")),
    "a picture somewhere else": both(cell(cell_of(TOTAL), "<v>#VALUE!</v>", 't="e"'), rich_values("_localImage")),
}


@pytest.mark.parametrize("name", OTHERS)
def test_an_error_is_not_taken_for_a_picture(name: str, tmp_path: Path) -> None:
    assert [finding.rule for finding in at(TOTAL, changed(tmp_path / "form.xlsx", OTHERS[name]))] == ["value.error"]


def test_a_picture_in_an_xlsb(tmp_path: Path) -> None:
    """The number of its value stands in a record before the cell."""
    data = xlsb_row(1) + biff12_record(50, struct.pack("<L", 1)) + xlsb_cell(0, 3, b"\x0f") + xlsb_cell(1, 3, b"\x0f")
    content = xlsb(data=data)
    parts = rich_parts(content)
    grid = opened_xlsb(parts, tmp_path).grid("S")
    assert isinstance(grid.cell(1, 1), CellPicture)
    assert not isinstance(grid.cell(1, 2), CellPicture)
    assert not isinstance(opened_xlsb(content, tmp_path).grid("S").cell(1, 1), CellPicture)


def rich_parts(content: bytes) -> bytes:
    """A binary workbook with the parts of a picture placed in a cell."""
    parts = unpacked(content)
    parts["xl/_rels/workbook.xml.rels"] = parts.pop("xl/_rels/workbook.bin.rels")
    rich_values("_localImage")(parts)
    parts["xl/_rels/workbook.bin.rels"] = parts.pop("xl/_rels/workbook.xml.rels")
    return archive(*parts.items())


def unpacked(content: bytes) -> Parts:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def with_part(content: bytes, styles: bytes) -> bytes:
    """A binary workbook with a part of styles."""
    parts = unpacked(content)
    parts["xl/styles.bin"] = styles
    parts["xl/_rels/workbook.bin.rels"] = relationships(("worksheet", "worksheets/sheet1.bin"), ("styles", "styles.bin"))
    return archive(*parts.items())


def test_a_picture_in_an_ods(tmp_path: Path) -> None:
    formula = f'<table:table-cell table:formula="of:={DISPIMG}" office:value-type="string"><text:p>#NAME?</text:p></table:table-cell>'
    grid = opened_ods(table("S", row(formula)), tmp_path).grid("S")
    assert isinstance(grid.cell(1, 1), CellPicture)


# --- texts that may have been cut


@pytest.mark.parametrize(("length", "rules"), [(254, []), (255, ["value.cut"]), (256, ["value.cut"])])
def test_sheetjs_cuts_the_texts_of_an_xls(length: int, rules: list[str], tmp_path: Path) -> None:
    """One of 256 characters and more arrives as one of 255: nobody can see what is missing."""
    require_node()
    text = "长" * length
    source = changed(tmp_path / "form.xlsx", text_cell(cell_of(GOAL), text))
    document = xltool.read(sheetjs_fill(source, {}, tmp_path / "form.xls"))
    assert len(document.get(GOAL)) == min(length, 255)
    assert [finding.rule for finding in document.findings if finding.field == GOAL] == rules


def test_a_text_of_255_characters_in_an_xlsx_is_nothing(tmp_path: Path) -> None:
    document = xltool.read(changed(tmp_path / "form.xlsx", text_cell(cell_of(GOAL), "长" * 255)))
    assert not [finding for finding in document.findings if finding.field == GOAL]


# --- content that is struck through

STYLES = "xl/styles.xml"


def struck(parts: Parts) -> None:
    """A font that is struck through, and a style with it: the last one."""
    parts[STYLES] = re.sub(rb"</fonts>", b'<font><strike/><sz val="11"/></font></fonts>', parts[STYLES])
    n_fonts = parts[STYLES].partition(b"</fonts>")[0].count(b"<font>")
    parts[STYLES] = parts[STYLES].replace(b"</cellXfs>", f'<xf numFmtId="0" fontId="{n_fonts - 1}" applyFont="1"/></cellXfs>'.encode())


def n_styles(parts: Parts) -> int:
    return len(re.findall(rb"<xf ", parts[STYLES].partition(b"<cellXfs")[2].partition(b"</cellXfs>")[0]))


def in_the_last_style(*references: str) -> Change:
    def change(parts: Parts) -> None:
        for reference in references:
            pattern = rf'(<c r="{reference}") s="\d+"'.encode()
            parts["xl/worksheets/sheet1.xml"], n = re.subn(
                pattern, rb"\1 " + f's="{n_styles(parts) - 1}"'.encode(), parts["xl/worksheets/sheet1.xml"]
            )
            assert n == 1, reference

    return change


@pytest.mark.parametrize("suffix", ["xlsx", "xls", "ods"])
def test_what_is_struck_through_is_named_with_its_cells(suffix: str, office: LibreOffice, tmp_path: Path) -> None:
    """It is read: whether it was to count is for its sender to say. In every format as LibreOffice saves it."""
    cells = [cell_of(NAME), cell_of(TOTAL)]
    source = changed(tmp_path / "source.xlsx", struck, in_the_last_style(*cells))
    with office.open(source) as book:
        document = xltool.read(book.save_as(tmp_path / f"form.{suffix}"))
    (finding,) = [finding for finding in document.findings if finding.rule == "content.struck"]
    assert finding.severity == "warning"
    assert all(where in finding.message.en for where in cells)
    assert document.get(TOTAL)


def test_a_row_struck_through_is_one_finding(tmp_path: Path) -> None:
    document = xltool.read(changed(tmp_path / "good.xlsx"))
    row = document.location("indicators[3].level3")
    assert row is not None
    filled = [
        place.cell
        for name, value in document.data["indicators"][3].items()
        if value is not None and (place := document.location(f"indicators[3].{name}")) is not None
    ]
    found = xltool.read(changed(tmp_path / "form.xlsx", struck, in_the_last_style(*filled)))
    (finding,) = [finding for finding in found.findings if finding.rule == "content.struck"]
    assert finding.location is not None
    assert finding.location.row == row.row
    assert found.data == document.data


def test_a_font_that_is_not_struck_through(tmp_path: Path) -> None:
    def undone(parts: Parts) -> None:
        parts[STYLES] = parts[STYLES].replace(b"<strike/>", b'<strike val="0"/>')

    document = xltool.read(changed(tmp_path / "form.xlsx", struck, undone, in_the_last_style(cell_of(NAME))))
    assert "content.struck" not in {finding.rule for finding in document.findings}


def test_a_blank_cell_struck_through_is_nothing(tmp_path: Path) -> None:
    document = xltool.read(changed(tmp_path / "form.xlsx", struck, cell(cell_of(NAME), ""), in_the_last_style(cell_of(NAME))))
    assert "content.struck" not in {finding.rule for finding in document.findings}


def test_a_cell_of_an_xlsb_struck_through(tmp_path: Path) -> None:
    fonts = b"".join(biff12_record(43, struct.pack("<HH", 220, flags) + bytes(20)) for flags in (0, 8))
    styles = (
        biff12_record(617)
        + b"".join(biff12_record(47, struct.pack("<HHH", 0, 0, font) + bytes(10)) for font in (0, 1))
        + biff12_record(618)
    )
    with_styles = xlsb(data=xlsb_row(1) + styled(0, 0) + styled(1, 1))
    grid = opened_xlsb(with_part(with_styles, fonts + styles), tmp_path).grid("S")
    assert set(grid.struck) == {(1, 2)}


def styled(column: int, style: int) -> bytes:
    return biff12_record(5, struct.pack("<LLd", column, style, 5.0))
