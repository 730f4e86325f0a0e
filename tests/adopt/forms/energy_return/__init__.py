"""能源消费统计表: three heading rows, column marks, codes of rows, a sum among the rows."""

from openpyxl import Workbook

from tests.adopt.pen import Pen


def draw() -> Workbook:
    """Draw the form."""
    book = Workbook()
    pen = Pen(book, "能源", {"A": 20, "B": 8, "C": 8, "D": 12, "E": 12, "F": 12, "G": 12})
    pen.text("A1:G1", "能源消费情况", bold=True, size=16, align="center")
    pen.text("A2:C2", "填报单位：")
    pen.text("D2:E2", "2026 年    月")
    pen.text("F2:G2", "表号：N205-1")
    pen.box("A3:A5", "指标名称", align="center")
    pen.box("B3:B5", "计量单位", align="center")
    pen.box("C3:C5", "代码", align="center")
    pen.box("D3:G3", "消费量", align="center")
    pen.box("D4:E4", "本月", align="center")
    pen.box("F4:G4", "累计", align="center")
    pen.boxes(5, ("D", "本年"), ("E", "上年同期"), ("F", "本年"), ("G", "上年同期"))
    pen.boxes(6, ("A", "甲"), ("B", "乙"), ("C", "丙"), ("D", 1), ("E", 2), ("F", 3), ("G", 4), align="center")
    rows = (("原煤", "吨", "01"), ("天然气", "立方米", "02"), ("汽油", "吨", "03"), ("柴油", "吨", "04"), ("电力", "千瓦时", "05"))
    for row, (item, unit, code) in enumerate(rows, start=7):
        pen.boxes(row, ("A", item), ("B", unit), ("C", code), ("D", None), ("E", None), ("F", None), ("G", None))
    pen.text("A12:C12", "单位负责人：")
    pen.text("D12:E12", "填表人：")
    pen.text("F12:G12", "报出日期：")
    pen.text("A13:G13", "说明：本表由规模以上单位填报，每月 8 日前报出。")
    return book
