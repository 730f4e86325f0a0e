"""The helper columns of the hidden sheet: every input as it is read, every rule as a column of 0 and 1.

Blocks stand side by side from `FIRST_ROW` on, headings in row 1. Single fields take one row each, tables one row per row of
the form. Each block is made of those to its left:

input columns → violation flags (with skip conditions, over keywords and rendered rules) → row messages → counts → cell severity.

`helper_records` holds the cells and what the steps know of each other, `plan_records` the columns reserved for flags, `formulas` small
pieces of formula text; `lay_out` puts all together.
"""
