"""Draw the built-in forms as they are seen and printed: `python -m tests.form_pictures OUTDIR [FORM...]`.

Every form is drawn blank, half filled, filled in, with texts of 5,000 characters, and marked. Writes one PNG for each printed page and, where
Xvfb, xdotool and ImageMagick are installed, one of LibreOffice's window on a screen of 1366 × 768: to be looked at, not to be kept.
`python -m tests.form_pictures docs` draws the pictures of the first form in `docs/images` anew.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Collection, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import xltool
from tests.printed_pages import states
from tests.referees.libreoffice import LibreOffice, find_soffice
from tests.shelf.examples import FORMS, definition_of, document_path, expected
from xltool.workbook.build import build

_SCREEN = (1366, 768)
_SECONDS = 240  # a machine may have much else to do
_FIRST = "project-performance-target"
IMAGES = Path(__file__).parent.parent / "docs" / "images"


def workbooks(name: str, folder: Path) -> Iterator[Path]:
    """Build the workbooks of a form, one for each state."""
    definition = definition_of(name)
    for state, data in states(definition, name):
        yield build(FORMS[name].path, folder / f"{name}-{state.replace(' ', '-').replace(',', '')}.xlsx", data=data)
    wrong = next((example for example in expected(name) if example.startswith(("wrong", "published", "faulty"))), None)
    if wrong is not None:
        filled = build(FORMS[name].path, folder / f"{name}-marked.xlsx", data=document_path(name, wrong))
        yield from xltool.annotate(xltool.check([filled]), folder / "marked")


def screen(path: Path, picture: Path) -> None:
    """Open a workbook in a window on a screen of its own and take a picture of it."""
    width, height = _SCREEN
    with (
        TemporaryDirectory() as profile,
        subprocess.Popen(
            ["Xvfb", "-noreset", "-displayfd", "1", "-screen", "0", f"{width}x{height}x24"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        ) as server,
    ):
        assert server.stdout is not None
        environment = {**os.environ, "DISPLAY": f":{server.stdout.readline().decode().strip()}"}
        office = subprocess.Popen(
            [str(find_soffice()), f"-env:UserInstallation={Path(profile).as_uri()}", "--norestore", "--nologo", "--nolockcheck", str(path)],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            window = _window(path.name, environment)
            subprocess.run(
                ["xdotool", "windowmove", window, "0", "0", "windowsize", window, str(width), str(height)], env=environment, check=True
            )
            time.sleep(8)  # the window is drawn bit by bit
            subprocess.run(["import", "-window", "root", str(picture)], env=environment, check=True)
        finally:
            os.killpg(office.pid, 15)
            office.wait(timeout=_SECONDS)
            server.terminate()


def _window(name: str, environment: dict[str, str]) -> str:
    until = time.monotonic() + _SECONDS
    while time.monotonic() < until:
        found = subprocess.run(
            ["xdotool", "search", "--onlyvisible", "--name", name], env=environment, capture_output=True, text=True, check=False
        ).stdout.split()
        if found:
            return found[0]
        time.sleep(0.5)
    raise TimeoutError(name)


def document_pictures(office: LibreOffice, folder: Path) -> None:
    """Draw the form as published, and the check sheets of the published form and of the corrected one."""
    pages = {}
    for example in ("published", "right"):
        book = build(FORMS[_FIRST].path, folder / f"{example}.xlsx", data=document_path(_FIRST, example))
        pages[example] = office.to_png(book, folder / "pages", dpi=103)
    open_, none = (_check_sheet(office, folder / f"{example}.xlsx", folder) for example in pages)
    _convert(*pages["published"][:2], "+append", "+dither", "-colors", "64", target=IMAGES / "form.png")
    for example, page, name in (("published", open_, "check-open"), ("right", none, "check-none")):
        _convert(
            pages[example][page],
            "-trim",
            "-bordercolor",
            "white",
            "-border",
            "9",
            "+dither",
            "-colors",
            "64",
            target=IMAGES / f"{name}.png",
        )


def _check_sheet(office: LibreOffice, path: Path, folder: Path) -> int:
    """Return the place of the first page of the check sheet among those of a workbook."""
    with office.open(path) as book:
        book.save_as(folder / "book.pdf")
    text = subprocess.run(["pdftotext", folder / "book.pdf", "-"], check=True, capture_output=True, text=True).stdout
    return next(index for index, page in enumerate(text.split("\f")) if index and page.lstrip().startswith("填报检查"))


def _convert(*arguments: Path | str, target: Path) -> None:
    subprocess.run(["convert", *map(str, arguments), str(target)], check=True)


def main(folder: Path, names: Collection[str]) -> None:
    """Draw the forms."""
    with_screen = all(map(shutil.which, ("Xvfb", "xdotool", "import")))
    with LibreOffice(timeout=600) as office, TemporaryDirectory() as scratch:
        for name in names or FORMS:
            for path in workbooks(name, Path(scratch)):
                pages = office.to_png(path, folder / "printed")
                if with_screen:
                    (folder / "screen").mkdir(exist_ok=True)
                    screen(path, folder / "screen" / f"{path.stem}.png")
                print(f"{path.stem}: {len(pages)} pages", flush=True)


if __name__ == "__main__" and sys.argv[1:] == ["docs"]:
    with LibreOffice(timeout=600) as session, TemporaryDirectory() as temporary:
        document_pictures(session, Path(temporary))
elif __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
