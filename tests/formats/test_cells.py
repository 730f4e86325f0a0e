"""What may stand in a cell, and what is read from it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import xltool
from tests.formats.packages import (
    GOAL,
    NAME,
    START,
    TOTAL,
    YEAR,
    Change,
    before_end,
    cell,
    cell_of,
    changed,
    replace,
    text_cell,
)
from xltool.base.findings import Finding

DATE_STYLE, MOMENT_STYLE = 900, 901


class Case(NamedTuple):
    field: str
    content: str
    attributes: str
    value: Any
    rules: tuple[str, ...] = ()


def dated(parts: dict[str, bytes]) -> None:
    """Two more styles: a date, and a date with its time."""
    name = "xl/styles.xml"
    head, _, tail = parts[name].partition(b"</cellXfs>")
    count = head[head.index(b"<cellXfs") :].count(b"<xf ")
    fill = b'<xf numFmtId="0"/>' * (DATE_STYLE - count)
    parts[name] = head + fill + b'<xf numFmtId="14"/><xf numFmtId="22"/></cellXfs>' + tail


CASES = {
    "number": Case(TOTAL, "<v>276.68</v>", "", Decimal("276.68")),
    "number with exponent": Case(TOTAL, "<v>2.7668E2</v>", "", Decimal("276.68")),
    "15 digits": Case(TOTAL, "<v>0.30000000000000004</v>", "", Decimal("0.3")),
    "number as text": Case(TOTAL, "<is><t>276.68</t></is>", 't="inlineStr"', Decimal("276.68"), ("R63",)),
    "number as text, grouped and full-width": Case(TOTAL, "<is><t>１,276.68 </t></is>", 't="inlineStr"', Decimal("1276.68"), ("R63",)),
    "1e400": Case(TOTAL, "<v>1e400</v>", "", "1e400"),
    "-1e400": Case(TOTAL, "<v>-1e400</v>", "", "-1e400"),
    "NaN": Case(TOTAL, "<v>NaN</v>", "", "NaN"),
    "INF": Case(TOTAL, "<v>INF</v>", "", "INF"),
    "1_000 is not a number": Case(TOTAL, "<v>1_000</v>", "", "1_000"),
    "true": Case(NAME, "<v>1</v>", 't="b"', "TRUE"),
    "false as a word": Case(NAME, "<v>false</v>", 't="b"', "FALSE"),
    "boolean of nonsense": Case(NAME, "<v>maybe</v>", 't="b"', "maybe"),
    "error": Case(TOTAL, "<v>#REF!</v>", 't="e"', "#REF!", ("value.error",)),
    "error in a text": Case(NAME, "<v>#DIV/0!</v>", 't="e"', "#DIV/0!", ("value.error",)),
    "error in a date": Case(START, "<v>#N/A</v>", 't="e"', "#N/A", ("value.error",)),
    "error of a formula": Case(TOTAL, "<f>1/0</f><v>#DIV/0!</v>", 't="e"', "#DIV/0!", ("value.error",)),
    "text that reads like an error": Case(NAME, "<is><t>#REF!</t></is>", 't="inlineStr"', "#REF!"),
    "formula": Case(TOTAL, "<f>1+1</f><v>2</v>", "", 2, ("formula.entered",)),
    "formula not computed": Case(TOTAL, "<f>1+1</f>", "", None, ("value.not-computed",)),
    "formula not computed, blank value": Case(TOTAL, "<f>1+1</f><v></v>", "", None, ("value.not-computed",)),
    "formula that gives no text": Case(NAME, '<f>""</f><v></v>', 't="str"', None),
    "ISO date": Case(START, "<v>2022-03-05</v>", 't="d"', "2022-03-05"),
    "ISO moment at midnight": Case(START, "<v>2022-03-05T00:00:00Z</v>", 't="d"', "2022-03-05"),
    "ISO date of nonsense": Case(START, "<v>2022-13-05</v>", 't="d"', "2022-13-05"),
    "ISO time of day": Case(START, "<v>T12:30:00</v>", 't="d"', "12:30:00"),
    "ISO time of day without T": Case(START, "<v>12:30:00</v>", 't="d"', "12:30:00"),
    "ISO moment of day 0, a time of day": Case(START, "<v>1899-12-31T12:30:00Z</v>", 't="d"', "12:30:00"),
    "ISO duration": Case(START, "<v>PT36H</v>", 't="d"', "1 day, 12:00:00"),
    "ISO time of nonsense": Case(START, "<v>T25:99</v>", 't="d"', "T25:99"),
    "day number": Case(START, "<v>44625</v>", "", "44625", ("value.type",)),
    "day number in a date style": Case(START, "<v>44625</v>", f's="{DATE_STYLE}"', "2022-03-05"),
    "day number just before midnight": Case(START, "<v>44624.999999</v>", f's="{MOMENT_STYLE}"', "2022-03-05"),
    "day number with time": Case(START, "<v>44625.5</v>", f's="{MOMENT_STYLE}"', "2022-03-05", ("R63",)),
    "day before the false leap day": Case(START, "<v>59</v>", f's="{DATE_STYLE}"', "59"),
    "negative day number": Case(START, "<v>-5</v>", f's="{DATE_STYLE}"', "-5"),
    "day number beyond all dates": Case(START, "<v>1e300</v>", f's="{DATE_STYLE}"', "1e+300"),
    "NaN in a date style": Case(START, "<v>NaN</v>", f's="{DATE_STYLE}"', "NaN"),
    "style that is not there": Case(TOTAL, "<v>5</v>", 's="99999"', 5),
    "year": Case(YEAR, "<v>2022</v>", "", 2022),
    "escapes": Case(NAME, "<is><t>a_x0041_b</t></is>", 't="inlineStr"', "aAb"),
    "escaped escape": Case(NAME, "<is><t>a_x005F_x0041_b</t></is>", 't="inlineStr"', "a_x0041_b"),
    "escaped surrogate pair": Case(NAME, "<is><t>_xD83D__xDE00_</t></is>", 't="inlineStr"', "\U0001f600"),
    "escaped carriage return": Case(GOAL, "<is><t>a_x000D_\nb</t></is>", 't="inlineStr"', "a\nb"),
    "half a surrogate pair": Case(NAME, "<is><t>a_xD83D_b</t></is>", 't="inlineStr"', "a\ufffdb", ("value.characters",)),
    "control character": Case(NAME, "<is><t>a_x0007_b</t></is>", 't="inlineStr"', "a\ufffdb", ("value.characters",)),
    "turned direction": Case(NAME, "<is><t>a\u202eb</t></is>", 't="inlineStr"', "a\u202eb", ("value.characters",)),
    "soft hyphen": Case(NAME, "<is><t>a\u00adb</t></is>", 't="inlineStr"', "a\u00adb", ("value.characters",)),
    "variation selector": Case(NAME, "<is><t>a\ufe0fb</t></is>", 't="inlineStr"', "a\ufe0fb", ("value.characters",)),
    "Hangul filler": Case(NAME, "<is><t>a\u3164b</t></is>", 't="inlineStr"', "a\u3164b", ("value.characters",)),
    "em spaces of a web page": Case(NAME, "<is><t>\u2003\u2003a\u2009b</t></is>", 't="inlineStr"', "a b", ("R63",)),
    "hidden space": Case(NAME, "<is><t>a\u200bb</t></is>", 't="inlineStr"', "a\u200bb", ("value.characters",)),
    "emoji": Case(NAME, "<is><t>\U0001f600</t></is>", 't="inlineStr"', "\U0001f600"),
    "text like a formula": Case(NAME, "<is><t>=3个</t></is>", 't="inlineStr"', "=3个"),
    "command": Case(NAME, "<is><t>=cmd|'/C calc'!A0</t></is>", 't="inlineStr"', "=cmd|'/C calc'!A0", ("value.formula-like",)),
    "link": Case(
        NAME,
        '<is><t>@HYPERLINK("http://x.invalid","x")</t></is>',
        't="inlineStr"',
        '@HYPERLINK("http://x.invalid","x")',
        ("value.formula-like",),
    ),
    "unknown type": Case(NAME, "<v>x</v>", 't="zzz"', "x"),
    "value in several pieces": Case(NAME, "<v>a<!-- c -->b<![CDATA[<c>]]>&amp;</v>", 't="str"', "ab<c>&"),
    "blank inline text": Case(NAME, "<is><t></t></is>", 't="inlineStr"', None),
    "blank value": Case(TOTAL, "<v/>", "", None),
}


def read(path: Path, *changes: Change) -> tuple[xltool.Document, list[Finding]]:
    document = xltool.read(changed(path, dated, *changes))
    return document, list(document.findings)


@pytest.mark.parametrize("name", CASES)
def test_cell(name: str, tmp_path: Path) -> None:
    case = CASES[name]
    where = cell_of(case.field)
    document, findings = read(tmp_path / "form.xlsx", cell(where, case.content, case.attributes))
    assert document.get(case.field) == case.value
    at_the_cell = [finding for finding in findings if finding.location and finding.location.cell == where]
    assert tuple(finding.rule for finding in at_the_cell) == case.rules
    assert all(finding.field == case.field for finding in at_the_cell)


def test_an_error_is_named_once(tmp_path: Path) -> None:
    """One cause, one finding: the cell is not reported again as no number."""
    path = changed(tmp_path / "form.xlsx", cell(cell_of(TOTAL), "<v>#REF!</v>", 't="e"'))
    findings = [finding for finding in xltool.check([path]).files[0].findings if finding.field == TOTAL]
    assert [finding.rule for finding in findings] == ["value.error"]
    assert findings[0].value == "#REF!"
    assert "#REF!" in findings[0].message.en


def test_a_text_beyond_any_cell_is_cut(tmp_path: Path) -> None:
    document, findings = read(tmp_path / "form.xlsx", text_cell(cell_of(GOAL), "长" * 40_000))
    assert len(document.get(GOAL)) == 32_767
    assert "value.too-long" in {finding.rule for finding in findings}


def test_days_that_count_from_1904(tmp_path: Path) -> None:
    document, _ = read(
        tmp_path / "form.xlsx",
        replace("xl/workbook.xml", "<workbookPr ", '<workbookPr date1904="1" '),
        cell(cell_of(START), "<v>2022</v>", f's="{DATE_STYLE}"'),
        cell(cell_of("project.end"), "<v>43163</v>", f's="{DATE_STYLE}"'),
    )
    assert document.get(START) == "2022"  # typed there, it is shown as 1909-07-15
    assert document.get("project.end") == "2022-03-05"
    assert document.get(YEAR) == 2022


def test_a_day_number_that_counts_from_1904_is_explained_so(tmp_path: Path) -> None:
    date1904 = replace("xl/workbook.xml", "<workbookPr ", '<workbookPr date1904="1" ')
    document, findings = read(tmp_path / "form.xlsx", date1904, cell(cell_of(START), "<v>43163</v>"))
    assert document.get(START) == "43163"
    assert ["2022-03-05" in finding.message.en for finding in findings if finding.rule == "value.type"] == [True]


@pytest.mark.parametrize(("reference", "row"), [("A1048576", 1_048_576), ("XFD200000", 200_000), ("B90000", 90_000)])
def test_a_stray_cell_far_below_is_named_and_not_read(reference: str, row: int, tmp_path: Path) -> None:
    stray = f'<row r="{row}"><c r="{reference}"><v>1</v></c></row>'
    document, findings = read(tmp_path / "form.xlsx", before_end("xl/worksheets/sheet1.xml", "sheetData", stray))
    far = [finding for finding in findings if finding.rule == "sheet.far-cell"]
    assert [finding.location.cell for finding in far if finding.location] == [reference]
    assert document.get(NAME)


def test_a_stray_cell_far_to_the_right_is_named_and_not_read(tmp_path: Path) -> None:
    stray = '<c r="XFD3"><v>1</v></c></row>'

    def change(parts: dict[str, bytes]) -> None:
        name = "xl/worksheets/sheet1.xml"
        at = parts[name].index(b"</row>", parts[name].index(b'<row r="3"'))
        parts[name] = parts[name][:at] + stray.encode() + parts[name][at + len("</row>") :]

    _, findings = read(tmp_path / "form.xlsx", change)
    assert [str(finding.location) for finding in findings if finding.rule == "sheet.far-cell"] == ["绩效目标表!XFD3"]


def test_formatted_blank_rows_are_nothing(tmp_path: Path) -> None:
    rows = "".join(f'<row r="{row}" s="1" customFormat="1"><c r="A{row}" s="1"/></row>' for row in range(5_000, 60_000))
    document, findings = read(tmp_path / "form.xlsx", before_end("xl/worksheets/sheet1.xml", "sheetData", rows))
    assert document.get(NAME)
    assert not {finding.rule for finding in findings} - {"R63"}


def test_cells_that_are_alike_are_each_read_by_their_field(tmp_path: Path) -> None:
    """What a kind makes of a text is remembered while a workbook is read; each cell has a finding and an origin of its own."""
    rows = [f"indicators[{row}].level3" for row in (0, 1)]
    fields = [TOTAL, NAME, *rows]
    document = xltool.read(changed(tmp_path / "form.xlsx", *(text_cell(cell_of(field), " 12") for field in fields)))
    assert [document.get(field) for field in fields] == [12, "12", "12", "12"]
    assert type(document.get(TOTAL)) is int
    findings = [one for finding in document.findings if finding.rule == "R63" for one in (finding, *finding.also)]
    noted = {finding.field: finding.location.cell for finding in findings if finding.location}
    assert {field: noted.get(field) for field in fields} == {field: cell_of(field) for field in fields}
