"""LibreOffice as a referee: a spreadsheet program that we did not write opens, fills, computes and saves workbooks.

    with LibreOffice() as office, office.open("form.xlsx") as book:
        book.fill({"income.total": 100, ("indicators.full_year", 0): "≥5场"})
        book.recalculate()
        assert book.values(["check.R22"]) == {"check.R22": 0.0}
        book.save_as("filled.ods")

To look at a workbook: `python -m tests.referees.libreoffice FILE.xlsx OUTDIR` writes one PNG a printed page.
"""

from __future__ import annotations

import argparse
import atexit
import contextlib
import datetime as dt
import json
import math
import os
import queue
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Self, TypeAlias
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from types import TracebackType

BRIDGE = Path(__file__).with_name("uno_bridge.py")
CHUNK = 50  # cases a request: the time limit is for one request, and an answer stays a few hundred kilobytes
EPOCH = dt.date(1899, 12, 30)  # day 0 of the serial dates of 1900 and later

_PLACES = (
    "/usr/lib/libreoffice/program/soffice",
    "/usr/lib64/libreoffice/program/soffice",
    "/opt/libreoffice/program/soffice",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
)

# The first-start dialogues would wait for a click for ever; the locale decides how typed text is read.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>{locale}</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Misc"><prop oor:name="FirstRun" oor:op="fuse"><value>false</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Misc"><prop oor:name="ShowTipOfTheDay" oor:op="fuse"><value>false</value></prop></item>
</oor:items>
"""


class LibreOfficeError(RuntimeError):
    """LibreOffice is missing, did not answer in time, crashed, or could not do what was asked."""


class UnknownNameError(LibreOfficeError):
    """The workbook has no such defined name, or the name does not stand for cells."""


class LockedCellError(LibreOfficeError):
    """The cell is locked on a protected sheet: a person could not fill it either."""


@dataclass(frozen=True, slots=True)
class Typed:
    """Text as a person types it into the cell: `50%` becomes 0.5, `2022-3-1` a date, `=1+1` a formula."""

    text: str


class CellError(str):
    """The value of an error cell as shown, such as `#N/A`, `#DIV/0!`, `Err:502`; equal to that text."""

    __slots__ = ()


CellInput: TypeAlias = str | int | float | bool | Decimal | dt.date | Typed | None
FillValue: TypeAlias = CellInput | Sequence[CellInput]
FillKey: TypeAlias = str | tuple[str, int]
Values: TypeAlias = Mapping[Any, Any]
"""Read as Mapping[FillKey, FillValue]; a Mapping's key type is invariant, so `dict[str, int]` would not fit that."""
CellValue: TypeAlias = float | str | CellError
NameValue: TypeAlias = CellValue | list[CellValue]


