"""Weekly timesheet: protected, unlocked cells, totals across and below."""

from openpyxl import Workbook

from tests.adopt.pen import Pen


def draw() -> Workbook:
    """Draw the form."""
    book = Workbook()
    pen = Pen(book, "Week", {"A": 24, **dict.fromkeys("BCDEFGHI", 9)})
    pen.text("A1:I1", "Weekly Timesheet", bold=True, size=16)
    pen.boxes(3, ("A", "Employee name"), ("B:E", None), ("F:G", "Week ending"), ("H:I", None))
    pen.sheet["H3"].number_format = "dd/mm/yyyy"
    pen.boxes(4, ("A", "Cost centre code"), ("B:E", None), ("F:G", "Contract hours"), ("H:I", None))
    pen.allow("H4", "decimal", "between", "0", "60")
    pen.boxes(
        6,
        ("A", "Project"),
        *((column, day) for column, day in zip("BCDEFGH", ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), strict=True)),
        ("I", "Total"),
        bold=True,
        fill="DDEBF7",
    )
    for row in range(7, 13):
        pen.boxes(row, ("A", None), *((column, None) for column in "BCDEFGH"), ("I", f"=SUM(B{row}:H{row})"))
        for column in "BCDEFGH":
            pen.sheet[f"{column}{row}"].number_format = "0.0"
    pen.boxes(13, ("A", "Total hours"), *((column, f"=SUM({column}7:{column}12)") for column in "BCDEFGHI"), bold=True)
    pen.text("A15", "Employee signature")
    pen.underline("B15:E15")
    pen.unlock("B3", "H3", "B4", "H4", "A7:H12")
    pen.protect()
    return book
