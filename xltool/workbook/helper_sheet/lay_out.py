"""Lay out the helper sheet in one pass from left to right: each block is made of those before it."""

from __future__ import annotations

from xltool.base.errors import UsageError
from xltool.base.formula_text import DEEPEST_FORMULA, LONGEST_FORMULA, depth_of
from xltool.base.messages import Text
from xltool.base.paths import defined_name
from xltool.form.complete_document import complete
from xltool.form.given import fill_in_defaults
from xltool.form.layout import Layout
from xltool.rules.definition import Definition
from xltool.rules.evaluate import evaluate
from xltool.rules.waiting import Demands, demands, rules_of_blank_form
from xltool.workbook.code_ranges import CodeRanges
from xltool.workbook.helper_sheet.block_use import BlockUse
from xltool.workbook.helper_sheet.cell_severity import CellSeverities
from xltool.workbook.helper_sheet.column_plan import plan_flags
from xltool.workbook.helper_sheet.computed_columns import add_computed
from xltool.workbook.helper_sheet.condition_columns import add_conditions
from xltool.workbook.helper_sheet.counts import add_up
from xltool.workbook.helper_sheet.formulas import in_first_row
from xltool.workbook.helper_sheet.helper_records import HelperGrid, HelperSheet, InputPlaces
from xltool.workbook.helper_sheet.inner_columns import inner_columns
from xltool.workbook.helper_sheet.input_columns import offer_entries, read_inputs
from xltool.workbook.helper_sheet.joined_texts import join_texts
from xltool.workbook.helper_sheet.meant_rows import add_meant_rows
from xltool.workbook.helper_sheet.message_texts import MessageTexts
from xltool.workbook.helper_sheet.named_formulas import in_name
from xltool.workbook.helper_sheet.row_messages import add_row_messages
from xltool.workbook.helper_sheet.skip_conditions import SkipConditions
from xltool.workbook.helper_sheet.violation_flags import ViolationFlags
from xltool.workbook.helper_sheet.waiting_columns import add_waiting


def lay_out(definition: Definition, layout: Layout, codes: CodeRanges) -> HelperSheet:
    """Compose the helper sheet: inputs, flags, row messages, counts, severities."""
    grid = HelperGrid()
    inputs = offer_entries(grid, layout, definition.schema)
    blocks = BlockUse(grid, inputs, definition.schema)
    join_texts(inputs, definition.schema)
    read_inputs(grid, inputs, layout, definition.schema)
    blocks.write()
    add_computed(grid, inputs, codes, definition)
    texts = MessageTexts(inputs, definition, layout)
    plan = plan_flags(grid, inputs, definition, texts)
    skip_terms = SkipConditions(inputs, definition, plan.flags).all_terms()
    meant = add_meant_rows(grid, inputs, definition, plan.flags)
    fixed = {path: table.fixed for path, table in definition.schema.tables.items() if table.fixed is not None}
    flags = ViolationFlags(grid, inputs, InputPlaces(layout, inputs, fixed), codes, definition, plan, skip_terms, meant, texts)
    tallies = [*flags.of_fields(), *flags.of_form()]
    names: dict[str, str] = {}
    for table, columns in plan.tables.items():
        tallies += flags.of_table(table)
        if columns:
            name = defined_name(f"xltool.remark.{table}")
            names[name] = add_row_messages(inputs, table, columns, texts)
    counts = add_up(grid, tallies, definition.rules.ids, definition.template.language)
    names |= {f"xltool.{severity}s": cell for severity, cell in counts.open.items()}
    conditions = add_conditions(grid, inputs, definition)
    waiting = add_waiting(grid, inputs, definition, plan, conditions, counts.open, _demands(definition))
    names |= waiting.names
    names |= CellSeverities(grid, inputs, definition, plan.flags, plan.pointers, conditions, waiting).names()
    inputs.close()
    grid.inner = inner_columns(grid, names.values())
    _hold_to_limits(grid)
    return HelperSheet(grid, inputs, codes, plan, counts, waiting, names)


def _demands(definition: Definition) -> Demands:
    """Return what must be filled in; what a blank form is asked for by rules is found by asking them."""
    blank = complete(definition.schema, {})
    fill_in_defaults(definition.schema, blank, {})
    return demands(definition, rules_of_blank_form(definition, evaluate(definition, blank)))


def _hold_to_limits(grid: HelperGrid) -> None:
    """Measure every formula as it is written: a spreadsheet program does not open one that is too long or too deep.

    The loader refuses rules of that length at their place; what is left comes of a form with very many columns.
    """
    formulas = [
        *((cell.column, in_first_row(cell.formula)) for cell in grid.cells),
        *((column.column, in_name(column.formula)) for column in grid.filled.values()),
    ]
    for column, text in formulas:
        if len(text) > LONGEST_FORMULA or (len(text) > DEEPEST_FORMULA and depth_of(text) > DEEPEST_FORMULA):
            what = grid.headings[column]
            zh = f"工作簿中“{what}”的公式过长（{len(text)} 个字符）；请减少表或规则"
            en = f"the workbook's formula of {what!r} is too long ({len(text)} characters); use fewer tables or rules"
            raise UsageError(Text(zh=zh, en=en))
