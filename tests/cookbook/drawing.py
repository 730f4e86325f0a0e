"""Pictures of the forms of the cookbook: LibreOffice prints, poppler draws, and what is left of the page is a PNG of at most 256 colours."""

from __future__ import annotations

import hashlib
import json
import shutil
import struct
import subprocess
import zlib
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from tests.cookbook.patterns import COOKBOOK, WRONG, Pattern, build, opened
from tests.pictures import chunk

if TYPE_CHECKING:
    from tests.referees.libreoffice import LibreOffice

#: What was drawn, by picture: a digest of the cells that the first sheet had then.
DIGESTS = COOKBOOK / "pictures.json"
MOST_BYTES = 40_000
_DPI = 80
_COLOURS = 64
_MARGIN = 8  # pixels left white around the form
_GAP = 60  # rows of white pixels before what is left away at the bottom: the page's footer

Pixel = tuple[int, int, int]


def digest(pattern: Pattern, folder: Path) -> str:
    """Digest what can be seen of the form itself: texts, numbers, merged cells, and how wide and high they are. The program's own styles do not count."""
    sheet = opened(build(pattern, WRONG, folder)).worksheets[0]
    cells = [[cell.coordinate, str(cell.value)] for row in sheet for cell in row if cell.value is not None and cell.data_type != "f"]
    widths = sorted((name, column.width) for name, column in sheet.column_dimensions.items() if not column.hidden)
    heights = sorted((number, row.height) for number, row in sheet.row_dimensions.items() if row.height)
    seen = [cells, sorted(str(area) for area in sheet.merged_cells.ranges), widths, heights]
    return hashlib.sha256(json.dumps(seen, ensure_ascii=False).encode()).hexdigest()[:16]


def draw(pattern: Pattern, office: LibreOffice, folder: Path) -> bytes:
    """Draw the first page of the wrong filling, cut to the form."""
    pdf = folder / "page.pdf"
    with office.open(build(pattern, WRONG, folder)) as book:
        book.recalculate()
        book.save_as(pdf)
    program = shutil.which("pdftoppm")
    assert program is not None
    subprocess.run(
        [program, "-r", str(_DPI), "-f", "1", "-singlefile", pdf, folder / "page"], check=True, capture_output=True, timeout=office.timeout
    )
    return _png(_cut(_rows((folder / "page.ppm").read_bytes())))


def _rows(ppm: bytes) -> list[bytes]:
    """The rows of a raw PPM as poppler writes it: `P6`, width and height, 255, then three bytes a pixel."""
    magic, size, depth, pixels = ppm.split(b"\n", 3)
    assert (magic, depth) == (b"P6", b"255")
    width, height = map(int, size.split())
    return [pixels[start : start + 3 * width] for start in range(0, 3 * width * height, 3 * width)]


def _cut(rows: list[bytes]) -> list[bytes]:
    """Cut the white around the form away, and the page's footer."""
    inked = [number for number, row in enumerate(rows) if row.strip(b"\xff")]
    last = next((before for before, after in pairwise(inked) if after - before > _GAP), inked[-1])
    kept = rows[max(inked[0] - _MARGIN, 0) : last + _MARGIN]
    left = min((len(row) - len(row.lstrip(b"\xff"))) // 3 for row in kept)
    right = max((len(row.rstrip(b"\xff")) + 2) // 3 for row in kept)
    return [row[3 * max(left - _MARGIN, 0) : 3 * (right + _MARGIN)] for row in kept]


def _png(rows: list[bytes]) -> bytes:
    """Encode rows of pixels as a PNG with a palette of the most frequent colours; every other one becomes the nearest of these."""
    lines = [list(zip(row[::3], row[1::3], row[2::3], strict=True)) for row in rows]
    counted = Counter(pixel for line in lines for pixel in line)
    palette = [pixel for pixel, _ in counted.most_common(_COLOURS)]
    index = {pixel: min(range(len(palette)), key=lambda place: _distance(pixel, palette[place])) for pixel in counted}
    data = b"".join(bytes([0, *(index[pixel] for pixel in line)]) for line in lines)
    head = struct.pack(">IIBBBBB", len(lines[0]), len(lines), 8, 3, 0, 0, 0)
    parts = [
        chunk(b"IHDR", head),
        chunk(b"PLTE", bytes(part for pixel in palette for part in pixel)),
        chunk(b"IDAT", zlib.compress(data, 9)),
    ]
    return b"".join([b"\x89PNG\r\n\x1a\n", *parts, chunk(b"IEND", b"")])


def _distance(one: Pixel, other: Pixel) -> int:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))
