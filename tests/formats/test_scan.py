"""Scanning and parsing a sheet give the same, whatever is written in it; and what most programs write is scanned."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import xltool
from tests.formats.packages import DATA, FORM, SHEET, TEMPLATE, add, changed, good_parts
from tests.hostile.fuzz import XML_MUTATIONS
from tests.roundtrip.programs import PROGRAMS, Program, typed
from xltool.base.cells import column_letters
from xltool.reading.fast.scan import scan_sheet, scan_texts
from xltool.reading.formats.xlsx import XlsxBook
from xltool.reading.guard.limits import Limits
from xltool.reading.guard.refusal import Refused
from xltool.reading.parsing.grid import Grid
from xltool.reading.parsing.package import Package
from xltool.reading.parsing.shared_texts import shared_texts
from xltool.rules.load import load_definition

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
N_ROWS = 2_000
WORKBOOK, TEXTS = "xl/workbook.xml", "xl/sharedStrings.xml"


def seen(grid: Grid) -> Any:
    traits = grid.traits
    assert traits is not None
    said = {**vars(traits), "merges": sorted(traits.merges)}  # their order means nothing
    return grid.name, grid.n_rows, [grid.cell(*place) for place in grid.filled()], list(grid.filled()), grid.far, said, set(grid.struck)


def both_ways(path: Path) -> tuple[Any, Any]:
    """What scanning gives (None when it does not scan) and what parsing gives; the rule when the part is refused."""
    package = Package(path, Limits())
    part = XlsxBook(package, Limits()).sheet(SHEET, N_ROWS)
    content = package.kept(FORM)
    assert content is not None
    ways: list[Callable[[], Grid | None]] = [partial(part.scanned, content), part.parsed]
    found: list[Any] = []
    for read in ways:
        try:
            grid = read()
            found.append(seen(grid) if grid is not None else None)
        except Refused as refused:
            found.append(refused.rule)
    return found[0], found[1]


# --- what programs write


def written_by(program: Program, folder: Path) -> Path:
    """The real form, typed into an empty one by a program."""
    empty = Path(xltool.build(TEMPLATE, folder / "empty.xlsx"))
    data = json.loads(DATA.read_text(encoding="utf-8"), parse_float=Decimal)
    return program.fill(empty, typed(load_definition(TEMPLATE), data), folder / f"form{program.suffix}")


@pytest.mark.parametrize("program", [program for program in PROGRAMS if program.suffix in (".xlsx", ".xlsm")], ids=str)
def test_what_programs_write_is_scanned(program: Program, tmp_path: Path) -> None:
    program.require()
    path = written_by(program, tmp_path)
    package = Package(path, Limits())
    book = XlsxBook(package, Limits())
    part = book.sheet(SHEET, N_ROWS)
    content = package.kept(part.part)
    grid = part.scanned(content) if content is not None else None
    if program.name == "Gnumeric":  # it writes white space within cells, and so much of it that the part may not be kept
        assert grid is None
    else:
        assert grid is not None
        assert seen(grid) == seen(part.parsed())


def test_what_excel_writes_is_scanned() -> None:
    """Attributes and elements that Excel writes and libraries do not."""
    content = f"""{HEAD}<worksheet {MAIN} xmlns:x14ac="x" xr:uid="{{0}}" xmlns:xr="y"><sheetData>
<row r="1" spans="1:3" s="4" customFormat="1" ht="20.1" customHeight="1" thickBot="1" x14ac:dyDescent="0.15">
<c r="A1" s="1" t="s"><v>0</v></c><c r="B1" s="2"/><c r="C1" s="3" t="str" cm="1"><f t="shared" ref="C1:C9" si="0" ca="1">A1&amp;"&lt;"</f><v>x</v></c></row>
<row r="2" hidden="1"><c r="A2"><v>1.5E-2</v></c><c r="B2" t="b"><v>1</v></c><c r="C2" t="e"><f>1/0</f><v>#DIV/0!</v></c></row></sheetData></worksheet>"""
    sheet = scan_sheet(content.replace("\n", "\r\n").encode())
    assert sheet is not None
    assert [(cell.reference, cell.style, cell.kind, cell.content, cell.text) for cell in sheet.cells] == [
        ("A1", "1", "s", "v", "0"),
        ("C1", "3", "str", "fv", "x"),
        ("A2", "", "", "v", "1.5E-2"),
        ("B2", "", "b", "v", "1"),
        ("C2", "", "e", "fv", "#DIV/0!"),
    ]
    assert sheet.hidden_rows == [2]
    assert sheet.last_row == 2


