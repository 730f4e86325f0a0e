#!/usr/bin/env bash
# LibreOffice stretches a picture that is to move with its cells and keep its size.
#
# Seen with xlsxwriter 3.3.1 and LibreOffice 7.4.7.2 (Debian 12). `object_position: 2`, "move but don't size with cells", is written as a
# twoCellAnchor with editAs="oneCell" (ECMA-376 part 1, 20.5.2.33), with the size of the picture in its `a:ext`. LibreOffice takes the size
# from the cell in which the anchor ends: a square over two columns of the usual width, which are wider there than in Excel, is no square any
# more. With the same picture in a oneCellAnchor (20.5.2.24), which xlsxwriter does not write, it stays one.
#
# Run: bash findings/libreoffice-stretches-anchored-pictures.sh    It fails if the behaviour changes. It needs soffice.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q xlsxwriter==3.3.1
soffice --version
cat >"$folder/probe.py" <<'PROBE'
import io, re, struct, subprocess, sys, zipfile, zlib
from pathlib import Path

import xlsxwriter

folder = Path(sys.argv[1])
DRAWING = "xl/drawings/drawing1.xml"


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


SQUARE = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 100, 100, 8, 0, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(b"".join(b"\0" + bytes(100) for _ in range(100)))) + chunk(b"IEND", b"")


def write(path):
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    sheet.insert_image("A1", "square.png", {"image_data": io.BytesIO(SQUARE), "object_position": 2})
    book.close()


def pinned(source, target):
    """The same with a oneCellAnchor."""
    with zipfile.ZipFile(source) as before, zipfile.ZipFile(target, "w") as after:
        for name in before.namelist():
            content = before.read(name)
            if name == DRAWING:
                content = re.sub(rb'<xdr:twoCellAnchor editAs="oneCell">(.*?)<xdr:to>.*?</xdr:to>(.*?<a:ext( cx="\d+" cy="\d+")/>.*?)</xdr:twoCellAnchor>', rb"<xdr:oneCellAnchor>\1<xdr:ext\3/>\2</xdr:oneCellAnchor>", content, flags=re.DOTALL)
            after.writestr(name, content)


def size(path):
    with zipfile.ZipFile(path) as archive:
        width, height = map(int, re.search(rb'<a:ext cx="(\d+)" cy="(\d+)"', archive.read(DRAWING)).groups())
    return "a square" if abs(width - height) <= 9525 else "wider than high" if width > height else "higher than wide"


write(folder / "two.xlsx")
pinned(folder / "two.xlsx", folder / "one.xlsx")
for name in ("two", "one"):
    command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "xlsx", "--outdir", folder / "saved", folder / f"{name}.xlsx"]
    subprocess.run(command, check=True, capture_output=True)
    print(f"{name}CellAnchor: {size(folder / f'{name}.xlsx')}, saved by LibreOffice {size(folder / 'saved' / f'{name}.xlsx')}")
PROBE
seen=$("$folder/venv/bin/python" "$folder/probe.py" "$folder")
printf '%s\n' "$seen"
[ "$seen" = "twoCellAnchor: a square, saved by LibreOffice wider than high
oneCellAnchor: a square, saved by LibreOffice a square" ]
