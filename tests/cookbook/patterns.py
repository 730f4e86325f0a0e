"""The patterns of the cookbook: their definitions, a right and a wrong filling, and what xltool says of them.

A pattern is a folder of `docs/cookbook/` with `en/` and `zh/`: `templates/`, `rules/`, `right.json`, `wrong.json`, `picture.png` and, where a locked
cell is overwritten, `typed.json`: what somebody typed into cells of the workbook, `{"Sheet!B2": 1}`.
"""

from __future__ import annotations

import importlib.util
import json
import tempfile
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import xltool
from xltool.base.messages import Lang
from xltool.checking.check import check_reading
from xltool.checking.check_report import CheckReport
from xltool.reading.guard import Limits
from xltool.reading.read_workbook import read_workbook
from xltool.rules.checks import registry

ROOT = Path(__file__).parents[2]
COOKBOOK = ROOT / "docs" / "cookbook"
LANGS: tuple[Lang, ...] = ("en", "zh")
#: The end of the name of a page in each language.
SUFFIXES: Mapping[Lang, str] = {"en": ".md", "zh": ".zh-CN.md"}
RIGHT, WRONG = "right", "wrong"


@dataclass(frozen=True, kw_only=True)
class Pattern:
    """A pattern in one language."""

    name: str
    lang: Lang

    @property
    def folder(self) -> Path:
        """The folder of its files."""
        return COOKBOOK / self.name / self.lang

    @property
    def page(self) -> Path:
        """The page that shows it."""
        return COOKBOOK / f"{self.name}{SUFFIXES[self.lang]}"

    @property
    def template(self) -> Path:
        return self.folder / "templates" / f"{self.name}.yaml"

    @property
    def schema(self) -> Path:
        return self.folder / "rules" / f"{self.name}.schema.json"

    @property
    def picture(self) -> Path:
        return self.folder / "picture.png"

    @property
    def lists(self) -> list[Path]:
        """Its code lists."""
        return sorted((self.folder / "rules" / "codes").glob("*.csv"))

    @property
    def modules(self) -> list[Path]:
        """Its own checks; the languages share them."""
        return sorted((COOKBOOK / self.name).glob("*.py"))

    @property
    def typed(self) -> Path:
        """What is typed over cells of the wrong workbook."""
        return self.folder / "typed.json"

    @property
    def shown_files(self) -> list[Path]:
        """Everything that the page shows, in its order."""
        return [self.template, self.schema, *self.lists, *self.modules]


def names() -> list[str]:
    """Return the names of the patterns."""
    return sorted(path.name for path in COOKBOOK.iterdir() if path.is_dir())


def patterns() -> list[Pattern]:
    """Return every pattern in every language."""
    return [Pattern(name=name, lang=lang) for name in names() for lang in LANGS]


def build(pattern: Pattern, filling: str, folder: Path) -> Path:
    """Write the workbook of a filling, called `right.xlsx` or `wrong.xlsx`, and return its path."""
    path = xltool.build(pattern.template, folder / f"{filling}.xlsx", data=pattern.folder / f"{filling}.json")
    if filling == WRONG and pattern.typed.is_file():
        book = opened(path)
        for place, value in load(pattern.typed).items():
            sheet, _, cell = place.partition("!")
            book[sheet][cell] = value
        book.save(path)
    return path


def opened(path: Path) -> openpyxl.Workbook:
    """Open a workbook with openpyxl, which does not know a print area that a name stands for, and warns of it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return openpyxl.load_workbook(path)


@cache
def check(pattern: Pattern, filling: str) -> CheckReport:
    """Check a filling as it comes back."""
    with tempfile.TemporaryDirectory() as folder, own_checks(pattern):
        path = build(pattern, filling, Path(folder))
        reading = read_workbook(path, pattern.template.parent, Limits(isolated=False))  # in this process, which knows the own checks
        return CheckReport(files=(check_reading(reading, str(path)),))


@contextmanager
def own_checks(pattern: Pattern) -> Iterator[None]:
    """Register the checks of a pattern as an installed package would, for a while."""
    registry.check_names()  # xltool's own register when they are first imported: that must outlast the while
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(registry, "_REGISTRY", dict(vars(registry)["_REGISTRY"]))
        patched.setattr(registry, "_TERMS", dict(vars(registry)["_TERMS"]))
        for path in pattern.modules:
            spec = importlib.util.spec_from_file_location(path.stem, path)
            assert spec is not None
            assert spec.loader is not None
            spec.loader.exec_module(importlib.util.module_from_spec(spec))
        yield


def load(path: Path) -> dict[str, Any]:
    """Read a JSON file that holds an object."""
    loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return loaded