def test_shared_texts_of_excel() -> None:
    content = f"""{HEAD}<sst {MAIN} count="4" uniqueCount="4"><si><t>城管局</t><phoneticPr fontId="1" type="noConversion"/></si>\
<si><t xml:space="preserve"> a&amp;b&#10;c </t></si><si><r><rPr><b/></rPr><t>粗</t></r><rPh sb="0" eb="1"><t>x</t></rPh></si><si><t/></si></sst>"""
    rich: list[str] = []

    def parse(markup: str) -> str:
        rich.append(markup)
        return "粗"

    assert scan_texts(content.encode(), parse) == ["城管局", " a&b\nc ", "粗", ""]
    assert rich == ['<r><rPr><b/></rPr><t>粗</t></r><rPh sb="0" eb="1"><t>x</t></rPh>']


def test_runs_of_libreoffice_are_scanned() -> None:
    """It writes every text that mixes scripts as runs."""
    font = '<rPr><sz val="11"/><color rgb="FF000000"/><rFont val="{}"/><family val="2"/></rPr>'
    runs = "".join(
        f'<r>{font.format(name)}<t xml:space="preserve">{text}</t></r>' for name, text in (("宋体", "2022"), ("Noto Sans", "年&#10;"))
    )
    assert scan_texts(f"{HEAD}<sst {MAIN}><si>{runs}</si><si><r><t/></r></si></sst>".encode(), never) == ["2022年\n", ""]


def never(markup: str) -> str:
    raise AssertionError(markup)


def test_many_rich_texts_are_parsed_as_a_whole(tmp_path: Path) -> None:
    """Each that is scanned has a parser of its own, which is slower from some number on."""
    content = b"<sst>" + b"<si><r><t>a</t></r><x/></si>" * 1_001 + b"</sst>"
    assert scan_texts(content, lambda markup: markup) is None
    package = Package(changed(tmp_path / "form.xlsx", add(TEXTS, content)), Limits())
    assert shared_texts(package, TEXTS, Limits().depth) == ["a"] * 1_001


# --- what is not well-formed, or looks plain and is not

LISTS = {
    "an attribute of the list twice": '<sst a="1" a="2"><si><t>x</t></si></sst>',
    "an attribute of a pronunciation twice": '<sst><si><t>x</t><phoneticPr a="1" a="2"/></si></sst>',
    "an item within an item": "<sst><si><r><si><t>x</t></si></r></si></sst>",
    "an item with a prefix within an item": "<sst><si><x:si><t>x</t></x:si></si></sst>",
    "an end with a blank": "<sst><si><r><t>x</t></r></si ><si ><r><t>y</t></r></si></sst>",
    "an attribute of a run twice": '<sst><si><r><rPr><sz val="1" val="2"/></rPr><t>x</t></r></si></sst>',
    "an item among the properties of a run": "<sst><si><r><rPr><si/></rPr><t>x</t></r></si></sst>",
    "an end in a comment": "<sst><si><!-- </si> --><t>x</t></si></sst>",
}


@pytest.mark.parametrize("name", LISTS)
def test_texts_that_are_parsed(name: str) -> None:
    assert scan_texts(LISTS[name].encode(), lambda markup: markup) is None


def test_conditional_formats_and_merged_cells_are_not_parsed_again() -> None:
    formats = '<conditionalFormatting sqref="A1"><cfRule type="expression"><formula>1</formula></cfRule></conditionalFormatting>'
    tail = f'{formats}<mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells>'
    sheet = scan_sheet(f"<worksheet><sheetData></sheetData>{tail}</worksheet>".encode())
    assert sheet is not None
    assert sheet.merges == ["A1:B1"]
    assert sheet.rest == b"<worksheet><sheetData></sheetData><conditionalFormatting/><mergeCells/></worksheet>"


