"""Club registration without lines: labels with colons, plain cells behind them, fills for what is to be filled in."""

from openpyxl import Workbook

from tests.adopt.pen import Pen

_YELLOW = "FFF2CC"


def draw() -> Workbook:
    """Draw the form."""
    book = Workbook()
    pen = Pen(book, "Registration", {"A": 28, "B": 30, "C": 4, "D": 24, "E": 24})
    pen.text("A1", "Sports Club Registration", bold=True, size=16)
    pen.text("A2:E2", "Please complete the yellow cells and return the form by 1 March.")
    for row, left, right in (
        (4, "Club name", "Founded (year)"),
        (5, "Secretary", "Phone"),
        (6, "E-mail", "Website"),
        (7, "Annual fee", "Number of members"),
    ):
        pen.text(f"A{row}", left)
        pen.text(f"B{row}", None, fill=_YELLOW)
        pen.text(f"D{row}", right)
        pen.text(f"E{row}", None, fill=_YELLOW)
    pen.sheet["B7"].number_format = '"$"#,##0.00'
    pen.text("A9", "Teams", bold=True)
    pen.text("A10", "Team", bold=True)
    pen.text("B10", "Coach", bold=True)
    pen.text("D10", "League", bold=True)
    pen.text("E10", "Players", bold=True)
    for row in range(11, 17):
        for column in "ABDE":
            pen.text(f"{column}{row}", None, fill=_YELLOW)
    pen.options("D11:D16", '"Junior,Senior,Veterans"')
    pen.allow("E11:E16", "whole", "between", "1", "60")
    pen.text("A18", "Comments")
    pen.text("B18:E21", None, fill=_YELLOW)
    return book
