#!/usr/bin/env bash
# openpyxl reads cells that do not say where they are, but opens no sheet in which such a cell shares a formula.
#
# Seen with openpyxl 3.1.5 (CPython 3.11, Linux). The attribute `r` of a cell is optional (ECMA-376 part 1, 18.3.1.4): a cell without it stands
# beside the one before. With A1 and two cells behind it, openpyxl gives A1, B1, C1. Where the third shares a formula (18.3.1.40)
# that the second holds, it raises `TypeError`, since it looks for the place in the attribute and not in the column that it has counted.
# Without `r`, rows of formulas that are alike would be equal, and compress to less than half.
#
# Run: bash findings/openpyxl-shared-formula-without-place.sh    It fails if the behaviour changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q openpyxl==3.1.5 2>/dev/null
cat >"$folder/probe.py" <<'PROBE'
import re
import sys
import zipfile

import openpyxl

folder = sys.argv[1]
FORMULAS = {
    "values": ("", ""),
    "written out": ("<f>A1*2</f>", "<f>B1*2</f>"),
    "shared": ('<f t="shared" ref="B1:C1" si="0">A1*2</f>', '<f t="shared" si="0"/>'),
}
for name, (second, third) in FORMULAS.items():
    whole, bare = f"{folder}/whole.xlsx", f"{folder}/bare.xlsx"
    openpyxl.Workbook().save(whole)
    rows = f'<sheetData><row r="1"><c r="A1"><v>1</v></c><c>{second}<v>2</v></c><c>{third}<v>4</v></c></row></sheetData>'
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(bare, "w") as target:
        for part in source.namelist():
            target.writestr(part, re.sub(rb"<sheetData ?/>|<sheetData></sheetData>", rows.encode(), source.read(part)))
    try:
        print(f"{name}:", [(cell.coordinate, cell.value) for cell in openpyxl.load_workbook(bare).active[1]])
    except TypeError as error:
        print(f"{name}: TypeError: {error}")
PROBE
seen=$("$folder/venv/bin/python" "$folder/probe.py" "$folder")
printf '%s\n' "$seen"
[ "$seen" = "values: [('A1', 1), ('B1', 2), ('C1', 4)]
written out: [('A1', 1), ('B1', '=A1*2'), ('C1', '=B1*2')]
shared: TypeError: 'NoneType' object is not iterable" ]