@pytest.mark.parametrize(
    "rows", ['<c r="A1" s="1"/>', '<row r="1"/><c r="B1"/>', '<row r="1"></row><c r="B1"/><row r="2"></row>', "</row>"]
)
def test_cells_outside_a_row_are_not_scanned(rows: str) -> None:
    assert scan_sheet(f"<worksheet><sheetData>{rows}</sheetData></worksheet>".encode()) is None


BLANKS = "".join(f'<c r="{column_letters(column)}1" s="1"/>' for column in range(1, 16_385))
#: Parts of which each piece might be looked at as often as there are pieces.
LONG = {
    "blank cells before a line end": (f'<row r="1">{BLANKS}\n</row>', True),
    "blank cells before something else": (f'<row r="1">{BLANKS * 3}<x/></row>', False),
    "rows that do not end": ('<row r="1" a="1"' * 40_000, False),
}


@pytest.mark.parametrize("name", LONG)
def test_the_time_is_as_the_length_of_a_sheet(name: str) -> None:
    rows, is_scanned = LONG[name]
    start = time.process_time()
    sheet = scan_sheet(f"<worksheet><sheetData>{rows}</sheetData></worksheet>".encode())
    assert time.process_time() - start < 1
    assert (sheet is not None) == is_scanned


@pytest.mark.parametrize("items", ["<si>" * 200_000, "<si>a<" * 120_000, "<si><t>" * 100_000])
def test_the_time_is_as_the_length_of_a_list(items: str) -> None:
    start = time.process_time()
    assert scan_texts(f"<sst>{items}</sst>".encode(), lambda markup: markup) is None
    assert time.process_time() - start < 1


# --- laws

TEXT = st.text(st.sampled_from("a1 ≥城\n&<>'\"_x0041_]"), max_size=8)
NUMBER = st.one_of(st.integers(-5, 10_000).map(str), st.floats(allow_nan=False).map(repr), st.sampled_from(["NaN", "1e400", "", " 5 "]))


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


@st.composite
def cells(draw: st.DrawFn, row: int, column: int) -> str:
    style = draw(st.sampled_from(["", ' s="3"', ' s="99999"', ' s="x"']))
    at = draw(st.sampled_from([f' r="{"ABCDEFGH"[column]}{row}"'] * 9 + ["", f' r="{"abcdefgh"[column]}{row}"']))
    formula = draw(st.sampled_from(["", "", "", "<f>1+1</f>", '<f t="shared" si="0"/>', "<f>A1&lt;2</f>", '<f a="1" a="2"/>']))
    kind, inside = draw(
        st.one_of(
            st.just(("", "")),
            st.just(("", "<v/>")),
            NUMBER.map(lambda number: ("", f"<v>{number}</v>")),
            TEXT.map(lambda text: (' t="str"', f"<v>{escaped(text)}</v>")),
            TEXT.map(lambda text: (' t="inlineStr"', f'<is><t xml:space="preserve">{escaped(text)}</t></is>')),
            st.integers(-1, 400).map(lambda index: (' t="s"', f"<v>{index}</v>")),
            st.sampled_from([(' t="b"', "<v>1</v>"), (' t="e"', "<v>#N/A</v>"), (' t="d"', "<v>2022-03-05</v>"), ("", "<v>&#53;</v>")]),
            st.sampled_from(
                [("", "<v><!-- 1 -->5</v>"), ("", "<v>&#0;</v>"), ("", "<v>&x;</v>"), ("", "<w>5</w>"), (' t="s" t="b"', "<v>1</v>")]
            ),
        )
    )
    attributes = at + draw(st.sampled_from([style + kind, kind + style]))
    return f"<c{attributes}>{formula}{inside}</c>" if formula or inside or draw(st.booleans()) else f"<c{attributes}/>"


