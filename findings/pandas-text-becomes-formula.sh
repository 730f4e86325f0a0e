#!/usr/bin/env bash
# pandas writes a text that begins with `=` as a formula, and reads something else back from its own file.
#
# Seen with pandas 3.1.1, openpyxl 3.1.5 and xlsxwriter 3.2.9 (CPython 3.11, Linux): a frame with the text "=3个" (a target of
# three pieces, no formula) goes through `to_excel`; with the engine openpyxl the cell is the formula `3个` without a result, and `read_excel`
# gives NaN; with the engine xlsxwriter it has the result 0, and `read_excel` gives the number 0. Nothing is said in either case.
#
# Run: bash findings/pandas-text-becomes-formula.sh    It fails if the behaviour changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q pandas==3.1.1 openpyxl==3.1.5 xlsxwriter==3.2.9 python-calamine 2>/dev/null
cat >"$folder/probe.py" <<'PROBE'
import re, sys, warnings, zipfile
import pandas as pd

warnings.simplefilter("ignore")
for engine in ("openpyxl", "xlsxwriter"):
    path = f"{sys.argv[1]}/{engine}.xlsx"
    pd.DataFrame({"target": ["=3个", "≥5场"]}).to_excel(path, engine=engine, index=False)
    cell = re.search('<c r="A2".*?</c>', zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml").decode())[0]
    print(engine, re.sub(r' s="\d+"', "", cell), pd.read_excel(path, engine="openpyxl")["target"].tolist())
PROBE
seen=$("$folder/venv/bin/python" "$folder/probe.py" "$folder")
echo "$seen"
[ "$seen" = 'openpyxl <c r="A2"><f>3个</f><v /></c> [nan, '"'≥5场'"']
xlsxwriter <c r="A2"><f>3个</f><v>0</v></c> [0, '"'≥5场'"']' ]
