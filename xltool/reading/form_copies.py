"""Choose the sheet to read where several show the form: senders copy a sheet of it, fill in the copy, and leave the first one as it was.

The form's own sheet is read when anything is filled in on it, else the first copy that is filled in. Every other copy that is filled in
is an error: which of the two counts is not guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from xltool.base.cells import Area, Location
from xltool.base.display import visible
from xltool.base.findings import Finding
from xltool.base.messages import Text
from xltool.base.reader_rules import READER_RULES
from xltool.form.layout import SheetLayout
from xltool.form.schema import Schema
from xltool.form.template import Template
from xltool.reading.locate import Located, locate
from xltool.reading.parsing.formatted import Formatted, plain
from xltool.reading.parsing.grid import Grid, Place

#: Share of the texts of a form's sheet that a copy of it shows.
_ENOUGH = 0.8
_HIDDEN = Text(zh="（已隐藏）", en=" (hidden)")
_TWIN = Text(zh="，看得见的“{twin}”是同样的表格", en="; the visible sheet “{twin}” shows the same form")
_NOTHING = Text(zh="", en="")


@dataclass(frozen=True, kw_only=True)
class ChosenSheet:
    """The sheet to read, and what is to be said about the others that show the same form."""

    grid: Grid
    findings: tuple[Finding, ...] = ()
    named: frozenset[str] = frozenset()  # sheets that the findings tell of


@dataclass(frozen=True, kw_only=True)
class FormSheets:
    """The sheets of a workbook that show one sheet of the form."""

    layout: SheetLayout
    schema: Schema
    expected: Located  # where everything is on the sheet that was sent out
    given: frozenset[str]  # paths that are filled in before a form is sent out
    hidden: frozenset[str]  # sheets of the workbook that are hidden
    names: Mapping[str, Area]  # defined names that lead to the form's own sheet

    def choose(self, own: Grid, others: Iterable[Grid]) -> ChosenSheet:
        """Choose between the form's own sheet and others of the workbook."""
        copies = [grid for grid in others if self._shows_the_form(grid)]
        filled = {grid.name: place for grid in copies if (place := self._first_entry(grid, {})) is not None}
        chosen = own if not filled or self._first_entry(own, self.names) else next(grid for grid in copies if grid.name in filled)
        findings = [*self._of_chosen(own, chosen, filled), *self._of_others(chosen, filled), *self._hidden(chosen, copies)]
        named = frozenset([*filled, *([own.name] if chosen is not own else [])])
        return ChosenSheet(grid=chosen, findings=tuple(findings), named=named)

    def _shows_the_form(self, grid: Grid) -> bool:
        texts = {label.line for label in self.expected.labels}
        return len(texts & grid.places().keys()) >= _ENOUGH * len(texts) > 0

    def _first_entry(self, grid: Grid, names: Mapping[str, Area]) -> Place | None:
        """Find the first cell in which somebody has filled in something; None when there is only what was given before."""
        located = locate(self.layout, self.schema, grid, names, self.expected)
        places = [(place, path) for path, place in located.inputs.items() if self._is_filled_in_by_senders(path)]
        for table in located.tables.values():
            columns = [(column, f"{table.path}.{name}") for name, column in table.columns.items()]
            columns = [(column, path) for column, path in columns if self._is_filled_in_by_senders(path)]
            rows = range(table.first_row, min(table.last_row, grid.n_rows) + 1)
            places += [((row, column), path) for row in rows for column, path in columns]
        return min(
            (place for place, path in places if _holds_something(grid, place) and not self._is_default(grid, place, path)), default=None
        )

    def _is_default(self, grid: Grid, place: Place, path: str) -> bool:
        """Return whether a cell holds what it was sent out with, as far as the definition tells."""
        field = self.schema.field(path)
        if field is None or field.default is None:
            return False
        content = grid.content(*place)
        return bool(field.read(plain(content) if isinstance(content, Formatted) else content).value == field.default)

    def _is_filled_in_by_senders(self, path: str) -> bool:
        field = self.schema.field(path)
        return path not in self.given and (field is None or not field.is_locked)

    def _of_chosen(self, own: Grid, chosen: Grid, filled: Mapping[str, Place]) -> Iterator[Finding]:
        if chosen is not own:
            location = Location(chosen.name, *filled[chosen.name])
            yield READER_RULES["form.copy-read"].finding(
                location=location, value=chosen.name, sheet=self._called(own.name), copy=self._called(chosen.name)
            )

    def _of_others(self, chosen: Grid, filled: Mapping[str, Place]) -> Iterator[Finding]:
        for name, place in filled.items():
            if name != chosen.name:
                yield READER_RULES["form.second-copy"].finding(
                    location=Location(name, *place), value=name, sheet=self._called(chosen.name), copy=self._called(name)
                )

    def _hidden(self, chosen: Grid, copies: Sequence[Grid]) -> Iterator[Finding]:
        """Report that the sheet which was read is hidden; a visible one that looks the same is what the sender sees."""
        if chosen.name in self.hidden:
            twin = next((grid.name for grid in copies if grid.name not in self.hidden), None)
            told = _TWIN.filled(twin=visible(twin)) if twin is not None else _NOTHING
            yield READER_RULES["form.hidden"].finding(value=chosen.name, sheet=visible(chosen.name), twin=told)

    def _called(self, name: str) -> Text:
        hidden = _HIDDEN if name in self.hidden else _NOTHING
        return Text(zh=f"“{visible(name)}”{hidden.zh}", en=f"“{visible(name)}”{hidden.en}")


def told_once(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings that name every copy once: sheets of a repeated block look alike, so each of them has the same copies.

    A copy that was read for one of them is not a second copy of the others.
    """
    findings = list(findings)
    told = {finding.value for finding in findings if finding.rule == "form.copy-read"}
    kept: list[Finding] = []
    for finding in findings:
        if finding.rule != "form.second-copy" or finding.value not in told:
            kept.append(finding)
        if finding.rule == "form.second-copy":
            told.add(finding.value)
    return kept


def given_fields(template: Template) -> frozenset[str]:
    """Return the paths that are filled in before a form is sent out: who it is for, and what the roster says."""
    identity = template.identity
    given = (identity.unit, identity.project, identity.year, *template.prefill.values())
    return frozenset(path for path in given if path is not None)


def _holds_something(grid: Grid, place: Place) -> bool:
    value = grid.content(*place)
    return value is not None and (not isinstance(value, str) or bool(value.strip()))
