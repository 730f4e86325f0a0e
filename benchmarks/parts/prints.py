"""Publishing: many forms as one PDF, beside LibreOffice printing the same workbooks."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from benchmarks.forms import Forms
from benchmarks.options import Options
from benchmarks.table import Row, Table, at_least, at_most, compare, mib
from benchmarks.timing import Task

#: Seconds computed for a form in a batch, and MiB of the process, that publishing may take.
_SECONDS, _MEMORY = 0.080, 1024


def ours(scratch: Path, n: int, *, folder: str) -> Callable[[], object]:
    """Lay out documents that are read already, and write one PDF of all, with contents and bookmarks."""
    import datetime as dt

    import xltool
    from xltool.publishing.print_form import PrintWishes, names_of, print_form
    from xltool.publishing.printed_form import Publication
    from xltool.publishing.writers import WRITERS

    reports = [one for one in xltool.check(Forms(Path(folder)).files(n)).files if one.definition is not None]

    def write() -> None:
        forms = [
            print_form(one.definition, one.document.data, names_of(one.definition, one.document.data), PrintWishes())
            for one in reports
            if one.definition is not None
        ]
        whole = Publication(title="forms", language="zh", date=dt.date(2026, 1, 1), forms=tuple(forms))
        (scratch / "forms.pdf").write_bytes(WRITERS["pdf"].write(whole, None))

    return write


def office(scratch: Path, n: int, *, folder: str) -> Callable[[], object]:
    """Print the workbooks with LibreOffice, all in one start: a PDF each, the sheets beside the form among its pages."""
    program = shutil.which("soffice") or "soffice"
    files = [str(path) for path in Forms(Path(folder)).files(n)]
    command = [
        program,
        f"-env:UserInstallation={(scratch / 'profile').as_uri()}",
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(scratch),
    ]
    return lambda: subprocess.run([*command, *files], check=True, capture_output=True)


def table(options: Options) -> Table:
    """Time for a form, and memory."""
    n, where = options.files, options.where
    options.forms.files(max(n, options.sample))
    printed, others = options.measure([Task(function=ours, n=n, arguments=where), Task(function=office, n=options.sample, arguments=where)])
    rows = (
        compare("publish: one PDF of all", printed, "LibreOffice, a PDF each", others, at_least(10)),
        Row(
            "publish", f"{printed.per_file * 1000:.3g} ms", "allowed", f"{_SECONDS * 1000:g} ms", printed.per_file / _SECONDS, at_most(1)
        ).cells,
        Row("publish: memory of the process", mib(printed.peak), "allowed", mib(_MEMORY), printed.peak / _MEMORY, at_most(1)).cells,
    )
    return Table("Publish: PDF", rows, ("Forms of 45 indicators, all different; documents are read before the time begins.",))
