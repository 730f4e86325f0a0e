"""`prefill` takes any column of the roster: typed as the field is, with file and line where a value does not fit."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import xltool
from tests.given.test_given import FORM, TEMPLATE, TEMPLATES
from xltool.base.errors import UsageError
from xltool.form.roster import load_roster
from xltool.rules.definition import Definition
from xltool.rules.load import load_definition
from xltool.rules.prefill import roster_values
from xltool.workbook.assemble import build_workbook
from xltool.workbook.template_cache import TemplateCache

HEADS = ("id", "name", "代码", "经费", "联系电话", "projects")
ROWS = (
    ("A", "园林局", "0320401", "120.5", "0519-1", ""),
    ("B", "水务局", "0320402", "", "0519-2", "一期;二期"),
    ("C", "交通局", "0320403", "1,200", "0519-3", ""),
    ("D", "教育局", "0320404", "7", "", ""),
    ("E", "体育局", "0320405", "7", "", ""),
)


def roster_csv(path: Path, rows: Sequence[Sequence[str]] = ROWS, heads: Sequence[str] = HEADS) -> Path:
    path.write_text("\n".join(",".join(f'"{cell}"' for cell in row) for row in (heads, *rows)) + "\n", encoding="utf-8")
    return path


def roster_xlsx(path: Path, rows: Sequence[Sequence[Any]], formats: dict[str, str]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(list(row))
    for cell, code in formats.items():
        book.worksheets[0][cell].number_format = code
    book.save(path)
    return path


def form() -> Definition:
    return load_definition(TEMPLATE)


def refused(path: Path, unit: str = "A") -> str:
    with pytest.raises(UsageError) as caught:
        xltool.build(TEMPLATE, path.with_suffix(".form.xlsx"), unit=unit, roster=path)
    return caught.value.message.en


# --- one workbook -----------------------------------------------------------------------------------------------------


def test_further_columns_fill_in_fields_and_lock_those_that_are_read_only(tmp_path: Path) -> None:
    path = xltool.build(TEMPLATE, tmp_path / "x.xlsx", unit="A", roster=roster_csv(tmp_path / "roster.csv"))
    data = xltool.read(path, templates=TEMPLATES).data
    assert data["unit"] == {"name": "园林局", "code": "0320401", "budget": Decimal("120.5"), "grade": None}
    sheet = openpyxl.load_workbook(path)["绩效自评表"]
    assert (sheet["B4"].value, sheet["D4"].value, sheet["B4"].protection.locked) == ("0320401", 120.5, True)
    (file,) = xltool.check([path], templates=TEMPLATES).files
    assert file.findings == ()


def test_a_workbook_s_numbers_and_days_are_taken_as_they_are_stored(tmp_path: Path) -> None:
    path = roster_xlsx(
        tmp_path / "roster.xlsx", [("id", "name", "代码", "经费"), ("A", "园林局", 320401, 1234567.5)], {"C2": "0000000", "D2": "#,##0"}
    )
    made = xltool.build(TEMPLATE, tmp_path / "x.xlsx", unit="A", roster=path)
    unit = xltool.read(made, templates=TEMPLATES).data["unit"]
    assert (unit["code"], unit["budget"]) == ("0320401", Decimal("1234567.5")), "a code shows its zeros"


def test_values_that_do_not_fit_are_named_with_file_and_line(tmp_path: Path) -> None:
    rows = (("A", "园林局", "0320401-0320499", "许多", "", ""),)
    path = roster_csv(tmp_path / "roster.csv", rows)
    said = refused(path).splitlines()
    assert (
        said[0]
        == f"{path}:2: '代码' of 园林局 cannot be filled into the field 'unit.code': '0320401-0320499' does not fit ('maxLength' is 12)"
    )
    wanted = "digits only, without the unit; the unit (万元) is in the label; blank or 0 for none"
    assert said[1] == f"{path}:2: '经费' of 园林局 cannot be filled into the field 'unit.budget': '许多' does not fit ({wanted})"


def test_a_column_that_is_not_there_is_named_with_the_nearest(tmp_path: Path) -> None:
    path = roster_csv(tmp_path / "roster.csv", [("A", "园林局", "1", "2")], ("id", "name", "代码", "经费数"))
    assert refused(path) == f"{path}: the roster has no column '经费', which prefill of the template given names; did you mean '经费数'?"


def test_two_columns_of_one_head_are_not_guessed_between(tmp_path: Path) -> None:
    path = roster_csv(tmp_path / "roster.csv", [("A", "园林局", "1", "2", "3")], ("id", "name", "代码", "经费", "经费"))
    assert refused(path) == f"{path}: 2 columns of the roster are headed '经费'; keep one"


def test_a_known_column_may_be_named_by_any_of_its_heads(tmp_path: Path) -> None:
    """Where no column is headed `id`, 代码 is the unit's code: it is that column, then."""
    path = roster_csv(tmp_path / "roster.csv", [("0320401", "园林局", "5")], ("代码", "单位名称", "经费"))
    made = xltool.build(TEMPLATE, tmp_path / "x.xlsx", unit="0320401", roster=path)
    assert xltool.read(made, templates=TEMPLATES).data["unit"]["code"] == "0320401"


