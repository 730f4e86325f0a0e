#!/usr/bin/env bash
# ironcalc changes what formulas of an .xlsx say as it reads them: an `@` before ranges, parentheses gone.
#
# Seen with ironcalc 0.9.1 (Python package, Linux), on a workbook written by xlsxwriter 3.3.1. `SUMPRODUCT(LEN(A1:A3)*1)` becomes
# `SUMPRODUCT(LEN(@A1:A3)*1)` and is 1, not 4: SUMPRODUCT evaluates its arguments as arrays (ECMA-376 Part 1, 18.17.7.307), so that ranges in
# functions inside it are whole ranges. The same happens in SUMPRODUCT(EXACT(…)). `(1=1)<>(1=2)` becomes `1=1<>1=2` and is FALSE, not TRUE.
# Only the first is mended by giving the cell the formula of the file again (`update_cell_with_formula`).
#
# Run: bash findings/ironcalc-import-rewrites-formulas.sh    It fails if the behaviour changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q ironcalc==0.9.1 xlsxwriter==3.3.1 2>/dev/null
cat >"$folder/probe.py" <<'PROBE'
import sys

import ironcalc
import xlsxwriter

FORMULAS = ("SUMPRODUCT(LEN(A1:A3)*1)", 'SUMPRODUCT(EXACT(A1:A3,"b")*1)', "(1=1)<>(1=2)")
with xlsxwriter.Workbook(sys.argv[1]) as book:
    sheet = book.add_worksheet()
    sheet.write_column("A1", ["a", "bb", "b"])
    for row, formula in enumerate(FORMULAS):
        sheet.write_formula(row, 1, f"={formula}")
model = ironcalc.load_from_xlsx(sys.argv[1])
model.evaluate()
for row, formula in enumerate(FORMULAS, start=1):
    print(f"{formula}  read as  {model.get_cell_formula(0, row, 2)}  is", model.get_cell_value(0, row, 2), end="")
    model.update_cell_with_formula(0, row, 2, f"={formula}")
    model.evaluate()
    print(", put back", model.get_cell_value(0, row, 2))
PROBE
found=$("$folder/venv/bin/python" "$folder/probe.py" "$folder/book.xlsx")
echo "$found"
[ "$found" = 'SUMPRODUCT(LEN(A1:A3)*1)  read as  =SUMPRODUCT(LEN(@A1:A3)*1)  is 1.0, put back 4.0
SUMPRODUCT(EXACT(A1:A3,"b")*1)  read as  =SUMPRODUCT(EXACT(@A1:A3,"b")*1)  is 0.0, put back 1.0
(1=1)<>(1=2)  read as  =1=1<>1=2  is False, put back False' ]
