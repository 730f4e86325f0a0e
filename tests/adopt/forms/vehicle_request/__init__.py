"""公务用车申请单: key–value pairs with a signature row and a part for the fleet office."""

from openpyxl import Workbook

from tests.adopt.pen import Pen


def draw() -> Workbook:
    """Draw the form."""
    book = Workbook()
    pen = Pen(book, "用车申请", {"A": 12, "B": 16, "C": 12, "D": 16, "E": 12, "F": 16})
    pen.text("A1:F1", "公务用车申请单", bold=True, size=18, align="center")
    pen.text("E2:F2", "申请日期：    年   月   日")
    pen.boxes(3, ("A", "用车部门"), ("B:C", None), ("D", "用车人"), ("E:F", None))
    pen.boxes(4, ("A", "联系电话"), ("B:C", None), ("D", "乘车人数"), ("E:F", None))
    pen.boxes(5, ("A", "出车时间"), ("B:C", None), ("D", "返回时间"), ("E:F", None))
    pen.boxes(6, ("A", "目的地"), ("B:F", None))
    pen.boxes(7, ("A", "用车事由"), ("B:F", None))
    pen.height(7, 60)
    pen.boxes(8, ("A", "车型"), ("B:F", "□轿车  □商务车  □中巴  □其他"))
    pen.boxes(9, ("A", "部门负责人签字"), ("B:C", None), ("D", "分管领导签字"), ("E:F", None))
    pen.box("A10:F10", "以下由车队填写", bold=True, fill="EEEEEE")
    pen.boxes(11, ("A", "车牌号"), ("B:C", None), ("D", "驾驶员"), ("E:F", None))
    pen.boxes(12, ("A", "出车里程"), ("B:C", None), ("D", "返回里程"), ("E:F", None))
    return book
