"""What we rely on in the private parts of other libraries: each is named here, and the library's version is bounded above.

Whoever uses another private part adds an entry to `PRIVATE_PARTS`, and an upper bound to `pyproject.toml`.
"""

from __future__ import annotations

import re
import tomllib
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
import typer
import xlsxwriter
import yaml
from xlsxwriter.format import Format
from xlsxwriter.packager import Packager
from xlsxwriter.worksheet import CellNumberTuple, CellStringTuple, Worksheet

import xltool

ROOT = Path(__file__).parent.parent
#: Bounded by the versions of Python that the tests run on.
STANDARD_LIBRARY = "python"


@dataclass(frozen=True, kw_only=True)
class PrivatePart:
    """Something that a library does not document, and we use."""

    library: str  # as pyproject.toml names it
    what: str
    where: str  # module of ours
    why: str
    exists: Callable[[], bool]

    def __str__(self) -> str:
        return f"{self.library}: {self.what}"


def _calamine_panics_by_that_name() -> bool:
    """Native code panics as `pyo3_runtime.PanicException`, which cannot be imported; the type is made when it first happens."""
    import python_calamine

    content = Path(python_calamine._python_calamine.__file__).read_bytes()  # noqa: SLF001 - looked for, not used
    return b"PanicException" in content


def _zip_members_keep_their_names() -> bool:
    return zipfile.ZipInfo("a\\b").orig_filename == "a\\b"


def _has(owner: type, *names: str) -> Callable[[], bool]:
    return lambda: all(callable(getattr(owner, name, None)) for name in names)


def _sheets_keep_what_was_written() -> bool:
    sheet = xlsxwriter.Workbook().add_worksheet()
    return all(hasattr(sheet, name) for name in ("table", "row_info", "cond_formats", "selected", "fh", "dxf_priority"))


def _sheets_keep_a_drawing_and_its_links() -> bool:
    sheet = xlsxwriter.Workbook().add_worksheet()
    names = ("drawing", "drawing_links", "external_drawing_links", "drawing_rels", "drawing_rels_id")
    return all(not vars(sheet)[name] for name in names)


def _cells_are_kept_as_tuples() -> bool:
    book = xlsxwriter.Workbook()
    sheet, look = book.add_worksheet(), book.add_format({"bold": True})
    sheet.write_string(0, 0, "a", look)
    sheet.write_number(0, 1, 1.5, look)
    text, number = sheet.table[0][0], sheet.table[0][1]
    kept = text.string == 0 and number.number == 1.5 and text.format is look is number.format
    return kept and type(text) is CellStringTuple and type(number) is CellNumberTuple and isinstance(look._get_xf_index(), int)  # noqa: SLF001 - looked for


def _texts_are_kept_in_one_table() -> bool:
    return all(hasattr(xlsxwriter.Workbook().str_table, name) for name in ("string_table", "string_array", "unique_count", "count"))


def _options_ask_for_a_converter() -> bool:
    """Versions of typer that load pydantic have the converter; earlier ones need none, and nothing is replaced there."""
    app = typer.Typer(add_completion=False)
    app.command()(_with_an_option)
    (option,) = (param for param in typer.main.get_command(app).params if param.name == "number")
    return not hasattr(option, "get_runtime_param") or hasattr(vars(option)["type_descriptor"], "parameter_info")


def _with_an_option(number: int = 0) -> None:
    """Take an option."""


