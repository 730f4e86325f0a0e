"""HTML: one page that holds everything, styles and pictures too, to be read by everybody and printed from any browser."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator
from html import escape
from itertools import count
from pathlib import Path

from xltool.base.messages import Lang, Text
from xltool.form.picture import Picture
from xltool.publishing.outline import CONTENTS, Bookmark, bookmarks
from xltool.publishing.printed_form import Band, CellRole, LinePart, PrintedCell, PrintedForm, PrintedSheet, Publication
from xltool.publishing.writer import PrintWriter, Standard

_STYLE = """
body{font-family:"Noto Serif CJK SC","Source Han Serif SC",SimSun,"Songti SC",serif;color:#000;background:#fff;margin:2rem auto;max-width:72rem;
padding:0 1rem;line-height:1.45}
h1{text-align:center;font-weight:400}
h2,h3,h4,h5{font-weight:400;margin:1.5rem 0 .5rem}
.sheet-title{text-align:center;font-size:1.5rem}
.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%;table-layout:fixed;margin:0}
th,td{border:1px solid #404040;padding:.25rem .4rem;font-weight:400;overflow-wrap:anywhere;text-align:left}
thead th{font-weight:700;text-align:center}
.plain{border:0}
.room{border:0;border-bottom:1px solid #404040}
.above{border-top-style:none}
.below{border-bottom-style:none}
.c{text-align:center}.r{text-align:right}.l{text-align:left}
.note{font-size:.85rem}
.text{white-space:pre-line}
.line{display:flex;justify-content:space-between;font-size:.85rem;margin:.5rem 0}
nav ol{list-style:none;padding-left:1.5rem}
a{color:#0645ad}
@media print{.sheet{break-before:page}thead{display:table-header-group}body{margin:0;max-width:none}}
"""
_LANGUAGES = Text(zh="zh-CN", en="en")
#: Roles of the cells that name those beside them.
_NAMING: frozenset[CellRole] = frozenset({"label", "group"})
_PLAIN: frozenset[CellRole] = frozenset({"title", "note", "sign"})
_PIXELS_PER_CHARACTER = 7


def write_html(publication: Publication, standard: Standard | None) -> bytes:  # noqa: ARG001 - standards are those of PDF
    """Return the page, in UTF-8."""
    return "".join(_page(publication)).encode()


def _page(publication: Publication) -> Iterator[str]:
    marks, numbers = bookmarks(publication), count(1)
    title = escape(publication.title)
    yield f'<!DOCTYPE html>\n<html lang="{_language(publication.language)}"><head><meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{title}</title><style>{_STYLE}</style></head><body>"
    if publication.has_contents:
        yield f"<header><h1>{title}</h1></header>"
    named = [[(f"m{next(numbers)}", mark) for mark in own] for own in marks]
    if publication.has_contents:
        yield f'<nav aria-label="{CONTENTS.as_is(publication.language)}">{_contents(named)}</nav>'
    yield "<main>"
    for form, own in zip(publication.forms, named, strict=True):
        yield f'<article lang="{_language(form.language)}">'
        for anchor, mark in own if publication.has_contents else ():
            yield f'<h{mark.level + 1} id="{anchor}">{escape(mark.text)}</h{mark.level + 1}>'
        below = own[-1][1].level + 1 if publication.has_contents else 0
        for index, sheet in enumerate(form.sheets, start=1):
            yield from _sheet(form, sheet, index, below + 1 if index == 1 or below else 2)
        yield "</article>\n"
    yield "</main></body></html>\n"


def _language(language: Lang) -> str:
    return _LANGUAGES.as_is(language)


def _contents(named: Iterable[list[tuple[str, Bookmark]]]) -> str:
    """Return the contents as nested lists."""
    written, depth = "", 0
    for anchor, mark in (entry for own in named for entry in own):
        if mark.level > depth:
            written += "<ol><li>" * (mark.level - depth)
        else:
            written += "</li></ol>" * (depth - mark.level) + "</li><li>"
        written += f'<a href="#{anchor}">{escape(mark.text)}</a>'
        depth = mark.level
    return written + "</li></ol>" * depth


def _sheet(form: PrintedForm, sheet: PrintedSheet, index: int, level: int) -> Iterator[str]:
    yield '<section class="sheet">'
    yield _line((sheet.header.left, sheet.header.center, sheet.header.right))
    if sheet.picture is not None:
        yield _picture(sheet.picture, sheet.title)
    if not any(cell.role == "title" for band in sheet.bands for cell in band.cells):
        yield f'<h{level} class="sheet-title">{escape(sheet.title)}</h{level}>'
    label = escape(f"{form.unit} {sheet.title} {index}".strip())
    width = int(sum(sheet.widths) * _PIXELS_PER_CHARACTER)
    yield f'<div class="wide" tabindex="0" role="group" aria-label="{label}"><div style="min-width:{min(width, 1100)}px">'
    for band in sheet.bands:
        yield from _band(band, sheet.widths, level)
    yield "</div></div></section>\n"


def _line(parts: Iterable[LinePart]) -> str:
    """Return a page header as a line above the sheet; the numbers of pages are those of paper."""
    texts = [escape("".join(piece for piece in part if isinstance(piece, str)).strip()) for part in parts]
    return f'<div class="line">{"".join(f"<span>{text}</span>" for text in texts)}</div>' if any(texts) else ""


def _picture(picture: Picture, title: str) -> str:
    kind = "png" if Path(picture.file).suffix.lower() == ".png" else "jpeg"
    content = base64.b64encode(picture.content).decode()
    return f'<img src="data:image/{kind};base64,{content}" alt="{escape(picture.description or title)}" style="max-height:4rem">'


def _band(band: Band, widths: tuple[float, ...], level: int) -> Iterator[str]:
    """Yield a band: a title as a heading, anything else as a table in which every place is filled."""
    titles = [cell for cell in band.cells if cell.role == "title"]
    yield from (f'<h{level} class="sheet-title">{escape(cell.text)}</h{level}>' for cell in titles)
    rows = _rows(band, [cell for cell in band.cells if cell.role != "title"], len(widths))
    heads, rest = rows[: band.n_heads], rows[band.n_heads :]
    if not any(cells for cells in rows):
        return
    columns = "".join(f'<col style="width:{100 * width / sum(widths):.2f}%">' for width in widths)
    layout = "" if heads else ' role="presentation"' if not any("<th" in row for row in rows) else ""
    yield f"<table{layout}><colgroup>{columns}</colgroup>"
    if heads:
        yield f"<thead>{''.join(f'<tr>{row}</tr>' for row in heads)}</thead>"
    yield f"<tbody>{''.join(f'<tr>{row}</tr>' for row in rest if row)}</tbody></table>"


def _rows(band: Band, cells: list[PrintedCell], n_columns: int) -> list[str]:
    """Return the rows of a band; what no cell takes gets a cell without a frame, and a row of titles is left out."""
    taken = {
        (row, column)
        for cell in cells
        for row in range(cell.row, cell.row + cell.rows)
        for column in range(cell.column, cell.column + cell.columns)
    }
    used = {row for row, _ in taken}
    places = {(cell.row, cell.column): cell for cell in cells}
    rows = []
    for row in range(len(band.heights)):
        written, column = "", 0
        while row in used and column < n_columns:
            cell = places.get((row, column))
            if cell is not None:
                written += _cell(cell, is_head=row < band.n_heads)
            elif (row, column) not in taken:
                written += '<td class="plain"></td>'
            column += cell.columns if cell is not None else 1
        rows.append(written)
    return rows


def _cell(cell: PrintedCell, *, is_head: bool) -> str:
    name, scope = "td", ""
    if is_head and cell.role == "heading" and cell.text:
        name, scope = "th", ' scope="colgroup"' if cell.columns > 1 else ' scope="col"'
    elif cell.role in _NAMING and cell.text and not is_head:
        name, scope = "th", ' scope="rowgroup"' if cell.rows > 1 else ' scope="row"'
    classes = [cell.align[0], "text"]
    classes += ["plain"] if cell.role in _PLAIN else ["room"] if cell.role == "room" else []
    classes += ["note"] if cell.role == "note" else []
    classes += [word for word, is_open in (("above", cell.is_open_above), ("below", cell.is_open_below)) if is_open]
    spans = "".join(f' {key}="{number}"' for key, number in (("colspan", cell.columns), ("rowspan", cell.rows)) if number > 1)
    return f'<{name}{scope}{spans} class="{" ".join(classes)}">{escape(cell.text)}</{name}>'


WRITER = PrintWriter(
    name="html",
    doc=Text(zh="网页：一个文件，无障碍，可在浏览器中打印", en="HTML: one self-contained page, accessible, to be printed from a browser"),
    has_standards=False,
    write=write_html,
)
