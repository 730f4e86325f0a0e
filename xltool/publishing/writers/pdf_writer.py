"""PDF, set by typst: every text goes to it as data, tagged, with bookmarks and embedded fonts."""

from __future__ import annotations

import datetime as dt
import json
import re
import tempfile
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from xltool.base.errors import UsageError
from xltool.base.messages import Lang, Text
from xltool.publishing import outline
from xltool.publishing.extra import publishing_package
from xltool.publishing.fonts import fonts_for
from xltool.publishing.printed_form import Align, Band, PageMark, PrintedForm, PrintedLine, PrintedSheet, Publication
from xltool.publishing.writer import PrintWriter, Standard

_STANDARDS: Mapping[Standard | None, list[str]] = {None: ["1.7"], "ua": ["ua-1"], "a": ["a-2u"]}
_ALIGNS: Mapping[Align, int] = {"left": 0, "center": 1, "right": 2}
_PAPERS = {"A4": "a4", "A3": "a3", "A5": "a5", "letter": "us-letter", "legal": "us-legal"}
_MARGINS = 28  # millimetres, left and right together
_LARGEST, _SMALLEST = 10.0, 6.5  # points, of the text
_CHARACTER = 0.52  # width of a character (half of a Chinese one), by the size of the text
_POINTS = 72 / 25.4  # in a millimetre
#: A word that no column is wide for: it may be broken anywhere.
_LONG_WORD = re.compile(r"[!-~]{23,}")
_BREAK = "\u200b"
_PICTURE_HEIGHT = 40.0  # points, of a picture at the title


def write_pdf(publication: Publication, standard: Standard | None) -> bytes:
    """Set a publication. Raises UsageError where typst or a font for Chinese is missing."""
    typst = publishing_package("typst", "typst")
    installed = _installed_fonts()
    texts = (text for form in publication.forms for text in form.texts())
    fonts = fonts_for([publication.title, *texts], installed.families())
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        data = _data(publication, fonts, root)
        (root / "data.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        (root / "main.typ").write_bytes(files("xltool.publishing").joinpath("typst_form.typ").read_bytes())
        compiler = typst.Compiler(input=str(root / "main.typ"), root=folder, font_paths=installed)
        try:
            written: bytes = compiler.compile(format="pdf", pdf_standards=_STANDARDS[standard], timestamp=_seconds(publication))
        except typst.TypstError as error:
            raise UsageError(_failed(error)) from error
    return written


@cache
def _installed_fonts() -> Any:
    return publishing_package("typst", "typst").Fonts()


def _seconds(publication: Publication) -> int:
    """Return the day of a publication as seconds since 1970: the same forms give the same bytes."""
    return (publication.date - dt.date(1970, 1, 1)).days * 86400


def _failed(error: Exception) -> Text:
    said = str(getattr(error, "message", error)).partition("\n")[0]
    return Text(zh=f"typst 不能生成这份 PDF：{said}", en=f"typst could not write this PDF: {said}")


def _data(publication: Publication, fonts: Mapping[Lang, list[str]], root: Path) -> dict[str, Any]:
    contents = outline.CONTENTS.as_is(publication.language) if publication.has_contents else None
    marks = outline.bookmarks(publication)
    pictures: dict[bytes, str] = {}
    return {
        "title": publication.title,
        "date": [publication.date.year, publication.date.month, publication.date.day],
        "lang": publication.language,
        "fonts": fonts,
        "contents": contents,
        "forms": [
            _form(form, own, root, pictures, is_alone=not publication.has_contents)
            for form, own in zip(publication.forms, marks, strict=True)
        ],
    }


def _form(form: PrintedForm, marks: list[outline.Bookmark], root: Path, pictures: dict[bytes, str], *, is_alone: bool) -> dict[str, Any]:
    deepest = max((mark.level for mark in marks), default=0)
    sheets = []
    for index, sheet in enumerate(form.sheets):
        level = (1 if index == 0 or sheet.title != form.title else -1) if is_alone else -(deepest + 1)
        sheets.append(_sheet(sheet, level, root, pictures))
    return {"lang": form.language, "marks": [] if is_alone else [[mark.level, mark.text] for mark in marks], "sheets": sheets}


def _sheet(sheet: PrintedSheet, level: int, root: Path, pictures: dict[bytes, str]) -> dict[str, Any]:
    return {
        "paper": _PAPERS[sheet.paper],
        "landscape": sheet.is_landscape,
        "header": _line(sheet.header),
        "footer": _line(sheet.footer),
        "size": _size(sheet),
        "level": level,
        "widths": sheet.widths,
        "picture": _picture(sheet, root, pictures),
        "bands": [_band(band) for band in sheet.bands],
    }


def _line(line: PrintedLine) -> list[list[str | int]]:
    return [
        [int(piece.of_all) if isinstance(piece, PageMark) else piece for piece in part] for part in (line.left, line.center, line.right)
    ]


def _size(sheet: PrintedSheet) -> float:
    """Return the size of the text with which the columns are as wide as the paper, within what can be read."""
    across = sheet.sides[0] - _MARGINS
    return round(max(_SMALLEST, min(_LARGEST, across * _POINTS / (sum(sheet.widths) * _CHARACTER))), 2)


def _band(band: Band) -> dict[str, Any]:
    return {
        "heights": band.heights,
        "heads": band.n_heads,
        "page": band.begins_page,
        "cells": [
            [
                cell.column, cell.row, cell.columns, cell.rows, cell.role, _breakable(cell.text), _ALIGNS[cell.align],
                cell.is_open_above, cell.is_open_below,
            ]
            for cell in band.cells
        ],
    }  # fmt: skip


def _breakable(text: str) -> str:
    """Return a text with places to break in words that no column is wide for."""
    return _LONG_WORD.sub(lambda word: _BREAK.join(word[0]), text)


def _picture(sheet: PrintedSheet, root: Path, pictures: dict[bytes, str]) -> dict[str, Any] | None:
    picture = sheet.picture
    if picture is None:
        return None
    if picture.content not in pictures:
        name = f"picture{len(pictures)}{Path(picture.file).suffix.lower()}"
        (root / name).write_bytes(picture.content)
        pictures[picture.content] = name
    height = min(_PICTURE_HEIGHT, picture.height * 0.75)
    is_right = picture.room == "right"
    return {"file": pictures[picture.content], "height": height, "right": is_right, "alt": picture.description or sheet.title}


WRITER = PrintWriter(
    name="pdf",
    doc=Text(zh="PDF：可检索、带书签、嵌入字体", en="PDF: searchable, with bookmarks, fonts embedded"),
    has_standards=True,
    write=write_pdf,
)
