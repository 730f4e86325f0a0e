"""How a definition is written in a design workbook (设计表): the words, what a cell says for a value, rows for nested data, drawn forms.

Nothing here knows a file. Keywords come from the meta-schemas; `design_words` only says what they are called.
"""

from xltool.rules.design_language.cell_shape import ANYTHING, CellShape, Shapes
from xltool.rules.design_language.compact_text import to_cell
from xltool.rules.design_language.design_words import HEADS, NO, SHEETS, YES, title_of, value_word
from xltool.rules.design_language.drawing import END, NOT_DRAWN, SPECIAL_CELLS, BlockLine, Drawing, DrawnCell
from xltool.rules.design_language.drawn_cells import numbered_looks
from xltool.rules.design_language.drawn_lists import GAP
from xltool.rules.design_language.find_blocks import FINDERS, WITH_BOXES, BlockFinder, find_leaf
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
from xltool.rules.design_language.look_areas import with_looks
from xltool.rules.design_language.nested_rows import flat, setting_rows
from xltool.rules.design_language.plain_fields import shortened
from xltool.rules.design_language.rules_as_rows import rule_rows
from xltool.rules.design_language.schema_as_rows import SchemaRow, schema_rows
from xltool.rules.design_language.usual_looks import (
    DOUBT_FILL,
    FAULT_FILL,
    USUAL_FILLS,
    USUAL_FONT,
    USUAL_LINES,
    USUAL_SIZE,
    CellLook,
)

__all__ = [
    "ANYTHING",
    "DOUBT_FILL",
    "END",
    "FAULT_FILL",
    "FINDERS",
    "GAP",
    "HEADS",
    "NO",
    "NOT_DRAWN",
    "SHEETS",
    "SPECIAL_CELLS",
    "USUAL_FILLS",
    "USUAL_FONT",
    "USUAL_HEIGHT",
    "USUAL_LINES",
    "USUAL_SIZE",
    "WITH_BOXES",
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
    "numbered_looks",
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
    "with_looks",
]
