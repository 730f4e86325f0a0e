"""The record of a field kind: how a value of it looks, is read, is offered to rules and is shown.

A kind says nothing of where a value comes from: choices, code lists and limits are attributes of the field. No attribute has
a default, so that a half-made kind cannot be written down; `Kind.__post_init__` refuses one whose parts do not fit together.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, NamedTuple, get_args

from xltool.base.messages import Lang, Text
from xltool.base.registry import refuse_unknown
from xltool.base.short_repr import short_repr
from xltool.base.value_types import RuleValue, Type

_NAMES = re.compile(r"\[(\w+)\]")
#: What a step's formula may name besides steps.
_GIVEN = ("x", "typed", "clean", "halved")
#: The values of the steps of one cell, by name; "x" is what was typed.
StepValues = Mapping[str, Any]
#: Whether a field of a kind needs choices (`enum` or `x-codes`), may have them, or must have none.
Choices = Literal["needed", "allowed", "refused"]
#: How long a text of a kind is: a line, several, so many that a blank form has room for them, or none that is prose (an amount, a code).
Prose = Literal["none", "line", "paragraphs", "long"]
#: What a number format tells: nothing, that a number counts days (44625), or that it is a share of a hundred (1, shown as 100%).
FormatMeaning = Literal["nothing", "days", "shares"]
#: How the merged data set keeps a kind: as whole numbers, as exact decimals, or as texts.
ColumnType = Literal["whole", "decimal", "text"]
#: How a column of a kind looks in the lists of the summary workbook.
SummaryStyle = Literal["count", "money", "share", "text"]
#: What a summary makes of a kind where the form does not say it: numbers are added up or their mean is taken, values are counted one by
#: one or by the month in which they lie; of others nothing.
SummaryUse = Literal["sum", "mean", "values", "months", "none"]
#: The JSON Schema keywords that the workbook watches for a kind beyond those of its limits.
LiveCheck = Literal["type", "enum"]


#: Attribute of a kind → the words that it may be.
_WORDS: dict[str, tuple[str, ...]] = {
    "choices": get_args(Choices),
    "prose": get_args(Prose),
    "format_tells": get_args(FormatMeaning),
    "column": get_args(ColumnType),
    "summary_style": get_args(SummaryStyle),
    "summary_use": get_args(SummaryUse),
}


class CellValue(NamedTuple):
    """What was read from a cell: the value, and how it was written when that was normalised."""

    value: Any
    before: str | None = None


@dataclass(frozen=True)
class Step:
    """One helper column that reads a cell: its name, its formula, and the same in Python.

    The formula names the input cell `[x]` and the columns before it `[name]`; `[typed]` is the input with the spellings of its
    field (`Field.spellings`), as a text is to be read, `[clean]` that as one line of text, and `[halved]` that line with half-width
    digits and signs. The Python twin takes the values of the same
    columns by name and yields what the file carries before any recalculation.
    """

    name: str
    formula: str
    value: Callable[[StepValues], Any]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The columns that the formula reads besides the input."""
        return tuple(dict.fromkeys(name for name in _NAMES.findall(self.formula) if name not in _GIVEN))


@dataclass(frozen=True, kw_only=True)
class LocalReading:
    """How cells of a kind are read in forms of one language, where that differs from how they are read in others."""

    read: Callable[[Any], CellValue]
    steps: tuple[Step, ...]


#: Reads whether a field is blank that must be filled in; it ends the steps of every required field.
MISSING = Step("missing", 'IF([value]="",1,0)', lambda values: int(values["value"] == ""))


@dataclass(frozen=True, kw_only=True)
class Part:
    """A part that values of a kind offer to rules, `full_year.number`. Its name is also that of the step that yields it."""

    name: str
    type: Type
    words: tuple[str, ...]  # all values that it may have, when these are words of ours; () for any
    in_data: bool  # whether the merged data set has a column for it
    said: Text  # what it is called in a sentence: 报告期的“月份”
    doc: Text


@dataclass(frozen=True, kw_only=True)
class Validation:
    """The entry validation of a kind's cells."""

    style: Literal["list", "range", "length"]  # a dropdown, a range of numbers, or the length of a text
    name: str  # as xlsxwriter calls it
    open_xml: str  # as the file format calls it


DROPDOWN = Validation(style="list", name="list", open_xml="list")
WHOLE_RANGE = Validation(style="range", name="integer", open_xml="whole")
DECIMAL_RANGE = Validation(style="range", name="decimal", open_xml="decimal")
TEXT_LENGTH = Validation(style="length", name="length", open_xml="textLength")


@dataclass(frozen=True, kw_only=True)
class OptionReading:
    """How cells are read and written where that takes the options of the field."""

    offered: Mapping[Lang, tuple[str, ...]]  # the options of a field that names none; {} where it must
    read: Callable[[Any, tuple[str, ...]], CellValue]  # from a cell that is not blank
    steps: Callable[[tuple[str, ...]], tuple[Step, ...]]
    written: Callable[[Any, tuple[str, ...]], Any]  # what a cell holds for a document's value, also for a blank


