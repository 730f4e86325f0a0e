"""Draw the pictures of the demonstration in `docs/images` anew: `python -m tests.demo_pictures`.

The status page is drawn by Chromium, what prints of the summary by LibreOffice. `demo.json` notes what could be seen then, so that a picture
does not fall behind: `tests/test_demo_pictures.py` compares.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl

from tests.referees.libreoffice import LibreOffice
from xltool.cli.demo import demo

IMAGES = Path(__file__).parent.parent / "docs" / "images"
NOTED = IMAGES / "demo.json"
#: What differs from one demonstration to the next: where it lies, moments and days, hashes, and the version.
_CHANGING = re.compile(
    r"file:[^\s\"'<>]*|sha256-[\w+/=]+|\d{4}-\d\d-\d\d(?:[ T]\d\d:\d\d(?::\d\d)?(?:\.\d+)?(?:[+-]\d\d:\d\d)?)?|\b[0-9a-f]{8,64}\b|xltool [\d.]+\w*"
)
_COLOURS = ("+dither", "-colors", "128")


def demonstrated(folder: Path) -> tuple[Path, Path]:
    """Run the demonstration; its status page and its summary."""
    for _ in demo(folder):
        pass
    return folder / "reports" / "status.html", folder / "summary.xlsx"


def seen(status: Path, summary: Path) -> dict[str, str]:
    """A digest of what each picture shows, but for what changes every time."""
    return {"status": _digest([status.read_text(encoding="utf-8")]), "summary": _digest(_texts(summary))}


def _texts(summary: Path) -> Iterator[str]:
    book = openpyxl.load_workbook(summary, data_only=True)
    for sheet in book.worksheets[:3]:
        yield sheet.title
        yield from (f"{cell.coordinate} {cell.value}" for row in sheet for cell in row if cell.value is not None)


def _digest(texts: list[str] | Iterator[str]) -> str:
    masked = [_CHANGING.sub("…", text) for text in texts]
    return hashlib.sha256(json.dumps(masked, ensure_ascii=False).encode()).hexdigest()[:16]


def draw_status(page: Path, picture: Path) -> None:
    """Draw a page of HTML whole, as wide as a window of 1180 pixels."""
    chromium = shutil.which("chromium")
    assert chromium is not None
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--window-size=1180,1700", "--virtual-time-budget=10000"]
    subprocess.run([chromium, *options, f"--screenshot={picture}", page.as_uri()], check=True, capture_output=True, timeout=300)
    grey = ("-bordercolor", "#f4f6f8", "-border", "0x12")
    subprocess.run(
        ["convert", str(picture), "-fuzz", "2%", "-gravity", "south", "-trim", "+repage", *grey, *_COLOURS, str(picture)], check=True
    )


def draw_summary(office: LibreOffice, summary: Path, folder: Path, picture: Path) -> None:
    """Draw the three pages that print: the first one, and beside it the others."""
    first, *others = office.to_png(summary, folder, dpi=90)
    subprocess.run(["convert", *map(str, others), "-append", str(folder / "others.png")], check=True)
    shape = ["(", str(folder / "others.png"), "-resize", "x1052", ")", "+append", "-bordercolor", "#999", "-border", "1"]
    subprocess.run(["convert", str(first), *shape, *_COLOURS, str(picture)], check=True)


def main() -> None:
    """Draw, and note what was seen."""
    with TemporaryDirectory() as name, LibreOffice(timeout=600) as office:
        status, summary = demonstrated(Path(name) / "demo")
        draw_status(status, IMAGES / "status.png")
        draw_summary(office, summary, Path(name) / "pages", IMAGES / "summary.png")
        NOTED.write_text(json.dumps(seen(status, summary), indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