class LibreOffice:
    """One headless office with a profile of its own; start it once and open many workbooks.

    `locale` is the locale that `Typed` text is read in; `timeout` the seconds one request may take.
    Raises LibreOfficeError when there is no LibreOffice or no Python with UNO, or the office does not come up.
    """

    def __init__(self, *, locale: str = "zh-CN", timeout: float = 120.0, start_timeout: float = 60.0) -> None:
        reason = missing()
        if reason is not None:
            raise LibreOfficeError(reason)
        self.timeout = timeout
        self._folder = Path(tempfile.mkdtemp(prefix="xltool-office-"))
        self._processes: list[subprocess.Popen[bytes]] = []
        self._answers: queue.Queue[bytes] = queue.Queue()
        self._lock = threading.Lock()
        atexit.register(self.close)
        try:
            self._start(locale, start_timeout)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def open(self, path: str | os.PathLike[str]) -> Workbook:
        """Open a workbook of any format LibreOffice reads; raises LibreOfficeError when it cannot."""
        source = Path(path).resolve()
        if not source.is_file():
            raise FileNotFoundError(source)
        return Workbook(self, self.request("open", path=str(source)))

    def evaluate(
        self,
        path: str | os.PathLike[str],
        cases: Iterable[Values],
        *,
        clear: Sequence[str] = (),
        read: Sequence[str],
        hard: bool = False,
    ) -> list[dict[str, NameValue]]:
        """Open a workbook once and run many cases through it; see `Workbook.evaluate`."""
        with self.open(path) as book:
            return book.evaluate(cases, clear=clear, read=read, hard=hard)

    def to_png(self, path: str | os.PathLike[str], out_dir: str | os.PathLike[str], dpi: int = 70) -> list[Path]:
        """Print a workbook to `out_dir`, one PNG a page, and return the files in page order."""
        pdftoppm = shutil.which("pdftoppm")
        if pdftoppm is None:
            raise LibreOfficeError("pdftoppm is missing (Debian, Ubuntu: apt install poppler-utils)")
        folder = Path(out_dir)
        folder.mkdir(parents=True, exist_ok=True)
        stem = Path(path).stem
        with tempfile.TemporaryDirectory(dir=self._folder) as scratch:
            pdf = Path(scratch) / "book.pdf"
            with self.open(path) as book:
                book.save_as(pdf)
            command = [pdftoppm, "-png", "-r", str(dpi), str(pdf), str(Path(scratch) / "page")]
            subprocess.run(command, check=True, capture_output=True, timeout=self.timeout)
            pages = sorted(Path(scratch).glob("page-*.png"))  # pdftoppm pads the numbers: sorted is page order
            return [Path(shutil.move(page, folder / f"{stem}-{i}.png")) for i, page in enumerate(pages, 1)]

    def processor_time(self) -> float:
        """Seconds that the office has computed since it started, in steps of 0.01 s (on Linux)."""
        session = str(self._processes[0].pid)
        found = [fields for path in Path("/proc").glob("[0-9]*/stat") if (fields := _stat_fields(path)) and fields[3] == session]
        return sum(int(fields[11]) + int(fields[12]) for fields in found) / os.sysconf("SC_CLK_TCK")

    def request(self, operation: str, **arguments: object) -> Any:
        """Send one request to the bridge and wait for its answer; for Workbook, not for tests."""
        with self._lock:
            return self._request(operation, arguments)

    def close(self) -> None:
        """End the office and remove its profile; calling it again does nothing."""
        atexit.unregister(self.close)
        for process in reversed(self._processes):  # the bridge first: at end of its input it asks the office to go
            _end(process)
        self._processes.clear()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _start(self, locale: str, seconds: float) -> None:
        profile = self._folder / "profile"
        (profile / "user").mkdir(parents=True)
        settings = _SETTINGS.format(locale=escape(locale))
        (profile / "user" / "registrymodifications.xcu").write_text(settings, encoding="utf-8")
        pipe = f"xltool{uuid.uuid4().hex}"
        soffice, python = find_soffice(), find_uno_python()
        if soffice is None or python is None:  # pragma: no cover - __init__ has looked
            raise LibreOfficeError("LibreOffice went away")
        switches = ("--headless", "--invisible", "--norestore", "--nologo", "--nodefault", "--nolockcheck")
        listen = f"--accept=pipe,name={pipe};urp;"
        self._spawn([soffice, f"-env:UserInstallation={profile.as_uri()}", *switches, listen])
        bridge = self._spawn([python, str(BRIDGE), pipe, str(seconds), str(self._folder)])
        threading.Thread(target=self._listen, args=(bridge.stdout,), daemon=True).start()
        self._answer("start", seconds + 5)

    def _spawn(self, command: list[str]) -> subprocess.Popen[bytes]:
        environment = {k: v for k, v in os.environ.items() if k not in {"PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV"}}
        environment["PYTHONDONTWRITEBYTECODE"] = "1"
        with (self._folder / "stderr").open("ab") as errors:
            # A session of its own: the office is a launcher and its child, and both must go when we go.
            process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE if str(BRIDGE) in command else errors,
                stderr=errors,
                env=environment,
                start_new_session=True,
            )
        self._processes.append(process)
        return process

    def _listen(self, stream: IO[bytes]) -> None:
        with stream:
            for line in stream:
                self._answers.put(line)
        self._answers.put(b"")  # end: whoever waits must not wait for the time limit

    def _request(self, operation: str, arguments: Mapping[str, object]) -> Any:
        if not self._processes:
            raise LibreOfficeError("this LibreOffice is closed")
        stream = self._processes[-1].stdin
        assert stream is not None
        try:
            stream.write(json.dumps({"op": operation, **arguments}, allow_nan=False).encode() + b"\n")
            stream.flush()
        except OSError as error:
            raise self._broken(f"LibreOffice is gone at {operation}") from error
        return self._answer(operation, self.timeout)

    def _answer(self, operation: str, seconds: float) -> Any:
        try:
            line = self._answers.get(timeout=seconds)
        except queue.Empty:
            raise self._broken(f"LibreOffice did not answer {operation} in {seconds:.0f} s") from None
        if not line:
            raise self._broken(f"LibreOffice ended during {operation}")
        answer = json.loads(line, object_hook=_revive)
        if "kind" in answer:
            kinds = {"locked": LockedCellError, "name": UnknownNameError}
            raise kinds.get(answer["kind"], LibreOfficeError)(answer["error"])
        return answer["ok"]

    def _broken(self, message: str) -> LibreOfficeError:
        """End everything (a late answer would be taken for the next request's) and say what stderr said."""
        with contextlib.suppress(OSError):
            said = (self._folder / "stderr").read_text(encoding="utf-8", errors="replace").strip()
            message = f"{message}; stderr: {said[-2000:]}" if said else message
        self.close()
        return LibreOfficeError(message)


