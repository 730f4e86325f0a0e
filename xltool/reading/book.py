"""An open workbook, whatever its format: what reading asks of one, and what a format may or may not tell."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import ClassVar

from xltool.base.messages import Text
from xltool.base.picture_header import PictureHeader
from xltool.reading.parsing.grid import Grid, Place

__all__ = ["AttachedObject", "Attachments", "Book", "Comment", "Feature", "Grid"]


class Feature(Enum):
    """Something beside its values that a workbook may have; a format tells of it or does not."""

    PARTS = Text("宏、外部链接", "macros, external links")
    PROGRAM = Text("保存程序", "the program that saved it")
    HIDDEN_SHEETS = Text("隐藏的工作表", "hidden sheets")
    NAMES = Text("名称", "defined names")
    FORMULAS = Text("公式", "formulas")
    PROTECTION = Text("保护", "protection")
    VALIDATIONS = Text("填写限制", "validations")
    MERGES = Text("合并单元格", "merged cells")
    HIDDEN_LINES = Text("隐藏的行列", "hidden rows and columns")
    ATTACHMENTS = Text("批注、图片", "comments, pictures")


@dataclass(frozen=True)
class Comment:
    """A comment at a cell."""

    cell: str  # "F21"
    author: str
    text: str


@dataclass(frozen=True, kw_only=True)
class AttachedObject:
    """A picture, chart or shape, by the cell at which it hangs."""

    place: Place
    picture: PictureHeader | None = None  # where it is one picture and nothing besides
    sha256: str = ""  # of the bytes of that picture


@dataclass(frozen=True, kw_only=True)
class Attachments:
    """What is attached to a sheet beside its cells."""

    comments: Sequence[Comment] = ()
    objects: Sequence[AttachedObject] = ()
    n_embedded: int = 0  # embedded objects and controls


class Book(ABC):
    """An open workbook. What its format does not tell stays as it is here; `tells` says which that is."""

    tells: ClassVar[frozenset[Feature]]
    sheet_names: list[str]
    hidden_sheets: frozenset[str] = frozenset()  # hidden or very hidden
    cut_at: int | None = None  # characters: the length to which some programs cut texts in this format
    date1904: bool = False  # whether day numbers count from 1904
    part_names: Sequence[str] = ()  # of the package, in lower case
    program: str | None = None  # what saved it, as far as it says
    defined_names: Mapping[str, str] = {}  # of the workbook, not of one sheet → formula

    @abstractmethod
    def grid(self, name: str, n_rows: int | None = None, n_columns: int | None = None) -> Grid:
        """Read the cells of a sheet, its first `n_rows` rows and `n_columns` columns or as many as the limits allow.

        Raises Refused.
        """

    def is_protected(self, name: str) -> bool:  # noqa: ARG002 - for formats that do not tell
        """Return whether a sheet is protected, without parsing it."""
        return False

    def n_formulas(self, name: str) -> int:  # noqa: ARG002 - for formats that do not tell
        """Count the formulas of a sheet without parsing it."""
        return 0

    def formula_texts(self, name: str) -> Mapping[str, str]:  # noqa: ARG002 - for formats that do not tell
        """Return the formulas of a sheet by cell, without `=`, as far as each is written at its cell."""
        return {}

    def attachments(self, name: str) -> Attachments:  # noqa: ARG002 - for formats that do not tell
        """Read what is attached to a sheet. Raises Refused."""
        return Attachments()
