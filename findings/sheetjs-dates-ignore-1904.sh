#!/usr/bin/env bash
# SheetJS with `cellDates` counts every date from 1900, also in a workbook that counts from 1904: dates come out four years and a day early.
#
# Seen with xlsx 0.18.5 (Node.js 18 and later, Linux): it reads that the workbook counts from 1904 (`Workbook.WBProps.date1904` is true) and does not
# use it, so 2026-03-06 becomes 2022-03-05. Without `cellDates` the number is handed over as it stands in the file, and whoever knows of
# the property can do it right. exceljs 4.4.0 and openpyxl 3.1.5 read 2026-03-06. The workbook is written by XlsxWriter 3.2.5.
#
# Run: bash findings/sheetjs-dates-ignore-1904.sh    It fails if the behaviour changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --prefix . xlsx@0.18.5 exceljs@4.4.0 >/dev/null
python3 -m venv venv
venv/bin/pip install -q XlsxWriter==3.2.5 openpyxl==3.1.5 2>/dev/null
cat >write.py <<'PROBE'
import datetime

import openpyxl
import xlsxwriter

with xlsxwriter.Workbook("dates.xlsx", {"date_1904": True}) as book:
    book.add_worksheet("S").write_datetime("A1", datetime.date(2026, 3, 6), book.add_format({"num_format": "yyyy-mm-dd"}))
print("openpyxl:", openpyxl.load_workbook("dates.xlsx")["S"]["A1"].value.date())
PROBE
cat >read.cjs <<'PROBE'
const XLSX = require("xlsx");
const ExcelJS = require("exceljs");
const day = (date) => date.toISOString().slice(0, 10);
(async () => {
  const book = XLSX.readFile("dates.xlsx", { cellDates: true });
  console.log("SheetJS:", day(book.Sheets.S.A1.v), "date1904:", book.Workbook.WBProps.date1904);
  const other = new ExcelJS.Workbook();
  await other.xlsx.readFile("dates.xlsx");
  console.log("exceljs:", day(other.worksheets[0].getCell("A1").value));
})();
PROBE
export TZ=UTC
venv/bin/python write.py | tee seen
node read.cjs | tee -a seen
[ "$(cat seen)" = "openpyxl: 2026-03-06
SheetJS: 2022-03-05 date1904: true
exceljs: 2026-03-06" ]