class Workbook:
    """One open workbook; cells are addressed by workbook-level defined name, or as `Sheet!A1`, `Sheet!A1:A9`."""

    def __init__(self, office: LibreOffice, handle: int) -> None:
        self._office = office
        self._handle = handle
        self._open = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        # After a crash the office is gone and the workbook with it; that must not hide the first error.
        with contextlib.nullcontext() if error is None else contextlib.suppress(LibreOfficeError):
            self.close()

    def close(self) -> None:
        """Close the workbook without saving; calling it again does nothing."""
        if self._open:
            self._open = False
            self._ask("close")

    def names(self) -> dict[str, str]:
        """Every workbook-level name with what it refers to, in LibreOffice's notation (`$Sheet.$A$1`)."""
        return dict(self._ask("names"))

    def fill(self, values: Values) -> None:
        """Set cells: `{"income.total": 1, ("indicators.level1", 0): "产出", "indicators.full_year": ["≥5场", None]}`.

        Text stays text (`=3个` too), numbers are numbers (dates their serial number), None clears the contents,
        `Typed` goes in as if keyed in; a list fills a row or column from its first cell and leaves the rest alone.
        Raises UnknownNameError, LockedCellError; LibreOfficeError for too many values. Entry validation does not act.
        """
        self._ask("fill", entries=_entries(values))

    def recalculate(self) -> None:
        """Compute every formula anew, whatever the file had cached."""
        self._ask("recalculate")

    def values(self, names: Sequence[str]) -> dict[str, NameValue]:
        """The value of each name: float, str ("" if empty) or CellError; a list of them for a row or column.

        A merged area counts as its first cell. Booleans are the numbers 1.0 and 0.0 here, as LibreOffice keeps them.
        """
        return dict(zip(names, self._ask("values", labels=list(names)), strict=True))

    def value(self, name: str) -> NameValue:
        """The value of one name; see `values`."""
        return self.values([name])[name]

    def formulas(self, name: str) -> str | list[str]:
        """The formula of the cell or cells in English notation (without one, the content as text)."""
        found: str | list[str] = self._ask("formulas", label=name)
        return found

    def errors(self) -> list[str]:
        """The places of all formula cells that show an error, in LibreOffice's notation."""
        found: list[str] = self._ask("errors")
        return found

    def save_as(self, path: str | os.PathLike[str]) -> Path:
        """Write a copy as .xlsx, .xls, .ods, .csv (first sheet) or .pdf, by suffix; an existing file is replaced."""
        target = Path(path).resolve()
        self._ask("save_as", path=str(target))
        return target

    def evaluate(
        self, cases: Iterable[Values], *, clear: Sequence[str] = (), read: Sequence[str], hard: bool = False
    ) -> list[dict[str, NameValue]]:
        """For each case clear the cells of `clear`, fill (see `fill`), recalculate and read `read` (see `values`).

        Recalculates what depends on changed cells, as the program does for a person; `hard` computes every formula
        in every case. The last case stays in the workbook.
        """
        self.recalculate()
        encoded = [_entries(case) for case in cases]
        names = {"clear": list(clear), "read": list(read)}
        results: list[list[NameValue]] = []
        for start in range(0, len(encoded), CHUNK):
            results += self._ask("evaluate", cases=encoded[start : start + CHUNK], hard=hard, **names)
        return [dict(zip(read, values, strict=True)) for values in results]

    def enter(self, entries: Iterable[tuple[str, int | None, CellInput]], *, read: Sequence[str]) -> list[dict[str, NameValue]]:
        """Make entries (name, index or None, value) one after the other and read `read` after each (see `values`).

        Nothing is recalculated by request: what is read is what the program shows a person who fills in the form as it was opened.
        """
        encoded = [(name, index, _encode(value)) for name, index, value in entries]
        results: list[list[NameValue]] = []
        for start in range(0, len(encoded), CHUNK):
            results += self._ask("enter", entries=encoded[start : start + CHUNK], read=list(read))
        return [dict(zip(read, values, strict=True)) for values in results]

    def move(self, source: str, target: str) -> None:
        """Cut cells (`Sheet!A1`, `Sheet!A1:B9`) and paste them from the first cell of `target` on, as a person does.

        Raises LockedCellError where protection forbids it.
        """
        self._ask("move", source=source, target=target)

    def _ask(self, operation: str, **arguments: object) -> Any:
        return self._office.request(operation, book=self._handle, **arguments)


