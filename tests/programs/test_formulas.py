"""What spreadsheet programs make of formulas that forms therefore do not have."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import xlsxwriter

from tests.referees import gnumeric, require_gnumeric

if TYPE_CHECKING:
    from tests.referees.libreoffice import LibreOffice

#: Formula → what LibreOffice makes of it; A1:A3 hold x, 5 and the text 5.
LIBREOFFICE: dict[str, object] = {
    "MOD(4.35,0.01)": 0,
    "SUM(0.1,0.2,-0.3)": 0,
    'COUNTIF(A1:A3,"*")': 3,
    'IF("ﬁ"="fi",1,0)': 1,
    "IF(FALSE>0,1,0)": 0,
}


def test_libreoffice(office: LibreOffice, tmp_path: Path) -> None:
    """Binary numbers leave a rest in the first two, and Excel takes FALSE for greater than any number."""
    path = tmp_path / "formulas.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("S")
        sheet.write_column("A1", ["x", 5])
        sheet.write_string("A3", "5")
        for row, formula in enumerate(LIBREOFFICE):
            sheet.write_formula(row, 1, f"={formula}")
    with office.open(path) as opened:
        opened.recalculate()
        values = opened.value(f"S!B1:B{len(LIBREOFFICE)}")
    assert values == list(LIBREOFFICE.values())
    assert 4.35 % 0.01 > 0
    assert 0.1 + 0.2 - 0.3 > 0


def test_gnumeric(tmp_path: Path) -> None:
    """It calculates powers from the right."""
    require_gnumeric()
    with xlsxwriter.Workbook(tmp_path / "power.xlsx") as book:
        book.add_worksheet("S").write_formula("A1", "=2^3^2")
    saved = gnumeric.convert(tmp_path / "power.xlsx", tmp_path / "saved.xlsx")
    with zipfile.ZipFile(saved) as package:
        content = package.read("xl/worksheets/sheet1.xml").decode()
    assert re.findall(r"<v>(.*?)</v>", content) == ["512"]
