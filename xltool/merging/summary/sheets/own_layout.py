"""The form's own sheets (叠加汇总): every number added up over all forms, each with the way to what it is the total of.

Cells stand where they stand in the form. Of a table with any number of rows the first row shows the totals of all rows of all forms; of
repeated blocks the first one those of all blocks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from xlsxwriter.worksheet import Worksheet

from xltool.base.cells import Area, a1, quote_sheet
from xltool.base.messages import Text
from xltool.base.paths import FieldPath, in_row, without_rows
from xltool.form.block import TableArea
from xltool.form.layout import Input, Layout, SheetLayout, place
from xltool.form.measures import MEASURES, Cells, GroupTally, MeasureKind
from xltool.form.schema import Field, Schema
from xltool.merging.summary import summary_messages as messages
from xltool.merging.summary.common_values import CommonValues
from xltool.merging.summary.number_order import NumberOrder
from xltool.merging.summary.on_paper import READABLE, pages_down, scale_of
from xltool.merging.summary.summary_sheet import Parts, Summary, SummarySheet
from xltool.merging.summary_plan import ROW_NUMBER, SummaryPlan
from xltool.rules.on_totals import FormulaOnTotals, formula_on_totals
from xltool.workbook.fixed_texts import FixedTexts
from xltool.workbook.styles import Styles

#: Room beside the digits of a number, in characters.
_ROOM = 3.0


_USUAL_WIDTH = 8.43  # of columns for which none is set


def _tabs(summary: Summary) -> Mapping[str, str]:
    plan = summary.figures.plan
    if plan is None or not plan.spec.same_layout:
        return {}
    layout = place(plan.definition.template, plan.definition.schema)
    return {sheet.name: sheet.name for sheet in layout.sheets if _is_shown(sheet, plan.definition.schema)}


def _is_shown(sheet: SheetLayout, schema: Schema) -> bool:
    """Return whether a sheet holds anything but a further block of a repeated one."""
    paths = [*(input_.path for input_ in sheet.inputs), *(table.path for table in sheet.tables)]
    return not paths or not all(map(_is_further_block, map(schema.block_of, paths)))


def _is_further_block(block: str) -> bool:
    return bool(block) and not block.endswith("[0]")


def _write(summary: Summary, tabs: Mapping[str, Worksheet]) -> None:
    plan = summary.figures.plan
    assert plan is not None  # noqa: S101 - else there is no tab
    layout = place(plan.definition.template, plan.definition.schema)
    totals = OwnTotals(summary, plan, layout, {name: tab.name for name, tab in tabs.items()})
    for sheet in layout.sheets:
        if sheet.name in tabs:
            OwnSheet(tabs[sheet.name], sheet, totals).draw()


@dataclass(frozen=True)
class OwnTotals:
    """What each number of the form comes to, and where it stands in the summary."""

    summary: Summary
    plan: SummaryPlan
    layout: Layout
    tabs: Mapping[str, str]  # sheet of the form → its tab

    @cached_property
    def styles(self) -> Styles:
        """The looks of the form, as formats of the summary."""
        return Styles(self.summary.book.workbook)

    @cached_property
    def tallies(self) -> Mapping[str, GroupTally]:
        """What is counted of each number, by key."""
        return NumberOrder(self.summary.merged).tallies

    @cached_property
    def common(self) -> CommonValues:
        """What all forms say alike."""
        return CommonValues(self.summary.figures)

    @cached_property
    def _measures(self) -> Mapping[str, MeasureKind]:
        return {addend.name: addend.measure for addend in self.plan.numbers}

    def measure_of(self, number: Field) -> MeasureKind:
        """Return whether a number is added up or averaged."""
        return self._measures.get(number.path) or MEASURES[number.kind.summary_use]

    def cell_of(self, path: str) -> str | None:
        """Return the cell of a single number, or of one in a fixed row, as other sheets name it; None where it is not shown."""
        place_ = FieldPath.parse(path)
        if path in self.layout.inputs:
            sheet, input_ = self.layout.inputs[path]
            area = input_.area
        elif place_.row is not None and place_.table in self.layout.tables:
            sheet, table = self.layout.tables[place_.table]
            if place_.column not in table.columns:
                return None
            area = table.cell_area(place_.column, table.rows[place_.row])
        else:
            return None
        tab = self.tabs.get(sheet.name)
        return tab and f"{quote_sheet(tab)}!{a1(area.top, area.left)}"

    def own_formula(self, number: Field, row: int = 0) -> tuple[FormulaOnTotals, dict[str, str]] | None:
        """Return the formula of a rate with the cells that it reads; None where its inputs are not all totals."""
        if self.measure_of(number).adds_up or not number.is_computed:
            return None
        formula = formula_on_totals(self.plan.definition, number.path, number.table, row)
        if formula is None or not all(self._is_total(path) for path in formula.inputs):
            return None
        cells = {path: cell for path in formula.inputs if (cell := self.cell_of(path))}
        return (formula, cells) if len(cells) == len(formula.inputs) else None

    def _is_total(self, path: str) -> bool:
        """Return whether the cell of a number shows what all forms come to in just this place."""
        place_, schema = FieldPath.parse(path), self.plan.definition.schema
        in_table = path not in schema.fields and place_.table in schema.tables
        field_ = schema.tables[place_.table].column(place_.column) if in_table else schema.fields.get(path)
        is_added = field_ is not None and self.plan.adds_up(field_) and self.measure_of(field_).adds_up
        return is_added and not self.block_of(place_.table if in_table else path)

    def total(self, path: str) -> float:
        """Return what a number comes to, as its cell shows it."""
        key = path if path in self.tallies else without_rows(path)
        return float(self.tallies[key].total)

    def block_of(self, path: str) -> str:
        """Return the block of a repeated one in which a field stands."""
        return self.plan.definition.schema.block_of(path)


@dataclass(frozen=True)
class OwnSheet:
    """Draws one sheet of the form with its totals."""

    sheet: Worksheet
    layout: SheetLayout
    totals: OwnTotals

    @property
    def schema(self) -> Schema:
        """The fields of the form."""
        return self.totals.plan.definition.schema

    @cached_property
    def texts(self) -> FixedTexts:
        """What the form always says."""
        heights = dict(self.layout.heights)
        return FixedTexts(self.sheet, self.layout, self.schema, self.totals.styles, heights, self._fold)

    def draw(self) -> None:
        """Draw texts, then totals."""
        self.texts.set_sizes()
        self.texts.write_labels()
        for table in self.layout.tables:
            self.texts.write_headings(table)
            self._table(table)
        for input_ in self.layout.inputs:
            if not _is_further_block(self.schema.block_of(input_.path)):
                self._input(input_)
        self.texts.make_room()
        self._note()
        self._set_up()

    def _fold(self, row: int) -> dict[str, Any] | None:
        return {"hidden": True} if row in self._hidden_rows else None

    @cached_property
    def _hidden_rows(self) -> frozenset[int]:
        """The rows that hold nothing but further rows of tables, or further blocks."""
        hidden = {row for table in self.layout.tables if not self._is_fixed(table) for row in table.rows[1:]}
        hidden |= {row for one in self.layout.objects if _is_further_block(one.path) for row in range(one.area.top, one.area.bottom + 1)}
        return frozenset(hidden - self._needed_rows)

    @cached_property
    def _needed_rows(self) -> set[int]:
        areas = [input_.area for input_ in self.layout.inputs if not _is_further_block(self.schema.block_of(input_.path))]
        objects = [one.area for one in self.layout.objects if _is_further_block(one.path)]
        labels = [label.area for label in self.layout.labels if label.style != "group"]  # these are as high as what they stand beside
        areas += [area for area in labels if not any(other.overlaps(area) for other in objects)]
        fixed = {row for table in self.layout.tables if self._is_fixed(table) for row in table.rows}
        tops = {table.first_row for table in self.layout.tables if not _is_further_block(self.schema.block_of(table.path))}
        return fixed | tops | {row for area in areas for row in range(area.top, area.bottom + 1)}

    def _is_fixed(self, table: TableArea) -> bool:
        return self.schema.tables[table.path].fixed is not None

    # --- single fields ------------------------------------------------------------------------------------------------

    def _input(self, input_: Input) -> None:
        field_ = self.schema.fields[input_.path]
        if not self.totals.plan.adds_up(field_):
            self._text(input_, field_)
            return
        self._sum_or_rate(input_.area, field_, without_rows(input_.path), number_format=input_.cell.format)

    def _sum_or_rate(self, area: Area, field_: Field, key: str, row: int = 0, number_format: str = "") -> None:
        """Write a rate with a formula as that of the sums, any other number as its total."""
        own = self.totals.own_formula(field_, row)
        if own is not None:
            formula, cells = own
            value = formula.result({path: self.totals.total(path) for path in formula.inputs})
            self._number(area, field_, formula.rendered(cells), value, self.totals.summary.parts.get(key), number_format)
        else:
            self._sum(area, field_, key, number_format)

    def _sum(self, area: Area, field_: Field, key: str, number_format: str = "") -> None:
        """Write the total of numbers that are listed with their cells."""
        measure, tally, parts = self.totals.measure_of(field_), self.totals.tallies[key], self.totals.summary.parts.get(key)
        formula = f"={measure.formula(Cells(values=parts.values))}" if parts else None
        self._number(area, field_, formula, measure.value(tally, tally), parts, number_format)

    def _number(
        self, area: Area, field_: Field, formula: str | None, value: float | str, parts: Parts | None, number_format: str = ""
    ) -> None:
        look = {"num_format": number_format or field_.kind.number_format(field_.precision), "align": "right"}
        format_ = self.totals.styles("total", **look)
        self.texts.merge(area, format_)
        row, column = area.top - 1, area.left - 1
        if parts is not None:
            tip = self.totals.summary.book.say(messages.PARTS_TIP)
            self.sheet.write_url(row, column, f"internal:{parts.rows}", format_, "", tip)
        if formula is None:
            self.sheet.write(row, column, value, format_)
        else:
            self.sheet.write_formula(row, column, formula, format_, value)
        self._widen(area, value)

    def _widen(self, area: Area, value: float | str) -> None:
        """Make a column so wide that a total is not cut."""
        needed = len(f"{value:,.2f}") + _ROOM if isinstance(value, float | int) else 0.0
        lacking = needed - sum(self._widths.get(column, 9.0) for column in range(area.left, area.right + 1))
        if lacking > 0:
            self._widths[area.right] = self._widths.get(area.right, 9.0) + lacking
            self.sheet.set_column(area.right - 1, area.right - 1, self._widths[area.right])

    @cached_property
    def _widths(self) -> dict[int, float]:
        return dict(self.layout.sheet.widths)

    def _text(self, input_: Input, field_: Field) -> None:
        """Write what all forms say alike; of the unit how many forms there are."""
        identity, book = self.totals.plan.definition.template.identity, self.totals.summary.book
        n_forms = self.totals.summary.figures.count("forms")
        text = book.say(messages.N_FORMS, n=n_forms) if field_.path == identity.unit else self.totals.common.shown(field_)
        centered = {"align": "center"} if input_.cell.centered else {}
        self.texts.write(input_.area, text, "locked", **centered)

    # --- tables -------------------------------------------------------------------------------------------------------

    def _table(self, table: TableArea) -> None:
        if self._is_fixed(table):
            self._fixed_rows(table)
        elif not _is_further_block(self.schema.block_of(table.path)):
            self._all_rows(table)

    def _fixed_rows(self, table: TableArea) -> None:
        self.texts.write_fixed_rows(table)
        for row, place_ in enumerate(table.rows):
            for column in self.schema.tables[table.path].columns:
                if column.is_fixed or column.name not in table.columns:
                    continue
                area = table.cell_area(column.name, place_)
                if self.totals.plan.adds_up(column):
                    self._sum_or_rate(area, column, in_row(table.path, row, column.name), row)
                else:
                    self.texts.write(area, str(row + 1) if column.formula == ROW_NUMBER else "", "locked")

    def _all_rows(self, table: TableArea) -> None:
        """Write the totals of the rows of all forms into the first row."""
        path = without_rows(table.path)
        listing = self.totals.summary.listings.get(path)
        addends = {addend.name: addend for addend in self.totals.plan.column_numbers if addend.table == path}
        is_said = False
        for name in table.columns:
            area = table.cell_area(name, table.first_row)
            column = self.schema.tables[table.path].column(name)
            if listing is not None and name in addends and column is not None:
                tally = self.totals.summary.figures.tally(addends[name])
                key = self.totals.summary.figures.column_in(path, name)
                parts = Parts(*listing.rows_of(key, 0, listing.n_shown - 1)) if listing.range(key) else None
                measure = addends[name].measure
                formula = f"={measure.formula(Cells(values=parts.values))}" if parts else None
                self._number(area, column, formula, measure.value(tally, tally), parts)
            elif listing is not None and not is_said:
                self.texts.write(area, self.totals.summary.book.say(messages.N_ROWS_OF, n=listing.n_records), "locked")
                is_said = True
            else:
                self.texts.write(area, "", "locked")

    # --- the sheet ----------------------------------------------------------------------------------------------------

    def _note(self) -> None:
        """Say in the place of the status line what the sheet shows."""
        if self.layout.status is not None:
            summary = self.totals.summary
            text = summary.book.say(messages.OWN_NOTE, n=summary.figures.count("forms"))
            self.texts.write(self.layout.status, text, "status")

    def _set_up(self) -> None:
        setup = self.layout.sheet.setup
        if not setup.landscape:
            self.sheet.set_portrait()
        self.sheet.freeze_panes(setup.frozen_rows, setup.frozen_columns)
        self.sheet.print_area(0, 0, self.layout.last_row - 1, self.layout.last_printed_column - 1)
        self._offer(upright=not setup.landscape)

    def _offer(self, *, upright: bool) -> None:
        """Offer the sheet to be printed, unless the form is so wide that its letters would be too small."""
        widths = [self.layout.sheet.widths.get(at, _USUAL_WIDTH) for at in range(1, self.layout.last_printed_column + 1)]
        scale = scale_of(widths, upright=upright)
        if scale >= READABLE:
            points = sum(height for row, height in self.layout.heights.items() if row not in self._hidden_rows)
            self.totals.summary.book.may_print(self.sheet, rank=30, n_pages=pages_down(points, scale, upright=upright))


SHEET = SummarySheet(
    name="own",
    usual_name=Text(zh="（表单各页）", en="(the sheets of the form)"),
    doc=Text(
        zh="表单自己的版面，每个数是全部报送之和（叠加汇总）：点击即到其组成，再到文件和单元格；比率按合计重算",
        en="with `same_layout`: the form's own sheets, every number the sum over all forms; a click leads to its parts, and from there to file and "
        "cell. Rates are computed from the sums",
    ),
    place=20,
    turn=65,
    tabs=_tabs,
    write=_write,
)
