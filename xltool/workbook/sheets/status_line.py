"""The status line `已填 2/17 · 待填 15 · 错误 0 · 提醒 0 —— 尚未填完，请接着填写带 * 的栏`: how far the form is, and what comes next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from xlsxwriter.worksheet import Worksheet

from xltool.base.cells import Area, quote_sheet
from xltool.base.formula_text import quote
from xltool.base.messages import IN_BRACKETS, SEMICOLON, Lang, Text
from xltool.form.sheet_names import CHECK_SHEET, GUIDE_SHEET, HIDDEN_SHEET
from xltool.form.status_parts import StatusParts
from xltool.rules.completeness import Completeness
from xltool.workbook import form_messages
from xltool.workbook.helper_sheet.plan_records import WaitingCells
from xltool.workbook.sheets.row_height import label_height
from xltool.workbook.styles import ERROR_FILL, ERROR_INK, GOOD_INK, TODO_FILL, TODO_INK, Styles, font_size

_MANY = 999  # of anything: no longer line is expected


@dataclass(frozen=True, kw_only=True)
class StatusLine:
    """Draws the status line of a form, and says what it yields."""

    lang: Lang
    n_later: int  # checks that are made when the form comes back
    waiting: WaitingCells

    def draw(self, sheet: Worksheet, parts: StatusParts, styles: Styles, **look: Any) -> None:
        """Write the line and its links; it is pale while something is to be filled in, and turns red while something is wrong."""
        format_ = styles("status", font_color=GOOD_INK, **look)
        _merge(sheet, parts.words, format_)
        formula = self._formula()
        is_link = len(parts.links) < len(self._link_texts)
        formula = f'=HYPERLINK("#"&{quote(self._targets[0])},{formula})' if is_link else f"={formula}"
        sheet.write_formula(parts.words.top - 1, parts.words.left - 1, formula, format_, "")
        for (row, column, text), target, area in zip(self.links(parts), self._targets_of(parts), parts.links, strict=True):
            link = styles("jump", **look)
            _merge(sheet, area, link)
            sheet.write_formula(row - 1, column - 1, f'=HYPERLINK("#"&{quote(target)},{quote(text)})', link, "")
        if parts.rest is not None:
            _merge(sheet, parts.rest, format_)
        for criteria, fill, ink in (
            (f"={self._cell(self.waiting.wrong)}>0", ERROR_FILL, ERROR_INK),
            ("=xltool.todo>0", TODO_FILL, TODO_INK),
        ):
            rule = {"type": "formula", "criteria": criteria, "format": styles.mark(fill, ink), "stop_if_true": True}
            sheet.conditional_format(*_zero_based(parts.words), rule)

    def height(self, width: float) -> float:
        """Return the height that the line needs in so many characters, in points."""
        most = Completeness(todo=_MANY, filled=_MANY, errors=0, warnings=_MANY)
        ready = Completeness(todo=0, filled=_MANY, errors=0, warnings=_MANY)
        return max(label_height(self.sentence(one), width, font_size("status")) for one in (most, ready))

    def sentence(self, found: Completeness) -> str:
        """Return what the formula yields."""
        verdict = self._not_ready if found.errors else self._to_fill_in if found.todo else self._ready(verify=found.warnings > 0)
        counts = "".join(f"{self._word(name)}{getattr(found, name)}" for name in form_messages.PROGRESS)
        return counts + form_messages.THEN.as_is(self.lang) + verdict

    def links(self, parts: StatusParts | None) -> Iterator[tuple[int, int, str]]:
        """Yield row, column and text of the links."""
        areas = parts.links if parts else ()
        for area, text in zip(areas, self._link_texts[len(self._link_texts) - len(areas) :], strict=True):
            yield area.top, area.left, text

    def _formula(self) -> str:
        wrong, doubtful = self._cell(self.waiting.wrong), self._cell(self.waiting.doubtful)
        cells = {"filled": "xltool.filled", "required": "xltool.required", "todo": "xltool.todo", "errors": wrong, "warnings": doubtful}
        counts = "&".join(f"{quote(self._word(name))}&{cells[name]}" for name in form_messages.PROGRESS)
        ready = f"IF({doubtful}>0,{quote(self._ready(verify=True))},{quote(self._ready(verify=False))})"
        verdict = f"IF({wrong}>0,{quote(self._not_ready)},IF(xltool.todo>0,{quote(self._to_fill_in)},{ready}))"
        return f"{counts}&{quote(form_messages.THEN.as_is(self.lang))}&{verdict}"

    def _cell(self, cell: str) -> str:
        return f"{HIDDEN_SHEET}!{cell}"

    def _word(self, name: str) -> str:
        return form_messages.PROGRESS[name].as_is(self.lang)

    @property
    def _link_texts(self) -> tuple[str, ...]:
        return CHECK_SHEET.say(self.lang), GUIDE_SHEET.say(self.lang)

    @property
    def _targets(self) -> tuple[str, ...]:
        return tuple(f"{quote_sheet(name)}!A1" for name in self._link_texts)

    def _targets_of(self, parts: StatusParts) -> tuple[str, ...]:
        return self._targets[len(self._targets) - len(parts.links) :]

    @property
    def _not_ready(self) -> str:
        return form_messages.NOT_READY.say(self.lang)

    @property
    def _to_fill_in(self) -> str:
        return form_messages.TO_FILL_IN.say(self.lang)

    def _ready(self, *, verify: bool) -> str:
        """The word for a form without errors, and what is still to be checked: the sender is not to take the one for the other."""
        later = form_messages.ONE_LATER if self.n_later == 1 else form_messages.LATER
        asides: list[Text] = [form_messages.TO_VERIFY] if verify else []
        asides += [later.filled(count=self.n_later)] if self.n_later else []
        ready = form_messages.READY.say(self.lang)
        aside = SEMICOLON.as_is(self.lang).join(one.as_is(self.lang) for one in asides)
        return IN_BRACKETS.say(self.lang, text=ready, aside=aside) if aside else ready


def _merge(sheet: Worksheet, area: Area, format_: Any) -> None:
    if not area.is_one_cell:
        sheet.merge_range(*_zero_based(area), "", format_)


def _zero_based(area: Area) -> tuple[int, int, int, int]:
    return area.top - 1, area.left - 1, area.bottom - 1, area.right - 1
