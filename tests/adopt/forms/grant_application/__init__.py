"""Grant application: labels above their blanks within boxes of one form, tick boxes, an area for official use."""

from openpyxl import Workbook

from tests.adopt.pen import Pen


def draw() -> Workbook:
    """Draw the form."""
    book = Workbook()
    pen = Pen(book, "Application", {"A": 24, "B": 24, "C": 24, "D": 24})
    pen.text("A1:D1", "COMMUNITY GRANT APPLICATION", bold=True, size=16, align="center")
    pen.box("A2:D2", "FOR OFFICIAL USE ONLY", bold=True, fill="BFBFBF")
    pen.boxes(3, ("A", "Application number"), ("B", None), ("C", "Date received"), ("D", None))
    pen.box("A4:D4", "Section A. Applicant", bold=True, fill="DDEBF7")
    pen.boxes(5, ("A:B", "1. Legal name of organization"), ("C:D", "2. Employer identification number (EIN)"), size=9)
    pen.boxes(6, ("A:B", None), ("C:D", None))
    pen.boxes(7, ("A:B", "3. Street address"), ("C", "4. City"), ("D", "5. ZIP code"), size=9)
    pen.boxes(8, ("A:B", None), ("C", None), ("D", None))
    pen.boxes(9, ("A", "6. Contact person"), ("B", "7. Telephone"), ("C:D", "8. E-mail"), size=9)
    pen.boxes(10, ("A", None), ("B", None), ("C:D", None))
    pen.box("A11:D11", "Section B. Project", bold=True, fill="DDEBF7")
    pen.boxes(12, ("A", "9. Project title"), ("B:D", None))
    pen.boxes(13, ("A", "10. Type of project"), ("B:D", "☐ New   ☐ Continuation   ☐ Revision"))
    pen.boxes(14, ("A", "11. Start date"), ("B", None), ("C", "12. End date"), ("D", None))
    pen.boxes(15, ("A", "13. Amount requested ($)"), ("B", None), ("C", "14. Number of beneficiaries"), ("D", None))
    pen.box("A16:D16", "15. Describe the project and its expected results")
    pen.height(17, 160)
    pen.box("A17:D17")
    pen.text("A19", "Signature of authorized official")
    pen.underline("B19")
    pen.text("C19", "Date", align="right")
    pen.underline("D19")
    return book
