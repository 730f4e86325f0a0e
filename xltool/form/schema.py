"""What a form asks for: its fields, tables and code lists, as read from the JSON Schema.

A field's path is its JSON path with dots; a column of a table is `table.column`. Everything here is frozen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from typing import Any

from xltool.base.errors import UsageError
from xltool.base.formula_text import replaced
from xltool.base.look_alikes import can_be_mistaken, looks_of, meant_option, meant_options, steps_to_option, steps_to_options
from xltool.base.messages import Lang, Text, listed_briefly
from xltool.base.normalise import as_text, replace_all
from xltool.base.option_spelling import END
from xltool.base.paths import FieldPath, defined_name, in_row, name_of, value_at, without_last_row
from xltool.base.value_types import Type
from xltool.form.codes import Cascade, CodeList, LookupSource
from xltool.form.fixed_rows import FixedRows
from xltool.form.kind import MISSING, CellValue, Kind, Step, StepValues
from xltool.form.repeated import Repeat
from xltool.form.row_keys import match_rows

#: Names that the workbook keeps for itself; a field path must not begin with them.
RESERVED_NAMES = ("check", "codes", "mark", "flag", "xltool", "_xlnm", "true", "false")


_MOST_CHOICES = 12  # that a message names
_LONGEST_VALUE = 60  # characters of a value that a message shows
_KIND_FAILED = Text(
    zh="字段类型 {kind} 处理 {value} 时出错（{error}）：这是该类型的程序有误，与报送的文件无关；请修正该类型",
    en="the kind {kind} failed on {value} ({error}): this is a fault of the kind, not of the file; correct the functions of the kind",
)


def kind_failed(kind: Kind, value: Any, error: Exception) -> UsageError:
    """Return what is said of an exception in a function of a kind: no sender is to be blamed for it."""
    shown = f"{type(error).__name__}: {error}"
    return UsageError(_KIND_FAILED.filled(kind=kind.name, value=ascii(value)[:_LONGEST_VALUE], error=shown))


@dataclass(frozen=True, kw_only=True)
class Field:
    """One thing that is filled in: a single field, or a column of a table."""

    path: str  # "income.total", "indicators.level1"
    kind: Kind
    title: str  # its label; in a grid with that of its row before it
    row_title: str = ""  # in a grid the label of its row; "" elsewhere
    head: str = ""  # in a grid the heading of its column, without unit; "" elsewhere
    description: str = ""  # help text
    required: bool = False  # null is not accepted
    unit: str = ""  # "万元"
    is_unit_above: bool = False  # its unit is said once, of its table or object, and not in its label
    precision: int | None = None  # most decimals of a number; None is any number of them
    minimum: float | None = None
    maximum: float | None = None
    max_length: int | None = None  # in characters
    min_length: int | None = None  # in characters, of a text that is not blank
    pattern: str = ""  # regular expression of its texts
    format: str = ""  # JSON Schema's `format`
    min_items: int | None = None  # of a list of choices
    max_items: int | None = None
    unique_items: bool = False
    choices: tuple[str, ...] = ()  # what a dropdown offers, all parents together
    codes: CodeList | None = None
    level: int = 1  # the level of the code list, 1-based
    cascade: Cascade | None = None  # the fields whose values select among the codes
    ids: Mapping[str, str] = field(default_factory=dict)  # JSON Schema keyword → rule id
    spellings: Mapping[str, str] = field(default_factory=dict)  # what is replaced in a typed text before it is read, in this order
    table: str | None = None  # path of the table of which this is a column
    language: Lang = "zh"  # of the form
    is_conditional: bool = False  # asked for in some cases only, so that its cell may be blank whatever its type
    required_where_asked: bool = False  # of a conditional field: it must be filled in where it is asked for
    formula: str = ""  # how its value is computed from others; "" for one that is not
    lookup: LookupSource | None = None  # where its value is looked up
    is_fixed: bool = False  # a column of fixed rows that a code list fills in
    default: Any = None  # what its cell holds before anybody fills it in
    constant: Any = None  # what it always holds (JSON Schema's `const`)
    is_read_only: bool = False  # filled in before the form is sent out, and by nobody afterwards
    personal: str = ""  # the kind of personal data that it holds, see `xltool.form.personal`; "" for none

    @property
    def is_computed(self) -> bool:
        """Whether its value follows from other fields."""
        return bool(self.formula) or self.lookup is not None

    @property
    def is_typed(self) -> bool:
        """Whether its cell holds what somebody put there; that of a computed field holds a formula, and the key of a fixed row is its own."""
        return not self.is_computed and not self.is_fixed

    @property
    def is_given(self) -> bool:
        """Whether its value is given by whoever sends the form out, and locked."""
        return self.constant is not None or self.is_read_only

    @property
    def is_locked(self) -> bool:
        """Whether those who fill in the form cannot change its cell."""
        return self.is_computed or self.is_fixed or self.is_given

    @cached_property
    def name(self) -> str:
        """The last segment of the path."""
        return name_of(self.path)

    @property
    def is_number(self) -> bool:
        """Whether rules calculate with the value."""
        return self.kind.is_number

    @property
    def type(self) -> Type:
        """The type of the field's value in rules; dates and quantities are texts with parts."""
        return self.kind.rule_type

    @property  # not cached: it would travel with the field, and the functions of steps cannot
    def steps(self) -> tuple[Step, ...]:
        """The helper columns that read its cell in the workbook. `value` is what rules see; `unreadable` and `missing` guard it."""
        return tuple(replace(step, formula=step.formula.replace("[typed]", self.typed_formula)) for step in self._all_steps)

    @property
    def typed_formula(self) -> str:
        """Formula text: what was typed, `[x]`, with the field's own spellings replaced."""
        return replaced("[x]", self.spellings)

    @property
    def _all_steps(self) -> tuple[Step, ...]:
        steps = self.kind.options.steps(self.choices) if self.kind.options else self.kind.steps_in(self.language)
        if self._has_look_alikes:
            steps = self._steps_to_what_is_meant(*steps)
        return (*steps, MISSING) if self.required else steps

    def _steps_to_what_is_meant(self, first: Step, *others: Step) -> tuple[Step, ...]:
        """Return the steps of options: what the first of the kind's yields becomes the option, or options, that it looks like."""
        if not self.kind.is_list:
            return (
                replace(first, name="line"),
                *(Step(*step) for step in steps_to_option(defined_name(f"codes.{self.path}"), self.choices)),
            )
        return (replace(first, name="listed"), *(Step(*step) for step in steps_to_options(self.choices, END)), *others)

    @property
    def _has_look_alikes(self) -> bool:
        """Whether its cell takes options, which may be written in a way that only looks like them."""
        if "enum" not in self.kind.live_checks or not self.choices or self.kind.options:
            return False
        return bool(looks_of(self.choices)) if self.kind.is_list else can_be_mistaken(self.choices)

    def step_values(self, typed: Any) -> Mapping[str, Any]:
        """Return what the steps yield of what was typed, by name; each is computed when it is first asked for."""
        return self.step_values_of((typed,))[0]

    def step_values_of(self, entries: Iterable[Any]) -> list[Mapping[str, Any]]:
        """Return what the steps yield of each of some entries; lists repeat themselves, and what is alike is computed once."""
        steps = {step.name: step.value for step in self._all_steps}
        known: dict[Any, Mapping[str, Any]] = {}
        return [self._stepped(steps, typed, known) for typed in entries]

    def _stepped(
        self, steps: Mapping[str, Callable[[StepValues], Any]], typed: Any, known: dict[Any, Mapping[str, Any]]
    ) -> Mapping[str, Any]:
        key = (type(typed), str(typed)) if isinstance(typed, str | int | float | Decimal) else None  # 1.0 and 1 are equal and not alike
        if key in known:
            return known[key]
        text = replace_all(as_text(typed) or "", self.spellings) if isinstance(typed, str | list) and self.spellings else typed
        values = _StepValues(steps, text)
        if key is not None:
            known[key] = values
        return values

    def written(self, value: Any) -> Any:
        """Return what its cell holds for a document's value; for a blank None, or a text that is read as one: `□A □B`."""
        return self.kind.options.written(value, self.choices) if self.kind.options else value

    @cached_property
    def blank_text(self) -> str:
        """What stands in its cell as long as nobody has filled it in."""
        return as_text(self.written(None)) or ""

    def step_key(self, step: str) -> str:
        """Return the key of a step on the helper sheet: the value's is the path itself."""
        return self.path if step == "value" else f"{self.path}.{step}"

    def read(self, raw: Any) -> CellValue:
        """Read a cell; what does not fit the field's kind stays as the text that it is. Raises UsageError where the kind fails."""
        try:
            return self._read(raw)
        except MemoryError:
            raise
        except Exception as error:
            raise kind_failed(self.kind, raw, error) from error

    def _read(self, raw: Any) -> CellValue:
        if raw is None or raw == "":
            return CellValue(None)
        if self.kind.options:
            return self.kind.options.read(raw, self.choices)
        if self._has_look_alikes:
            return self._options(raw) if self.kind.is_list else self._option(raw)
        if not self.spellings or not isinstance(raw, str):
            return self.kind.read_in(self.language, raw)
        value, before = self.kind.read_in(self.language, replace_all(raw, self.spellings))
        if value is not None and self.kind.is_unreadable(value):
            return self.kind.read_in(self.language, raw)
        return CellValue(value, before=before and raw)

    def _option(self, raw: Any) -> CellValue:
        """Read the option that is meant by what stands in a cell."""
        value, before = self.kind.read_in(self.language, raw)
        meant = meant_option(value, self.choices) if isinstance(value, str) else value
        return CellValue(meant, before=before if meant == value else str(raw))

    def _options(self, raw: Any) -> CellValue:
        """Read the options that are meant by what stands in a cell that takes several."""
        value = self.kind.read_in(self.language, replace_all(raw, self.spellings) if isinstance(raw, str) else raw).value
        if not isinstance(value, list):
            return CellValue(value)
        meant = meant_options(END.join(value), self.choices, END).split(END)
        return CellValue(meant, before=None if meant == value else str(raw))

    @property
    def wanted(self) -> Text:
        """What is to be typed, said to somebody who typed something else."""
        guide = self.kind.guide
        if not self.is_number:
            return guide
        unit = Text(zh="", en="")
        if self.is_unit_above:
            unit = Text(zh=f"；单位为“{self.unit}”", en=f"; the unit is {self.unit}")
        elif self.unit:
            unit = Text(zh=f"；单位“{self.unit}”已在栏目名称中", en=f"; the unit ({self.unit}) is in the label")
        none = Text(zh="填 0", en="0") if self.required else Text(zh="留空或填 0", en="blank or 0")
        return Text(zh=f"{guide.zh}{unit.zh}；没有的{none.zh}", en=f"{guide.en}{unit.en}; {none.en} for none")

    @property
    def choose(self) -> Text:
        """How one of its choices is entered, said to somebody who entered none of them: where there is no dropdown, which they are."""
        if self.kind.validation.style == "list":
            return Text(zh="请从下拉列表中选择", en="choose from the list")
        named = listed_briefly(self.choices, _MOST_CHOICES)
        return Text(zh=f"请填：{named.zh}（{self.kind.guide.zh}）", en=f"enter {named.en} ({self.kind.guide.en})")

    def limit_text(self, keyword: str) -> str:
        """Return the limit that a keyword of the JSON Schema sets, as people see it; "" for a keyword without one."""
        limits = {"minimum": self.minimum, "maximum": self.maximum}
        if keyword in limits:
            return self.kind.show(limits[keyword])
        counts = {"multipleOf": self.precision, "maxLength": self.max_length, "minLength": self.min_length}
        counts |= {"minItems": self.min_items, "maxItems": self.max_items}
        return as_text(counts.get(keyword)) or ""

    @property
    def label(self) -> str:
        """The title with its unit, `资金总额（万元）`, `Amount (USD)` in an English form; without one that stands above."""
        return self.title if self.is_unit_above else f"{self.title}{self.unit_aside}"

    @property
    def unit_aside(self) -> str:
        """The unit in brackets, as it stands behind the title; "" for none."""
        return _ASIDE.say(self.language, unit=self.unit) if self.unit else ""

    @property
    def heading(self) -> str:
        """What stands over its column, with its unit: in a grid the title without that of the row."""
        return replace(self, title=self.head).label if self.head else self.label


