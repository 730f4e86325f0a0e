"""What a program has guessed, in a design workbook: fields coloured by how sure that is, the reason beside them, and what to look at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from xltool.base.cells import a1, quote_sheet
from xltool.base.messages import Lang, Text
from xltool.base.short_repr import short_repr
from xltool.rules.design_language import SHEETS, DrawnCell

if TYPE_CHECKING:
    from xltool.designing.design_sheets_out import TableWriter

#: How sure a guess is at least, and its colour, the surest first.
_COLOURS = ((0.8, "#D9EAD3"), (0.6, "#FFF2CC"), (0.0, "#F9CB9C"))
_HEADS = (Text(zh="单元格", en="Cell"), Text(zh="内容", en="Content"), Text(zh="问题", en="Problem"))
_KEY = (
    Text(zh="绿色：把握大", en="green: sure"),
    Text(zh="黄色：请看一眼", en="yellow: have a look"),
    Text(zh="橙色：请核对", en="orange: please check"),
)


@dataclass(frozen=True, kw_only=True)
class ShownGuess:
    """How sure a guess is, from 0 to 1, and why."""

    __repr__ = short_repr

    confidence: float
    reason: Text

    @property
    def colour(self) -> str:
        """The colour that says how sure it is."""
        return next(colour for least, colour in _COLOURS if self.confidence >= least)


@dataclass(frozen=True, kw_only=True)
class GuessQuestion:
    """What the officer is asked about a place."""

    __repr__ = short_repr

    path: str  # of the field or table; "" where none is meant
    place: str  # on the form as it was drawn
    text: Text


@dataclass(kw_only=True)
class Guesses:
    """All guesses of a definition, by the paths of fields, and what is asked about them."""

    by_path: Mapping[str, ShownGuess]
    questions: Sequence[GuessQuestion]
    lang: Lang
    places: dict[str, str] = field(default_factory=dict)  # path → where it is drawn, `sheet!A1`

    def colour_input(self, book: Any, sheet: Any, cell: DrawnCell) -> None:
        """Colour an input on a layout, by a rule that leaves its own look as it is, and say the reason in a comment."""
        place = a1(cell.row, cell.column)
        self.places.setdefault(cell.field, f"{quote_sheet(sheet.get_name())}!{place}")
        guess = self.by_path.get(cell.field)
        if guess is not None:
            colour = book.add_format({"bg_color": guess.colour})
            criteria = f'=LEFT(${place.rstrip("0123456789")}${cell.row},1)="{{"'
            sheet.conditional_format(place, {"type": "formula", "criteria": criteria, "format": colour, "stop_if_true": True})
            sheet.write_comment(cell.row - 1, cell.column - 1, f"{guess.confidence:.0%} {guess.reason.as_is(self.lang)}", {"font_size": 9})

    def colour_paths(self, book: Any, sheet: Any, paths: Sequence[str]) -> None:
        """Colour the names of guessed fields in a table of them; the reason stands in the row."""
        for row, path in enumerate(paths, start=1):
            guess = self.by_path.get(path)
            if guess is not None:
                look = {"bg_color": guess.colour, "num_format": "@", "valign": "top", "text_wrap": True, "font_size": 10}
                sheet.write_string(row, 0, path, book.add_format(look))

    def write_questions(self, book: Any, writer: TableWriter) -> None:
        """Write what the officer is asked on a sheet of its own, each with a link to its field."""
        sheet = book.add_worksheet(SHEETS["problems"].as_is(self.lang))
        for column, (head, width) in enumerate(zip(_HEADS, (20, 34, 70), strict=True)):
            sheet.write_string(0, column, head.as_is(self.lang), writer.styles.head)
            sheet.set_column(column, column, width, writer.styles.text)
        for row, question in enumerate(self.questions, start=1):
            place = self.places.get(question.path) or self._column_place(question.path)
            if place:
                sheet.write_url(row, 0, f"internal:{place}", string=place)
            sheet.write_string(row, 1, f"{question.path} ({question.place})" if question.path else question.place, writer.styles.text)
            sheet.write_string(row, 2, question.text.as_is(self.lang), writer.styles.text)
        last = len(self.questions) + 2
        for number, ((_, colour), said) in enumerate(zip(_COLOURS, _KEY, strict=True)):
            sheet.write_string(last + number, 0, said.as_is(self.lang), book.add_format({"bg_color": colour, "font_size": 10}))
        sheet.freeze_panes(1, 0)

    def _column_place(self, table: str) -> str:
        return next((place for path, place in self.places.items() if table and path.startswith(f"{table}.")), "")
