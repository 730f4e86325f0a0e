"""求人票: graph paper, labels in merged boxes, blanks within texts."""

from openpyxl import Workbook

from tests.adopt.pen import Pen


def draw() -> Workbook:
    """Draw the form."""
    book = Workbook()
    pen = Pen(book, "求人票", every=2.4)
    pen.text("A1:AD2", "求　人　票", bold=True, size=18, align="center")
    pen.text("U3:AD3", "令和　　年　　月　　日")
    for row, entries in enumerate(
        (
            (("A", "E", "事業所名"), ("F", "AD", None)),
            (("A", "E", "所在地"), ("F", "AD", "〒")),
            (("A", "E", "担当者"), ("F", "O", None), ("P", "T", "電話番号"), ("U", "AD", None)),
            (("A", "E", "職種"), ("F", "O", None), ("P", "T", "採用人数"), ("U", "AD", "　　　　名")),
            (("A", "E", "賃金"), ("F", "O", "月額　　　　　　円"), ("P", "T", "雇用形態"), ("U", "AD", "□正社員　□契約　□パート")),
        )
    ):
        top = 5 + 2 * row
        for left, right, text in entries:
            pen.box(f"{left}{top}:{right}{top + 1}", text)
    pen.box("A15:E19", "仕事の内容")
    pen.box("F15:AD19")
    pen.box("A20:E21", "備考")
    pen.box("F20:AD21")
    pen.box("A23:E24", "※受付欄")
    pen.box("F23:O24")
    return book
