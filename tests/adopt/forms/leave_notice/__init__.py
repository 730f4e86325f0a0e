"""休暇届: Japanese, graph paper of narrow columns, every text and blank merged, boxes for the office at the foot."""

from openpyxl import Workbook

from tests.adopt.pen import Pen


def draw() -> Workbook:
    """Draw the form, with the graph paper merged where nothing stands either: thousands of merged cells."""
    book = Workbook()
    pen = Pen(book, "休暇届", every=2.4)
    pen.text("M2:X3", "休　暇　届", bold=True, size=18, align="center")
    pen.text("W5:AH5", "令和　　年　　月　　日")
    pen.text("B6:K6", "総務課長　殿")
    for top, label in ((8, "所属"), (10, "氏名"), (12, "社員番号"), (14, "連絡先電話番号")):
        pen.box(f"B{top}:H{top + 1}", label, align="center")
        pen.box(f"I{top}:AH{top + 1}")
    pen.box("B16:H17", "休暇の種類", align="center")
    pen.box("I16:AH17", "□有給休暇　□特別休暇　□欠勤　□その他")
    pen.box("B18:H19", "期間", align="center")
    pen.box("I18:AH19", "令和　　年　　月　　日　から　令和　　年　　月　　日　まで")
    pen.box("B20:H25", "事由", align="center")
    pen.box("I20:AH25")
    pen.text("B27:AH27", "※ この届は休暇の三日前までに提出すること。")
    pen.box("S29:W29", "受付番号", align="center")
    pen.box("X29:AB29", "受付日", align="center")
    pen.box("AC29:AH29", "決裁", align="center")
    for place in ("S30:W33", "X30:AB33", "AC30:AH33"):
        pen.box(place)
    pen.graph_paper("B36:AG235")
    return book
