"""The summary workbook: its figures, its looks, and that it opens everywhere."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from openpyxl.worksheet.worksheet import Worksheet

from tests.merge.support import PARKS, TREES, WATER, busy, form, merged, report, sent, total_of
from tests.referees import require_ooxml
from tests.referees.libreoffice import LibreOffice
from tests.referees.ooxml import ooxml_errors
from xltool.form.roster import Roster, Unit
from xltool.form.template import SummarySpec
from xltool.merging.dataset import Merged, build_dataset
from xltool.merging.summary import build_summary, write_summary
from xltool.merging.summary.summary_book import write
from xltool.rules.load import load_definition

SHEETS = ["简报", "汇总", "图表", "项目明细", "数据来源", "指标明细", "指标分布", "问题清单", "规则统计", "规则分布", "报送情况"]
#: Functions of Excel 2007; none of them volatile.
PLAIN_FUNCTIONS = {"SUM", "SUMIFS", "COUNT", "COUNTIFS", "SUBTOTAL", "IF", "TEXT"}


@pytest.fixture(scope="module")
def data() -> Merged:
    return build_dataset(busy())


@pytest.fixture(scope="module")
def summary(data: Merged, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_summary(data, tmp_path_factory.mktemp("summary") / "summary.xlsx")


def opened(path: Path, *, formulas: bool = False) -> openpyxl.Workbook:
    return openpyxl.load_workbook(path, data_only=not formulas)


def table(sheet: Worksheet, heading: str) -> list[dict[str, Any]]:
    """The rows below the row of headings that begins with a heading, as {heading: value}."""
    rows: list[list[Any]] = [[cell.value for cell in row] for row in sheet.iter_rows()]
    start = next(index for index, row in enumerate(rows) if row[0] == heading)
    return [dict(zip(rows[start], row, strict=True)) for row in rows[start + 1 :] if any(value is not None for value in row)]


def departments(path: Path) -> dict[str, dict[str, Any]]:
    """Department → its figures on the first sheet, as cached; `合计` is the line of totals."""
    rows: list[list[Any]] = [[cell.value for cell in row] for row in opened(path)["汇总"].iter_rows(min_row=4)]
    lines = [row for row in rows[2:] if row[0] is not None]
    if lines:
        assert rows[1] == lines[-1], "the totals stand above the lines too"
    return {row[1] or row[0]: dict(zip(rows[0], row, strict=True)) for row in lines}


def test_the_sheets_are_those_of_the_design(summary: Path) -> None:
    assert opened(summary).sheetnames == SHEETS


def test_a_department_shows_what_was_sent_and_what_it_costs(summary: Path) -> None:
    found = departments(summary)
    assert list(found) == ["常州市水利局", "常州市教育局", "常州市城市管理局", "常州市陌生局", "（未识别）", "合计"]
    parks = found["常州市城市管理局"]
    assert {key: parks[key] for key in ("单位", "已报", "通过", "退回修改", "未报送")} == {
        "单位": 2,
        "已报": 2,
        "通过": 1,
        "退回修改": 1,
        "未报送": 0,
    }
    assert parks["资金总额"] == parks["各来源合计"] == 35.5
    assert found["常州市教育局"]["未报送"] == 1
    assert found["合计"]["资金总额"] == pytest.approx(276.680001 + 1234.567891 + 35.5, abs=1e-9)


ACCEPTED = ("inbox/水利局.xlsx", "inbox/水利局 2#50%.xlsx", "inbox/教育局.xlsx", "inbox/绿化-2.xlsx")


def test_totals_equal_an_independent_sum_to_the_cent(summary: Path) -> None:
    documents = [file.document.data for file in busy().files if file.path in ACCEPTED]
    cents = total_of(documents, "income.total") * 1_000_000  # amounts are in 万元
    assert round(Decimal(departments(summary)["合计"]["资金总额"]) * 1_000_000) == round(cents)


def formulas(path: Path) -> dict[str, tuple[str, Any]]:
    """`sheet!A1` → formula and cached value."""
    written, cached = opened(path, formulas=True), opened(path)
    return {
        f"{sheet.title}!{cell.coordinate}": (str(cell.value), cached[sheet.title][cell.coordinate].value)
        for sheet in written
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }


def test_figures_are_live_formulas_that_every_program_knows(summary: Path) -> None:
    found = formulas(summary)
    assert sum(formula.startswith("=SUMIFS") for formula, _ in found.values()) == 5 * 8
    assert {name for formula, _ in found.values() for name in re.findall(r"[A-Z]+(?=\()", formula)} == PLAIN_FUNCTIONS


@pytest.mark.parametrize("include_rejected", [False, True])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_libreoffice_recalculates_every_formula_to_its_cached_value(
    office: LibreOffice, tmp_path: Path, lang: Any, *, include_rejected: bool
) -> None:
    path = write_summary(build_dataset(busy(), include_rejected=include_rejected), tmp_path / "s.xlsx", lang)
    assert recalculated(office, path) > 100


def recalculated(office: LibreOffice, path: Path) -> int:
    """How many formulas LibreOffice has recalculated, each to its cached value. Asked for by columns: thousands of single cells take a minute."""
    found = formulas(path)
    rows: dict[str, list[int]] = {}  # sheet and column → rows with a formula
    for cell in found:
        column, row = re.fullmatch(r"(.+![A-Z]+)(\d+)", cell).groups()  # type: ignore[union-attr]  # every key is one
        rows.setdefault(column, []).append(int(row))
    places = {column: f"{column}{min(numbers)}:{column.rpartition('!')[2]}{max(numbers)}" for column, numbers in rows.items()}
    with office.open(path) as book:
        book.recalculate()
        shown = book.values(list(places.values()))
    computed: dict[str, Any] = {}
    for column, numbers in rows.items():
        values = shown[places[column]]
        values = values if isinstance(values, list) else [values]
        computed |= {f"{column}{number}": values[number - min(numbers)] for number in numbers}
    for cell, (formula, cached) in found.items():
        value = computed[cell]
        if isinstance(cached, int | float):
            assert isinstance(value, float), (cell, formula, value)
            assert math.isclose(value, cached, rel_tol=1e-14), (cell, formula, value, cached)
        else:
            assert value == (cached or ""), (cell, formula)
    return len(found)


def test_figures_follow_when_a_listed_amount_is_changed(office: LibreOffice, summary: Path) -> None:
    with office.open(summary) as book:
        before = book.value("汇总!I11")
        book.fill({"项目明细!I5": 1_000_000.0})
        book.recalculate()
        after = book.value("汇总!I11")
    documents = [file.document.data for file in busy().files if file.path in ACCEPTED]
    assert before == pytest.approx(float(total_of(documents, "income.total")), abs=1e-9)
    assert isinstance(after, float)
    assert after > 1_000_000


@pytest.mark.parametrize("make", [busy, report, lambda: report(roster=None)], ids=["busy", "nobody sent", "nothing"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_file_keeps_to_the_format(make: Any, lang: Any, tmp_path: Path) -> None:
    require_ooxml()
    assert ooxml_errors(write_summary(build_dataset(make()), tmp_path / "s.xlsx", lang)) == []


def test_it_is_set_up_for_reading_and_printing(summary: Path) -> None:
    first, *others = opened(summary)
    assert (first.title, first.page_setup.orientation, first.page_setup.paperSize) == ("简报", "portrait", 9)
    assert first.print_area
    for sheet in others:
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.paperSize == 9
        if sheet.title == "图表":  # pages of its own, so that none ends within a chart
            assert sheet.row_breaks.brk
        else:
            assert sheet.sheet_properties.pageSetUpPr is not None
            assert sheet.sheet_properties.pageSetUpPr.fitToPage
            assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.print_title_rows
        assert sheet.freeze_panes
    for name in ("项目明细", "数据来源", "指标明细", "问题清单", "规则统计", "报送情况"):
        assert opened(summary)[name].auto_filter.ref


def test_indicators_are_counted_by_type_and_kind(data: Merged, summary: Path) -> None:
    rows = [[cell.value for cell in row] for row in opened(summary)["指标分布"].iter_rows()]
    total = next(row for row in rows if row[0] == "合计")
    assert total[-1] == len(data.tables["indicators"])
    counted = dict(zip(rows[3], total, strict=True))
    assert counted["数量指标"] == (data.tables["indicators"]["level2"] == "数量指标").sum()


def test_types_that_the_code_list_lacks_are_counted_as_other() -> None:
    rows = [{"level1": "产出指标", "level2": "自创指标", "level3": "甲", "half_year": "≥1个", "full_year": "≥2个"}]
    data = merged(sent("1.xlsx", form(indicators=rows)), include_rejected=True)
    sheet = openpyxl.load_workbook(_file(build_summary(data, Path("s.xlsx"))), data_only=True)["指标分布"]
    headings = [cell.value for cell in sheet[4]]
    totals = next(row for row in sheet.iter_rows(values_only=True) if row[0] == "合计")
    assert totals[headings.index("其他")] == totals[-1] == 1


def _file(content: bytes) -> Any:
    import io

    return io.BytesIO(content)


def test_every_finding_is_listed_and_linked_to_its_cell(tmp_path: Path) -> None:
    from xltool.base.cells import Location

    file = sent("inbox/水利局 #1.xlsx", form(project__leader=None))
    origins = {"project.leader": Location("绩效目标表", 9, 5)}
    file = replace(file, findings=tuple(replace(found, location=origins.get(found.field or "")) for found in file.findings))
    (tmp_path / "out").mkdir()
    data = build_dataset(report(replace(file, path=str(tmp_path / file.path))))
    sheet = opened(write_summary(data, tmp_path / "out" / "s.xlsx"))["问题清单"]
    links = [cell.hyperlink for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    assert [(link.target, link.location) for link in links] == [("..\\inbox\\水利局%20%231.xlsx", "'绩效目标表'!E9")]
    assert len(table(sheet, "部门\n序号")) == len(data.findings)


def test_links_stop_where_excel_would_refuse_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xltool.merging.summary.links.MAX_LINKS", 2)
    book = openpyxl.load_workbook(_file(build_summary(build_dataset(busy()), Path("s.xlsx"))))
    for sheet in book:
        assert sum(cell.hyperlink is not None for row in sheet.iter_rows() for cell in row) <= 2
    names = [row["文件"] for row in table(book["报送情况"], "部门\n序号")]
    assert "水利局.xlsx" in names


INJECTIONS = ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://example.invalid","x")', "{=1}", "http://example.invalid"]


@pytest.mark.parametrize("text", INJECTIONS)
def test_text_that_looks_like_a_formula_stays_text(text: str, tmp_path: Path) -> None:
    unit = Unit(id=text, name=text, department=text)
    data = merged(sent("1.xlsx", form(unit, text), unit), roster=Roster((unit,)), include_rejected=True)
    book = opened(write_summary(data, tmp_path / "s.xlsx"), formulas=True)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value == text]
    assert len(cells) > 4
    assert {cell.data_type for cell in cells} == {"s"}


HOSTILE = ["a*b?~c", "=A1", "<>x", ">5", "常州\x01局\x0b", "\ufffe\uffff", "'引号'", "A" * 400, "😀" * 20, "_x0041_", "TRUE", "12"]


def test_names_of_any_kind_are_counted_right(office: LibreOffice, tmp_path: Path) -> None:
    require_ooxml()
    units = [Unit(id=f"U{number}", name=name) for number, name in enumerate(HOSTILE)]
    files = [sent(f"{unit.id}.xlsx", form(unit, total=str(2**number)), unit) for number, unit in enumerate(units)]
    data = merged(*files, roster=Roster(tuple(units)), include_rejected=True)
    path = write_summary(data, tmp_path / "s.xlsx")
    assert ooxml_errors(path) == []
    with office.open(path) as book:
        book.recalculate()
        amounts = [book.value(f"汇总!H{6 + number}") for number in range(len(units))]
    assert amounts == [float(2**number) for number in range(len(units))]


def test_texts_longer_than_a_cell_are_cut_in_the_workbook_only(tmp_path: Path) -> None:
    require_ooxml()
    name = "😀长" * 20_000
    data = merged(sent("1.xlsx", form(project=name)), include_rejected=True)
    path = write_summary(data, tmp_path / "s.xlsx")
    assert ooxml_errors(path) == []
    shown = table(opened(path)["项目明细"], "部门\n序号")[0]["项目名称"]
    assert shown.endswith("…")
    assert len(shown.encode("utf-16-le")) // 2 <= 32_767
    assert data.forms["project.name"].tolist() == [name]


def test_beyond_the_limit_of_rows_the_sheet_says_so_and_the_figures_stay_right(office: LibreOffice, tmp_path: Path) -> None:
    data = build_dataset(busy())
    whole, cut = write_summary(data, tmp_path / "a.xlsx"), write_summary(data, tmp_path / "b.xlsx", max_rows=20)
    sheet = opened(cut)["指标明细"]
    assert sheet.max_row == 20
    n_rows = len(data.tables["indicators"])
    assert f"共 {n_rows} 行" in sheet["A2"].value
    assert "b-indicators.parquet" in sheet["A2"].value
    assert departments(cut) == departments(whole)
    assert recalculated(office, cut) > 20


def test_an_empty_summary_says_that_there_is_nothing(tmp_path: Path) -> None:
    book = opened(write_summary(merged(roster=None), tmp_path / "s.xlsx"))
    assert book["汇总"]["A2"].value == "没有收到任何报送。"
    assert "没有发现问题。" in [cell.value for cell in book["问题清单"]["A"]]


def test_a_campaign_in_which_nobody_has_sent_lists_who_is_missing(tmp_path: Path) -> None:
    book = opened(write_summary(merged(), tmp_path / "s.xlsx"))
    assert [row["状态"] for row in table(book["报送情况"], "部门\n序号")] == ["未报送"] * 5


def test_english_sheets_have_english_names(data: Merged, tmp_path: Path) -> None:
    book = opened(write_summary(data, tmp_path / "s.xlsx", "en"))
    assert book.sheetnames == [
        "Report", "Summary", "Charts", "Projects", "Origins", "Details", "Distribution", "Findings", "Rule statistics", "Rules by department",
        "Submissions",
    ]  # fmt: skip


def test_the_same_data_gives_the_same_bytes(tmp_path: Path) -> None:
    checked = busy()
    backwards = report(*reversed(checked.files))
    backwards = replace(backwards, files=tuple(reversed(checked.files)))
    one, other = (build_summary(build_dataset(each), tmp_path / "s.xlsx") for each in (checked, backwards))
    assert one == other


@pytest.mark.parametrize(
    "spec",
    [
        SummarySpec(),
        SummarySpec(total="income.total"),
        SummarySpec(sources=("income.other", "income.carryover")),
        SummarySpec(table="expenditure"),
        SummarySpec(table="expenditure", category="item"),
        SummarySpec(table="indicators", quantity="half_year"),
    ],
)
def test_a_form_may_declare_less(spec: SummarySpec, office: LibreOffice, tmp_path: Path) -> None:
    require_ooxml()
    usual = load_definition("project-performance-target")
    definition = replace(usual, template=replace(usual.template, summary=spec))
    files = [sent(f"{unit.id}.xlsx", form(unit), unit, definition=definition) for unit in (WATER, PARKS, TREES)]
    path = write_summary(merged(*files), tmp_path / "s.xlsx")
    assert ooxml_errors(path) == []
    assert recalculated(office, path) >= 6


def test_an_amount_without_a_unit_has_a_heading_without_brackets(tmp_path: Path) -> None:
    usual = load_definition("project-performance-target")
    total = replace(usual.schema.fields["income.total"], unit="")
    schema = replace(usual.schema, fields={**usual.schema.fields, total.path: total})
    definition = replace(usual, schema=schema, template=replace(usual.template, summary=SummarySpec(total=total.path)))
    path = write_summary(merged(sent("1.xlsx", form(WATER), WATER, definition=definition)), tmp_path / "s.xlsx")
    assert total.title in [cell.value for cell in opened(path)["汇总"][4]]


def test_text_that_looks_like_the_xml_of_rich_text_stays_text(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "text.xlsx")
    sheet = book.add_worksheet()
    write(sheet, 1, 1, "<r><t>&bad</r>", book.add_format())
    book.close()
    assert openpyxl.load_workbook(tmp_path / "text.xlsx").worksheets[0]["A1"].value == "<r><t>&bad</r>"
