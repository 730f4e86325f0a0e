#!/usr/bin/env bash
# LibreOffice takes no print area from a formula, and prints pages of cells whose formulas show nothing.
#
# Seen with LibreOffice 7.4.7.2 (Debian 12) and XlsxWriter 3.2.9. A print area is a defined name (ECMA-376 part 1, 18.2.5), which may hold a
# formula; Excel then prints up to the last row in use. LibreOffice drops such an area without a word and prints the whole sheet, columns beside the
# area included. It leaves blank pages out ("Suppress output of empty pages"), but a formula that yields "" is content to it, and so are
# borders of cells within a print area; fills are not, nor is what a conditional format draws. So blank rows vanish from paper in both programs only where they hold no formula and the
# area is fixed.
#
# Run: bash findings/libreoffice-print-area-formula.sh    It fails if the behaviour changes. It needs soffice, python3 and pdfinfo.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
soffice --version
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet XlsxWriter==3.2.9
cat >"$folder/make.py" <<'MAKE'
import sys

import xlsxwriter

FIXED = "=F!$A$1:$B$400"
GROWING = "=F!$A$1:INDEX(F!$B$1:$B$400,MAX(5,COUNTA(F!$A$1:$A$400)))"


def write(name, area, *, formulas=False, beside=False, look=None, condition=None):
    book = xlsxwriter.Workbook(f"{sys.argv[1]}/{name}.xlsx")
    sheet = book.add_worksheet("F")
    format_ = book.add_format(look or {})
    for row in range(400):
        if row < 5:
            sheet.write_string(row, 0, "filled in", format_)
        elif look:
            sheet.write_blank(row, 0, None, format_)
        if formulas or beside:
            sheet.write_formula(row, 2 if beside else 1, f'=IF(A{row + 1}="","",LEN(A{row + 1}))', None, "")
    if condition:
        sheet.conditional_format(0, 0, 399, 1, {"type": "formula", "criteria": "=TRUE", "format": book.add_format(condition)})
    book.define_name("F!_xlnm.Print_Area", area)
    book.close()


write("fixed", FIXED)
write("fixed, fills", FIXED, look={"bg_color": "#FFFBE6"})
write("fixed, conditional borders", FIXED, condition={"border": 1})
write("fixed, borders", FIXED, look={"border": 1})
write("fixed, formulas beside", FIXED, beside=True)
write("fixed, formulas in it", FIXED, formulas=True)
write("formula, formulas beside", GROWING, beside=True)
MAKE
"$folder/venv/bin/python" "$folder/make.py" "$folder"
soffice -env:UserInstallation="file://$folder/profile" --headless --convert-to pdf --outdir "$folder" "$folder"/*.xlsx >/dev/null 2>&1
seen=$(cd "$folder" && for file in *.pdf; do
    pages=$(pdfinfo "$file" | awk '/^Pages/ {print $2}')
    echo "${file%.pdf}: $([ "$pages" = 1 ] && echo 'one page' || echo 'all pages')"
done | LC_ALL=C sort)
printf '%s\n' "$seen"
[ "$seen" = "fixed, borders: all pages
fixed, conditional borders: one page
fixed, fills: one page
fixed, formulas beside: one page
fixed, formulas in it: all pages
fixed: one page
formula, formulas beside: all pages" ]
