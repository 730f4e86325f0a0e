#!/usr/bin/env bash
# formualizer reads EXACT over a range inside SUMPRODUCT as EXACT of its first cell.
#
# Seen with formualizer 0.13.0 (Python package, Linux), on a workbook written by xlsxwriter 3.3.1. Of the cells a, bb, b the count
# SUMPRODUCT(EXACT(A1:A3,"b")*1) is 0 and that of "a" is 1 whatever the other cells hold, while SUMPRODUCT((A1:A3="b")*1) is 1: operators take
# ranges there, functions do not. No error is shown. NOT over a range is #VALUE!.
#
# Run: bash findings/formualizer-exact-first-cell.sh    It fails if the behaviour changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q formualizer==0.13.0 xlsxwriter==3.3.1 2>/dev/null
cat >"$folder/probe.py" <<'PROBE'
import sys

import formualizer
import xlsxwriter

FORMULAS = (
    'SUMPRODUCT((A1:A3="b")*1)',
    'SUMPRODUCT(EXACT(A1:A3,"b")*1)',
    'SUMPRODUCT(EXACT(A1:A3,"a")*1)',
    'SUMPRODUCT(EXACT(A2:A3,"a")*1)',
    'SUMPRODUCT(LEN(A1:A3)*1)',
)
with xlsxwriter.Workbook(sys.argv[1]) as book:
    sheet = book.add_worksheet("S")
    sheet.write_column("A1", ["a", "bb", "b"])
    for row, formula in enumerate(FORMULAS):
        sheet.write_formula(row, 1, f"={formula}")
book = formualizer.load_workbook(sys.argv[1])
for row, formula in enumerate(FORMULAS, start=1):
    print(formula, "is", book.evaluate_cell("S", row, 2))
PROBE
found=$("$folder/venv/bin/python" "$folder/probe.py" "$folder/book.xlsx")
echo "$found"
[ "$found" = 'SUMPRODUCT((A1:A3="b")*1) is 1.0
SUMPRODUCT(EXACT(A1:A3,"b")*1) is 0.0
SUMPRODUCT(EXACT(A1:A3,"a")*1) is 1.0
SUMPRODUCT(EXACT(A2:A3,"a")*1) is 0.0
SUMPRODUCT(LEN(A1:A3)*1) is 1.0' ]
