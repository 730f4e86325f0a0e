#!/usr/bin/env bash
# LibreOffice does not pass an entry on through a shared formula whose cached value in the .xlsx is empty.
#
# Seen with LibreOffice 7.4.7.2 (Debian 12). B1:B2 share the formula A1&"" (ECMA-376 part 1, 18.3.1.40) and carry the empty text that it
# yields, `<v></v>`; C1:C2 count the blank ones, and D1 adds these up. After an entry in A1, B1 is right when it is read, and D1 is still the old sum
# until everything is recalculated. With each formula written out in its cell, and the same cached values, D1 is right at once.
# The import marks a shared formula without a value as to be calculated before its dependents listen; at the entry it counts as one
# whose dependents know already.
#
# Run: bash findings/libreoffice-shared-formula-empty-value.sh    It fails if the behaviour changes. It needs soffice and python3-uno.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
soffice --version
cat >"$folder/probe.py" <<'PROBE'
import subprocess, sys, time, uno, zipfile
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

folder = sys.argv[1]
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'


def cells(shared):
    b = ['<f t="shared" ref="B1:B2" si="0">A1&amp;""</f>', '<f t="shared" si="0"/>'] if shared else ['<f>A1&amp;""</f>', '<f>A2&amp;""</f>']
    rows = [f'<c r="B{n}" t="str">{b[n - 1]}<v></v></c><c r="C{n}"><f>IF(B{n}="",1,0)</f><v>1</v></c>' for n in (1, 2)]
    return f'<row r="1">{rows[0]}<c r="D1"><f>SUM(C1:C2)</f><v>2</v></c></row><row r="2">{rows[1]}</row>'


def write(path, shared):
    types = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("[Content_Types].xml", f'{HEAD}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="{types}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="{types}.worksheet+xml"/></Types>')
        book.writestr("_rels/.rels", f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{DOCUMENT}/officeDocument" Target="xl/workbook.xml"/></Relationships>')
        book.writestr("xl/workbook.xml", f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{DOCUMENT}"><fileVersion appName="xl"/><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>')
        book.writestr("xl/_rels/workbook.xml.rels", f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{DOCUMENT}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>')
        book.writestr("xl/worksheets/sheet1.xml", f'{HEAD}<worksheet xmlns="{MAIN}"><sheetData>{cells(shared)}</sheetData></worksheet>')


def value(name, value):
    item = PropertyValue()
    item.Name, item.Value = name, value
    return item


pipe = "finding" + folder.rpartition(".")[2]
office = subprocess.Popen(["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--norestore", f"--accept=pipe,name={pipe};urp;"])
resolver = uno.getComponentContext().ServiceManager.createInstance("com.sun.star.bridge.UnoUrlResolver")
for _ in range(300):
    try:
        context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        break
    except NoConnectException:
        time.sleep(0.2)
desktop = context.ServiceManager.createInstance("com.sun.star.frame.Desktop")
for name, shared in (("shared", True), ("written out", False)):
    path = f"{folder}/{shared}.xlsx"
    write(path, shared)
    document = desktop.loadComponentFromURL(f"file://{path}", "_blank", 0, (value("Hidden", True),))
    sheet = document.Sheets.getByIndex(0)
    sheet.getCellRangeByName("A1").setString("x")
    total = sheet.getCellRangeByName("D1").Value
    text = sheet.getCellRangeByName("B1").String
    document.calculateAll()
    print(f"{name}: D1 {total:g} after the entry, B1 {text!r}, D1 {sheet.getCellRangeByName('D1').Value:g} recalculated")
    document.close(True)
desktop.terminate()
office.wait(60)
PROBE
seen=$(/usr/bin/python3 "$folder/probe.py" "$folder" 2>/dev/null)
printf '%s\n' "$seen"
[ "$seen" = "shared: D1 2 after the entry, B1 'x', D1 1 recalculated
written out: D1 1 after the entry, B1 'x', D1 1 recalculated" ]
