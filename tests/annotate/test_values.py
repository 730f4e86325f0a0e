"""What a sender wrote comes back as it was, as text where it is text, and none of it is lost."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.annotate.support import LIST, checked, definition, links, of_the_form, plain, returned, seed, send, sheet
from tests.parity.cases import cases
from tests.parity.documents import document_of
from tests.referees import require_ooxml
from tests.referees.ooxml import ooxml_errors
from xltool import annotate, read
from xltool.form.layout import place

HOSTILE = (
    "=3个",
    '=HYPERLINK("http://example.invalid","点我")',
    "+cmd|'/C calc'!A0",
    "=cmd|'/C calc'!A0",
    "@SUM(1+1)",
    "-2+3",
    "{=1+1}",
    "http://example.invalid/",
    "<r><t>x</t></r>",
    "<r>&</r>",
    "_x0041_",
    "a\x0bb",
    "\ufffe",
    "'=1+1",
    "</t></si>",
    "]]>",
    "#N/A",
    "TRUE",
    "\u202egnp.exe",
)


def inputs(path: Path) -> list[Any]:
    """Every cell of the form that takes an entry."""
    layout, page = place(definition().template, definition().schema), sheet(path)
    cells = [page.cell(input_.area.top, input_.area.left) for _, input_ in layout.inputs.values()]
    for _, table in layout.tables.values():
        for row, column in itertools.product(range(table.first_row, table.last_row + 1), table.columns.values()):
            cells.append(page.cell(row, column))
    return cells


def hostile() -> dict[str, Any]:
    """A form with a hostile text in every kind of place."""
    rows = [{"level1": text, "level2": text, "level3": text, "half_year": text, "full_year": text} for text in HOSTILE]
    return seed(
        **{
            "indicators": rows,
            "project.name": HOSTILE[1],
            "project.phone": HOSTILE[2],
            "goals.annual": "\n".join(HOSTILE[:4]),
            "income.total": HOSTILE[0],
            "expenditure": [{"item": HOSTILE[3], "half_year": HOSTILE[0], "full_year": HOSTILE[5]}],
        }
    )


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("hostile")
    sent = send(folder / "=cmd.xlsx", hostile())
    return sent, returned(sent, folder / "returns")[1]


def test_no_input_holds_a_formula(attacked: tuple[Path, Path]) -> None:
    for path in attacked:
        assert [cell.coordinate for cell in inputs(path) if cell.data_type == "f"] == []


def test_no_cell_of_the_list_holds_a_formula(attacked: tuple[Path, Path]) -> None:
    cells = [cell for row in sheet(attacked[1], LIST).iter_rows() for cell in row]
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []


def test_the_only_formulas_are_those_of_the_empty_form(attacked: tuple[Path, Path], tmp_path: Path) -> None:
    empty, back = send(tmp_path / "empty.xlsx", {}), attacked[1]
    wanted = openpyxl.load_workbook(empty)
    for page in openpyxl.load_workbook(back).worksheets:
        for row in page.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    assert wanted[page.title][cell.coordinate].value == cell.value


def test_the_only_links_lead_into_the_workbook(attacked: tuple[Path, Path]) -> None:
    names = openpyxl.load_workbook(attacked[1]).sheetnames
    found = [link for name in names for link in links(attacked[1], name).values()]
    assert found
    assert all(link.target is None and link.id is None for link in found)


def test_hostile_texts_come_back_as_they_were(attacked: tuple[Path, Path]) -> None:
    sent, back = attacked
    assert plain(read(back).data) == plain(read(sent).data)
    assert read(back).get("indicators[0].level3") == "=3个"
    assert read(back).get("income.total") == "=3个"


def test_open_xml_validator_accepts_hostile_texts(attacked: tuple[Path, Path]) -> None:
    require_ooxml()
    assert ooxml_errors(attacked[1]) == []


def test_text_in_a_field_of_numbers_stands_in_its_cell_again(tmp_path: Path) -> None:
    report, path = returned(send(tmp_path / "a.xlsx", seed(**{"income.total": "约三百万"})), tmp_path / "returns")
    assert report.document.get("income.total") == "约三百万"
    cell = sheet(path)["E11"]
    assert (cell.data_type, cell.value) == ("s", "约三百万")
    assert cell.comment is not None
    assert "“约三百万”无法识别" in cell.comment.text


def test_rows_beyond_the_capacity_are_listed(tmp_path: Path) -> None:
    sent = send(tmp_path / "a.xlsx", seed(indicators=[indicator(number) for number in range(120)]))
    book = openpyxl.load_workbook(sent)
    page = book["绩效目标表"]
    for number in range(120, 125):
        for column, value in enumerate(indicator(number).values(), start=1):
            page.cell(37 + number, column, value)
            page.cell(37 + number, column).data_type = "s"
    book.save(sent)
    report, path = returned(sent, tmp_path / "returns")
    assert len(report.document.rows("indicators")) == 125
    assert len(read(path).rows("indicators")) == 120
    listed = [[cell.value for cell in row] for row in sheet(path, LIST).iter_rows()]
    assert ["A157", "产出指标", "数量指标", "指标120", "=1个", "=2个"] in listed
    assert ["A161", "产出指标", "数量指标", "指标124", "=1个", "=2个"] in listed
    assert any("只能填 120 行，以下 5 行放不下" in str(row[0]) for row in listed)


def indicator(number: int) -> dict[str, str]:
    return {"level1": "产出指标", "level2": "数量指标", "level3": f"指标{number}", "half_year": "=1个", "full_year": "=2个"}


def test_findings_in_rows_beyond_the_capacity_lead_to_where_those_are_listed(tmp_path: Path) -> None:
    report = checked(send(tmp_path / "a.xlsx"))
    rows = [indicator(number) for number in range(121)]
    rows[120]["full_year"] = "2"
    data = {**report.document.data, "indicators": rows}
    finding = replace(report.findings[0], rule="R42", field="indicators[120].full_year", location=None)
    (path,) = annotate(replace(report, document=replace(report.document, data=data), findings=(finding,)), tmp_path / "returns")
    (link,) = links(path).values()
    row = int(link.location.rpartition("!A")[2])
    assert [cell.value for cell in sheet(path, LIST)[row]][3] == "指标120"


def test_a_text_longer_than_a_cell_is_not_lost(tmp_path: Path) -> None:
    """Excel's cells end at 32,767 characters, those of other programs do not."""
    report = checked(send(tmp_path / "a.xlsx"))
    text = "字" * 40_000 + "完"
    goals = {**report.document.data["goals"], "annual": text}
    (path,) = annotate(
        replace(report, document=replace(report.document, data={**report.document.data, "goals": goals})),
        tmp_path / "returns",
    )
    kept = sheet(path)["B34"].value
    (rest,) = [row[2].value for row in sheet(path, LIST).iter_rows() if row[1].value == "goals.annual"]
    assert kept + rest == text


@pytest.mark.parametrize("start", range(0, 24, 6))
def test_generated_documents_come_back_as_they_were(start: int, tmp_path: Path) -> None:
    """Forms filled in by many hands, right and wrong: annotate → read gives the same document, and the same findings."""
    for number, case in enumerate(cases(definition().schema, 6, seed=4, start=start), start=start):
        sent = send(tmp_path / f"{number}.xlsx", document_of(definition().schema, case))
        report, path = returned(sent, tmp_path / "returns")
        again = checked(path)
        assert again.document.data == report.document.data, number
        assert of_the_form(again.findings) == of_the_form(report.findings), number
