"""固定资产调拨单: filled in, a list with a total, two signatures, a second copy of the same form below."""

from openpyxl import Workbook

from tests.adopt.pen import Pen


def draw() -> Workbook:
    """Draw the form."""
    book = Workbook()
    pen = Pen(book, "调拨单", {"A": 8, "B": 20, "C": 16, "D": 10, "E": 12, "F": 14})
    pen.text("A1:F1", "固定资产调拨单", bold=True, size=16, align="center")
    pen.text("A2:C2", "调出部门：信息中心")
    pen.text("D2:F2", "调入部门：档案室")
    pen.text("A3:C3", "调拨日期：2025年11月3日")
    pen.boxes(4, ("A", "序号"), ("B", "资产名称"), ("C", "规格型号"), ("D", "数量"), ("E", "单价"), ("F", "金额"), bold=True)
    data = (("台式计算机", "T480", 2, 4800.0), ("激光打印机", "M405", 1, 2300.0))
    for row in range(5, 10):
        item = data[row - 5] if row < 7 else (None, None, None, None)
        pen.boxes(row, ("A", row - 4), ("B", item[0]), ("C", item[1]), ("D", item[2]), ("E", item[3]), ("F", f"=D{row}*E{row}"))
    pen.box("A10:E10", "合计", bold=True)
    pen.box("F10", "=SUM(F5:F9)")
    pen.text("A11:C11", "移交人（签字）：")
    pen.text("D11:F11", "接收人（签字）：")
    return book
