#!/usr/bin/env bash
# SheetJS cuts every text of more than 255 characters when it writes an .xls, and says nothing.
#
# Seen with xlsx 0.18.5 (Node.js 18 and later, Linux): a cell of 300 characters, of 1,000 or of 32,767 arrives as one of 255, in BIFF 8, where a cell
# may hold 32,767. The call succeeds without a warning, and the same workbook written as .xlsx keeps all of it. xlrd, which has no code in
# common with SheetJS, finds 255 characters in the file, so the text is lost in writing and not in reading. A reader of an .xls can only
# notice that a text has exactly 255 characters.
#
# Run: bash findings/sheetjs-cuts-texts-of-xls.sh    It fails if the behaviour changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --prefix . xlsx@0.18.5 >/dev/null
python3 -m venv venv
venv/bin/pip install -q xlrd==2.0.1 2>/dev/null
cat >write.cjs <<'PROBE'
const XLSX = require("xlsx");
const texts = [254, 255, 256, 300, 1000, 32767].map((length) => "字".repeat(length));
for (const bookType of ["xls", "xlsx"]) {
  const book = XLSX.utils.book_new();
  XLSX.utils.book_append_sheet(book, XLSX.utils.aoa_to_sheet([texts]), "S");
  XLSX.writeFile(book, `texts.${bookType}`, { bookType });
  const [row] = XLSX.utils.sheet_to_json(XLSX.readFile(`texts.${bookType}`).Sheets.S, { header: 1 });
  console.log(`${bookType} read by SheetJS:`, row.map((text) => text.length).join(" "));
}
PROBE
node write.cjs | tee seen
venv/bin/python -c '
import xlrd
print("xls read by xlrd:", *(len(cell.value) for cell in xlrd.open_workbook("texts.xls").sheet_by_index(0).row(0)))
' | tee -a seen
[ "$(cat seen)" = "xls read by SheetJS: 254 255 255 255 255 255
xlsx read by SheetJS: 254 255 256 300 1000 32767
xls read by xlrd: 254 255 255 255 255 255" ]
