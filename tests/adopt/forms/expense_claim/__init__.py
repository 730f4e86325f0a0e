"""Expense claim that somebody has filled in: typed values, a list half full, amounts that formulas add up."""

from openpyxl import Workbook

from tests.adopt.pen import Pen

_LINES = (
    (46085, "Train to Leeds", "Travel", 2, 41.5),
    (46086, "Hotel", "Lodging", 1, 96.0),
    (46087, "Dinner with client", "Meals", 3, 22.4),
)


def draw() -> Workbook:
    """Draw the form."""
    book = Workbook()
    pen = Pen(book, "Claim", {"A": 14, "B": 30, "C": 14, "D": 10, "E": 12, "F": 14})
    pen.text("A1:F1", "Expense Claim Form", bold=True, size=16)
    pen.boxes(3, ("A", "Employee"), fill="EDEDED", bold=True)
    pen.box("B3", "Jordan Smith")
    pen.boxes(3, ("D:E", "Employee ID"), fill="EDEDED", bold=True)
    pen.box("F3", 40211)
    pen.boxes(4, ("A", "Department"), fill="EDEDED", bold=True)
    pen.box("B4", "Field Services")
    pen.boxes(4, ("D:E", "Claim date"), fill="EDEDED", bold=True)
    pen.box("F4", 46090, code="yyyy-mm-dd")
    pen.boxes(5, ("A", "E-mail"), fill="EDEDED", bold=True)
    pen.box("B5", "jordan.smith@example.org")
    pen.boxes(5, ("D:E", "Cost centre"), fill="EDEDED", bold=True)
    pen.box("F5", "FS-210")
    pen.boxes(
        7,
        ("A", "Date"),
        ("B", "Description"),
        ("C", "Category"),
        ("D", "Quantity"),
        ("E", "Unit price"),
        ("F", "Amount"),
        fill="1F4E78",
        bold=True,
    )
    for at in range(8):
        row = 8 + at
        line = _LINES[at] if at < len(_LINES) else (None,) * 5
        pen.boxes(row, *zip("ABCDE", line, strict=True), ("F", f"=D{row}*E{row}"))
        pen.sheet[f"A{row}"].number_format = "yyyy-mm-dd"
        pen.sheet[f"E{row}"].number_format = pen.sheet[f"F{row}"].number_format = "#,##0.00"
    pen.options("C8:C15", '"Travel,Lodging,Meals,Other"')
    pen.box("A16:E16", "Total", bold=True)
    pen.box("F16", "=SUM(F8:F15)", bold=True, code="#,##0.00")
    pen.boxes(18, ("A", "Remarks"), fill="EDEDED", bold=True)
    pen.box("B18:F18", "Receipts are attached.")
    pen.height(18, 60)
    return book