def to_png(path: str | os.PathLike[str], out_dir: str | os.PathLike[str], dpi: int = 70) -> list[Path]:
    """Print a workbook with an office started for it; `LibreOffice.to_png` saves the start."""
    with LibreOffice() as office:
        return office.to_png(path, out_dir, dpi)


def missing() -> str | None:
    """Why LibreOffice cannot be used here, or None when it can."""
    if find_soffice() is None:
        return "LibreOffice is missing: no soffice on PATH (Debian, Ubuntu: apt install libreoffice-calc)"
    if find_uno_python() is None:
        return "no Python here can import uno (Debian, Ubuntu: apt install python3-uno)"
    return None


@cache
def find_soffice() -> str | None:
    """The office's program, from PATH or the places where installers put it."""
    for name in ("soffice", "libreoffice", *_PLACES):
        found = shutil.which(name)
        if found is not None:
            return found
    return None


@cache
def find_uno_python() -> str | None:
    """A Python that can import uno: this one, the system's, or the one that comes with LibreOffice."""
    soffice = find_soffice()
    candidates = [sys.executable, "/usr/bin/python3"]
    if soffice is not None:
        program = Path(soffice).resolve().parent
        beside = (program / "python", program / "python.exe", program.parent / "Resources" / "python")
        candidates += [str(path) for path in beside]
    return next((path for path in candidates if shutil.which(path) and _imports_uno(path)), None)


def _imports_uno(python: str) -> bool:
    try:
        subprocess.run([python, "-c", "import uno"], capture_output=True, timeout=30, check=True)
    except (OSError, subprocess.SubprocessError):
        return False
    return True


def _stat_fields(stat: Path) -> list[str]:
    """The fields of a process's `stat` from the third on; none when it has ended meanwhile."""
    try:
        return stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return []


def _entries(values: Values) -> list[tuple[str, int | None, Any]]:
    return [(*_key(key), _encode(value)) for key, value in values.items()]


def _key(key: FillKey) -> tuple[str, int | None]:
    return (key, None) if isinstance(key, str) else (key[0], key[1])


def _encode(value: FillValue) -> Any:
    match value:
        case None | str() | bool():
            return value
        case int() | float() | Decimal():
            return _finite(float(value))
        case Typed(text):
            return {"typed": text}
        case dt.datetime():
            day = dt.datetime.combine(value.date(), dt.time())
            return (value.date() - EPOCH).days + (value.replace(tzinfo=None) - day) / dt.timedelta(days=1)
        case dt.date():
            return float((value - EPOCH).days)
        case Sequence():
            return [_encode(item) for item in value]
    raise TypeError(f"no cell holds a {type(value).__name__}")


def _finite(number: float) -> float:
    if not math.isfinite(number):
        raise ValueError(f"no cell holds {number}")
    return number


def _revive(found: dict[str, Any]) -> Any:
    return CellError(found["error"]) if found.keys() == {"error"} else found


def _end(process: subprocess.Popen[bytes]) -> None:
    """Close a process' input, wait a little for it to go by itself, then kill it with its children."""
    if process.stdin is not None:
        with contextlib.suppress(OSError):
            process.stdin.close()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        _kill(process)
        process.wait()
    else:
        _kill(process)  # a launcher that is gone may have left its child


def _kill(process: subprocess.Popen[bytes]) -> None:
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    else:  # pragma: no cover - Windows
        process.kill()


def _main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Print a workbook with LibreOffice, one PNG a page.")
    parser.add_argument("file", type=Path)
    parser.add_argument("out_dir", type=Path)
    parser.add_argument("--dpi", type=int, default=70)
    options = parser.parse_args(arguments)
    for page in to_png(options.file, options.out_dir, options.dpi):
        print(page)


if __name__ == "__main__":
    _main()
