#!/usr/bin/env bash
# xlsx-populate makes a number of a text cell that looks like one, though nobody touches it: `201` as a code comes out as 201 and no longer as "201".
#
# Seen with xlsx-populate 1.21.0 (Node.js 18 and later, Linux). The cell is a shared string (`t="s"`, ECMA-376-1, 18.18.11); what opens the workbook reads it
# as a number, and what saves it again writes one, without the type. Only a text that JavaScript spells the same way as its number is changed: `1` and
# `201.5` are, `001`, `1e3` and `201.10` are not, so a list of codes comes back half in numbers and half in texts. Whoever looks codes up, or compares versions
# such as `1`, has to take both for the same.
#
# Run: bash findings/xlsx-populate-text-becomes-number.sh    It fails if the behaviour changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --prefix . xlsx-populate@1.21.0 >/dev/null
python3 -m venv venv
venv/bin/pip install -q XlsxWriter==3.2.5 openpyxl==3.1.5 2>/dev/null
cat >write.py <<'PROBE'
import xlsxwriter

with xlsxwriter.Workbook("texts.xlsx") as book:
    sheet = book.add_worksheet("S")
    for row, text in enumerate(["201", "001", "201.5", "201.10", "1e3"]):
        sheet.write_string(row, 0, text)
PROBE
cat >probe.cjs <<'PROBE'
const XlsxPopulate = require("xlsx-populate");
(async () => {
  const book = await XlsxPopulate.fromFileAsync("texts.xlsx");
  await book.toFileAsync("saved.xlsx");
})();
PROBE
cat >read.py <<'PROBE'
import openpyxl

for name in ("texts", "saved"):
    cells = [cell.value for (cell,) in openpyxl.load_workbook(f"{name}.xlsx")["S"].iter_rows()]
    print(f"{name}:", cells)
PROBE
venv/bin/python write.py
node probe.cjs
venv/bin/python read.py | tee seen
[ "$(cat seen)" = "texts: ['201', '001', '201.5', '201.10', '1e3']
saved: [201, '001', 201.5, '201.10', '1e3']" ]
