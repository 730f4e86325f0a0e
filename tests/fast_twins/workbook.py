"""Cached sheets, templates and compressed parts beside workbooks that are rendered and packed anew.

`tests/workbook/` tries the same over the real form, over generated documents and over unusual texts.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from tests.fast_twins import Twin
from tests.workbook.full_render import full_render
from tests.workbook.test_blank_form import ODD_TEXTS, as_calamine_reads, as_openpyxl_reads
from xltool.form.complete_document import complete
from xltool.rules.definition import Definition
from xltool.rules.evaluate import evaluate
from xltool.rules.load import load_definition
from xltool.workbook.assemble import build_workbook
from xltool.workbook.fast.deflate_blocks import assemble, constant
from xltool.workbook.fast.fast_worksheet import FastWorksheet
from xltool.workbook.fast.independent_fields import independent_fields
from xltool.workbook.fast.zip_package import ZipPackage
from xltool.workbook.form_copy import FormCopy, Issue
from xltool.workbook.template_cache import TemplateCache

CLEAN = Path(__file__).parents[1] / "definitions" / "clean"
ISSUE = Issue(unit="U<1>", campaign="=1", signature="5e" * 32, password="locked")  # noqa: S106 - of a test


@cache
def minimal() -> Definition:
    """The smallest form that has one of each."""
    return load_definition(next((CLEAN / "minimal").rglob("*.yaml")))


# --- formulas ---------------------------------------------------------------------------------------------------------


def _formulas() -> Iterator[str]:
    yield from ('=IF(A1="",0,1)', "=SUMPRODUCT((A1:A9<>0)*1)", '=IFERROR(INDEX(mark.x,ROW()-3),"")', "=A1&B1")


def _formula_xml(formula: str, worksheet_class: type[Worksheet]) -> str:
    book = xlsxwriter.Workbook(io.BytesIO(), {"in_memory": True})
    book.worksheet_class = worksheet_class
    sheet = book.add_worksheet()
    sheet.write_formula(0, 0, formula)
    sheet.fh = io.StringIO()
    sheet._write_rows()  # noqa: SLF001 - what the sheet writes of its cells
    xml: str = sheet.fh.getvalue()
    return xml


# --- whole workbooks --------------------------------------------------------------------------------------------------


def _documents() -> Iterator[dict[str, Any]]:
    rows = [{"name": text, "kind": "roads", "amount": number} for number, text in enumerate(ODD_TEXTS[:5])]
    for data in ({}, {"unit": "the parks", "total": 12.5, "items": rows}, {"unit": "=1+1", "items": rows[:1]}):
        yield complete(minimal().schema, data)


def _read(content: bytes) -> tuple[Any, Any]:
    return as_calamine_reads(content), as_openpyxl_reads(content)


def _copies() -> Iterator[FormCopy]:
    texts = ("the parks", "the schools", "A&B <roads>", "=1+1", "_x0041_", " spaced ", "x" * 400)
    yield from (FormCopy(complete(minimal().schema, {"unit": text}), ISSUE) for text in texts)


@cache
def _template_cache() -> TemplateCache:
    return TemplateCache(minimal(), ["unit"])


def _parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


# --- verdicts ---------------------------------------------------------------------------------------------------------


def _texts() -> Iterator[tuple[str, str]]:
    paths = [path for path, field in minimal().schema.fields.items() if field.kind.prose != "none"]
    yield from ((path, text) for path in [*paths, "total"] for text in ("the parks", "x" * 101))


def _is_valid_by_itself(sample: tuple[str, str]) -> bool | None:
    path, text = sample
    validators = independent_fields(minimal(), [path])
    return bool(validators[path].is_valid(text)) if path in validators else None


def _is_valid_in_a_document(sample: tuple[str, str]) -> bool:
    path, text = sample
    return all(violation.path != path for violation in evaluate(minimal(), {path: text}).violations)


# --- compressed parts -------------------------------------------------------------------------------------------------


def _pieces() -> Iterator[tuple[bytes, ...]]:
    yield from ((), (b"",), (b"a" * 70_000,), (b"<row>", b"<c>1</c>", b"</row>"), tuple(b"<row>%d</row>" % number for number in range(40)))


def _assembled(pieces: tuple[bytes, ...]) -> tuple[bytes, int, int]:
    """Every second piece is constant, the others are compressed with it."""
    part = assemble(constant(piece) if index % 2 == 0 else piece for index, piece in enumerate(pieces))
    return zlib.decompress(part.data, -15), part.size, part.crc


def _compressed_at_once(pieces: tuple[bytes, ...]) -> tuple[bytes, int, int]:
    whole = b"".join(pieces)
    return whole, len(whole), zlib.crc32(whole)


def _packages() -> Iterator[dict[str, bytes]]:
    yield from ({}, {"a.xml": b""}, {"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>" * 999})


def _packed(parts: Mapping[str, bytes]) -> bytes:
    package = ZipPackage()
    for name, content in parts.items():
        package.add(name, assemble([content]))
    return package.finish()


def _zipped(parts: Mapping[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return content.getvalue()


_FAST = "xltool.workbook.fast"
TWINS = (
    Twin(
        name="formulas without new functions",
        modules=(f"{_FAST}.fast_worksheet",),
        samples=_formulas,
        fast=lambda formula: _formula_xml(formula, FastWorksheet),
        plain=lambda formula: _formula_xml(formula, Worksheet),
        declines=False,
    ),
    Twin(
        name="workbooks of cached sheets",
        modules=(f"{_FAST}.cached_sheet", f"{_FAST}.cached_book"),
        samples=_documents,
        fast=lambda data: _read(build_workbook(minimal(), data, ISSUE)),
        plain=lambda data: _read(full_render(minimal(), data, ISSUE)),
        declines=False,
    ),
    Twin(
        name="workbooks of a template",
        modules=(f"{_FAST}.slotted_workbook",),
        samples=_copies,
        fast=lambda copy: _parts(_template_cache().workbook(copy)),
        plain=lambda copy: _parts(build_workbook(minimal(), copy.data, copy.issue)),
        declines=False,
    ),
    Twin(
        name="texts that no rule reads",
        modules=(f"{_FAST}.independent_fields",),
        samples=_texts,
        fast=_is_valid_by_itself,
        plain=_is_valid_in_a_document,
        declines=True,
    ),
    Twin(
        name="parts of compressed blocks",
        modules=(f"{_FAST}.deflate_blocks",),
        samples=_pieces,
        fast=_assembled,
        plain=_compressed_at_once,
        declines=False,
    ),
    Twin(
        name="packages of compressed parts",
        modules=(f"{_FAST}.zip_package",),
        samples=_packages,
        fast=lambda parts: _parts(_packed(parts)),
        plain=lambda parts: _parts(_zipped(parts)),
        declines=False,
    ),
)