def test_a_head_that_resembles_a_known_one_is_a_slip_unless_a_form_asks_for_it(tmp_path: Path) -> None:
    path = roster_csv(tmp_path / "roster.csv", [("A", "园林局", "x")], ("id", "name", "emial"))
    with pytest.raises(UsageError, match="did you mean 'email'"):
        load_roster(path)
    assert load_roster(path, ["emial"]).further.cells["A"]["emial"].text == "x"


def test_days_of_a_workbook_are_days(tmp_path: Path) -> None:
    import dataclasses

    path = roster_xlsx(tmp_path / "roster.xlsx", [("id", "name", "批复日期"), ("A", "x", dt.datetime(2026, 3, 5))], {"C2": "yyyy/m/d"})
    template = dataclasses.replace(form().template, prefill={"批复日期": "filled_on"})
    roster = load_roster(path, template.prefill)
    assert roster_values(dataclasses.replace(form(), template=template), roster.units[0], roster.further) == {"filled_on": "2026-03-05"}


# --- a campaign -------------------------------------------------------------------------------------------------------


def campaign(folder: Path, roster: Path) -> Path:
    return xltool.init(folder / "round", template="given", templates=TEMPLATES, roster=roster)


def test_a_campaign_fills_in_every_workbook_also_of_several_projects(tmp_path: Path) -> None:
    folder = campaign(tmp_path, roster_csv(tmp_path / "roster.csv"))
    written = xltool.distribute(folder).written
    codes = [xltool.read(path, templates=TEMPLATES).data["unit"]["code"] for path in written]
    assert codes == ["0320401", "0320402", "0320402", "0320403", "0320404", "0320405"]
    budgets = [xltool.read(path, templates=TEMPLATES).data["unit"]["budget"] for path in written]
    assert budgets == [Decimal("120.5"), None, None, 1200, 7, 7]
    again = xltool.distribute(folder)
    assert (again.written, len(again.unchanged)) == ((), 6)


def test_a_changed_cell_of_the_roster_changes_that_workbook_alone(tmp_path: Path) -> None:
    folder = campaign(tmp_path, roster_csv(tmp_path / "roster.csv"))
    xltool.distribute(folder)
    text = (folder / "roster.csv").read_text(encoding="utf-8")
    (folder / "roster.csv").write_text(text.replace("0320404", "0320414"), encoding="utf-8")
    (changed,) = xltool.distribute(folder).written
    assert xltool.read(changed, templates=TEMPLATES).data["unit"]["code"] == "0320414"


def test_what_does_not_fit_stops_a_campaign_before_anything_is_written(tmp_path: Path) -> None:
    rows = [row if row[0] != "D" else (*row[:3], "七", *row[4:]) for row in ROWS]
    with pytest.raises(UsageError, match=r"roster.csv:5: '经费' of 教育局"):
        campaign(tmp_path, roster_csv(tmp_path / "roster.csv", rows))
    folder = campaign(tmp_path / "later", roster_csv(tmp_path / "roster.csv"))
    roster_csv(folder / "roster.csv", rows)
    with pytest.raises(UsageError, match=r"roster.csv:5: '经费' of 教育局"):
        xltool.distribute(folder)
    assert not list((folder / "outbox").rglob("*.xlsx"))


def test_copies_of_a_template_keep_what_was_given_in_slots() -> None:
    """Locked texts of the roster stand twice, on the form and beside the code lists: both are filled in, and a copy equals a full render."""
    from xltool.form.complete_document import complete
    from xltool.workbook.form_copy import FormCopy, Issue

    cache = TemplateCache(form(), form().template.prefill.values())
    assert cache.slots == ("unit.name", "unit.code"), "a number is not a text"
    for number in range(6):
        data = complete(form().schema, {"unit": {"name": f"单位{number}", "code": f"03204{number}"}})
        copy = FormCopy(data, Issue(unit=f"U{number}", campaign="x", signature="s"))
        assert parts(cache.workbook(copy)) == parts(build_workbook(form(), data, copy.issue))


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_roster_of_an_empty_campaign_has_the_columns_that_the_form_asks_for(tmp_path: Path) -> None:
    folder = xltool.init(tmp_path / "round", template="given", templates=FORM / "templates")
    heads = [str(cell.value) for cell in openpyxl.load_workbook(folder / "roster.xlsx").worksheets[0][1] if cell.value]
    assert "经费" in heads[-1], heads
