"""统计报表: three heading rows and a row of column numbers, fixed rows with codes, cells that stay empty."""

from openpyxl import Workbook

from tests.adopt.pen import Pen

_ROWS = (("小学", "01"), ("初中", "02"), ("高中", "03"), ("中职", "04"), ("特殊教育", "05"))


def draw() -> Workbook:
    """Draw the form."""
    book = Workbook()
    pen = Pen(book, "教基1表", {"A": 18, "B": 8} | dict.fromkeys("CDEFGHI", 11.0))
    pen.text("A1:I1", "基础教育学校基本情况", bold=True, size=16, align="center")
    pen.text("H2", "表　　号：")
    pen.text("I2", "教基1表")
    pen.text("A3", "填报单位：")
    pen.underline("B3:D3")
    pen.text("E3", "20__年")
    pen.text("I3", "计量单位：人")
    pen.box("A4:A6", "指标名称")
    pen.box("B4:B6", "代码")
    pen.box("C4:G4", "在校学生数")
    pen.box("H4:I4", "教职工数")
    pen.box("C5:C6", "合计")
    pen.box("D5:E5", "按性别")
    pen.box("F5:G5", "按户籍")
    pen.box("H5:H6", "合计")
    pen.box("I5:I6", "专任教师")
    pen.boxes(6, ("D", "男"), ("E", "女"), ("F", "本地"), ("G", "外地"))
    pen.boxes(7, ("A", "甲"), ("B", "乙"), *((column, at) for at, column in enumerate("CDEFGHI", 1)))
    for at, (name, code) in enumerate(_ROWS):
        row = 8 + at
        pen.boxes(
            row,
            ("A", name),
            ("B", code),
            ("C", f"=D{row}+E{row}"),
            ("D", None),
            ("E", None),
            ("F", None),
            ("G", None),
            ("H", None),
            ("I", None),
        )
        for column in "CDEFGHI":
            pen.sheet[f"{column}{row}"].number_format = "0"
    pen.text("A14", "单位负责人：")
    pen.text("C14", "统计负责人：")
    pen.text("E14", "填表人：")
    pen.text("G14:I14", "报出日期：20   年   月   日")
    pen.text("A15:I15", "说明：1.本表由县级教育行政部门填报。2.审核关系：1=2+3。")
    return book
