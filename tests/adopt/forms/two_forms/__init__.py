"""培训报名表 and its 回执 on one sheet, with a cutting line between."""

from openpyxl import Workbook

from tests.adopt.pen import Pen


def draw() -> Workbook:
    """Draw the form."""
    book = Workbook()
    pen = Pen(book, "报名", {"A": 14, "B": 18, "C": 14, "D": 18, "E": 14, "F": 18})
    pen.text("A1:F1", "业务培训报名表", bold=True, size=16, align="center")
    pen.boxes(2, ("A", "单位名称"), ("B:D", None), ("E", "报名日期"), ("F", None))
    pen.boxes(3, ("A", "联系人"), ("B", None), ("C", "联系电话"), ("D", None), ("E", "传真"), ("F", None))
    pen.boxes(5, ("A", "序号"), ("B", "参训人员姓名"), ("C", "性别"), ("D", "职务"), ("E", "手机"), ("F", "是否住宿"))
    for row in range(6, 11):
        pen.boxes(row, ("A", row - 5), ("B", None), ("C", None), ("D", None), ("E", None), ("F", None))
    pen.boxes(11, ("A", "备注"), ("B:F", None))
    pen.text("A13:F13", "－－－－－－－－－－－－－－ 沿此线剪开 －－－－－－－－－－－－－－", align="center")
    pen.text("A15:F15", "回　　执", bold=True, size=16, align="center")
    pen.boxes(16, ("A", "单位名称"), ("B:D", None), ("E", "参加人数"), ("F", None))
    pen.boxes(17, ("A", "到达时间"), ("B:D", None), ("E", "是否接站"), ("F", None))
    pen.text("A18:C18", "经办人：________________")
    pen.text("D18:F18", "____年____月____日")
    return book
