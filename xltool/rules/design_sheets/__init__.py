"""Design workbooks (设计表) read: a definition written in a workbook, the same as its template, schema and code lists."""

from xltool.rules.design_sheets.design_parts import DesignParts, design_parts
from xltool.rules.design_sheets.named_cells import cell_problems, named_problems, shown_problem
from xltool.rules.design_sheets.open_design import DesignSheet, sheets_of_design
from xltool.rules.design_sheets.sheet_tables import CellProblem
from xltool.rules.design_sheets.unfold import UnfoldedDesign, design_of, unfolded_aside, unfolded_design, write_definition

__all__ = [
    "CellProblem",
    "DesignParts",
    "DesignSheet",
    "UnfoldedDesign",
    "cell_problems",
    "design_of",
    "design_parts",
    "named_problems",
    "sheets_of_design",
    "shown_problem",
    "unfolded_aside",
    "unfolded_design",
    "write_definition",
]
