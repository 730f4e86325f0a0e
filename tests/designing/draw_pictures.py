"""Draw the pictures of “Your first form in ten minutes, in Excel”: `python -m tests.designing.draw_pictures`."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

import xltool
from tests.referees.libreoffice import LibreOffice
from xltool.base.messages import Lang

IMAGES = Path(__file__).parents[2] / "docs" / "images"
#: The page of a design workbook that shows each of its sheets, and what the picture is called.
_PAGES = {2: "layout", 3: "fields", 6: "rules"}


def main() -> None:
    langs: tuple[Lang, ...] = ("zh", "en")
    with LibreOffice() as office, tempfile.TemporaryDirectory() as scratch:
        for lang in langs:
            folder = Path(scratch) / lang
            design = xltool.design(folder / "new.xlsx", lang=lang).path
            form = xltool.build(design, folder / "form.xlsx")
            pages = office.to_png(design, folder / "pages", dpi=170)
            for number, name in _PAGES.items():
                _trimmed(pages[number - 1], IMAGES / f"first-form-{name}.{lang}.png")
            _trimmed(office.to_png(form, folder / "form", dpi=90)[0], IMAGES / f"first-form-form.{lang}.png")


def _trimmed(page: Path, target: Path) -> None:
    """Cut off the white around a page, with ImageMagick."""
    cut = ["convert", str(page), "-gravity", "south", "-chop", "0x4%", "-trim", "-bordercolor", "white", "-border", "12", "-colors", "64"]
    subprocess.run([*cut, "-strip", str(target)], check=True)


if __name__ == "__main__":
    main()
