"""工事届: Japanese graph paper on which lines are ruled and nothing is merged; texts run over the cells beside."""

from openpyxl import Workbook

from tests.adopt.pen import Pen


def draw() -> Workbook:
    """Draw the form."""
    book = Workbook()
    pen = Pen(book, "工事届", every=2.2)
    pen.text("J2", "工　事　届", bold=True, size=16)
    for top, label in ((5, "届出者氏名"), (7, "住所"), (9, "電話番号"), (11, "工事名"), (13, "着工日"), (15, "契約金額")):
        pen.frame(f"B{top}:H{top + 1}")
        pen.sheet[f"C{top}"] = label
        pen.frame(f"I{top}:AC{top + 1}")
    pen.sheet["AA15"] = None
    pen.frame("B17:H22")
    pen.sheet["C17"] = "工事の概要"
    pen.frame("I17:AC22")
    pen.frame("B24:H25")
    pen.sheet["C24"] = "材料名"
    pen.frame("I24:N25")
    pen.sheet["J24"] = "数量"
    pen.frame("O24:T25")
    pen.sheet["P24"] = "単価"
    pen.frame("U24:AC25")
    pen.sheet["V24"] = "備考"
    for top in range(26, 34, 2):
        for left, right in (("B", "H"), ("I", "N"), ("O", "T"), ("U", "AC")):
            pen.frame(f"{left}{top}:{right}{top + 1}")
    return book
