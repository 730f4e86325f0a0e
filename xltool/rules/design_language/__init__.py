"""How a definition is written in a design workbook (设计表): the words, what a cell says for a value, rows for nested data, drawn forms.

Nothing here knows a file. Keywords come from the meta-schemas; `design_words` only says what they are called.
"""

from xltool.rules.design_language.cell_shape import ANYTHING, CellShape, Shapes
from xltool.rules.design_language.compact_text import to_cell
from xltool.rules.design_language.design_words import HEADS, NO, SHEETS, YES, title_of, value_word
from xltool.rules.design_language.drawing import END, NOT_DRAWN, SPECIAL_CELLS, BlockLine, CellLook, Drawing, DrawnCell
from xltool.rules.design_language.drawn_lists import GAP
from xltool.rules.design_language.find_blocks import FINDERS, BlockFinder, find_leaf
from xltool.rules.design_language.form_names import FormNames, names_of
from xltool.rules.design_language.found_block import USUAL_HEIGHT, kept_height
from xltool.rules.design_language.keyword_shapes import (
    block_keywords,
    block_shapes_of,
    field_shapes,
    form_shapes,
    measure_shapes,
    rule_shapes,
    sheet_shapes,
    summary_shapes,
    template_shapes,
)
from xltool.rules.design_language.nested_rows import flat, setting_rows
from xltool.rules.design_language.plain_fields import shortened
from xltool.rules.design_language.rules_as_rows import rule_rows
from xltool.rules.design_language.schema_as_rows import SchemaRow, schema_rows

__all__ = [
    "ANYTHING",
    "END",
    "FINDERS",
    "GAP",
    "HEADS",
    "NO",
    "NOT_DRAWN",
    "SHEETS",
    "SPECIAL_CELLS",
    "USUAL_HEIGHT",
    "YES",
    "BlockFinder",
    "BlockLine",
    "CellLook",
    "CellShape",
    "Drawing",
    "DrawnCell",
    "FormNames",
    "SchemaRow",
    "Shapes",
    "block_keywords",
    "block_shapes_of",
    "field_shapes",
    "find_leaf",
    "flat",
    "form_shapes",
    "kept_height",
    "measure_shapes",
    "names_of",
    "rule_rows",
    "rule_shapes",
    "schema_rows",
    "setting_rows",
    "sheet_shapes",
    "shortened",
    "summary_shapes",
    "template_shapes",
    "title_of",
    "to_cell",
    "value_word",
]
