"""Draw the findings sheet (问题清单) of a marked return: errors and warnings in a filterable list, linked to their cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from xlsxwriter.worksheet import Worksheet

from xltool.base.cells import Location, a1, quote_sheet
from xltool.base.display import visible
from xltool.base.findings import SEVERITY_NAMES, Finding
from xltool.base.messages import COMMA, Lang, Text, listed
from xltool.base.paths import FieldPath, join
from xltool.form.field_names import FieldNames
from xltool.form.layout import Layout
from xltool.form.room import LINE_HEIGHT
from xltool.form.schema import Schema
from xltool.form.sheet_names import FINDINGS_SHEET
from xltool.workbook.cell_texts import pieces, write_text
from xltool.workbook.marks import Marks, Unplaced, input_place
from xltool.workbook.sheets.page_setup import set_up_page
from xltool.workbook.sheets.row_height import MAX_ROW_HEIGHT, count_lines, label_height
from xltool.workbook.shown_ids import shown_id
from xltool.workbook.styles import ERROR_INK, GOOD_INK, TONES, Styles, font_size

HEADS = (
    Text(zh="级别", en="Severity"),
    Text(zh="单元格", en="Cell"),
    Text(zh="问题与改法", en="Problem and remedy"),
    Text(zh="栏目", en="Field"),
    Text(zh="填写的内容", en="What was filled in"),
    Text(zh="编号", en="Rule"),
)
_WIDTHS = (10, 15, 48, 17, 19, 11)  # all of them in view on a screen of 1,366 pixels, also where a program draws wide digits
_HEAD_ROW = 4
_LONGEST_VALUE = 40  # characters of a value shown; the whole of it stands in its cell
_MOST_CELLS, _MOST_MESSAGES = 6, 3  # named of warnings of one rule; the notes at the cells have the rest
_MUST = Text(zh="须改 {count} 项", en="To be corrected: {count}")
_VERIFY = Text(zh="请核实 {count} 项", en="to be verified: {count}")
_NO_ERRORS = Text(zh="没有须改的问题", en="Nothing to be corrected")
_GUIDE = Text(
    zh="错误必须改正；提醒请核实，属实的不必改，同一规则的合为一行。点“单元格”一栏可跳到该处，格内批注写明问题。"
    "改好后保存，把本文件重新报送。本清单为收到时的检查结果，改动后不变；表顶和“填报检查”的数字会随修改更新，"
    "注明“改后由收表单位核对”的除外。",
    en="Errors must be corrected. Warnings are to be verified, those of one rule in one line: leave what is right as it is. The links jump to "
    "the cells, whose notes explain what is wrong. Save the form and send this same file again. This list shows the check on receipt and "
    "stays as it is; the counts on the form and on the sheet “Checks” follow your changes, but for what is “checked on receipt”.",
)
_NOTHING = Text(zh="没有发现问题。", en="No problems found.")
_IN_YOURS = Text(zh="{cell}（原文件）", en="{cell} (in your file)")
_AND_MORE = Text(zh="{names} 等 {count} 处", en="{names} … {count} in all")
_SEE_NOTES = Text(zh="……其余 {count} 处见单元格批注", en="… {count} more: see the notes at the cells")
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
        last_listed = _HEAD_ROW + max(1, len(self._entries))
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
        n_errors = sum(finding.severity == "error" for finding in self.marks.findings)
        n_warnings = len(self.marks.findings) - n_errors
        headline = _MUST.say(self.lang, count=n_errors) if n_errors else _NO_ERRORS.say(self.lang)
        verify = f"{COMMA.as_is(self.lang)}{_VERIFY.say(self.lang, count=n_warnings)}" if n_warnings else ""
        ink = ERROR_INK if n_errors else GOOD_INK
        self._line(1, f"{headline}{verify}", "title", 30, font_color=ink, align="left")
        status = self.marks.status.text.say(self.lang)
        self._line(2, f"{self.name}    {visible(self.marks.source)}    {status}", "plain", 22, bold=True)
        guide = _GUIDE.say(self.lang)
        self._line(3, guide, "note", label_height(guide, sum(_WIDTHS), font_size("note")))
        self._heads(_HEAD_ROW, [head.say(self.lang) for head in HEADS])

    def _heads(self, row: int, texts: list[str]) -> None:
        self.sheet.set_row(row - 1, 22)
        for column, text in enumerate(texts):
            write_text(self.sheet, row - 1, column, text, self.styles("heading"))

    # --- the list -----------------------------------------------------------------------------------------------------

    @cached_property
    def _entries(self) -> list[list[Finding]]:
        """The findings of each line of the list: an error has one for itself, warnings of one rule share it."""
        warnings: dict[str, list[Finding]] = {}
        entries: list[list[Finding]] = []
        for finding in self.marks.findings:
            if finding.severity == "error":
                entries.append([finding])
            else:
                warnings.setdefault(finding.rule, []).append(finding)
        return [*entries, *warnings.values()]

    def _list(self) -> None:
        for row, findings in enumerate(self._entries, start=_HEAD_ROW + 1):
            self._entry(row, findings)
        if not self._entries:
            self.sheet.write_string(_HEAD_ROW, 0, _NOTHING.say(self.lang), self.styles("plain", text_wrap=False))

    def _entry(self, row: int, findings: Sequence[Finding]) -> None:
        fill, ink = TONES[findings[0].severity]
        severity = SEVERITY_NAMES[findings[0].severity].say(self.lang)
        targets = [self._target(one) for finding in findings for one in (finding, *finding.also)]
        cells, message = self._cells(targets), self._message(findings)
        label = self._some(list(dict.fromkeys(self._label(finding.field) for finding in findings)))
        value, rule = self._value(findings), shown_id(findings[0].rule)
        self.sheet.write_string(row - 1, 0, severity, self.styles("center", bg_color=fill, font_color=ink, bold=True))
        self._link(row, _Target(cells, targets[0].link))
        write_text(self.sheet, row - 1, 2, message, self.styles("cell"))
        write_text(self.sheet, row - 1, 3, label, self.styles("cell"))
        write_text(self.sheet, row - 1, 4, value, self.styles("cell", num_format="@"))
        write_text(self.sheet, row - 1, 5, rule, self.styles("center", font_size=9))
        texts = (cells, message, label, value, rule)
        lines = max(count_lines(text, width) for text, width in zip(texts, _WIDTHS[1:], strict=True))
        self.sheet.set_row(row - 1, min(MAX_ROW_HEIGHT, lines * LINE_HEIGHT + 5))

    def _cells(self, targets: Sequence[_Target]) -> str:
        return self._some(list(dict.fromkeys(target.text for target in targets if target.text)), _MOST_CELLS)

    def _some(self, names: list[str], most: int = _MOST_MESSAGES) -> str:
        """List names; of many the first, and how many they are."""
        said = listed(names[:most]).as_is(self.lang) if names else ""
        return said if len(names) <= most else _AND_MORE.say(self.lang, names=said, count=len(names))

    def _message(self, findings: Sequence[Finding]) -> str:
        """Say what is wrong; where cells of one rule have sentences of their own, the first of these behind their cells."""
        messages = [self.marks.message(finding) for finding in findings]
        if len(set(messages)) == 1:
            return messages[0]
        lines = [f"{self._target(finding).text} {message}".strip() for finding, message in zip(findings, messages, strict=True)]
        more = len(lines) - _MOST_MESSAGES
        return "\n".join([*lines[:_MOST_MESSAGES], *([_SEE_NOTES.say(self.lang, count=more)] if more > 0 else [])])

    def _value(self, findings: Sequence[Finding]) -> str:
        """Return what was filled in where all cells hold the same; "" where they do not."""
        values = {visible(self.schema.value_text(finding.field, finding.value)) for finding in findings}
        value = values.pop() if len(values) == 1 else ""
        return value if len(value) <= _LONGEST_VALUE else value[:_LONGEST_VALUE] + "……"

    def _link(self, row: int, target: _Target) -> None:
        if target.link:
            link, tip = f"internal:{target.link}", _LINK_TIP.say(self.lang)
            self.sheet.write_url(row - 1, 1, link, self.styles("link", align="center"), target.text, tip)
        else:
            write_text(self.sheet, row - 1, 1, target.text, self.styles("center"))

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
