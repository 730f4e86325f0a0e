#!/usr/bin/env bash
# LibreOffice leaves hidden rows hidden on a protected sheet that allows its rows to be formatted.
#
# Seen with LibreOffice 7.4.7.2 (Debian 12). `<sheetProtection sheet="1" formatRows="0"/>` says that formatting rows is not locked (ECMA-376
# part 1, 18.3.1.85), which in Excel includes hiding and unhiding them. Here Format › Rows › Show does nothing on such a sheet; the
# same rows of an unprotected sheet are shown. So rows that a form hides cannot be opened by those who fill it in.
#
# Run: bash findings/libreoffice-keeps-rows-hidden.sh    It fails if the behaviour changes. It needs soffice and python3-uno.
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


def write(path, protection):
    types = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    rows = "".join(f'<row r="{n}"{hidden}><c r="A{n}"><v>{n}</v></c></row>' for n, hidden in ((1, ""), (2, ' hidden="1"'), (3, ' hidden="1"'), (4, "")))
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("[Content_Types].xml", f'{HEAD}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="{types}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="{types}.worksheet+xml"/></Types>')
        book.writestr("_rels/.rels", f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{DOCUMENT}/officeDocument" Target="xl/workbook.xml"/></Relationships>')
        book.writestr("xl/workbook.xml", f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{DOCUMENT}"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>')
        book.writestr("xl/_rels/workbook.xml.rels", f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{DOCUMENT}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>')
        book.writestr("xl/worksheets/sheet1.xml", f'{HEAD}<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{protection}</worksheet>')


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
dispatcher = context.ServiceManager.createInstance("com.sun.star.frame.DispatchHelper")
for name, protection in (("protected, rows may be formatted", '<sheetProtection sheet="1" formatRows="0"/>'), ("not protected", "")):
    path = f"{folder}/{len(protection)}.xlsx"
    write(path, protection)
    document = desktop.loadComponentFromURL(f"file://{path}", "_blank", 0, (value("Hidden", True),))
    controller, sheet = document.CurrentController, document.Sheets.getByIndex(0)
    controller.select(sheet.getCellRangeByName("A1:A4"))
    dispatcher.executeDispatch(controller.Frame, ".uno:ShowRow", "", 0, ())
    print(f"{name}: row 2 is {'shown' if sheet.Rows.getByIndex(1).IsVisible else 'hidden'}")
    document.close(True)
desktop.terminate()
office.wait(60)
PROBE
seen=$(/usr/bin/python3 "$folder/probe.py" "$folder" 2>/dev/null)
printf '%s\n' "$seen"
[ "$seen" = "protected, rows may be formatted: row 2 is hidden
not protected: row 2 is shown" ]
