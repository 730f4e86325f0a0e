"""Declaration: running text with blanks in it, underscores and placeholders."""

from openpyxl import Workbook

from tests.adopt.pen import Pen


def draw() -> Workbook:
    """Draw the form."""
    book = Workbook()
    pen = Pen(book, "Declaration", {"A": 30, "B": 30, "C": 30})
    pen.text("A1:C1", "Declaration of Interests", bold=True, size=16)
    pen.text("A3:C3", "I, ______________________, being a member of the board of ______________________, declare that:")
    pen.text("A4:C4", "( ) I have no interest to declare    ( ) I have the following interests")
    pen.text("A6", "Nature of interest:")
    pen.lines("B6:C6")
    pen.sheet.merge_cells("B6:C6")
    pen.text("A7", "Organisation:")
    pen.box("B7:C7")
    pen.text("A8", "Held since:")
    pen.box("B8:C8", code="dd/mm/yyyy")
    pen.text("A9", "Annual value (GBP):")
    pen.box("B9:C9")
    pen.text("A11:C11", "Agreed on ____ / ____ / ________ at {{place}}")
    pen.text("A13:B13", "Signature: ______________________")
    pen.text("C13", "Name: ______________________")
    pen.text("A15:C15", "Note: this declaration is kept for six years and may be inspected by any member of the public on request.")
    return book
