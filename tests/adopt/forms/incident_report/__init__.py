"""Incident report: labels above their boxes, a list of witnesses, an office box."""

from openpyxl import Workbook

from tests.adopt.pen import Pen


def draw() -> Workbook:
    """Draw the form."""
    book = Workbook()
    pen = Pen(book, "Incident", dict.fromkeys("ABCDEF", 15))
    pen.text("A1:F1", "WORKPLACE INCIDENT REPORT", bold=True, size=14)
    for row, pairs in (
        (3, (("A:B", "Name of injured person"), ("C:D", "Job title"), ("E:F", "Date of incident"))),
        (5, (("A:B", "Department"), ("C:D", "Supervisor"), ("E:F", "Time of incident"))),
    ):
        pen.boxes(row, *pairs, fill="E2EFDA", size=9)
        pen.boxes(row + 1, *((columns, None) for columns, _ in pairs))
    pen.box("A7:F7", "Describe what happened", fill="E2EFDA", size=9)
    pen.box("A8:F11")
    pen.boxes(12, ("A:D", "Was first aid given?"), ("E:F", None))
    pen.options("E12", '"Yes,No"')
    pen.text("A14:F14", "Witnesses", bold=True)
    pen.boxes(15, ("A:B", "Name"), ("C:D", "Phone"), ("E:F", "E-mail"), bold=True, fill="C6E0B4")
    for row in range(16, 20):
        pen.boxes(row, ("A:B", None), ("C:D", None), ("E:F", None))
    pen.text("A21:C21", "Signature: ______________________")
    pen.text("D21:F21", "Estimated cost of damage ($): __________")
    pen.box("A23:F23", "FOR OFFICE USE ONLY", bold=True, fill="BFBFBF")
    pen.boxes(24, ("A", "Case no."), ("B:C", None), ("D", "Received by"), ("E:F", None))
    return book
