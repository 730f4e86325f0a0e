"""The status line `错误 2 项，提醒 5 项 —— 不可报送`: how many problems are open, and whether the form can be sent."""

from __future__ import annotations

from typing import Any

from xlsxwriter.worksheet import Worksheet

from xltool.base.cells import Area
from xltool.base.formula_text import quote
from xltool.base.messages import Lang
from xltool.workbook import form_messages
from xltool.workbook.styles import ERROR_FILL, ERROR_INK, GOOD_INK, Styles


def draw_status(sheet: Worksheet, area: Area, styles: Styles, lang: Lang, **look: Any) -> None:
    """Write the line into an area; it turns red while errors are open."""
    cells = (area.top - 1, area.left - 1, area.bottom - 1, area.right - 1)
    format_ = styles("status", font_color=GOOD_INK, **look)
    if not area.is_one_cell:
        sheet.merge_range(*cells, "", format_)
    sheet.write_formula(area.top - 1, area.left - 1, _formula(lang), format_, "")
    bad = styles.mark(ERROR_FILL, ERROR_INK)
    sheet.conditional_format(*cells, {"type": "formula", "criteria": "=xltool.errors>0", "format": bad})


def status_sentence(n_errors: int, n_warnings: int, lang: Lang) -> str:
    """Return what the formula yields."""
    errors, warnings, end = _words(lang)
    verdict = form_messages.NOT_READY if n_errors else form_messages.READY
    return f"{errors}{n_errors}{warnings}{n_warnings}{end}{verdict.say(lang)}"


def _formula(lang: Lang) -> str:
    errors, warnings, end = map(quote, _words(lang))
    ready, not_ready = quote(form_messages.READY.say(lang)), quote(form_messages.NOT_READY.say(lang))
    return f"={errors}&xltool.errors&{warnings}&xltool.warnings&{end}&IF(xltool.errors>0,{not_ready},{ready})"


def _words(lang: Lang) -> tuple[str, str, str]:
    errors, warnings, end = (word.as_is(lang) for word in form_messages.STATUS_WORDS)
    return errors, warnings, end
