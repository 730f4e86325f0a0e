"""Definition → design workbook → definition, without loss."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

import xltool
from tests.designing.definitions import BY_HAND, ROOT, TEMPLATES, assert_same, source_of
from xltool.designing.write_design import design_workbook
from xltool.rules.design_language import (
    Shapes,
    block_keywords,
    field_shapes,
    flat,
    form_shapes,
    measure_shapes,
    rule_shapes,
    sheet_shapes,
    summary_shapes,
    template_shapes,
    title_of,
)
from xltool.rules.design_sheets import design_parts

#: Written and read in English as well.
_IN_ENGLISH = [
    name for name in TEMPLATES if any(form in name for form in ("clean/grids", "clean/pages", "clean/repeats/", "clean/kinds", "self-eval"))
]


def _written(template: str, folder: Path, lang: str) -> Path:
    path = folder / "design.xlsx"
    path.write_bytes(design_workbook(source_of(template), "en" if lang == "en" else "zh"))
    return path


@pytest.mark.parametrize("template", [name for name in TEMPLATES if not any(part in name for part in BY_HAND)])
def test_nothing_of_a_definition_is_lost(template: str, tmp_path: Path) -> None:
    assert_same(design_parts(_written(template, tmp_path, "zh")), source_of(template))


@pytest.mark.parametrize("template", _IN_ENGLISH)
def test_nothing_is_lost_in_english(template: str, tmp_path: Path) -> None:
    assert_same(design_parts(_written(template, tmp_path, "en")), source_of(template))


@pytest.mark.parametrize("keyword", ["x-unit", "maxLength"])
def test_a_keyword_that_the_writer_leaves_out_is_missed(keyword: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The keywords come from the meta-schemas on both sides: were the writer to forget one, the round trip would fail."""
    template = "tests/definitions/clean/minimal/templates/minimal.yaml"
    source = source_of(template)

    def without(data: Mapping[str, Any], shapes: Shapes) -> dict[str, Any]:
        return {name: value for name, value in flat(data, shapes).items() if name != keyword}

    monkeypatch.setattr("xltool.designing.design_sheets_out.flat", without)
    path = _written(template, tmp_path, "zh")
    with pytest.raises(AssertionError):
        assert_same(design_parts(path), source)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    "shapes", [template_shapes, sheet_shapes, summary_shapes, measure_shapes, block_keywords, field_shapes, form_shapes, rule_shapes]
)
def test_every_keyword_has_a_title_of_its_own(shapes: object, lang: str) -> None:
    assert callable(shapes)
    known = shapes()
    titles = [title_of(name, "en" if lang == "en" else "zh") for name in known]
    twice = sorted({title for title in titles if titles.count(title) > 1})
    assert not twice
    if lang == "zh":
        assert [name for name in known if title_of(name, "zh").isascii()] == []


@pytest.mark.parametrize("template", ["templates/self-evaluation.yaml", "tests/definitions/clean/minimal/templates/minimal.yaml"])
def test_the_workbook_is_the_one_of_the_definition(template: str, tmp_path: Path) -> None:
    """Part by part: the form built of a design workbook, and that built of the files which it makes."""
    design = xltool.design(ROOT / template, tmp_path / "design.xlsx").path
    made = xltool.design(design, tmp_path / "forms").path
    one = xltool.build(design, tmp_path / "one.xlsx")
    other = xltool.build(made, tmp_path / "other.xlsx")
    original = xltool.build(ROOT / template, tmp_path / "original.xlsx")
    assert _parts(one) == _parts(other)
    digests = [xltool.load_definition(source).digest.encode() for source in (design, ROOT / template)]
    own, first = _parts(one), _parts(original)
    assert own.keys() == first.keys()
    assert [name for name in own if own[name].replace(digests[0], digests[1]) != first[name]] == []


def _parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist() if name != "docProps/core.xml"}
