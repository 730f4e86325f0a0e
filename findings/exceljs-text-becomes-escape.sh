#!/usr/bin/env bash
# exceljs writes the text `_x0041_` as it is, and reads it back as `A`: a text that looks like an escape is changed by saving it.
#
# Seen with exceljs 4.4.0 (Node.js 18 and later, Linux). In Open XML `_xHHHH_` stands for a character (ST_Xstring, ECMA-376-1, 22.9.2.19), so a writer
# has to put `_x005F_` for the first underscore of a text that looks like that. XlsxWriter 3.2.5 does, and exceljs reads the text back
# that XlsxWriter wrote. Codes of forms and part numbers do look like that.
#
# Run: bash findings/exceljs-text-becomes-escape.sh    It fails if the behaviour changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --prefix . exceljs@4.4.0 >/dev/null
python3 -m venv venv
venv/bin/pip install -q XlsxWriter==3.2.5 2>/dev/null
cat >write.py <<'PROBE'
import xlsxwriter

with xlsxwriter.Workbook("xlsxwriter.xlsx") as book:
    book.add_worksheet("S").write_string("A1", "_x0041_")
PROBE
cat >probe.cjs <<'PROBE'
const ExcelJS = require("exceljs");
(async () => {
  const book = new ExcelJS.Workbook();
  book.addWorksheet("S").getCell("A1").value = "_x0041_";
  await book.xlsx.writeFile("exceljs.xlsx");
  for (const name of ["exceljs", "xlsxwriter"]) {
    const saved = new ExcelJS.Workbook();
    await saved.xlsx.readFile(`${name}.xlsx`);
    console.log(`written by ${name}:`, saved.getWorksheet("S").getCell("A1").value);
  }
})();
PROBE
venv/bin/python write.py
node probe.cjs | tee seen
[ "$(cat seen)" = "written by exceljs: A
written by xlsxwriter: _x0041_" ]
