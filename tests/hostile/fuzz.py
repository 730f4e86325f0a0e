"""Mutations of good workbooks, for as long as one likes: `python -m tests.hostile.fuzz --minutes 60 --programs`.

Bytes, XML and parts of packages are changed. Whatever comes out, `check` must not raise, must not hang, must still check a good
file in the same call, and all reports and returns of it must be written. What fails is kept (`--keep DIR`); each such case
becomes a trick or a test. With `--programs`, what the programs that are here save is mutated too (.xlsx, .xlsm, .xlsb, .ods,
.xls of the whole form); with `--files DIR`, so are the files there.
"""

from __future__ import annotations

import argparse
import io
import json
import random
import re
import shutil
import sys
import tempfile
import time
import warnings
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

import xltool
from tests.formats.packages import good_bytes
from tests.hostile.compound import number_cell, wide, xls
from tests.hostile.tricks import ROW0, ods_of_the_form, xlsb, xlsb_cell
from tests.roundtrip.programs import PROGRAMS
from xltool.checking.check_report import CheckReport, FileReport
from xltool.checking.marked_return import annotate
from xltool.checking.reports.html_report import html_report
from xltool.checking.reports.text_report import text_report

_BATCH = 20
_INTERNAL = "reading it failed"
#: Numbers, texts and references at which readers stumble.
_NASTY = [
    b"-1", b"0", b"1e400", b"NaN", b"65535", b"65536", b"1048576", b"1048577", b"4294967295", b"4294967296",
    b"99999999999999999999", b"", b" ", b"XFD1048576", b"A0", b"$A$1", b"A1:XFD1048576", b"_xD83D_", b"_x0000_", b"&#x202e;",
    b"\xe2\x80\xae", b"\xff", b"]]>", b"<![CDATA[", b"<!--", b"&lt;", b"&a;", b"%", b"'", b"../../x", b"\\", b"x" * 70_000,
]  # fmt: skip
Mutation = Callable[[random.Random, bytes], bytes]


def flip(rng: random.Random, data: bytes) -> bytes:
    """Some bytes changed."""
    out = bytearray(data)
    for _ in range(rng.choice([1, 1, 2, 8, 64])):
        if out:
            out[rng.randrange(len(out))] = rng.randrange(256)
    return bytes(out)


def cut(rng: random.Random, data: bytes) -> bytes:
    """A piece left out."""
    start = rng.randrange(len(data) + 1)
    return data[:start] + data[start + rng.choice([1, 4, 100, 10_000]) :]


def clip(rng: random.Random, data: bytes) -> bytes:
    """The end left out."""
    return data[: rng.randrange(len(data) + 1)]


def double(rng: random.Random, data: bytes) -> bytes:
    """A piece written twice or many times."""
    start = rng.randrange(len(data) + 1)
    piece = data[start : start + rng.choice([1, 16, 1_000])]
    return data[:start] + piece * rng.choice([2, 3, 500]) + data[start:]


def insert(rng: random.Random, data: bytes) -> bytes:
    """Something nasty put in."""
    at = rng.randrange(len(data) + 1)
    return data[:at] + rng.choice(_NASTY) + data[at:]


def value(rng: random.Random, data: bytes) -> bytes:
    """The value of an attribute or the text of an element replaced by something nasty."""
    places = list(re.finditer(rb'"[^"<>]*"|>[^<>]+<', data))
    if not places:
        return flip(rng, data)
    place = rng.choice(places)
    found = place[0]
    return data[: place.start()] + found[:1] + rng.choice(_NASTY) + found[-1:] + data[place.end() :]


def element(rng: random.Random, data: bytes) -> bytes:
    """A tag left out, doubled, or moved."""
    tags = list(re.finditer(rb"<[^<>]+>", data))
    if not tags:
        return flip(rng, data)
    one, other = rng.choice(tags), rng.choice(tags)
    kind = rng.randrange(3)
    if kind == 0:
        return data[: one.start()] + data[one.end() :]
    if kind == 1:
        return data[: one.start()] + one[0] * rng.choice([2, 1_000]) + data[one.end() :]
    return data[: other.end()] + one[0] + data[other.end() :]


MUTATIONS: tuple[Mutation, ...] = (flip, cut, clip, double, insert)
XML_MUTATIONS: tuple[Mutation, ...] = (*MUTATIONS, value, value, value, element, element)


def mutate(rng: random.Random, data: bytes) -> bytes:
    """One workbook changed: as bytes, or inside one part or in the list of its parts when it is a package."""
    if data[:2] != b"PK" or rng.random() < 0.25:
        for _ in range(rng.choice([1, 1, 3])):
            data = rng.choice(MUTATIONS)(rng, data)
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = [(name, archive.read(name)) for name in archive.namelist()]
    for _ in range(rng.choice([1, 1, 2, 5])):
        members = _mutate_members(rng, members)
    return _packed(members)


