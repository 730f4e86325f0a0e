"""How the cells of a layout sheet look that have no look of their own: what is drawn so says nothing of the form's looks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

CellLook = Literal["input", "label", "heading", "plain"]
#: Widths count digits of this font. LibreOffice has a twin of it everywhere, so that it keeps them; it has none of Calibri.
USUAL_FONT, USUAL_SIZE = "Arial", 10
#: What a cell is → its fill; "" for none.
USUAL_FILLS: Mapping[CellLook, str] = {"input": "#FFF9E5", "label": "#F2F2F2", "heading": "#E7E6E6", "plain": ""}
#: What a cell is → the colour of the thin lines around it.
USUAL_LINES: Mapping[CellLook, str] = {"input": "#A6A6A6", "label": "#A6A6A6", "heading": "#A6A6A6", "plain": "#D9D9D9"}
#: Fills of cells that were marked in a checked copy: faults, and doubts.
FAULT_FILL, DOUBT_FILL = "#F8CBAD", "#FFE699"
