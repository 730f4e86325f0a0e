"""A drawn form as a page: as it is drawn, with its fields, tables and what is left out marked. The page loads nothing and runs nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape

from xltool.adopt.adopted import SURE, Adoption
from xltool.base.cells import Area, a1, parse_area
from xltool.base.messages import Lang, Text
from xltool.base.number_formats import shown_number
from xltool.reading.drawn_records import BOTTOM, LEFT, RIGHT, TOP, DrawnSheet, Look, Place, StyledCell

_MOST_ROWS, _MOST_COLUMNS = 300, 80  # of a sheet on the page
_PIXELS = 7  # of a character
_SIDES = {LEFT: "left", RIGHT: "right", TOP: "top", BOTTOM: "bottom"}
_STYLE = """
body{font:14px system-ui,sans-serif;margin:1.5em;color:#222}h1{font-size:1.3em}h2{font-size:1.1em;margin-top:2em}
table.form{border-collapse:collapse;table-layout:fixed;font-size:12px}
table.form td{padding:1px 3px;overflow:hidden;vertical-align:middle;white-space:pre-wrap}
.field{background:#d9ead3!important;outline:2px solid #38761d;outline-offset:-2px}
.asked{background:#fff2cc!important;outline:2px solid #b45f06;outline-offset:-2px}
.cell{background:#cfe2f3!important;outline:1px solid #3d85c6;outline-offset:-1px}
.computed{background:#d9d2e9!important}.out{background:#eee!important;color:#777}
.key span{padding:2px 8px;margin-right:8px}ol{line-height:1.6}
"""
_TAG = Text(zh="zh-CN", en="en")
_TITLE = Text(zh="{name}：识别结果", en="{name}: what was found")
_KEYS = {
    "field": Text(zh="字段", en="field"),
    "asked": Text(zh="请核对", en="please look"),
    "cell": Text(zh="明细表", en="table"),
    "computed": Text(zh="公式", en="formula"),
    "out": Text(zh="不填写", en="left out"),
}
_QUESTIONS = Text(zh="请核对", en="Please look at")
_CUT = Text(zh="以下从略", en="the rest is not shown")

Mark = tuple[str, str]  # class and what the pointer says


def as_page(adoption: Adoption, lang: Lang) -> str:
    """Return the page."""
    title = escape(_TITLE.say(lang, name=adoption.name))
    key = "".join(f'<span class="{name}">{escape(text.as_is(lang))}</span>' for name, text in _KEYS.items())
    parts = [
        f'<!doctype html>\n<html lang="{_TAG.as_is(lang)}"><head><meta charset="utf-8">',
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
        f'<title>{title}</title><style>{_STYLE}</style></head><body><h1>{title}</h1><p class="key">{key}</p>',
        *_questions(adoption, lang),
    ]
    shown = {field.sheet for field in adoption.fields} | {table.sheet for table in adoption.tables}
    for sheet in adoption.book.sheets:
        if sheet.name in shown:
            parts += [f"<h2>{escape(sheet.name)}</h2>", *_sheet(sheet, _marks(adoption, sheet.name, lang), lang)]
    return "\n".join([*parts, "</body></html>\n"])


def _questions(adoption: Adoption, lang: Lang) -> Iterator[str]:
    if adoption.questions:
        yield f"<h2>{_QUESTIONS.as_is(lang)}</h2><ol>"
        for question in adoption.questions:
            yield f"<li>{escape(f'{question.sheet}!{question.cell}')} {escape(question.text.as_is(lang))}</li>"
        yield "</ol>"


def _marks(adoption: Adoption, sheet: str, lang: Lang) -> dict[Place, Mark]:
    """Return how each cell is marked; what comes later goes over what came before."""
    marks: dict[Place, Mark] = {}
    for left in adoption.left_out:
        area = parse_area(left.cell)
        if left.sheet == sheet and area is not None and left.cell != "A1":
            marks[area.top, area.left] = ("out", left.reason.as_is(lang))
    for table in adoption.tables:
        if table.sheet == sheet:
            for column in table.columns:
                said = f"{table.id}.{column.id}: {column.label} [{column.kind}]"
                marks |= dict.fromkeys(_shown(column.range), ("computed" if column.is_computed else "cell", said))
    for rule in adoption.rules:
        area = parse_area(rule.cell)
        if rule.sheet == sheet and area is not None:
            marks[area.top, area.left] = ("computed", f"={rule.formula}" + (f" → {rule.rule}" if rule.rule else ""))
    for field in adoption.fields:
        if field.sheet == sheet:
            said = f"{field.id}: {field.label} [{field.kind}] {field.confidence:.0%} {field.reason.as_is(lang)}"
            marks |= dict.fromkeys(_shown(field.input), ("field" if field.confidence >= SURE else "asked", said))
    return marks


def _shown(area: Area) -> list[Place]:
    bottom, right = min(area.bottom, _MOST_ROWS), min(area.right, _MOST_COLUMNS)
    return [(row, column) for row in range(area.top, bottom + 1) for column in range(area.left, right + 1)]


# --- the sheet --------------------------------------------------------------------------------------------------------


def _sheet(sheet: DrawnSheet, marks: Mapping[Place, Mark], lang: Lang) -> Iterator[str]:
    drawn = [place for place, cell in sheet.cells.items() if not cell.is_blank or cell.look.borders or cell.look.fill] + list(marks)
    n_rows, n_columns = max((row for row, _ in drawn), default=1), max((column for _, column in drawn), default=1)
    rows = [row for row in range(1, min(n_rows, _MOST_ROWS) + 1) if row not in sheet.hidden_rows]
    columns = [column for column in range(1, min(n_columns, _MOST_COLUMNS) + 1) if column not in sheet.hidden_columns]
    spans, covered = _spans(sheet, rows, columns)
    yield '<table class="form"><colgroup>' + "".join(f'<col style="width:{_width(sheet, column)}px">' for column in columns) + "</colgroup>"
    for row in rows:
        cells = (_cell(sheet, (row, column), spans.get((row, column)), marks) for column in columns if (row, column) not in covered)
        yield f'<tr style="height:{sheet.height(row):.0f}pt">' + "".join(cells) + "</tr>"
    yield "</table>"
    if n_rows > _MOST_ROWS or n_columns > _MOST_COLUMNS:
        yield f"<p>{_CUT.as_is(lang)}</p>"


def _width(sheet: DrawnSheet, column: int) -> int:
    return round(sheet.width(column) * _PIXELS) + 5


def _spans(sheet: DrawnSheet, rows: list[int], columns: list[int]) -> tuple[dict[Place, tuple[Area, int, int]], set[Place]]:
    """Return merged ranges by their first cell that is shown, with how many rows and columns of them are, and the cells that they cover."""
    spans: dict[Place, tuple[Area, int, int]] = {}
    covered: set[Place] = set()
    shown_rows, shown_columns = set(rows), set(columns)
    for area in sheet.merges:
        inner_rows = [row for row in range(area.top, min(area.bottom, _MOST_ROWS) + 1) if row in shown_rows]
        inner_columns = [column for column in range(area.left, min(area.right, _MOST_COLUMNS) + 1) if column in shown_columns]
        places = [(row, column) for row in inner_rows for column in inner_columns]
        if places and places[0] not in covered:
            spans[places[0]] = (area, len(inner_rows), len(inner_columns))
            covered.update(places[1:])
    return spans, covered


def _cell(sheet: DrawnSheet, place: Place, span: tuple[Area, int, int] | None, marks: Mapping[Place, Mark]) -> str:
    area = span[0] if span else Area(*place, *place)
    cell = sheet.cell(area.top, area.left)
    mark = next((marks[at] for at in (place, (area.top, area.left)) if at in marks), None)
    attributes = f' rowspan="{span[1]}" colspan="{span[2]}"' if span else ""
    attributes += f' style="{_css(cell.look, sheet, area)}"'
    if mark is not None:
        attributes += f' class="{mark[0]}" title="{escape(f"{a1(*place)} {mark[1]}")}"'
    return f"<td{attributes}>{escape(_text(cell))}</td>"


def _css(look: Look, sheet: DrawnSheet, area: Area) -> str:
    last = sheet.cell(area.bottom, area.right).look.borders
    lined = {side for side in look.borders if side in (LEFT, TOP)} | {side for side in last if side in (RIGHT, BOTTOM)}
    styles = [f"border-{_SIDES[side]}:1px solid #444" for side in sorted(lined)]
    styles += [f"background:{look.fill}"] if look.fill else []
    styles += [f"color:{look.colour}"] if look.colour else []
    styles += ["font-weight:bold"] if look.is_bold else []
    styles += [f"text-align:{look.align}"] if look.align in ("left", "center", "right") else []
    styles += [f"font-size:{look.size:.0f}pt"] if look.size > 12 else []  # noqa: PLR2004 - larger than the usual
    return ";".join(styles)


def _text(cell: StyledCell) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, float):
        return shown_number(value, cell.look.number_format) or f"{value:.15g}"
    return str(value)
