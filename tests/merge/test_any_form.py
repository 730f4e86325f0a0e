"""The summary of any form: its own sheets with totals traced to their cells, lists, figures by group, departments by field, charts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any
from unittest.mock import patch

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

import xltool
from tests.merge.any_form import campaign_of, followed, form_at, reported, sums
from tests.merge.test_charts import charts
from tests.merge.test_summary import opened, recalculated
from tests.referees import require_ooxml
from tests.referees.libreoffice import LibreOffice
from tests.referees.ooxml import ooxml_errors
from xltool.base.paths import in_row
from xltool.form.layout import place
from xltool.form.template import Measure, SummarySpec
from xltool.merging.dataset import Merged, build_dataset
from xltool.merging.summary import summary_workbook, write_summary
from xltool.rules.definition import Definition

#: Forms of every kind: a grid with totals, a long list, rates, English, repeated blocks, fixed rows, every kind of field.
FORMS = (
    "forms/monthly-report", "forms/asset-list", "self-evaluation", "forms/single-audit", "clean/repeats", "clean/fixed-rows", "clean/more-kinds",
)  # fmt: skip


def silent(definition: Definition) -> Definition:
    """The same form, which says nothing of its summary."""
    return with_summary(definition, SummarySpec())


def with_summary(definition: Definition, spec: SummarySpec) -> Definition:
    return replace(definition, template=replace(definition.template, summary=spec))


_MERGED: dict[tuple[str, int, str], Merged] = {}


def merged(form: str, n: int = 3, spec: SummarySpec | None = None) -> Merged:
    key = form, n, repr(spec)
    if key not in _MERGED:
        definition, documents = form_at(form)
        chosen = definition if spec is None else with_summary(definition, spec)
        _MERGED[key] = build_dataset(reported(chosen, documents, n), include_rejected=True)
    return _MERGED[key]


SILENT = SummarySpec()


@pytest.mark.parametrize("form", FORMS)
def test_a_form_that_declares_nothing_gets_a_summary_that_every_program_calculates_alike(
    form: str, office: LibreOffice, tmp_path: Path
) -> None:
    require_ooxml()
    path = write_summary(merged(form, 4, SILENT), tmp_path / "s.xlsx")
    assert ooxml_errors(path) == []
    assert recalculated(office, path) > 20


def cells(path: Path, sheet: str) -> list[list[Any]]:
    return [list(row) for row in opened(path)[sheet].iter_rows(values_only=True)]


# --- the form's own sheets --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("form", "n"), [("forms/monthly-report", 3), ("clean/repeats-beside", 2), ("clean/fixed-rows", 2)])
def test_every_total_is_the_sum_of_parts_that_stand_in_the_files(form: str, n: int, tmp_path: Path) -> None:
    """With 300 units by hand: `python -m tests.merge.any_form FORM 300 FOLDER`."""
    definition, documents = form_at(form)
    sent = campaign_of(definition, documents, n, tmp_path / "in")
    summary = tmp_path / "summary.xlsx"
    xltool.merge(tmp_path / "in", output=summary, templates=definition.path.parent, include_rejected=True)
    assert followed(summary, definition, sent) >= 20


@pytest.mark.parametrize("form", FORMS)
def test_totals_equal_an_independent_sum_to_the_last_digit(form: str, tmp_path: Path) -> None:
    data = merged(form, 12, SILENT)
    definition, documents = form_at(form)
    expected = sums(definition, [file.document.data for file in reported(silent(definition), documents, 12).files])
    book = opened(write_summary(data, tmp_path / "s.xlsx"))
    layout, n_found = place(definition.template, definition.schema), 0
    for path, (sheet, table) in layout.tables.items():
        fixed = definition.schema.tables[path].fixed
        for row in range(len(fixed)) if fixed else ():
            for column in definition.schema.tables[path].columns:
                if column.is_number and column.kind.summary_use == "sum" and column.formula != "[#]":
                    total: Any = book[sheet.name].cell(table.first_row + row, table.columns[column.name]).value
                    assert Decimal(repr(float(total))) == expected.get(in_row(path, row, column.name), 0)
                    n_found += 1
    for path, (sheet, input_) in layout.inputs.items():
        field = definition.schema.fields[path]
        if field.is_number and field.kind.summary_use == "sum" and path in expected and path != definition.template.identity.year:
            shown: Any = book[sheet.name].cell(input_.area.top, input_.area.left).value
            assert round(Decimal(repr(float(shown))), 6) == expected[path], path
            n_found += 1
    assert n_found or form == "clean/more-kinds", "a form without a sum"


def test_cells_stand_where_they_stand_in_the_form(tmp_path: Path) -> None:
    data = merged("forms/monthly-report")
    sheet = opened(write_summary(data, tmp_path / "s.xlsx"))["半年报"]
    assert data.definition
    layout = place(data.definition.template, data.definition.schema).sheets[0]
    assert {label.area.a1: label.text for label in layout.labels if label.area.is_one_cell and label.text} == {
        label.area.a1: sheet[label.area.a1].value.replace("\n", "") for label in layout.labels if label.area.is_one_cell and label.text
    }
    assert sheet["C4"].value == "（3 份合计）"
    assert sheet["H4"].value == "2026", "what all forms say alike"


def test_the_parts_of_totals_are_whole_where_other_lists_are_cut(tmp_path: Path) -> None:
    """300 forms of a grid have more numbers than a list may have rows: each total is still the sum of cells that stand in a sheet."""
    data = merged("forms/monthly-report", 3)
    with patch.object(summary_workbook, "LONG_LIST", 5):
        path = write_summary(data, tmp_path / "s.xlsx")
    formulas = [str(cell.value) for row in openpyxl.load_workbook(path)["半年报"] for cell in row]
    assert sum(formula.startswith("=SUM('数据来源'!") for formula in formulas) > 70
    assert opened(path)["数据来源"].max_row > 200


# --- departments by field, on paper -----------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["monthly-report", "single-audit", "forms/monthly-report"])
def test_a_wide_matrix_is_divided_between_groups_and_nothing_is_cut(form: str, tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(write_summary(merged(form, 6, SILENT), tmp_path / "s.xlsx"))["部门×栏目"]
    starts = [brk.id + 1 for brk in sheet.col_breaks.brk]
    assert starts
    assert (sheet.print_title_rows, sheet.print_title_cols) == ("$3:$4", "$A:$B")
    assert not [area.coord for area in sheet.merged_cells.ranges for start in starts if area.min_col < start <= area.max_col], "cut in two"
    assert (sheet["A1"].value, sheet["A2"].value) == (None, None), (
        "what stands in columns that every page repeats would be cut at their edge"
    )
    assert {sheet.cell(1, column).value for column in starts} == {sheet["C1"].value} != {None}
    assert all(sheet.cell(3, start).value for start in starts), "each page names the group"
    ends = [*starts, sheet.max_column + 1]
    widths = [
        sum(sheet.column_dimensions[get_column_letter(column)].width for column in (1, 2, *range(first, end)))
        for first, end in zip([3, *starts], ends, strict=True)
    ]
    assert max(widths) <= 145
    assert 40 < (sheet.page_setup.scale or 100) <= 100


def test_a_rate_is_that_of_the_sums_and_not_the_mean_of_rates(tmp_path: Path) -> None:
    data = merged("self-evaluation", 5, SILENT)
    book = openpyxl.load_workbook(write_summary(data, tmp_path / "s.xlsx"))
    assert data.definition
    layout = place(data.definition.template, data.definition.schema)
    place_ = layout.location("funds.total.rate")
    assert place_
    assert str(book[place_.sheet][place_.cell].value).startswith("=IFERROR(ROUND(N('项目支出绩效自评表'!")


def test_a_rate_in_a_fixed_row_is_that_of_the_sums_of_the_row(office: LibreOffice, tmp_path: Path) -> None:
    data = merged("monthly-report", 2, SILENT)
    path = write_summary(data, tmp_path / "s.xlsx")
    assert data.definition
    sheet, table = place(data.definition.template, data.definition.schema).tables["lines"]
    shown, formulas, n_found = opened(path)[sheet.name], openpyxl.load_workbook(path)[sheet.name], 0
    for row in table.rows:
        value: dict[str, Any] = {name: shown.cell(row, column).value for name, column in table.columns.items()}
        assert str(formulas.cell(row, table.columns["rate"]).value).startswith("=IFERROR(IF(N('月报表'!C")
        if value["budget"]:
            assert value["rate"] == round(value["total"] / value["budget"], 4)
            n_found += 1
        if value["last_year"]:
            assert value["growth"] == round(value["total"] / value["last_year"] - 1, 4)
    assert n_found > 5
    assert recalculated(office, path) > 100


def test_a_table_of_any_length_shows_the_totals_of_all_rows_in_its_first_row(tmp_path: Path) -> None:
    data = merged("forms/asset-list", 3, SILENT)
    path = write_summary(data, tmp_path / "s.xlsx")
    sheet = opened(path)["采购清单"]
    assert data.definition
    table = place(data.definition.template, data.definition.schema).tables["items"][1]
    row = table.first_row
    assert sheet.cell(row, table.columns["amount"]).value == float(sum(data.tables["items"]["amount"]))
    link: Any = sheet.cell(row, table.columns["amount"]).hyperlink
    assert "明细'!" in link.location
    assert sheet.cell(row, table.columns["no"]).value == f"（共 {len(data.tables['items'])} 行）", "numbers of rows are not added up"
    assert sheet.row_dimensions[row + 1].hidden


def test_numbers_that_are_not_to_be_added_are_shown_where_all_forms_say_them_and_nowhere_added(tmp_path: Path) -> None:
    """Prices and limits: of a single field what all say alike, of a column nothing, in no sheet a sum; a measure may still want them."""
    spec = SummarySpec(
        table="items", same_layout=True, not_added=("sum.quantity", "items.price"), measures=(Measure(name="mean", of="items.price", by="department"),)
    )  # fmt: skip
    data = merged("forms/asset-list", 2, spec)
    alike = merged("forms/asset-list", 1, spec)
    assert data.definition
    layout = place(data.definition.template, data.definition.schema)
    single, table = layout.location("sum.quantity"), layout.tables["items"][1]
    assert single
    for each, said in ((data, None), (alike, str(alike.forms["sum.quantity"][0]))):
        path = write_summary(each, tmp_path / "s.xlsx")
        sheet = opened(path)["采购清单"]
        assert (sheet[single.cell].value, sheet.cell(table.first_row, table.columns["price"]).value) == (said, None)
        assert sheet.cell(table.first_row, table.columns["amount"]).value == float(sum(each.tables["items"]["amount"]))
        headings = {str(value).partition("\n")[0] for row in cells(path, "部门×栏目")[2:4] for value in row}
        assert not {"单价", "合计数量"} & headings
        assert "单价" in str(cells(path, "分类统计"))


def test_what_is_blank_leads_nowhere(tmp_path: Path) -> None:
    """Programs take the link of an empty cell for its value."""
    data = merged("department-targets", 2)
    path = write_summary(data, tmp_path / "s.xlsx")
    listed = opened(path)["任务明细"]
    column = [str(cell.value).startswith("其他资金") for cell in listed[3]].index(True) + 1
    blank = data.tables["tasks"]["other"].isna()
    assert blank.any()
    for row, is_blank in enumerate(blank, start=4):
        cell: Any = listed.cell(row, column)
        assert (cell.value is None, cell.hyperlink is None) == (is_blank, is_blank)


def test_repeated_blocks_are_added_up_in_the_first_one(tmp_path: Path) -> None:
    data = merged("clean/repeats", 3, SILENT)
    assert data.definition
    layout = place(data.definition.template, data.definition.schema)
    shown, first = opened(write_summary(data, tmp_path / "s.xlsx")), layout.location("projects[0].budget")
    assert first
    assert shown[first.sheet][first.cell].value == float(sum(data.tables["projects"]["budget"]))


def test_beyond_the_limit_of_rows_totals_are_numbers_and_stay_right(tmp_path: Path) -> None:
    data = merged("forms/monthly-report")
    whole, cut = write_summary(data, tmp_path / "a.xlsx"), write_summary(data, tmp_path / "b.xlsx", max_rows=20)
    assert cells(whole, "半年报")[6:18] == cells(cut, "半年报")[6:18]
    assert "b-origins.parquet" in cells(cut, "数据来源")[1][0]


# --- lists, groups, departments ---------------------------------------------------------------------------------------


def test_several_tables_are_listed_each_under_its_own_name(tmp_path: Path) -> None:
    spec = SummarySpec(tables=("projects", "projects.items"), words={"forms": "申报表"})
    path = write_summary(merged("clean/repeats", 3, spec), tmp_path / "s.xlsx")
    names = opened(path).sheetnames
    assert names[:2] == ["简报", "汇总"]
    assert "申报表明细" in names
    assert len([name for name in names if name.endswith("明细")]) == 3


ASSETS = SummarySpec(
    tables=("items",),
    measures=(
        Measure(name="sum", of="items.amount", by="items.level1"),
        Measure(name="share", of="items.amount", by="items.level1"),
        Measure(name="count", of="items", by="department"),
        Measure(name="mean", of="items.price", by="department"),
        Measure(name="sum", of="items.amount", by="items.planned"),
        Measure(name="sum", of="items.amount", by="year"),
    ),
)


def groups(path: Path, title: str) -> dict[str, list[Any]]:
    """The lines of one table of figures by group: name → figures."""
    rows = cells(path, "分类统计")
    start = next(index for index, row in enumerate(rows) if row[0] == title) + 3
    end = next(index for index, row in enumerate(rows[start:], start=start) if row[0] == "合计")
    return {str(row[1] or row[0]): [value for value in row[2:] if value is not None] for row in rows[start : end + 1]}


def test_measures_are_those_of_pandas(tmp_path: Path) -> None:
    data = merged("forms/asset-list", 4, ASSETS)
    path = write_summary(data, tmp_path / "s.xlsx")
    frame = data.tables["items"]
    by_kind = frame.groupby("level1")["amount"].sum()
    found = groups(path, "采购清单：按资产大类")
    assert {name: found[name][0] for name in by_kind.index} == pytest.approx(
        {name: float(value) for name, value in by_kind.items()}, abs=1e-6
    )
    assert sum(figures[1] for name, figures in found.items() if name != "合计") == pytest.approx(1)
    assert found["合计"] == [pytest.approx(float(frame["amount"].sum())), 1]
    departments = groups(path, "采购清单：按主管部门")
    means = frame.groupby("department")["price"].apply(lambda prices: float(sum(prices)) / len(prices))
    assert {name: figures[1] for name, figures in departments.items() if name != "合计"} == pytest.approx(means.to_dict())
    assert departments["合计"] == [len(frame), pytest.approx(float(sum(frame["price"])) / len(frame))]


def test_dates_are_grouped_by_month_without_gaps(tmp_path: Path) -> None:
    data = merged("forms/asset-list", 4, ASSETS)
    found = groups(write_summary(data, tmp_path / "s.xlsx"), "采购清单：按月份（计划采购时间）")
    months = [name for name in found if name[:2] == "20"]
    assert months == sorted(months)
    by_month = data.tables["items"].assign(month=data.tables["items"]["planned"].str.slice(0, 7)).groupby("month")["amount"].sum()
    assert {name: found[name][0] for name in by_month.index} == pytest.approx({name: float(value) for name, value in by_month.items()})


def test_measures_are_formulas_that_follow_and_equal_those_of_libreoffice(office: LibreOffice, tmp_path: Path) -> None:
    path = write_summary(merged("forms/asset-list", 4, ASSETS), tmp_path / "s.xlsx")
    assert recalculated(office, path) > 50
    written = openpyxl.load_workbook(path)["分类统计"]
    used = {str(cell.value).partition("(")[0] for row in written.iter_rows() for cell in row if cell.data_type == "f"}
    assert {"=SUMIFS", "=COUNTIFS", "=IF"} <= used


def test_what_has_a_group_of_its_own_has_a_chart_and_months_stand_upright(tmp_path: Path) -> None:
    found = charts(write_summary(merged("forms/asset-list", 4, ASSETS), tmp_path / "s.xlsx"))
    assert sum('<c:barDir val="col"/>' in chart for chart in found) == 1
    assert any("采购清单：按资产大类" in chart for chart in found)


def test_departments_stand_beside_every_number_of_the_form(tmp_path: Path) -> None:
    data = merged("forms/monthly-report", 6)
    rows = cells(write_summary(data, tmp_path / "s.xlsx"), "部门×栏目")
    headings, last = rows[3], next(row for row in rows if row[0] == "合计")
    assert len([text for text in headings if text]) == 77
    assert last[2] == pytest.approx(float(sum(data.forms["item_201.month_1"])))


def test_the_words_are_those_of_the_form(tmp_path: Path) -> None:
    spec = SummarySpec(total="sum.total", sources=("sum.month_1", "sum.month_2"), words={"sources": "月份"})
    path = write_summary(merged("forms/monthly-report", 3, spec), tmp_path / "s.xlsx")
    assert "单位明细" in opened(path).sheetnames, "a form that names no project is one of a unit"
    said: Mapping[str, Any] = {str(value): value for row in cells(path, "汇总") for value in row if value}
    assert "各月份合计" in said
    assert any("各部门资金（按月份）" in chart for chart in charts(path))


def test_the_forms_of_the_tests_are_there() -> None:
    assert all(form_at(form)[1] for form in FORMS)
