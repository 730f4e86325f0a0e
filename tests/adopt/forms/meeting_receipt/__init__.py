"""会议签到与意见表: colons with room behind them, choices, brackets, a list, a unit behind a blank."""

from openpyxl import Workbook

from tests.adopt.pen import Pen


def draw() -> Workbook:
    """Draw the form."""
    book = Workbook()
    pen = Pen(book, "意见表", {"A": 16, "B": 16, "C": 16, "D": 16, "E": 16})
    pen.text("A1:E1", "满意度调查与签到表", bold=True, size=16, align="center")
    pen.text("A2:B2", "部门：            ")
    pen.text("C2:E2", "会议时间：      年    月    日")
    pen.text("A3:E3", "参会人数（    ）人，其中女性（    ）人")
    pen.text("A5:E5", "1. 您对本次会议的总体评价：□非常满意  □满意  □一般  □不满意")
    pen.text("A6:E6", "2. 您希望的会议形式（可多选）：□现场  □视频  □书面  □其他______")
    pen.text("A7:E7", "3. 您的建议：")
    pen.box("A8:E10")
    pen.text("A12:E12", "签到", bold=True, align="center")
    pen.boxes(13, ("A", "序号"), ("B", "姓名"), ("C", "部门"), ("D", "电话"), ("E", "签到时间"), bold=True)
    for row in range(14, 24):
        pen.boxes(row, ("A", row - 13), ("B", None), ("C", None), ("D", None), ("E", None))
        pen.sheet[f"E{row}"].number_format = "h:mm"
    pen.boxes(25, ("A", "会议费预算"), ("B", None), ("C", "元"), ("D", "实际支出"), ("E", "          元"))
    return book
