"""Stamped workbooks are what a full render gives, in far less time."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from tests.referees import require_ooxml
from tests.referees.ooxml import ooxml_errors
from xltool.base.paths import put
from xltool.form.complete_document import complete
from xltool.reading.read_workbook import read_workbook
from xltool.rules.definition import Definition
from xltool.rules.load import load_definition
from xltool.workbook.assemble import build_workbook
from xltool.workbook.fast.deflate_blocks import Slot, cut, fill
from xltool.workbook.form_copy import FormCopy, Issue
from xltool.workbook.template_cache import TemplateCache

SLOTS = ("project.unit", "project.department", "project.name")


@pytest.fixture(scope="module")
def definition() -> Definition:
    return load_definition("project-performance-target")


@pytest.fixture(scope="module")
def cache(definition: Definition) -> TemplateCache:
    return TemplateCache(definition, SLOTS)


def sheet(definition: Definition, unit: str, department: str, project: str = "") -> FormCopy:
    data = complete(definition.schema, {"year": 2022})
    for path, text in zip(SLOTS, (unit, department, project or None), strict=True):
        put(data, path, text)
    return FormCopy(data, Issue(unit="U-1", project=project, campaign="test", signature="5e" * 32, password="locked"))  # noqa: S106 - of a test


CASES = {
    "two names": ("常州市教育局", "常州市人民政府"),
    "one name twice": ("常州市教育局", "常州市教育局"),
    "with a project": ("常州市教育局", "常州市人民政府", "校园绿化改造"),
    "what XML escapes": ('A&B <"局">', "'引号' & ]]>"),
    "like a formula": ("=1+1", "@SUM(A1)"),
    "spaces inside, full width": ("常州市　教育局", "人民 政府"),
    "an escape of Excel's": ("_x0041_局", "部门"),
    "too long for its field": ("局" * 300, "部门"),
    "too long for one line": ("常州市教育局", "常州市人民政府", "城乡道路绿化养护与基础设施改造提升工程及配套管网建设项目" * 2),
    "outside the plane": ("𠮷野家局", "部门"),
}


def cells(content: bytes) -> dict[str, Any]:
    """Every value and formula of a workbook, as openpyxl sees it."""
    found: dict[str, Any] = {}
    for only_values in (False, True):
        for tab in load_workbook(io.BytesIO(content), data_only=only_values).worksheets:
            found |= {
                f"{tab.title}!{cell.coordinate}/{only_values}": cell.value
                for row in tab.iter_rows()
                for cell in row
                if cell.value is not None
            }
    return found


def heights(content: bytes) -> dict[str, float | None]:
    """How high every row is, as openpyxl sees it."""
    tabs = load_workbook(io.BytesIO(content)).worksheets
    return {f"{tab.title}!{row}": size.height for tab in tabs for row, size in tab.row_dimensions.items()}


@pytest.mark.parametrize("first", [("局" * 300, "部门"), ("常州市教育局", "城乡道路绿化养护与基础设施改造" * 4)], ids=["wrong", "long"])
def test_unusual_first_unit_leaves_the_others_their_plate(
    first: tuple[str, str], definition: Definition, monkeypatch: pytest.MonkeyPatch
) -> None:
    rendered: list[Any] = []

    def counted(definition: Definition, data: Any, issue: Issue) -> bytes:
        rendered.append(data)
        return build_workbook(definition, data, issue)

    monkeypatch.setattr("xltool.workbook.template_cache.build_workbook", counted)
    cache = TemplateCache(definition, SLOTS)
    for texts in [first, *((f"第{number}局", "市政府") for number in range(20))]:
        cache.workbook(sheet(definition, *texts))
    assert len(rendered) == 3, "the unusual one, the cached one, and the one that it is compared with"


@pytest.mark.parametrize("texts", CASES.values(), ids=CASES)
def test_stamped_workbook_holds_what_a_rendered_one_holds(texts: tuple[str, ...], cache: TemplateCache, definition: Definition) -> None:
    cache.workbook(sheet(definition, "甲局", "乙部", *("丙项目" for _ in texts[2:])))  # the cached template is made with other texts
    wanted = sheet(definition, *texts)
    made, whole = cache.workbook(wanted), build_workbook(definition, wanted.data, wanted.issue)
    assert cells(made) == cells(whole)
    assert heights(made) == heights(whole)


def test_most_units_share_a_plate(cache: TemplateCache, definition: Definition) -> None:
    keys = {cache.key(sheet(definition, f"第{number}局", "市政府")) for number in range(50)}
    assert len(keys) == 1


def test_stamped_workbook_is_valid(cache: TemplateCache, definition: Definition, tmp_path: Path) -> None:
    require_ooxml()
    path = tmp_path / "stamped.xlsx"
    path.write_bytes(cache.workbook(sheet(definition, "常州市教育局", "常州市人民政府")))
    assert ooxml_errors(path) == []


def test_stamped_workbook_is_read_back(cache: TemplateCache, definition: Definition, tmp_path: Path) -> None:
    path = tmp_path / "stamped.xlsx"
    path.write_bytes(cache.workbook(sheet(definition, "常州市教育局", "常州市人民政府", "校园绿化")))
    document = read_workbook(path, None).document
    assert [document.get(slot) for slot in SLOTS] == ["常州市教育局", "常州市人民政府", "校园绿化"]
    assert (document.unit, document.project, document.campaign, document.signature) == ("U-1", "校园绿化", "test", "5e" * 32)


@given(parts=st.lists(st.binary(max_size=2_000), max_size=8), values=st.lists(st.binary(max_size=300), min_size=8, max_size=8))
def test_part_with_filled_slots_inflates_to_what_was_meant(parts: list[bytes], values: list[bytes]) -> None:
    token = b"\xee\x80\x80\xee\x84\x80\xee\x80\x81"
    pieces = cut(token.join(part.replace(token, b"") for part in parts), {token: "text"})
    for value in values:
        made = fill(pieces, {"text": value})
        whole = b"".join(value if isinstance(piece, Slot) else zlib.decompressobj(-15).decompress(piece.deflated) for piece in pieces)
        assert (zlib.decompress(made.data, -15), made.size, made.crc) == (whole, len(whole), zlib.crc32(whole))


def test_package_is_sound(cache: TemplateCache, definition: Definition) -> None:
    content = cache.workbook(sheet(definition, "常州市教育局", "常州市人民政府"))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        assert archive.namelist()[0] == "[Content_Types].xml"
