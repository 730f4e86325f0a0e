"""From a total back to the file and cell that each of its amounts was read from."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.merge.support import PARKS, SOURCES, WATER, busy, form, merged, report, sent
from tests.merge.test_summary import departments, opened, table
from xltool.base.cells import Location
from xltool.checking.check_report import FileReport
from xltool.form.template import SummarySpec
from xltool.merging.dataset import build_dataset, data_files
from xltool.merging.summary import write_summary
from xltool.rules.load import load_definition

FORM = load_definition("project-performance-target")


def placed(file: FileReport, row: int = 11) -> FileReport:
    """A file whose amounts were read from cells E11 and below."""
    paths = ("income.total", *SOURCES)
    cells = {path: Location("绩效目标表", row + place, 5) for place, path in enumerate(paths)}
    return replace(file, document=replace(file.document, origins=cells))


def test_every_amount_has_its_file_and_cell() -> None:
    origins = merged(placed(sent("a/1.xlsx", form(total="276.68")))).origins
    assert len(origins) == 8
    first = origins[["file", "unit", "project", "field", "label", "value", "money_unit", "sheet", "cell"]].iloc[1].tolist()
    assert first == [
        "a/1.xlsx", "SL", "河道管护", "income.fiscal.general", "财政拨款：一般公共预算资金", Decimal("276.68"), "万元", "绩效目标表", "E12",
    ]  # fmt: skip


def test_only_what_counts_is_listed_and_blanks_and_texts_are_not() -> None:
    file = sent("1.xlsx", form(income__other=None, income__carryover="一百"))
    assert merged(file).origins.empty  # rejected
    assert set(merged(file, include_rejected=True).origins["field"]) == {"income.total", *SOURCES} - {"income.other", "income.carryover"}


def test_the_amounts_add_up_to_the_totals_of_the_summary(tmp_path: Path) -> None:
    path = write_summary(build_dataset(busy(), include_rejected=True), tmp_path / "s.xlsx")
    sums: dict[tuple[str, str], float] = defaultdict(float)
    for row in table(opened(path)["数据来源"], "部门\n序号"):
        sums[row["主管部门"], row["金额项"]] += row["金额"]
    found = departments(path)
    assert sums
    for (department, label), amount in sums.items():
        assert found[department][label] == pytest.approx(amount, abs=1e-9)


def test_a_project_leads_to_its_amounts_and_they_to_their_cells(tmp_path: Path) -> None:
    files = [sent(str(tmp_path / "in" / "1.xlsx"), form()), sent(str(tmp_path / "in" / "2 #.xlsx"), form(PARKS), PARKS)]
    book = opened(write_summary(merged(*map(placed, files)), tmp_path / "s.xlsx"))
    traces = [cell.hyperlink for row in book["项目明细"].iter_rows() for cell in row if str(cell.value).startswith("数据来源 第")]
    assert [link.location for link in traces if link] == ["'数据来源'!A4", "'数据来源'!A12"]
    sources = [cell for row in book["数据来源"].iter_rows() for cell in row if cell.hyperlink]
    assert [cell.value for cell in sources] == [f"E{row}" for row in range(11, 19)] * 2
    last: Any = sources[-1].hyperlink
    assert (last.target, last.location) == ("in\\2%20%23.xlsx", "'绩效目标表'!E18")


def test_beyond_the_limit_of_rows_the_sheet_names_the_file_that_holds_all(tmp_path: Path) -> None:
    data = build_dataset(busy())
    sheet = opened(write_summary(data, tmp_path / "s.xlsx", max_rows=10))["数据来源"]
    assert sheet.max_row == 10
    assert f"共 {len(data.origins)} 行" in sheet["A2"].value
    assert "s-origins.parquet" in sheet["A2"].value
    assert "origins" in data_files(tmp_path / "s", data)


def test_a_form_that_declares_no_summary_lists_all_its_money() -> None:
    definition = replace(FORM, template=replace(FORM.template, summary=SummarySpec()))
    data = build_dataset(report(sent("1.xlsx", form(WATER), definition=definition)), include_rejected=True)
    money = {path for path, field in definition.schema.fields.items() if field.kind.name == "money"}
    assert set(data.origins["field"]) == {path for path in money if data.forms[path].notna().all()}
