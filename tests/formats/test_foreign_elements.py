"""Elements that are called as ours are, and belong to later versions or to other programs: none of them is taken for ours."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest

import xltool
from tests.formats.packages import (
    FORM,
    NAME,
    START,
    TOTAL,
    YEAR,
    Change,
    Parts,
    add,
    before_end,
    cell,
    cell_of,
    changed,
    good_bytes,
    replace,
    text_cell,
)
from tests.formats.test_cells import DATE_STYLE, dated
from tests.tampering.support import both, sub
from xltool.base.document import Document
from xltool.reading.formats.xlsx import XlsxBook
from xltool.reading.guard.limits import Limits
from xltool.reading.parsing.package import Package

X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
X15 = "http://schemas.microsoft.com/office/spreadsheetml/2010/11/main"
X16R2 = "http://schemas.microsoft.com/office/spreadsheetml/2015/02/main"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
WORKBOOK, TEXTS, STYLES = "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml"
OTHER_CELLS = f'<sheetData><row r="1"><c r="{cell_of(NAME)}" t="str"><v>wrong</v></c></row></sheetData>'
PROTECTED = '<sheetProtection sheet="0"/><cols><col min="1" max="9" hidden="1"/></cols><mergeCells><mergeCell ref="A1:Z99"/></mergeCells>'


def extension(inside: str) -> str:
    return f'<extLst><ext uri="{{1}}" xmlns:x14="{X14}" xmlns:x15="{X15}">{inside}</ext></extLst>'


def alternatives(choice: str, fallback: str, requires: str = "x15") -> str:
    inside = f'<mc:Choice Requires="{requires}">{choice}</mc:Choice><mc:Fallback>{fallback}</mc:Fallback>'
    return f'<mc:AlternateContent xmlns:mc="{MC}" xmlns:x15="{X15}" xmlns:z="urn:z">{inside}</mc:AlternateContent>'


def before(part: str, element: str, xml: str) -> Change:
    """Put something before the first of an element."""
    return sub(part, rf"(?=<{element}[ />])", xml.replace("\\", "\\\\"), count=1)


#: Nothing of these may be seen in what is read.
UNSEEN: dict[str, Change] = {
    "first day of dates, as Excel writes it": before_end(
        WORKBOOK, "workbook", extension('<x15:workbookPr date1904="1" chartTrackingRefBase="1"/>')
    ),
    "first day of dates, in the namespace of the workbook": before_end(WORKBOOK, "workbook", extension('<workbookPr date1904="1"/>')),
    "first day of dates, in a namespace declared where it stands": before_end(
        WORKBOOK, "workbook", '<workbookPr xmlns="urn:x" date1904="1"/>'
    ),
    "defined names in an extension": before_end(
        WORKBOOK, "workbook", extension(f"<definedNames><definedName name=\"{TOTAL}\">'绩效目标表'!$A$1</definedName></definedNames>")
    ),
    "defined names in an extension before ours": before(
        WORKBOOK, "sheets", extension(f"<definedNames><definedName name=\"{TOTAL}\">'绩效目标表'!$A$1</definedName></definedNames>")
    ),
    "defined names of another namespace": before_end(
        WORKBOOK, "definedNames", f'<x:definedName xmlns:x="urn:x" name="{TOTAL}">\'绩效目标表\'!$A$1</x:definedName>'
    ),
    "a sheet of another namespace": before_end(WORKBOOK, "sheets", '<x:sheet xmlns:x="urn:x" name="no sheet" sheetId="99"/>'),
    "a path in an alternative, as Excel writes it": before(
        WORKBOOK, "sheets", alternatives('<x15ac:absPath xmlns:x15ac="urn:x15ac" url="C:\\a\\"/>', "")
    ),
    "cells in an extension": before_end(FORM, "worksheet", extension(OTHER_CELLS)),
    "cells in an extension before ours": before(FORM, "sheetData", extension(OTHER_CELLS)),
    "cells in an element of another namespace": before(FORM, "sheetData", f'<x:y xmlns:x="urn:x">{OTHER_CELLS}</x:y>'),
    "cells of another namespace": before_end(FORM, "worksheet", OTHER_CELLS.replace("<sheetData>", '<sheetData xmlns="urn:x">')),
    "cells in an alternative that is not taken": before(FORM, "sheetData", alternatives(OTHER_CELLS, "", "z")),
    "protection, hidden columns, merged cells in an extension": before_end(FORM, "worksheet", extension(PROTECTED)),
    "a row of another namespace among ours": before(
        FORM, "row", f'<x:row xmlns:x="urn:x" r="1"><c r="{cell_of(NAME)}"><v>5</v></c></x:row>'
    ),
    "a row whose prefix changes its meaning": before(FORM, "row", f'<row xmlns="urn:x" r="1"><c r="{cell_of(NAME)}"><v>5</v></c></row>'),
    "a shared text of another namespace": before(TEXTS, "si", '<x:si xmlns:x="urn:x"><t>one too many</t></x:si>'),
    "a shared text in an extension": before(TEXTS, "si", extension("<si><t>one too many</t></si>")),
    "a text of another namespace in a shared text": replace(TEXTS, "<si><t", '<si><x:t xmlns:x="urn:x">more</x:t><t', count=1),
    "styles in an extension": before(
        STYLES, "cellXfs", extension('<cellXfs><xf numFmtId="14"/><xf numFmtId="14"/><xf numFmtId="14"/></cellXfs>')
    ),
    "styles of another namespace": sub(STYLES, r"(<cellXfs[^>]*>)", r'\1<x:xf xmlns:x="urn:x" numFmtId="14"/>'),
    "a number format of two versions": sub(
        STYLES,
        r"(<numFmts[^>]*>)",
        rf'\1<mc:AlternateContent xmlns:mc="{MC}"><mc:Choice xmlns:x16r2="{X16R2}" Requires="x16r2"><numFmt numFmtId="99" '
        r'formatCode="0" x16r2:formatCode16="0"/></mc:Choice><mc:Fallback><numFmt numFmtId="99" formatCode="0"/></mc:Fallback>'
        r"</mc:AlternateContent>",
    ),
    "a declaration in a row": sub(FORM, r'(<row r="\d+")', r'\1 xmlns:x="urn:x"', count=1),
    "prefixes that nobody declares": sub(FORM, r'(<row r="\d+")', r'\1 q:dyDescent="0.2"'),
}


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Document:
    path = tmp_path_factory.mktemp("good") / "good.xlsx"
    path.write_bytes(good_bytes())
    return xltool.read(path)


@pytest.mark.parametrize("name", UNSEEN)
def test_is_not_seen(name: str, good: Document, tmp_path: Path) -> None:
    document = xltool.read(changed(tmp_path / "form.xlsx", UNSEEN[name]))
    assert document.data == good.data
    assert document.pointers == good.pointers
    assert document.findings == good.findings


def test_dates_are_those_that_openpyxl_reads(tmp_path: Path) -> None:
    """As in a workbook of Excel 2013: the extension says nothing of the first day of dates."""
    day = cell(cell_of(START), "<v>44625</v>", f's="{DATE_STYLE}"')
    path = changed(tmp_path / "form.xlsx", dated, UNSEEN["first day of dates, as Excel writes it"], day)
    assert xltool.read(path).get(START) == "2022-03-05"
    assert openpyxl.load_workbook(path).epoch.year == 1899


def test_days_that_count_from_1904_are_not_undone_by_an_extension(tmp_path: Path) -> None:
    """Excel for Mac writes both: the workbook counts from 1904, and the extension, which has another matter, says nothing of it."""
    day = cell(cell_of(START), "<v>43163</v>", f's="{DATE_STYLE}"')
    counted = replace(WORKBOOK, "<workbookPr ", '<workbookPr date1904="1" ')
    other = before_end(WORKBOOK, "workbook", extension('<x15:workbookPr chartTrackingRefBase="1"/>'))
    path = changed(tmp_path / "form.xlsx", dated, day, counted, other)
    assert xltool.read(path).get(START) == "2022-03-05"
    assert openpyxl.load_workbook(path).epoch.year == 1904


def test_an_alternative_of_a_version_that_is_known_is_read(tmp_path: Path) -> None:
    """Excel of today reads what Excel 2013 adds, and passes over what stands there for older versions."""
    where = cell_of(NAME)

    def choose(parts: Parts) -> None:
        new, old = (f'<c r="{where}" t="str"><v>{text}</v></c>' for text in ("new", "old"))
        parts[FORM] = re.sub(rf'<c r="{where}".*?(?:/>|</c>)'.encode(), alternatives(new, old).encode(), parts[FORM], count=1)

    assert xltool.read(changed(tmp_path / "form.xlsx", choose)).get(NAME) == "new"


def test_validations_of_later_versions_are_known(tmp_path: Path) -> None:
    """A dropdown that refers to another sheet is an extension in what Excel 2010 and later write."""

    def move(parts: Parts) -> None:
        found = re.findall(r"<dataValidation (?=[^>]*type=\"list\").*?</dataValidation>", parts[FORM].decode(), re.DOTALL)
        text = parts[FORM].decode()
        for each in found:
            text = text.replace(each, "", 1)
        moved = ""
        for each in found:
            cells = re.search(r'sqref="([^"]*)"', each)
            assert cells is not None
            moved += f'<x14:dataValidation type="list"><x14:formula1><xm:f>A1</xm:f></x14:formula1><xm:sqref>{cells[1]}</xm:sqref></x14:dataValidation>'
        listed = f'<x14:dataValidations xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">{moved}</x14:dataValidations>'
        parts[FORM] = text.replace("</worksheet>", extension(listed) + "</worksheet>").encode()

    document = xltool.read(changed(tmp_path / "form.xlsx", move))
    assert "validation.removed" not in {finding.rule for finding in document.findings}
    dropped = xltool.read(changed(tmp_path / "dropped.xlsx", both(move, sub(FORM, "<extLst>.*?</extLst>", ""))))
    assert "validation.removed" in {finding.rule for finding in dropped.findings}


def test_comments_and_pictures_of_other_namespaces_are_none(tmp_path: Path) -> None:
    """A picture stands in two alternatives of a drawing, and is one."""
    xdr = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
    anchor = "<xdr:twoCellAnchor><xdr:from><xdr:col>4</xdr:col><xdr:row>7</xdr:row></xdr:from></xdr:twoCellAnchor>"
    drawing = f'<xdr:wsDr xmlns:xdr="{xdr}">{alternatives(anchor, anchor)}</xdr:wsDr>'
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    comments = (
        f'<comments xmlns="{main}"><authors><author>a</author></authors><commentList><comment ref="B2" authorId="0"><text><t>ours</t>'
        f'<x:t xmlns:x="urn:x"> and theirs</x:t></text></comment></commentList></comments>'
    )
    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    rels = (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{base}/drawing" Target="../drawings/drawing1.xml"/>'
        f'<Relationship Id="rId2" Type="{base}/comments" Target="../comments1.xml"/></Relationships>'
    )
    path = changed(
        tmp_path / "form.xlsx",
        add("xl/drawings/drawing1.xml", drawing.encode()),
        add("xl/comments1.xml", comments.encode()),
        add("xl/worksheets/_rels/sheet1.xml.rels", rels.encode()),
    )
    attachments = XlsxBook(Package(path, Limits()), Limits()).attachments("绩效目标表")
    assert [object_.place for object_ in attachments.objects] == [(8, 5)]
    assert [(comment.cell, comment.text) for comment in attachments.comments] == [("B2", "ours")]


# --- what is there twice

TWICE: dict[str, tuple[str, Change]] = {
    "two values in a cell": (cell_of(TOTAL), cell(cell_of(TOTAL), "<v>5</v><v>7</v>")),
    "a cell twice in a row": (
        cell_of(TOTAL),
        sub(FORM, rf'(<c r="{cell_of(TOTAL)}"[^>]*?)(?:/>|>.*?</c>)', r"\1><v>5</v></c>\1><v>7</v></c>"),
    ),
    "a cell again in another row": (
        cell_of(TOTAL),
        both(
            cell(cell_of(TOTAL), "<v>5</v>"),
            before_end(FORM, "sheetData", f'<row r="2000"><c r="{cell_of(TOTAL)}"><v>7</v></c></row>'),
        ),
    ),
    "the same value twice": (cell_of(YEAR), before_end(FORM, "sheetData", f'<row r="2000"><c r="{cell_of(YEAR)}"><v>2022</v></c></row>')),
}


@pytest.mark.parametrize("name", TWICE)
def test_what_is_there_twice_is_damage(name: str, tmp_path: Path) -> None:
    """Nobody can know which of two values was meant, and no program writes two."""
    where, change = TWICE[name]
    document = xltool.read(changed(tmp_path / "form.xlsx", change))
    (finding,) = document.findings
    assert finding.rule == "file.damaged"
    assert where in finding.message.en


def test_a_blank_cell_and_one_that_holds_something_are_no_damage(tmp_path: Path) -> None:
    where = cell_of(TOTAL)
    blank = sub(FORM, rf'(<c r="{where}"[^>]*?)(?:/>|>.*?</c>)', r"\1/>\1><v>7</v></c>")
    assert xltool.read(changed(tmp_path / "form.xlsx", blank)).get(TOTAL) == 7


def test_a_text_beside_a_value_counts_where_the_cell_says_so(tmp_path: Path) -> None:
    """The type of the cell decides which of both is its value."""
    both_in = "<v>5</v><is><t>7</t></is>"
    assert xltool.read(changed(tmp_path / "number.xlsx", cell(cell_of(TOTAL), both_in))).get(TOTAL) == 5
    assert xltool.read(changed(tmp_path / "text.xlsx", cell(cell_of(NAME), both_in, 't="inlineStr"'))).get(NAME) == "7"
    assert xltool.read(changed(tmp_path / "only.xlsx", text_cell(cell_of(NAME), "x"))).get(NAME) == "x"