PRIVATE_PARTS = (
    PrivatePart(
        library="typer",
        what="parameters: get_runtime_param, type_descriptor.annotation and .parameter_info",
        where="xltool.cli.quick",
        why="values that are plainly right are converted without loading pydantic",
        exists=_options_ask_for_a_converter,
    ),
    PrivatePart(
        library="xlsxwriter",
        what="Worksheet._prepare_formula",
        where="xltool.workbook.fast.fast_worksheet",
        why="formulas are written without searching each for thirty new functions",
        exists=_has(Worksheet, "_prepare_formula"),
    ),
    PrivatePart(
        library="xlsxwriter",
        what="Worksheet._assemble_xml_file, _write_row, _write_cell, _write_cf_rule, _write_legacy_drawing",
        where="xltool.workbook.fast.cached_book",
        why="only the changes of a cached sheet are drawn",
        exists=_has(Worksheet, "_assemble_xml_file", "_write_row", "_write_cell", "_write_cf_rule", "_write_legacy_drawing"),
    ),
    PrivatePart(
        library="xlsxwriter",
        what="Worksheet.table, row_info, cond_formats, selected, fh, dxf_priority",
        where="xltool.workbook.fast.cached_book",
        why="what is written on a cached sheet are its changes",
        exists=_sheets_keep_what_was_written,
    ),
    PrivatePart(
        library="xlsxwriter",
        what="Worksheet.drawing, drawing_links, external_drawing_links, drawing_rels, drawing_rels_id",
        where="xltool.workbook.fast.cached_book",
        why="the pictures of a cached sheet are placed once for each workbook, not once more",
        exists=_sheets_keep_a_drawing_and_its_links,
    ),
    PrivatePart(
        library="xlsxwriter",
        what="CellStringTuple, CellNumberTuple, Format._get_xf_index",
        where="xltool.workbook.fast.cached_book",
        why="texts and numbers are written as its own sheet writes them, without a buffer for each",
        exists=_cells_are_kept_as_tuples,
    ),
    PrivatePart(
        library="xlsxwriter",
        what="Workbook.str_table",
        where="xltool.workbook.fast.cached_book",
        why="workbooks of one form begin with the same shared strings",
        exists=_texts_are_kept_in_one_table,
    ),
    PrivatePart(
        library="xlsxwriter",
        what="Workbook._get_packager, Packager._create_package, _write_shared_strings_file",
        where="xltool.workbook.fast.cached_book",
        why="parts are packed by us, those of cached sheets compressed as they are",
        exists=lambda: _has(xlsxwriter.Workbook, "_get_packager")() and _has(Packager, "_create_package", "_write_shared_strings_file")(),
    ),
    PrivatePart(
        library="xlsxwriter",
        what="Workbook._write_workbook_pr, Worksheet._encode_password",
        where="xltool.workbook.fast.cached_book",
        why="the structure of a workbook is locked; there is no public way to do that",
        exists=lambda: _has(xlsxwriter.Workbook, "_write_workbook_pr")() and _has(Worksheet, "_encode_password")(),
    ),
    PrivatePart(
        library="xlsxwriter",
        what="Format._get_xf_index, _get_dxf_index",
        where="xltool.workbook.styles",
        why="formats of cached sheets have the same numbers in every workbook",
        exists=_has(Format, "_get_xf_index", "_get_dxf_index"),
    ),
    PrivatePart(
        library="python-calamine",
        what="panics raise PanicException, which is not an Exception",
        where="xltool.reading.formats.xls",
        why="a broken .xls must be refused, not end the process",
        exists=_calamine_panics_by_that_name,
    ),
    PrivatePart(
        library=STANDARD_LIBRARY,
        what="zipfile.ZipInfo.orig_filename",
        where="xltool.reading.guard.archive",
        why="names of parts as the package has them, with the backslashes that some programs write",
        exists=_zip_members_keep_their_names,
    ),
    PrivatePart(
        library=STANDARD_LIBRARY,
        what="zipfile.ZipFile.fp",
        where="xltool.reading.guard.archive",
        why="parts are inflated by zlib-ng, in half of the time",
        exists=lambda: "self.fp" in Path(zipfile.__file__).read_text(encoding="utf-8"),
    ),
    PrivatePart(
        library="xlsxwriter",
        what="Format._get_xf_index",
        where="xltool.merging.summary.summary_book",
        why="the rows of long lists name the number of their cell format; there is no public way to ask",
        exists=lambda: hasattr(Format, "_get_xf_index"),
    ),
    PrivatePart(
        library="PyYAML",
        what="yaml._yaml.CParser",
        where="xltool.rules.loading.libyaml",
        why="the parser without the loader around it, which is slow",
        exists=lambda: hasattr(yaml, "_yaml") and hasattr(yaml._yaml, "CParser"),  # noqa: SLF001 - private: this is what the test is for
    ),
)


@pytest.mark.parametrize("part", PRIVATE_PARTS, ids=str)
def test_a_private_part_is_there(part: PrivatePart) -> None:
    assert part.exists()
    module = Path(xltool.__file__).parents[1] / f"{part.where.replace('.', '/')}.py"
    assert module.is_file()


def requirements() -> dict[str, str]:
    """Every library that pyproject.toml names, with its versions; the first mention counts, which is that of users."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = [*project["dependencies"], *(line for extra in project["optional-dependencies"].values() for line in extra)]
    split = [re.fullmatch(r"([\w-]+)(?:\[[\w,-]+\])?(.*)", line) for line in named]
    return {match[1].lower(): match[2] for match in reversed(split) if match}


@pytest.mark.parametrize("library", sorted({part.library for part in PRIVATE_PARTS} - {STANDARD_LIBRARY}))
def test_a_library_with_private_parts_in_use_is_bounded_above(library: str) -> None:
    assert re.search(r"<|==|~=", requirements()[library.lower()]), f"give {library} an upper bound in pyproject.toml"
