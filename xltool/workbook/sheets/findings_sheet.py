"""Draw the findings sheet (问题清单) of a marked return: every finding in a filterable list, linked to its cell."""

from __future__ import annotations

from dataclasses import dataclass

from xlsxwriter.worksheet import Worksheet

from xltool.base.cells import Location, a1, quote_sheet
from xltool.base.display import visible
from xltool.base.findings import SEVERITY_NAMES, Finding
from xltool.base.messages import Lang, Text
from xltool.base.paths import FieldPath, join
from xltool.base.states import SubmissionState
from xltool.form.field_names import FieldNames
from xltool.form.layout import Layout
from xltool.form.schema import Schema
from xltool.form.sheet_names import FINDINGS_SHEET
from xltool.workbook.cell_texts import pieces, write_text
from xltool.workbook.marks import Marks, Unplaced, counts, input_place
from xltool.workbook.sheets.page_setup import set_up_page
from xltool.workbook.sheets.row_height import count_lines
from xltool.workbook.styles import ERROR_INK, GOOD_INK, TONES, Styles

HEADS = (
    Text(zh="级别", en="Severity"),
    Text(zh="编号", en="Rule"),
    Text(zh="栏目", en="Field"),
    Text(zh="单元格", en="Cell"),
    Text(zh="填写的内容", en="What was filled in"),
    Text(zh="问题", en="Problem"),
)
_WIDTHS = (9, 17, 22, 17, 40, 56)
_HEAD_ROW = 4
_LONGEST_VALUE = 60  # characters of a value shown; the whole of it stands in its cell
_GUIDE = Text(
    zh="错误必须改正，提醒请核实，参考信息供了解。点“单元格”一栏可跳到该处，格内批注写明问题。改好后保存，把本文件重新报送即可。"
    "本清单为检查当时的结果，改动后不变；表顶和“填报检查”的数字会随修改更新。",
    en="Errors must be corrected; warnings should be verified; infos are for your information. The links jump to the cells, whose "
    "notes explain what is wrong. Correct the form, save it and send this same file again. This list shows the results of "
    "the check; the counts on the form and on the check sheet follow your changes.",
)
_NOTHING = Text(zh="没有发现问题。", en="No problems found.")
_IN_YOURS = Text(zh="{cell}（原文件）", en="{cell} (in your file)")
_FILE = Text(zh="整份文件", en="the whole file")
_LINK_TIP = Text(zh="跳到该单元格", en="Go to the cell")


@dataclass(frozen=True)
class _Target:
    """Where a list entry leads: what is shown, and the place in this workbook ("" when it has none)."""

    text: str
    link: str = ""


