"""Check where a template places things: overlaps, what is placed twice or not at all, and room that is too small."""

from __future__ import annotations

from xltool.base.cells import MAX_ROWS
from xltool.base.messages import Text
from xltool.base.paths import parent_of, pointer_token
from xltool.form.block import TableArea
from xltool.form.layout import Layout, SheetLayout, overlaps, place
from xltool.form.schema import Schema
from xltool.form.sheet_names import TAKEN
from xltool.form.template import Template
from xltool.rules.loading.source import SourceFile
from xltool.rules.loading.unsound_paths import UnsoundPaths

_LONGEST_SHEET_NAME = 31


def check_layout(source: SourceFile, template: Template, schema: Schema, unsound: UnsoundPaths) -> Layout:
    """Lay the template out; overlaps, doubles, fields without a place and tables too small are reported.

    `unsound` is what is not known of the fields. What seems to be missing is not reported where it may be among what was left aside.
    """
    layout = place(template, schema)
    for index, sheet in enumerate(layout.sheets):
        pointer = sheet.sheet.pointer
        for where, name, other in overlaps(sheet):
            message = Text(zh=f"“{name}”与“{other}”重叠，请挪开其一", en=f"{name!r} overlaps {other!r}; move one of them")
            source.report(message, where or pointer)
        if sheet.last_row > MAX_ROWS:
            source.report(Text(zh="超过 Excel 的行数上限", en="the sheet has more rows than Excel supports"), pointer)
        _report_sheet_name(source, layout, index)
        for where in sheet.further_statuses:
            zh, en = "本工作表已有状态行（status），请删去一处", "the sheet has a status line already; remove one of the two"
            source.report(Text(zh=zh, en=en), where)
        if source.is_whole():
            _report_pages(source, sheet)
            _report_picture(source, sheet)
            _report_looks(source, sheet)
    _report_doubles(source, layout)
    if source.is_whole():
        _report_missing(source, layout, schema, unsound)
    for sheet in layout.sheets:
        for table in sheet.tables:
            _report_table(source, table, schema)
    return layout


def _report_sheet_name(source: SourceFile, layout: Layout, index: int) -> None:
    name = layout.sheets[index].name
    pointer = f"{layout.sheets[index].sheet.pointer}/name"
    if name.lower() in TAKEN:
        zh, en = f"工作表名“{name}”由系统使用，请换一个", f"the sheet name {name!r} is reserved by xltool or Excel; choose another"
        source.report(Text(zh=zh, en=en), pointer)
    before = [sheet for sheet in layout.sheets[:index] if sheet.sheet.pointer == layout.sheets[index].sheet.pointer]
    if len(name) > _LONGEST_SHEET_NAME >= max((len(sheet.name) for sheet in before), default=0):
        zh = f"工作表名“{name}”加上编号后长于 {_LONGEST_SHEET_NAME} 个字符，请缩短"
        en = f"the sheet name {name!r}, with its number, is longer than {_LONGEST_SHEET_NAME} characters; shorten it"
        source.report(Text(zh=zh, en=en), pointer)
    if name.lower() in [sheet.name.lower() for sheet in layout.sheets[:index]]:
        source.report(Text(zh=f"工作表名“{name}”重复", en=f"duplicate sheet name {name!r}"), pointer)


def _report_pages(source: SourceFile, sheet: SheetLayout) -> None:
    """Report page breaks with nothing before or behind them, and rows to be printed on every page that the sheet does not have."""
    for row, pointer in sheet.breaks.items():
        if not 1 < row <= sheet.last_row:
            zh, en = "分页符应在两个区块之间，请移动或删去", "a page break stands between two blocks; move or delete it"
            source.report(Text(zh=zh, en=en), pointer)
    last = (sheet.sheet.setup.repeat_rows or (1, 1))[1]
    if last > sheet.last_row:
        zh, en = f"工作表只有 {sheet.last_row} 行，没有第 {last} 行", f"the sheet has {sheet.last_row} rows and no row {last}"
        source.report(Text(zh=zh, en=en), f"{sheet.sheet.pointer}/repeat_rows")