def _mutate_members(rng: random.Random, members: list[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    if not members:
        return members
    index, other = rng.randrange(len(members)), rng.randrange(len(members))
    name, content = members[index]
    kind = rng.random()
    if kind < 0.85:
        mutations = XML_MUTATIONS if name.endswith((".xml", ".rels")) else MUTATIONS
        changed = [(name, rng.choice(mutations)(rng, content))]
    elif kind < 0.9:
        changed = []
    elif kind < 0.95:
        changed = [(members[other][0], content)]
    else:
        changed = [(rng.choice(["x", "../x", "/x", name.upper(), name.replace("/", "\\"), name + "\0y"]), content)]
    return [*members[:index], *changed, *members[index + 1 :]]


def _packed(members: Sequence[tuple[str, bytes]]) -> bytes:
    buffer = io.BytesIO()
    with warnings.catch_warnings(action="ignore"), zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members:
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED, 1)
    return buffer.getvalue()


def saved_by_programs() -> Iterator[bytes]:
    """The real form, saved in every format by the programs that are here."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "form.xlsx"
        source.write_bytes(good_bytes())
        for number, program in enumerate(PROGRAMS):
            try:
                program.require()
            except pytest.skip.Exception:
                continue
            yield program.fill(source, {}, Path(folder) / f"{number}{program.suffix}").read_bytes()


def seeds(folder: Path | None) -> list[bytes]:
    """The workbooks that are mutated."""
    found = [
        good_bytes(),
        good_bytes(),
        ods_of_the_form(lambda body: body),
        xlsb(ROW0 + xlsb_cell(0, 6, wide("text")) + xlsb_cell(1, 5, bytes(8))),
        xls(number_cell(3, 3, 5.0)),
    ]
    return found + [path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()] if folder else found


def wrong_with(report: FileReport, content: bytes) -> str | None:
    """What is not as it must be with what came of a mutated file.

    An .xls is read by native code that its mutations do break down: that is what workers are for.
    """
    try:
        json.dumps(report.as_json("zh"), ensure_ascii=False, default=str).encode()
    except (UnicodeError, ValueError) as error:
        return f"cannot be printed: {error}"
    for finding in report.findings:
        if _INTERNAL in finding.message.en:
            return finding.message.en
        if finding.rule == "file.too-costly" and not content.startswith(b"\xd0\xcf"):
            return "too costly"
    return None


class Fuzz:
    """One run."""

    def __init__(self, seed: int, folder: Path | None, keep: Path) -> None:
        self.rng = random.Random(seed)
        self.seeds = seeds(folder)
        self.keep = keep
        self.rules: Counter[str] = Counter()
        self.n_files = 0
        self.failures: Counter[str] = Counter()

    def batch(self, folder: Path) -> None:
        """Mutate some files and check them together with a good one."""
        paths = []
        for number in range(_BATCH):
            path = folder / f"{number:02}.xlsx"
            path.write_bytes(mutate(self.rng, self.rng.choice(self.seeds)))
            paths.append(path)
        good = folder / "good.xlsx"
        good.write_bytes(good_bytes())
        try:
            *reports, beside = xltool.check([*paths, good]).files
        except Exception as error:  # noqa: BLE001 - that is what is looked for
            for path in paths:
                self.failed(path, f"raised {type(error).__name__}: {error}")
            return
        if not beside.document.data:
            self.failed(good, "the good file was not read")
        self.write(CheckReport(files=tuple(reports)), paths, folder / "returns")
        for path, report in zip(paths, reports, strict=True):
            self.rules.update({finding.rule for finding in report.findings})
            wrong = wrong_with(report, path.read_bytes())
            if wrong:
                self.failed(path, wrong)
        self.n_files += len(paths)

    def write(self, report: CheckReport, paths: Sequence[Path], folder: Path) -> None:
        """All reports, and the marked return of one file."""
        returned = self.rng.randrange(len(paths))
        try:
            list(text_report(report, "zh"))
            html_report(report, "zh")
            annotate(report.files[returned], folder)
        except Exception as error:  # noqa: BLE001 - that is what is looked for
            for path in paths:
                self.failed(path, f"reports: {type(error).__name__}: {error}")

    def failed(self, path: Path, reason: str) -> None:
        """Keep a file that shows something wrong."""
        self.failures[reason] += 1
        self.keep.mkdir(parents=True, exist_ok=True)
        kept = self.keep / f"{zlib.crc32(path.read_bytes()):08x}.xlsx"
        shutil.copy(path, kept)
        print(f"{kept}: {reason}", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--files", type=Path, default=None)
    parser.add_argument("--programs", action="store_true")
    parser.add_argument("--keep", type=Path, default=Path(tempfile.gettempdir()) / "xltool-fuzz")
    chosen = parser.parse_args()
    seed = chosen.seed if chosen.seed is not None else random.SystemRandom().randrange(1 << 32)
    fuzz = Fuzz(seed, chosen.files, chosen.keep)
    if chosen.programs:
        fuzz.seeds += saved_by_programs()
    end = time.monotonic() + chosen.minutes * 60
    with tempfile.TemporaryDirectory() as folder:
        while time.monotonic() < end:
            fuzz.batch(Path(folder))
    print(f"seed {seed}: {fuzz.n_files} files; {dict(fuzz.rules.most_common(12))}; failures {dict(fuzz.failures)}")
    return 1 if fuzz.failures else 0


if __name__ == "__main__":
    sys.exit(main())