@st.composite
def sheets(draw: st.DrawFn) -> str:
    rows = []
    for number in sorted(draw(st.sets(st.integers(1, 40), max_size=6))):
        inside = "".join(draw(cells(number, column)) for column in sorted(draw(st.sets(st.integers(0, 7), max_size=5))))
        more = draw(st.sampled_from(["", "", ' hidden="1"', ' spans="1:7" ht="15" x:dyDescent="0.2"', ' hidden="true" hidden="1"']))
        rows.append(f'<row r="{number}"{more}>{inside}</row>' if inside else f'<row r="{number}"{more}/>')
    odd = draw(st.sampled_from([""] * 12 + ["<!-- x -->", "<![CDATA[ ]]>", "x", "<extra/>", "]]>", "</row>"]))
    rows.insert(draw(st.integers(0, len(rows))), odd)
    return draw(st.sampled_from(["", "\n", "\r\n  "])).join(rows)


@settings(max_examples=250)
@given(sheets())
def test_scanned_is_parsed(tmp_path_factory: pytest.TempPathFactory, rows: str) -> None:
    def change(parts: dict[str, bytes]) -> None:
        head, _, tail = parts[FORM].partition(b"<sheetData>")
        parts[FORM] = head + b"<sheetData>" + rows.encode() + b"</sheetData>" + tail.partition(b"</sheetData>")[2]

    scanned, parsed = both_ways(changed(tmp_path_factory.mktemp("scan") / "form.xlsx", change))
    assert scanned in (None, parsed)


@pytest.mark.parametrize("seed", range(8))
def test_mutations_are_scanned_as_they_are_parsed(seed: int, tmp_path: Path) -> None:
    rng = random.Random(seed)
    good = good_parts()[FORM]
    n_scanned = 0
    for number in range(40):
        content = good
        for _ in range(rng.choice([1, 1, 2])):
            content = rng.choice(XML_MUTATIONS)(rng, content)
        path = changed(tmp_path / f"{number}.xlsx", lambda parts, content=content: parts.update({FORM: content}))  # type: ignore[misc]  # mypy infers no lambda with a default
        try:
            scanned, parsed = both_ways(path)
        except (Refused, AssertionError):
            continue  # the guard has refused it, or the part grew too large to be kept
        n_scanned += scanned is not None
        assert scanned in (None, parsed)
    assert n_scanned


RUN = st.tuples(
    st.sampled_from(["", "<rPr/>", "<rPr></rPr>", '<rPr><b/><sz val="1"/></rPr>', "<rPr><t/></rPr>", "<rPr><x:si/></rPr>"]), TEXT
).map(lambda run: f'<r>{run[0]}<t xml:space="preserve">{escaped(run[1])}</t></r>')
ITEM = st.one_of(
    TEXT.map(lambda text: f"<t>{escaped(text)}</t>"),
    st.lists(RUN, max_size=3).map("".join),
    st.tuples(RUN, st.sampled_from(["<rPh><t>x</t></rPh>", '<phoneticPr a="1" a="2"/>', "<!-- -->", "<r><si/></r>", " "])).map("".join),
)


