"""干部登记表 that somebody has filled in, one look for labels and values, with an example sheet of another name beside."""

from openpyxl import Workbook

from tests.adopt.pen import Pen

_FIELDS = (
    (("姓名", "张三"), ("性别", "男"), ("出生日期", "1990-05-12")),
    (("民族", "汉族"), ("政治面貌", "中共党员"), ("参加工作时间", "2012-07-01")),
    (("工作单位", "市第一中学"), ("职务", "教研组长"), ("联系电话", "13800000000")),
)


def draw() -> Workbook:
    """Draw the form."""
    book = Workbook()
    for name, is_filled in (("登记表", True), ("填写示例", True)):
        pen = Pen(book, name, dict.fromkeys("ABCDEF", 14.0))
        pen.text("A1:F1", "干部登记表", bold=True, size=16, align="center")
        for at, line in enumerate(_FIELDS):
            for index, (label, value) in enumerate(line):
                pen.box(f"{'ACE'[index]}{2 + at}", label, align="center")
                pen.box(f"{'BDF'[index]}{2 + at}", value if is_filled else None)
        pen.boxes(5, ("A", "年度考核"), ("B:F", "近三年均为合格"))
        pen.boxes(7, ("A", "起止年月"), ("B:C", "学校及专业"), ("D", "学历"), ("E:F", "证明人"), align="center")
        pen.boxes(8, ("A", "2008-2012"), ("B:C", "某师范大学数学系"), ("D", "本科"), ("E:F", "李四"))
        for row in (9, 10):
            pen.boxes(row, ("A", None), ("B:C", None), ("D", None), ("E:F", None))
    return book
