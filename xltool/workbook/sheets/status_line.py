"""The status line `错误 2 项，提醒 5 项 —— 不可报送`: how many problems are open, and whether the form can be sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from xlsxwriter.worksheet import Worksheet

from xltool.base.cells import Area
from xltool.base.formula_text import quote
from xltool.base.messages import Lang
from xltool.workbook import form_messages
from xltool.workbook.styles import ERROR_FILL, ERROR_INK, GOOD_INK, Styles


@dataclass(frozen=True, kw_only=True)
class StatusLine:
    """Draws the status line of a form, and says what it yields."""

    lang: Lang
    n_later: int  # checks that are made when the form comes back

    def draw(self, sheet: Worksheet, area: Area, styles: Styles, **look: Any) -> None:
        """Write the line into an area; it turns red while errors are open."""
        cells = (area.top - 1, area.left - 1, area.bottom - 1, area.right - 1)
        format_ = styles("status", font_color=GOOD_INK, **look)
        if not area.is_one_cell:
            sheet.merge_range(*cells, "", format_)
        sheet.write_formula(area.top - 1, area.left - 1, self._formula(), format_, "")
        bad = styles.mark(ERROR_FILL, ERROR_INK)
        sheet.conditional_format(*cells, {"type": "formula", "criteria": "=xltool.errors>0", "format": bad})

    def sentence(self, n_errors: int, n_warnings: int) -> str:
        """Return what the formula yields."""
        errors, warnings, end = self._words()
        return f"{errors}{n_errors}{warnings}{n_warnings}{end}{self._not_ready if n_errors else self._ready}"

    def _formula(self) -> str:
        errors, warnings, end = map(quote, self._words())
        verdict = f"IF(xltool.errors>0,{quote(self._not_ready)},{quote(self._ready)})"
        return f"={errors}&xltool.errors&{warnings}&xltool.warnings&{end}&{verdict}"

    def _words(self) -> tuple[str, str, str]:
        errors, warnings, end = (word.as_is(self.lang) for word in form_messages.STATUS_WORDS)
        return errors, warnings, end

    @property
    def _not_ready(self) -> str:
        return form_messages.NOT_READY.say(self.lang)

    @property
    def _ready(self) -> str:
        """The word for a form without errors, and what is still to be checked: the sender is not to take the one for the other."""
        ready = form_messages.READY.say(self.lang)
        later = form_messages.ONE_LATER if self.n_later == 1 else form_messages.LATER
        return (
            form_messages.IN_BRACKETS.say(self.lang, text=ready, aside=later.say(self.lang, count=self.n_later)) if self.n_later else ready
        )