@settings(max_examples=250)
@given(st.lists(ITEM, max_size=4))
def test_texts_scanned_are_texts_parsed(tmp_path_factory: pytest.TempPathFactory, items: list[str]) -> None:
    content = f"<sst>{''.join(f'<si>{item}</si>' for item in items)}</sst>".encode()
    path = changed(tmp_path_factory.mktemp("texts") / "form.xlsx", add(TEXTS, content))
    scanned = texts_of(path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("xltool.reading.parsing.shared_texts.scan_texts", lambda *_: None)
        assert texts_of(path) == scanned


def texts_of(path: Path) -> list[str] | str:
    """The shared texts of a workbook; the rule when it is refused."""
    try:
        return shared_texts(Package(path, Limits()), TEXTS, Limits().depth)
    except Refused as refused:
        return refused.rule


# --- what looks like cells or names and is none

ROWS = '<row r="11"><c r="E11"><v>1</v></c></row>'
MERGED = '<mergeCells count="1"><mergeCell ref="E11:F40"/></mergeCells>'
#: What stands around the sheet's data, and the tags of that.
SPELLINGS = {
    "data in a comment": (f"<!-- <sheetData>{ROWS}</sheetData> -->", "<sheetData >", "</sheetData >", ""),
    "data in an instruction": (f"<?x <sheetData>{ROWS}</sheetData> ?>", "<sheetData >", "</sheetData >", ""),
    "data in CDATA": (f"<x><![CDATA[<sheetData>{ROWS}</sheetData>]]></x>", "<sheetData >", "</sheetData >", ""),
    "data with an attribute, and a second": ("", '<sheetData a="1">', "</sheetData>", f"<sheetData>{ROWS}</sheetData>"),
    "data with a prefix, and a second": ("", '<x:sheetData xmlns:x="x">', "</x:sheetData>", f"<sheetData>{ROWS}</sheetData>"),
    "rows before the data": (ROWS, "<sheetData>", "</sheetData>", ""),
    "rows behind the data": ("", "<sheetData>", "</sheetData>", ROWS),
    "rows with a prefix behind it": ("", "<sheetData>", "</sheetData>", '<x:row xmlns:x="x" r="11"><x:c r="E11"><x:v>1</x:v></x:c></x:row>'),
    "data as a pronunciation": ("<rPh>", "<sheetData>", "</sheetData>", "</rPh>"),
    "data in a list of cells": ("<sqref>", "<sheetData>", "</sheetData>", "</sqref>"),
    "formulas of extensions": ("", "<sheetData>", "</sheetData>", '<x:f xmlns:x="x">A1</x:f>'),
    "the end's tag in a comment": ("", "<sheetData>", "</sheetData >", "<!--</sheetData>-->"),
    "merged cells in a comment": ("", "<sheetData>", "</sheetData>", f"<!-- {MERGED} -->"),
    "merged cells in an attribute": ("", "<sheetData>", "</sheetData>", "<x a='<mergeCells></mergeCells>'/>"),
    "formats in an attribute": ("", "<sheetData>", "</sheetData>", "<x a='<conditionalFormatting></conditionalFormatting>'/>"),
    "merged cells within a tag": ("", "<sheetData>", "</sheetData>", "<x<mergeCells></mergeCells>/>"),
}  # fmt: skip


@pytest.mark.parametrize("name", SPELLINGS)
def test_around_the_data_of_a_sheet(name: str, tmp_path: Path) -> None:
    before, start, end, after = SPELLINGS[name]

    def change(parts: dict[str, bytes]) -> None:
        head, _, rest = parts[FORM].decode().partition("<sheetData>")
        data, _, tail = rest.partition("</sheetData>")
        parts[FORM] = f"{head}{before}{start}{data}{end}{after}{tail}".encode()

    scanned, parsed = both_ways(changed(tmp_path / "form.xlsx", change))
    assert scanned in (None, parsed)


FAKE = "<definedNames><definedName name=\"income.total\">'绩效目标表'!$A$1</definedName></definedNames>"
#: The same of defined names.
NAMES = {
    "in a comment": (f"<!-- {FAKE} -->", "<definedNames >", "</definedNames >", ""),
    "in an instruction": (f"<?x {FAKE} ?>", "<definedNames >", "</definedNames >", ""),
    "a second time": ("", "<definedNames >", "</definedNames >", FAKE),
    "a second time with a prefix": ("", "<definedNames>", "</definedNames>", '<x:definedName xmlns:x="x" name="income.total">A1</x:definedName>'),
    "in an attribute": ("<x a='<definedNames></definedNames>'/>", "<definedNames >", "</definedNames >", ""),
    "with a line end in the name": ("", "<definedNames>", '<definedName name="a\nb">1</definedName></definedNames>', ""),
}  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_around_defined_names(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before, start, end, after = NAMES[name]

    def change(parts: dict[str, bytes]) -> None:
        head, _, rest = parts[WORKBOOK].decode().partition("<definedNames>")
        names, _, tail = rest.partition("</definedNames>")
        parts[WORKBOOK] = f"{head}{before}{start}{names}{end}{after}{tail}".encode()

    path = changed(tmp_path / "form.xlsx", change)
    found = defined_names(path)
    monkeypatch.setattr("xltool.reading.formats.xlsx.scan_names", lambda _: None)
    assert found == defined_names(path)


def defined_names(path: Path) -> Mapping[str, str] | str:
    """The names of a workbook; the rule when it is refused."""
    try:
        return XlsxBook(Package(path, Limits()), Limits()).defined_names
    except Refused as refused:
        return refused.rule