def _report_picture(source: SourceFile, sheet: SheetLayout) -> None:
    """Report a picture that is to stand at the title of a sheet without one."""
    picture = sheet.sheet.picture
    if picture is not None and sheet.picture_room is None:
        zh = "工作表没有标题（title 区块），图片无处可放；请用 at 写明单元格，如 A1:B2"
        en = "the sheet has no title block at which the picture could stand; name cells, such as at: A1:B2"
        source.report(Text(zh=zh, en=en), picture.pointer)


def _report_looks(source: SourceFile, sheet: SheetLayout) -> None:
    """Report looks of cells in which nothing stands that could have a look of its own."""
    areas = [label.area for label in sheet.labels] + [input_.area for input_ in sheet.inputs]
    areas += [area for table in sheet.tables for area in table.areas()]
    for looked in sheet.looks:
        if not any(area.overlaps(looked.area) for area in areas):
            zh = "这些单元格没有文字或填写格；行号从本区块的第一行数起，表的各行算一行"
            en = "no text and no input stands in these cells; rows count from the first of the block, and those of a table are one"
            source.report(Text(zh=zh, en=en), looked.pointer, key=True)


def _report_doubles(source: SourceFile, layout: Layout) -> None:
    """Report fields and tables that are placed twice."""
    seen: dict[str, str] = {}
    for sheet in layout.sheets:
        places = [(input_.path, f"{input_.cell.pointer}/field") for input_ in sheet.inputs]
        places += [(table.path, f"{table.pointer}/table") for table in sheet.tables]
        for path, pointer in places:
            if seen.get(path) == pointer:  # the same place on another sheet of the same description
                zh, en = (
                    f"本工作表每组一张，“{path}”请放到别的工作表",
                    f"there is such a sheet for each block; place {path!r} on another sheet",
                )
                source.report(Text(zh=zh, en=en), pointer)
            elif path in seen:
                zh, en = f"“{path}”已放在别处，请删去一处", f"{path!r} is already placed; remove one of the two"
                source.report(Text(zh=zh, en=en), pointer)
            seen.setdefault(path, pointer)


def _report_missing(source: SourceFile, layout: Layout, schema: Schema, unsound: UnsoundPaths) -> None:
    missing = [path for path in schema.fields if path not in layout.inputs]
    missing += [path for path in schema.tables if path not in layout.tables]
    for path in (path for path in missing if not unsound.hides(path)):
        zh, en = f"模板没有给字段“{path}”安排位置", f"the template does not place the field {path!r}"
        source.report(Text(zh=zh, en=en), _columns_of_grid(layout, path) or "/sheets", key=True)


def _columns_of_grid(layout: Layout, path: str) -> str:
    """Return the place of the columns of the grid in which the object of a field has a row; "" when it has none."""
    beside = (input_.cell for other, (_, input_) in layout.inputs.items() if parent_of(other) == parent_of(path))
    crossing = next((cell.crossing for cell in beside if cell.crossing is not None), None)
    return crossing.column.rpartition("/")[0] if crossing else ""


def _report_table(source: SourceFile, table: TableArea, schema: Schema) -> None:
    """Report a table with fewer rows than the schema allows, or with two columns in one sheet column."""
    declared = schema.tables.get(table.path)
    most = declared.max_items if declared is not None and declared.fixed is None else None
    if most is not None and table.capacity < most:
        zh = f"容量 {table.capacity} 小于模式允许的行数（maxItems {most}）"
        en = f"the capacity {table.capacity} is less than the number of rows that the schema allows (maxItems {most})"
        source.report(Text(zh=zh, en=en), f"{table.pointer}/capacity")
    least = declared.min_items if declared is not None and declared.fixed is None else None
    if least is not None and table.capacity < least:
        zh = f"容量 {table.capacity} 小于模式要求的行数（minItems {least}）"
        en = f"the capacity {table.capacity} is less than the number of rows that the schema demands (minItems {least})"
        source.report(Text(zh=zh, en=en), f"{table.pointer}/capacity")
    taken = dict.fromkeys(range(table.remark[0], table.remark[1] + 1), "remark") if table.remark else {}
    for name, first in table.columns.items():
        columns = range(first, table.last_column(name) + 1)
        other = next((taken[column] for column in columns if column in taken), None)
        if other is not None:
            zh, en = f"列“{name}”与“{other}”在同一列", f"the columns {name!r} and {other!r} share a sheet column"
            source.report(Text(zh=zh, en=en), f"{table.pointer}/columns/{pointer_token(name)}")
        taken |= {column: name for column in columns if column not in taken}