class FindingsSheet:
    """Draws the findings sheet."""

    def __init__(self, sheet: Worksheet, schema: Schema, layout: Layout, marks: Marks, styles: Styles) -> None:
        self.sheet = sheet
        self.schema = schema
        self.names = FieldNames(schema)
        self.layout = layout
        self.marks = marks
        self.styles = styles
        self.lang: Lang = marks.lang
        self.name = FINDINGS_SHEET.say(self.lang)
        self._unplaced_rows: dict[str, int] = {}  # path of what did not fit → 1-based row on this sheet

    def draw(self) -> None:
        """Draw everything on the sheet."""
        for column, width in enumerate(_WIDTHS):
            self.sheet.set_column(column, column, width)
        self._top()
        last_listed = _HEAD_ROW + max(1, len(self.marks.findings))
        last = self._all_unplaced(last_listed + 2)
        self._list()
        self.sheet.autofilter(_HEAD_ROW - 1, 0, last_listed - 1, len(_WIDTHS) - 1)
        self._print_setup(max(last_listed, last))

    def _line(self, row: int, text: str, style: str, height: float, **changes: object) -> None:
        """Write one text over the whole width, on a 1-based row."""
        format_ = self.styles(style, **changes)
        self.sheet.set_row(row - 1, height)
        self.sheet.merge_range(row - 1, 0, row - 1, len(_WIDTHS) - 1, "", format_)
        write_text(self.sheet, row - 1, 0, text, format_)

    def _top(self) -> None:
        status = self.marks.status.text.say(self.lang)
        counted = counts(self.marks.findings, self.lang) or _NOTHING.say(self.lang)
        ink = GOOD_INK if self.marks.status == SubmissionState.ACCEPTED else ERROR_INK
        self._line(1, self.name, "title", 30)
        self._line(2, f"{visible(self.marks.source)}    {status}    {counted}", "plain", 22, bold=True, font_color=ink)
        self._line(3, _GUIDE.say(self.lang), "note", 30)
        self._heads(_HEAD_ROW, [head.say(self.lang) for head in HEADS])

    def _heads(self, row: int, texts: list[str]) -> None:
        self.sheet.set_row(row - 1, 22)
        for column, text in enumerate(texts):
            write_text(self.sheet, row - 1, column, text, self.styles("heading"))

    # --- the list -----------------------------------------------------------------------------------------------------

    def _list(self) -> None:
        for row, finding in enumerate(self.marks.findings, start=_HEAD_ROW + 1):
            self._finding(row, finding)
        if not self.marks.findings:
            self.sheet.write_string(_HEAD_ROW, 0, _NOTHING.say(self.lang), self.styles("plain", text_wrap=False))

    def _finding(self, row: int, finding: Finding) -> None:
        value, message = visible(self.schema.value_text(finding.field, finding.value)), visible(finding.message.as_is(self.lang))
        if len(value) > _LONGEST_VALUE:
            value = value[:_LONGEST_VALUE] + "……"
        label = self._label(finding.field)
        fill, ink = TONES[finding.severity]
        severity = SEVERITY_NAMES[finding.severity].say(self.lang)
        self.sheet.write_string(row - 1, 0, severity, self.styles("center", bg_color=fill, font_color=ink, bold=True))
        write_text(self.sheet, row - 1, 1, finding.rule, self.styles("center"))
        write_text(self.sheet, row - 1, 2, label, self.styles("cell"))
        self._cell(row, self._target(finding))
        write_text(self.sheet, row - 1, 4, value, self.styles("cell", num_format="@"))
        write_text(self.sheet, row - 1, 5, message, self.styles("cell"))
        lines = max(count_lines(text, width) for text, width in zip((label, value, message), (22, 40, 56), strict=True))
        self.sheet.set_row(row - 1, min(200, lines * 15 + 5))

    def _cell(self, row: int, target: _Target) -> None:
        if target.link:
            link, tip = f"internal:{target.link}", _LINK_TIP.say(self.lang)
            self.sheet.write_url(row - 1, 3, link, self.styles("link", align="center"), target.text, tip)
        else:
            write_text(self.sheet, row - 1, 3, target.text, self.styles("center"))

    def _target(self, finding: Finding) -> _Target:
        """Return the cell of this workbook; what has none (an altered label, a moved block) names the cell of the received file."""
        path = finding.field or ""
        place = input_place(self.layout, path) or self._key_of_row(path) or self.layout.location(path)
        if place is not None:
            several = len(self.layout.sheets) > 1
            return _Target(str(place) if several else place.cell, f"{quote_sheet(place.sheet)}!{place.cell}")
        row = self._unplaced_rows.get(path) or self._unplaced_rows.get(FieldPath.parse(path).row_path)
        if row is not None:
            return _Target(a1(row, 1), f"{quote_sheet(self.name)}!{a1(row, 1)}")
        if finding.location is not None:
            return _Target(_IN_YOURS.say(self.lang, cell=visible(finding.location.cell)))
        return _Target("")

    def _key_of_row(self, path: str) -> Location | None:
        """Return the cell of the key of a fixed row; None for anything else."""
        place = FieldPath.parse(path)
        table = self.schema.tables.get(place.table) if place.row is not None and not place.column else None
        return input_place(self.layout, join(path, table.fixed.key)) if table is not None and table.fixed is not None else None

    def _label(self, path: str | None) -> str:
        return self.names.of(path) if path else _FILE.say(self.lang)

    # --- what did not fit ---------------------------------------------------------------------------------------------

    def _all_unplaced(self, row: int) -> int:
        """List what has no room in the form, from a 1-based row on, and return the last row used."""
        for unplaced in self.marks.unplaced:
            row = self._unplaced(row, unplaced) + 2
        return row - 2

    def _unplaced(self, row: int, unplaced: Unplaced) -> int:
        self._line(row, unplaced.title, "section", 26, font_color=ERROR_INK)
        self._heads(row + 1, list(unplaced.heads))
        row += 2
        for path, texts in zip(unplaced.paths, unplaced.rows, strict=True):
            if path:
                self._unplaced_rows.setdefault(path, row)
            row = self._unplaced_cells(row, texts)
        return row - 1

    def _unplaced_cells(self, row: int, texts: tuple[str, ...]) -> int:
        """Write one row of texts and return the next free row; a text longer than a cell goes on in the rows below."""
        columns = [pieces(text) for text in texts]
        height = max(len(column) for column in columns)
        for column, parts in enumerate(columns):
            for index in range(height):
                text = parts[index] if index < len(parts) else ""
                write_text(self.sheet, row - 1 + index, column, text, self.styles("cell", num_format="@", text_wrap=False))
        return row + height

    def _print_setup(self, last: int) -> None:
        sheet = self.sheet
        sheet.set_landscape()
        set_up_page(sheet, self.layout.setup_beside)
        sheet.print_area(0, 0, last - 1, len(_WIDTHS) - 1)
        sheet.repeat_rows(_HEAD_ROW - 1)
        sheet.freeze_panes(_HEAD_ROW, 0)
        sheet.set_tab_color(TONES[self.marks.findings[0].severity][1] if self.marks.findings else GOOD_INK)
        if self.marks.findings:
            sheet.activate()
