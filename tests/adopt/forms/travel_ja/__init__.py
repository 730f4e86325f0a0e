"""出張旅費精算書: Japanese, a list with a two-row head, a total, a column for the accounts office."""

from openpyxl import Workbook

from tests.adopt.pen import Pen


def draw() -> Workbook:
    """Draw the form."""
    book = Workbook()
    pen = Pen(book, "精算書", {"A": 12, "B": 18, "C": 18, "D": 12, "E": 12, "F": 12, "G": 14})
    pen.text("A1:G1", "出張旅費精算書", bold=True, size=16, align="center")
    pen.boxes(3, ("A", "所属部署"), ("B", None), ("C", "氏名"), ("D:E", None), ("F", "申請日"), ("G", None))
    pen.boxes(4, ("A", "出張先"), ("B:C", None), ("D", "目的"), ("E:G", None))
    pen.boxes(5, ("A", "出張期間"), ("B:G", "　　　年　　月　　日　～　　　年　　月　　日（　　日間）"))
    pen.box("A7:A8", "月日")
    pen.box("B7:C7", "区間")
    pen.boxes(8, ("B", "出発"), ("C", "到着"))
    pen.box("D7:D8", "交通費")
    pen.box("E7:E8", "宿泊費")
    pen.box("F7:F8", "日当")
    pen.box("G7:G8", "摘要")
    for row in range(9, 16):
        pen.boxes(row, *((column, None) for column in "ABCDEFG"))
        for column in "DEF":
            pen.sheet[f"{column}{row}"].number_format = '"¥"#,##0'
        pen.sheet[f"A{row}"].number_format = "m/d"
    pen.box("A16:C16", "合計", align="center")
    for column in "DEF":
        pen.box(f"{column}16", f"=SUM({column}9:{column}15)", code='"¥"#,##0')
    pen.box("G16", "=SUM(D16:F16)", code='"¥"#,##0')
    pen.boxes(18, ("A", "仮払金額"), ("B", None), ("C", "精算金額"), ("D:E", None), code='"¥"#,##0')
    pen.box("F18", "経理処理欄")
    pen.box("G18")
    return book
