"""收支预算表: a grid of fixed rows under two heading rows, with totals below and across."""

from openpyxl import Workbook

from tests.adopt.pen import Pen

_ITEMS = ("办公费", "印刷费", "差旅费", "会议费", "培训费", "劳务费")


def draw() -> Workbook:
    """Draw the form."""
    book = Workbook()
    pen = Pen(book, "预算", {"A": 6, "B": 20, "C": 12, "D": 12, "E": 12, "F": 12, "G": 20})
    pen.text("A1:G1", "2026 年度部门支出预算表", bold=True, size=16, align="center")
    pen.text("A2:C2", "编制单位：")
    pen.text("F2:G2", "单位：万元", align="right")
    grey = "D9D9D9"
    pen.box("A3:A4", "序号", bold=True, fill=grey)
    pen.box("B3:B4", "支出项目", bold=True, fill=grey)
    pen.box("C3:D3", "上年", bold=True, fill=grey)
    pen.box("E3:F3", "本年", bold=True, fill=grey)
    pen.box("G3:G4", "备注", bold=True, fill=grey)
    pen.boxes(4, ("C", "预算数"), ("D", "决算数"), ("E", "预算数"), ("F", "其中：财政拨款"), bold=True, fill=grey)
    for at, item in enumerate(_ITEMS, 1):
        pen.boxes(4 + at, ("A", at), ("B", item), ("C", None), ("D", None), ("E", None), ("F", None), ("G", None))
        for column in "CDEF":
            pen.sheet[f"{column}{4 + at}"].number_format = "#,##0.00"
    pen.box("A11:B11", "合计", bold=True)
    for column in "CDEF":
        pen.box(f"{column}11", f"=SUM({column}5:{column}10)", code="#,##0.00")
    pen.box("G11")
    pen.text("A12:C12", "单位负责人（签字）：")
    pen.text("D12:E12", "制表人：          ")
    pen.text("F12:G12", "联系电话：          ")
    return book
