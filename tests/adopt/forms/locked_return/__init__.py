"""单位信息采集表: a protected sheet whose unlocked cells are the inputs, lists on a hidden sheet, limits."""

from openpyxl import Workbook

from tests.adopt.pen import Pen


def draw() -> Workbook:
    """Draw the form."""
    book = Workbook()
    pen = Pen(book, "采集表", {"A": 4, "B": 22, "C": 30, "D": 4, "E": 22, "F": 30})
    pen.text("B1:F1", "单位基本信息采集表", bold=True, size=16, fill="0066CC", align="center")
    pen.text("B2:F2", "请在白色单元格内填写，灰色部分不可修改。")
    labels = (
        ("单位名称", "统一社会信用代码"), ("单位性质", "所属行业"), ("法定代表人", "联系人手机"), ("成立日期", "职工人数"), ("注册资本（万元）", "电子邮箱"),
    )  # fmt: skip
    for at, (left, right) in enumerate(labels):
        row = 4 + at
        pen.text(f"B{row}", left, fill="EEEEEE")
        pen.text(f"E{row}", right, fill="EEEEEE")
        pen.lines(f"C{row}")
        pen.lines(f"F{row}")
        pen.unlock(f"C{row}", f"F{row}")
    pen.sheet["C7"].number_format = "yyyy-mm-dd"
    codes = Pen(book, "码表")
    for at, name in enumerate(("机关", "事业单位", "企业", "社会团体"), 2):
        codes.text(f"A{at}", name)
    codes.sheet.sheet_state = "hidden"
    pen.options("C5", "码表!$A$2:$A$5")
    pen.options("F5", '"制造业,建筑业,服务业"')
    pen.allow("F7", "whole", "between", "0", "100000")
    pen.allow("C8", "decimal", "greaterThanOrEqual", "0")
    pen.text("B10:F10", "下属机构", bold=True)
    pen.boxes(11, ("B", "机构名称"), ("C", "负责人"), fill="EEEEEE")
    pen.box("E11", "成立年份", fill="EEEEEE")
    pen.box("F11", "是否独立核算", fill="EEEEEE")
    for row in range(12, 18):
        for column in "BCEF":
            pen.lines(f"{column}{row}")
            pen.unlock(f"{column}{row}")
    pen.options("F12:F17", '"是,否"')
    pen.protect()
    return book
