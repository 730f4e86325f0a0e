"""Entries as a person makes them: one cell after the other in a form that was opened blank, and what both sides say after each.

The workbook is never recalculated as a whole: what a program does not compute by itself after an entry stays wrong and is seen.
`python -m tests.parity.entries --entries 2000` makes more entries than the tests do, in longer tables.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from random import Random
from typing import Any, TypeAlias

from tests.parity.cases import POOLS, Case, Cell, boxes
from tests.parity.comparison import Form, differ
from tests.referees.libreoffice import LibreOffice
from xltool.base.cells import a1
from xltool.base.messages import Lang
from xltool.base.normalise import as_text, text_from_number
from xltool.base.paths import defined_name, value_at
from xltool.form.layout import place
from xltool.form.schema import Field
from xltool.form.sheet_names import CHECK_SHEET
from xltool.rules.definition import Definition
from xltool.rules.evaluate import evaluate
from xltool.rules.load import load_definition
from xltool.rules.shelf import forms
from xltool.workbook.blank_form import cached_blank_form
from xltool.workbook.sheets.check_sheet import HEAD_ROW

#: The defined name of an input, the row in a table (None for a single field), and what is typed.
Entry: TypeAlias = tuple[str, int | None, Cell]

DEFINITIONS = Path(__file__).parents[1] / "definitions"
#: The form of 2022, which has pools of its own (`tests.parity.cases`) and stands in every run at its full size.
FIRST = "project-performance-target"


@dataclass(frozen=True)
class FormSource:
    """Where a form stands, and documents of it."""

    template: Path
    documents: tuple[Path, ...]


def _in_folder(folder: Path) -> FormSource:
    documents = [*sorted((folder / "data").glob("U?.json")), *folder.glob("document.json")]
    return FormSource(folder / "templates" / f"{folder.name}.yaml", tuple(documents))


BUILT_IN: Mapping[str, FormSource] = {
    form.name: FormSource(form.path, tuple(path for path in sorted(form.examples.glob("*.json")) if path.stem != "expected"))
    for form in forms()
}
#: Definitions by name: the built-in ones and those of the tests, which may have a form of the same id.
SOURCES: Mapping[str, FormSource] = {
    **BUILT_IN,
    **{
        f"{folder.name}@tests" if folder.name in BUILT_IN else folder.name: _in_folder(folder)
        for kind in ("clean", "forms")
        for folder in sorted((DEFINITIONS / kind).iterdir())
        if folder.is_dir()
    },
}
#: Every form in which entries are tried.
FORMS = tuple(SOURCES)
#: Rows of the longest table in an ordinary run.
ROWS = 40
_FLOATING = re.compile(r"-?\d+(?:\.\d+)?E[+-]\d+")
_LONG_NUMBER = re.compile(r"(\d{15})\d+")
_LONG_IN_TEXT = re.compile(r"\d{16,}(?:\.\d+)?|\d{1,3}(?:,\d{3}){5,}(?:\.\d+)?")
_CAPACITY = re.compile(r'(?<=capacity: )\d+|(?<="maxItems": )\d+')


def entry_form(name: str, folder: Path, rows: int = ROWS, source: Path | None = None) -> EntryForm:
    """Return one of `FORMS`, or the form of that name in `source`; a copy of its definition in `folder` has tables of at most so many rows."""
    form = _in_folder(source) if source else SOURCES[name]
    examples = [json.loads(path.read_text(encoding="utf-8")) for path in form.documents]
    template = form.template if name == FIRST else _with_short_tables(form.template, folder / name, rows)
    return _with_examples(load_definition(template), examples)


def _with_short_tables(template: Path, folder: Path, rows: int) -> Path:
    """Copy the files of a definition, with room for at most so many rows, and return the copy of the template."""
    above = template.resolve().parent.parent
    for path in load_definition(template).files:
        copy = folder / path.resolve().relative_to(above)
        copy.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix not in (".yaml", ".json"):
            shutil.copyfile(path, copy)
            continue
        text = path.read_text(encoding="utf-8")
        copy.write_text(_CAPACITY.sub(lambda found: str(min(rows, int(found[0]))), text), encoding="utf-8")
    return folder / "templates" / template.name


def _with_examples(definition: Definition, examples: Sequence[Mapping[str, Any]]) -> EntryForm:
    """Return a form whose locked cells hold what the first example has there."""
    locked = [field for field in definition.schema.all_fields() if field.is_given]
    given: Case = {}
    for field in locked if examples else ():
        cells = cells_in(examples[0], field)
        given[field.path] = cells if field.table else cells[0]
    return EntryForm(Form(definition, given), examples)


@dataclass(frozen=True)
class EntryForm:
    """A form with documents from which plausible entries are taken."""

    form: Form
    examples: Sequence[Mapping[str, Any]]

    @property
    def lang(self) -> Lang:
        """The language of the workbook."""
        return self.form.definition.template.language

    @cached_property
    def statuses(self) -> list[str]:
        """The cells with the sentence on what is open, as `Sheet!A1`: on the form and on the check sheet."""
        layout = place(self.form.definition.template, self.form.definition.schema)
        on_form = [f"{sheet.name}!{a1(sheet.status.top, sheet.status.left)}" for sheet in layout.sheets if sheet.status]
        return [*on_form, f"{CHECK_SHEET.say(self.lang)}!A2"]

    @cached_property
    def states(self) -> dict[str, tuple[int, int]]:
        """The cells of each line of the check sheet with a state and a sentence, as `Sheet!A1`, with their row and column."""
        rows = range(HEAD_ROW + 1, HEAD_ROW + 1 + len(self.form.definition.rules.ids))
        return {f"{CHECK_SHEET.say(self.lang)}!{a1(row, column)}": (row, column) for row in rows for column in (1, 3)}

    @property
    def read(self) -> list[str]:
        """Everything that is read after each entry."""
        return [*self.form.names, *self.statuses, *self.states]

    def in_python(self, case: Case) -> dict[str, Any]:
        """Return what Python says of the same inputs."""
        definition = self.form.definition
        blank = cached_blank_form(definition, "")
        contents = blank.helpers.grid.contents(evaluate(definition, self.form.document(case)), self.form.typed(case))
        cells = {(row, column): value for row, column, value in blank.checks[0].values(contents)}
        sentence = blank.checks[0].status.sentence(blank.helpers.waiting.progress(contents))
        shown = {label: cells[place] for label, place in self.states.items()}
        return self.form.in_python(case) | dict.fromkeys(self.statuses, sentence) | shown

    # --- entries ------------------------------------------------------------------------------------------------------

    def entries(self, count: int, seed: int = 0) -> Iterator[Entry]:
        """Yield entries: plausible ones, odd ones, and some that clear a cell again. The same for the same seed everywhere."""
        random = Random(f"entries/{self.form.definition.id}/{seed}")
        filled: list[tuple[str, int | None]] = []
        for _ in range(count):
            if filled and random.random() < 0.15:
                yield *filled.pop(random.randrange(len(filled))), None
                continue
            field = random.choice(self._fields)
            row = self._row(random, field)
            filled.append((defined_name(field.path), row))
            yield defined_name(field.path), row, self.value(random, field)

    @cached_property
    def _fields(self) -> list[Field]:
        return [field for field in self.form.definition.schema.all_fields() if not field.is_locked]

    def _row(self, random: Random, field: Field) -> int | None:
        """Choose a row: mostly one of the first three, so that rows fill up; sometimes the last."""
        if field.table is None:
            return None
        last = self.form.capacity[defined_name(field.table)] - 1
        return min(last, random.choice((0, 0, 0, 1, 1, 2, random.randint(0, last), last)))

    def value(self, random: Random, field: Field) -> Cell:
        """Return something that a person may type into the cell of a field, right or wrong."""
        plausible = self._plausible[field.path]
        if field.blank_text and random.random() < 0.7:
            return boxes(random, field.choices)
        if plausible and random.random() < 0.6:
            return random.choice(plausible)
        value = random.choice(POOLS[field.kind.name] + _limits(field))
        return with_15_digits(value) if isinstance(value, str) and field.is_number else value

    @cached_property
    def _plausible(self) -> dict[str, list[Cell]]:
        """What the examples hold in each field, and its choices."""
        return {
            field.path: [*(cell for example in self.examples for cell in cells_in(example, field)), *field.choices]
            for field in self._fields
        }

    # --- comparison ---------------------------------------------------------------------------------------------------

    def disagreements(self, office: LibreOffice, entries: Sequence[Entry], seen: Sequence[str] = ()) -> Iterator[str]:
        """Make the entries in a blank form that is opened once; yield every name that shows different things on the two sides.

        After each entry `seen` is read, everything if left out, and everything after the last one.
        """
        seen = seen or self.read
        with tempfile.TemporaryDirectory() as folder, office.open(self.form.write(Path(folder))) as book:
            shown = [book.values(seen), *book.enter(entries, read=seen)]
            shown[-1] = {**shown[-1], **book.values([name for name in self.read if name not in seen])}
        case = self._handed_out()
        for number, (entry, cells) in enumerate(zip([None, *entries], shown, strict=True)):
            if entry is not None:
                self._enter(case, entry)
            python = self.in_python(case)
            for name in cells:
                if differ(_in_digits(cells[name]), python[name]) and differ(*map(_at_15_digits, (cells[name], python[name]))):
                    yield f"entry {number} {entry}: {name}: LibreOffice {cells[name]!r}, Python {python[name]!r}"

    def _handed_out(self) -> Case:
        """Return what stands in the cells of the form before the first entry."""
        return {
            defined_name(field.path): cells if field.table else cells[0]
            for field in self._fields
            if (cells := self._padded(field)) != [None] * len(cells)
        }

    def _padded(self, field: Field) -> list[Cell]:
        cells = cells_in(self.form.blank, field)
        return cells if field.table is None else [*cells, *[None] * (self.form.capacity[defined_name(field.table)] - len(cells))]

    def _enter(self, case: Case, entry: Entry) -> None:
        path, row, value = entry
        if row is None:
            case[path] = value
            return
        column = case.setdefault(path, [None] * self.form.capacity[path.rpartition(".")[0]])
        assert isinstance(column, list)
        column[row] = value


def _in_digits(shown: Any) -> Any:
    """Return a sentence with its very large and small numbers in digits: programs write 1E+020 and 1E+20, and cells show either."""
    return _FLOATING.sub(lambda found: text_from_number(float(found[0])), shown) if isinstance(shown, str) else shown


def _at_15_digits(shown: Any) -> Any:
    """Return a sentence with its long numbers rounded to 15 digits, as Excel and Python show them: LibreOffice makes texts of 16."""
    return _LONG_IN_TEXT.sub(lambda found: _rounded(found[0]), shown) if isinstance(shown, str) else shown


def _rounded(number: str) -> str:
    """Return a number of more than 15 digits before its point with 15 of them."""
    digits, separator = Decimal(f"{Decimal(number.replace(',', '')):.14e}"), "," if "," in number else ""
    return f"{digits:{separator}.0f}"


def with_15_digits(text: str) -> str:
    """Return a text with numbers of at most 15 digits, which a spreadsheet keeps: programs differ in what they make of more."""
    return _LONG_NUMBER.sub(r"\1", text)


def cells_in(example: Mapping[str, Any], field: Field) -> list[Cell]:
    """Return what stands in the cells of a field when a document is written into the form."""
    if field.table is None:
        return [_cell(field.written(value_at(example, field.path)))]
    rows = value_at(example, field.table) or []
    return [_cell(field.written(row.get(field.name))) for row in rows[:ROWS]]


def _cell(value: Any) -> Cell:
    return value if isinstance(value, int | float) else as_text(value)


def _limits(field: Field) -> tuple[Cell, ...]:
    """Return values on and beyond the limits of a field."""
    numbers = [bound + step for bound in (field.minimum, field.maximum) if bound is not None for step in (-1, 0, 1)]
    lengths = [] if field.max_length is None else ["字" * field.max_length, "字" * (field.max_length + 1)]
    return (*numbers, *lengths)


def main() -> int:
    """Make entries in every form asked for; the exit status is 1 when anything disagrees."""
    parser = argparse.ArgumentParser(prog="python -m tests.parity.entries", description=__doc__)
    parser.add_argument("forms", nargs="*", metavar="FORM", help=f"of: {', '.join(FORMS)}; else all")
    parser.add_argument("--entries", type=int, default=2000, help="in each form (default 2000)")
    parser.add_argument("--rows", type=int, default=200, help="rows of the longest table (default 200)")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    wrong = 0
    with LibreOffice() as office:
        for name in options.forms or FORMS:
            with tempfile.TemporaryDirectory() as folder:
                form = entry_form(name, Path(folder), options.rows)
                found = list(form.disagreements(office, list(form.entries(options.entries, options.seed))))
            wrong += len(found)
            print("\n".join([*found[:20], f"{name}: {options.entries} entries, {len(found)} disagreements"]), flush=True)
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