_ASIDE = Text(zh="（{unit}）", en=" ({unit})")


class _StepValues(dict[str, Any]):
    def __init__(self, steps: Mapping[str, Callable[[Mapping[str, Any]], Any]], typed: Any) -> None:
        super().__init__(x=typed)
        self._steps = steps

    def __missing__(self, name: str) -> Any:
        value = self[name] = self._steps[name](self)
        return value


@dataclass(frozen=True, kw_only=True)
class Table:
    """An array of objects: one row each."""

    path: str
    title: str
    description: str
    columns: tuple[Field, ...]
    max_items: int | None = None  # most rows that the schema lets a document have
    min_items: int | None = None  # fewest rows
    unique_items: bool = False  # no two rows may be alike
    ids: Mapping[str, str] = field(default_factory=dict)  # JSON Schema keyword → rule id
    fixed: FixedRows | None = None  # where a code list gives its rows
    key: tuple[str, ...] = ()  # names of the columns by which a row of earlier data is the same row

    def limit_text(self, keyword: str) -> str:
        """Return the limit that a keyword of the JSON Schema sets; "" for a keyword without one."""
        return as_text({"minItems": self.min_items, "maxItems": self.max_items}.get(keyword)) or ""

    @cached_property
    def open_columns(self) -> tuple[Field, ...]:
        """The columns that those who fill in the form may change."""
        return tuple(column for column in self.columns if not column.is_locked)

    @cached_property
    def typed_columns(self) -> tuple[Field, ...]:
        """The columns that are filled in; a row is in use if one of them holds something, a fixed row always."""
        return tuple(column for column in self.columns if column.is_typed)

    @cached_property
    def read_columns(self) -> tuple[Field, ...]:
        """The columns that are read from the form: what is typed, and the keys and names of fixed rows where they stand."""
        return tuple(column for column in self.columns if not column.is_computed)

    def column(self, name: str) -> Field | None:
        """Return the column with that name (the last segment of its path)."""
        return next((column for column in self.columns if column.name == name), None)

    def in_order(self, rows: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
        """Return rows as they follow each other in a document: fixed rows by their keys, {} for one that is not there."""
        if self.fixed is None:
            return rows
        keys = [row.get(self.fixed.key) for row in rows]
        if tuple(keys) == self.fixed.keys:
            return rows
        found = match_rows(self.fixed.keys, keys).found
        return [rows[found[index]] if index in found else {} for index in range(len(self.fixed))]

    def completed(self, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Return rows with every column, blanks as None. Fixed rows are all there, in their order, with key and name."""
        names = [column.name for column in self.columns]
        constants = {column.name: column.constant for column in self.columns if column.constant is not None}
        given = [{name: row.get(name) for name in names} | constants for row in self.in_order(rows)]
        return given if self.fixed is None else [row | cells for row, cells in zip(given, self.fixed.cells, strict=True)]


@dataclass(frozen=True, kw_only=True)
class Schema:
    """The fields of a form, in the order of the schema, and the schema itself."""

    title: str
    description: str
    fields: Mapping[str, Field]  # single fields by path
    tables: Mapping[str, Table]  # tables by path
    titles: Mapping[str, str]  # titles of the objects that group fields, by path ("income": "收入")
    resolved: Mapping[str, Any]  # the JSON Schema with code lists put in as enums, for validators
    notes: Mapping[str, str] = field(default_factory=dict)  # descriptions of the objects that group fields, by path
    repeats: Mapping[str, Repeat] = field(default_factory=dict)  # arrays whose objects stand on the form as blocks, by path

    def field(self, path: str) -> Field | None:
        """Return the single field or the column with that path."""
        return self._by_path.get(path)

    def declared(self, path: str) -> str:
        """Return a concrete path without numbers of rows and items: `indicators[3].level1` → `indicators.level1`; blocks keep theirs."""
        while "[" in path and not (path in self._by_path or path in self.tables or path in self.titles):
            shorter = without_last_row(path)
            if shorter == path:  # brackets that enclose no number
                return path
            path = shorter
        return path

    def block_of(self, path: str) -> str:
        """Return the path of the block of a repeated one in which a field, table or column stands; "" outside."""
        for repeat in self.repeats.values():
            if path.startswith(f"{repeat.path}["):
                return path[: path.index("]", len(repeat.path)) + 1]
        return ""

    def in_same_block(self, path: str, declared: str) -> str:
        """Return a path as the schema declares it in the block of a repeated one in which a concrete path lies."""
        place = FieldPath.parse(path)
        if place.row is None or place.table not in self.repeats or not declared.startswith(f"{place.table}."):
            return declared
        return in_row(place.table, place.row) + declared.removeprefix(place.table)

    def is_declared(self, path: str) -> bool:
        """Return whether the definition has a field, column, table or object with that path, in any block of a repeated one."""
        first = next((in_row(array, 0) + path[len(array) :] for array in self.repeats if path.startswith(f"{array}.")), path)
        return self.field(first) is not None or first in self.tables or first in self.titles

    def in_blocks(self, declared: str) -> list[str]:
        """Return the paths that a path of the definition has in the blocks of a repeated one; itself where it lies in none."""
        repeat = next((one for path, one in self.repeats.items() if declared.startswith(f"{path}.")), None)
        return [declared] if repeat is None else [f"{block}{declared.removeprefix(repeat.path)}" for block in repeat.blocks]

    def in_block(self, block: str) -> tuple[tuple[Field, ...], tuple[Table, ...]]:
        """Return the fields and the tables of a block."""
        return self._by_block.get(block, ((), ()))

    @cached_property
    def _by_block(self) -> dict[str, tuple[tuple[Field, ...], tuple[Table, ...]]]:
        blocks = [block for repeat in self.repeats.values() for block in repeat.blocks]
        fields = {block: tuple(one for path, one in self.fields.items() if path.startswith(f"{block}.")) for block in blocks}
        return {block: (fields[block], tuple(one for path, one in self.tables.items() if path.startswith(f"{block}."))) for block in blocks}

    def distinct_fields(self) -> Iterator[Field]:
        """Yield the fields and columns as the definition has them: of the blocks of a repeated one those of the first."""
        firsts = {"", *(in_row(path, 0) for path in self.repeats)}
        yield from (field for field in self.all_fields() if self.block_of(field.path) in firsts)

    def unused_blocks(self, data: Mapping[str, Any]) -> frozenset[str]:
        """Return the paths of the blocks that a document does not hold; those that are asked for in any case are none of them."""
        return frozenset(block for repeat in self.repeats.values() for block in repeat.blocks[self._n_used(repeat, data) :])

    def closed_blocks(self, data: Mapping[str, Any]) -> frozenset[str]:
        """Return the paths of the blocks that are folded: those not in use, but for the next one."""
        return frozenset(block for repeat in self.repeats.values() for block in repeat.blocks[self._n_used(repeat, data) + 1 :])

    def _n_used(self, repeat: Repeat, data: Mapping[str, Any]) -> int:
        return max(repeat.least, len(value_at(data, repeat.path) or ()))

    @cached_property
    def has_fixed_rows(self) -> bool:
        """Whether some table has rows that a document always has."""
        return any(table.fixed is not None for table in self.tables.values())

    def row_name(self, path: str) -> str:
        """Return what people call the row at or around a concrete path; "" where rows have no names."""
        place = FieldPath.parse(path)
        table = self.tables.get(place.table) if place.row is not None else None
        return table.fixed.called(place.row or 0) if table is not None and table.fixed is not None else ""

    def block_name(self, path: str) -> str:
        """Return what people call the block of a repeated one at or around a concrete path, `项目 2`; "" outside."""
        return self.titles.get(self.block_of(path), "")

    def title_of(self, path: str) -> str:
        """Return the title of a field, table column or group of fields; the path itself where none has that name."""
        field = self.field(path)
        return field.title if field else self.titles.get(path, path)

    def value_text(self, path: str | None, value: Any) -> str:
        """Return a value as people see it at a concrete path, 12.50% where a field of percent holds 0.125; "" for a blank."""
        field = self.field(self.declared(path)) if path else None
        if isinstance(value, list | Mapping) and field is None:
            return ""  # of whole rows, which the message tells
        return field.kind.show(value) if field else as_text(value) or ""

    @cached_property
    def _by_path(self) -> dict[str, Field]:
        return {field.path: field for field in self.all_fields()}

    def all_fields(self) -> Iterator[Field]:
        """Yield every single field, then every column."""
        yield from self.fields.values()
        for table in self.tables.values():
            yield from table.columns