@dataclass(frozen=True, kw_only=True, eq=False)
class Kind:
    """One kind of field, whole. Every attribute is needed; two kinds are the same if they are one object."""

    __repr__ = short_repr

    name: str  # as `x-kind` writes it
    doc: Text  # what a cell of it holds, for the documents
    guide: Text  # what is to be typed, for the instructions of a form
    # --- in the JSON Schema ---
    json_types: tuple[str, ...]  # the types that a subschema may declare
    implied_by: str  # what implies the kind without `x-kind` (see `hints`); "" for nothing
    choices: Choices
    options: OptionReading | None  # of a kind whose cells are not read alike whatever the options
    # --- in rules ---
    rule_type: Type  # of the value itself
    rule_value: Callable[[Any], RuleValue]  # from the document's value to that of rules; None for a blank
    parts: tuple[Part, ...]  # besides `.text`, which every kind with parts has: it is the value itself
    split: Callable[[Any], tuple[RuleValue, ...]]  # from the value of rules to those of the parts, in their order
    is_unreadable: Callable[[Any], bool]  # whether a document's value (no blank) is not of this kind
    # --- on the form ---
    number_format: Callable[[int | None], str]  # from the field's precision
    align: Literal["", "right"]  # "" leaves it to the program
    validation: Validation
    live_checks: tuple[LiveCheck, ...]
    steps: tuple[Step, ...]  # how the workbook reads a cell; "value" is what rules see
    # --- from the form ---
    read: Callable[[Any], CellValue]  # from a cell that is not blank; what does not fit stays as the text that it is
    local: Mapping[Lang, LocalReading]  # languages of forms in which cells are read otherwise: `7/1/2025` in an English one
    format_tells: FormatMeaning  # what the number format of a cell tells of a number in it
    prose: Prose
    # --- to people and files ---
    show: Callable[[Any], str]  # a document's value as reports print it; "" for a blank
    column: ColumnType
    summary_style: SummaryStyle
    summary_use: SummaryUse
    # --- in tests ---
    examples: tuple[Any, ...]  # cells as people type them, each of which can be read; the plainest first
    oddities: tuple[Any, ...]  # cells as people type them as well: to be normalised, or not to be read

    def __post_init__(self) -> None:
        """Refuse a kind whose attributes contradict each other."""
        of_options = [self.options.steps(("A", "B"))] if self.options else []
        for steps in (self.steps, *(reading.steps for reading in self.local.values()), *of_options):
            self._check_steps(steps)
        for attribute, choices in _WORDS.items():
            refuse_unknown(getattr(self, attribute), choices, f"{attribute} of the kind {self.name!r}")
        if "text" in (part.name for part in self.parts):
            raise ValueError(f"the kind {self.name!r} has a part called 'text', which is the value itself")
        if len(self.split(None)) != len(self.parts):
            raise ValueError(f"the kind {self.name!r} splits a value into other parts than it offers")

    def _check_steps(self, given: tuple[Step, ...]) -> None:
        steps = [step.name for step in given]
        missing = {"value", *self.part_types, *(["unreadable"] if self.can_be_unreadable else [])} - {*steps, "text"}
        if missing:
            raise ValueError(f"the kind {self.name!r} lacks steps: {', '.join(sorted(missing))}")
        if len(set(steps)) < len(steps):
            raise ValueError(f"the kind {self.name!r} has two steps of one name")
        for number, step in enumerate(given):
            for name in step.names:
                refuse_unknown(name, ["x", *steps[:number]], f"what the step {step.name!r} of the kind {self.name!r} reads")
        if not self.can_be_unreadable and "unreadable" in steps:
            raise ValueError(f"the kind {self.name!r} can be unreadable, but nothing checks its type live")

    def steps_in(self, language: Lang) -> tuple[Step, ...]:
        """Return how the workbook of a form in a language reads a cell."""
        return self.local[language].steps if language in self.local else self.steps

    def read_in(self, language: Lang, raw: Any) -> CellValue:
        """Read a cell of a form in a language."""
        return self.local[language].read(raw) if language in self.local else self.read(raw)

    @cached_property
    def part_types(self) -> Mapping[str, Type]:
        """The types of the parts by name, `.text` included."""
        own: dict[str, Type] = {part.name: part.type for part in self.parts}
        return {"text": self.rule_type, **own} if own else {}

    def words_of(self, part: str) -> tuple[str, ...]:
        """Return all values that a part may have, when these are words of ours; () for any, and for the value itself."""
        return next((own.words for own in self.parts if own.name == part), ())

    @property
    def can_be_unreadable(self) -> bool:
        """Whether a cell may hold what is not of this kind; any text can be read as a text."""
        return "type" in self.live_checks

    @property
    def counts_days(self) -> bool:
        """Whether a value of it is a day, which a number can say as well."""
        return self.format_tells == "days"

    @property
    def is_number(self) -> bool:
        """Whether rules calculate with the value."""
        return self.rule_type == "number"

    @property
    def is_list(self) -> bool:
        """Whether the document holds several values."""
        return "array" in self.json_types


def hints(json_types: list[str], format_: str, *, has_choices: bool) -> list[str]:
    """Return what in a subschema may imply a kind, the strongest hint first; "string" is the last resort."""
    strong = [name for name in ("array", "integer", "number") if name in json_types]
    return [*strong, *(["choices"] if has_choices else []), *([f"format: {format_}"] if format_ else []), "string"]


def no_parts(value: Any) -> tuple[RuleValue, ...]:  # noqa: ARG001 - the signature of `Kind.split`
    """Split a value of a kind without parts."""
    return ()


def always_readable(value: Any) -> bool:  # noqa: ARG001 - the signature of `Kind.is_unreadable`
    """Return False: any text is a text."""
    return False
