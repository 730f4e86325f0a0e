"""学籍卡: key–value boxes with a photo, a table of the family with its title at the left, an opinion with a seal."""

from openpyxl import Workbook

from tests.adopt.pen import Pen


def draw() -> Workbook:
    """Draw the form."""
    book = Workbook()
    pen = Pen(book, "学籍卡", {"A": 12, "B": 12, "C": 10, "D": 10, "E": 12, "F": 14, "G": 14})
    pen.text("A1:G1", "阳光小学学生学籍卡", bold=True, size=18, align="center")
    pen.text("A2:C2", "班级：____年级____班")
    pen.text("E2:G2", "填表日期：    年  月  日", align="right")
    pen.boxes(3, ("A", "姓名"), ("B", None), ("C", "性别"), ("D", None), ("E", "出生年月"), ("F", None))
    pen.boxes(4, ("A", "民族"), ("B", None), ("C", "籍贯"), ("D", None), ("E", "身份证号"), ("F", None))
    pen.box("G3:G5", "照片", align="center")
    pen.boxes(5, ("A", "家庭住址"), ("B:D", None), ("E", "联系电话"), ("F", None))
    pen.boxes(6, ("A", "是否住校"), ("B:C", "□是  □否"), ("D:E", "入学前学校"), ("F:G", None))
    pen.box("A7:A11", "家庭主要成员", align="center")
    pen.boxes(7, ("B", "姓名"), ("C", "关系"), ("D", "年龄"), ("E:F", "工作单位"), ("G", "电话"), align="center")
    for row in range(8, 12):
        pen.boxes(row, ("B", None), ("C", None), ("D", None), ("E:F", None), ("G", None))
    pen.height(12, 80)
    pen.boxes(12, ("A", "特长与爱好"), ("B:G", None))
    pen.height(13, 80)
    pen.boxes(13, ("A", "学校意见"), ("B:G", "\n\n（盖章）        年   月   日"))
    pen.text("A14:G14", "注：本表一式两份，一份由学校留存，一份装入学生档案。")
    return book
