"""The cookbook cannot lag: every definition is built and checked, its page and picture show what it is, and the languages say the same."""

from __future__ import annotations

import re
import struct
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from tests.cookbook.drawing import DIGESTS, MOST_BYTES, digest, draw
from tests.cookbook.patterns import COOKBOOK, LANGS, RIGHT, SUFFIXES, WRONG, Pattern, check, load, names, own_checks, patterns
from tests.generated_docs.cookbook import findings

if TYPE_CHECKING:
    from tests.referees.libreoffice import LibreOffice

EACH = pytest.mark.parametrize("pattern", patterns(), ids=lambda pattern: f"{pattern.name}-{pattern.lang}")
EACH_NAME = pytest.mark.parametrize("name", names())
_MOST_LINES = 90  # of a page: what it is for, layout, schema and findings on one or two screens
_CHINESE = re.compile(r"[一-鿿]")
#: What the languages share, but for texts in quotation marks: formulas, kinds, places, names of fields.
_THE_SAME = {
    *(
        "formula",
        "x-value",
        "x-applies-if",
        "x-required-if",
        "id",
        "severity",
        "at",
        "each",
        "type",
        "x-kind",
        "x-codes",
        "x-parent",
        "$ref",
        "check",
    ),
    *("block", "field", "table", "label", "labels", "input", "room", "columns", "of", "over", "only", "remark", "by", "list", "column"),
}
_QUOTED = re.compile(r'"[^"]*"')


def test_there_are_patterns() -> None:
    assert len(names()) >= 3


@EACH
def test_the_right_filling_has_no_findings(pattern: Pattern) -> None:
    assert check(pattern, RIGHT).files[0].findings == ()


@EACH
def test_the_wrong_filling_has_the_findings_that_the_page_shows(pattern: Pattern) -> None:
    assert check(pattern, WRONG).files[0].findings
    assert f"```\n{findings(pattern)}\n```" in pattern.page.read_text(encoding="utf-8")


@EACH
def test_the_page_shows_every_file_and_is_short(pattern: Pattern) -> None:
    page = pattern.page.read_text(encoding="utf-8")
    own = [path for path in pattern.folder.rglob("*") if path.is_file()]
    assert own
    for path in [*own, *pattern.modules]:
        assert f"({path.relative_to(COOKBOOK).as_posix()}" in page, path.name
    for path in pattern.shown_files:
        assert path.read_text(encoding="utf-8").strip() in page, path.name
    assert len(page.splitlines()) <= _MOST_LINES


@EACH
def test_every_text_is_of_its_language(pattern: Pattern) -> None:
    for path in (*pattern.folder.rglob("*.yaml"), *pattern.folder.rglob("*.json"), *pattern.lists):
        assert bool(_CHINESE.search(path.read_text(encoding="utf-8"))) == (pattern.lang == "zh"), path.name


@EACH_NAME
def test_the_languages_have_the_same_pattern(name: str) -> None:
    english, chinese = (Pattern(name=name, lang=lang) for lang in LANGS)
    files = [{path.relative_to(one.folder) for path in one.folder.rglob("*") if path.is_file()} for one in (english, chinese)]
    assert files[0] == files[1]
    for path in sorted(files[0]):
        if path.suffix in {".yaml", ".json"} and path.name != "typed.json":
            assert _shape(english.folder / path) == _shape(chinese.folder / path), path
    assert len(load(english.typed) if english.typed.is_file() else ()) == len(load(chinese.typed) if chinese.typed.is_file() else ())
    found = [[(one.rule, one.severity, one.field) for one in check(each, WRONG).files[0].findings] for each in (english, chinese)]
    assert found[0] == found[1]


def test_every_page_is_in_the_index_of_its_language() -> None:
    assert {path.name for path in COOKBOOK.glob("*.md")} == {
        f"{name}{suffix}" for name in ("README", *names()) for suffix in SUFFIXES.values()
    }
    for suffix in SUFFIXES.values():
        index = (COOKBOOK / f"README{suffix}").read_text(encoding="utf-8")
        assert re.findall(r"^- \[[^]]+\]\(([^)]+)\)", index, re.MULTILINE) == [f"{name}{suffix}" for name in names()]


@EACH
def test_the_picture_is_not_older_than_the_form(pattern: Pattern, tmp_path: Path) -> None:
    with own_checks(pattern):
        assert load(DIGESTS).get(f"{pattern.name}/{pattern.lang}") == digest(pattern, tmp_path), "run python -m tests.cookbook_pictures"
    _assert_is_small_picture(pattern.picture.read_bytes())


def test_pictures_are_noted_of_patterns_alone() -> None:
    assert set(load(DIGESTS)) == {f"{pattern.name}/{pattern.lang}" for pattern in patterns()}


def test_a_form_is_drawn(office: LibreOffice, tmp_path: Path) -> None:
    """One is enough here; `python -m tests.cookbook_pictures` draws all of them."""
    picture = draw(patterns()[-1], office, tmp_path)
    _assert_is_small_picture(picture)
    assert abs(_size(picture)[0] - _size(patterns()[-1].picture.read_bytes())[0]) < _size(picture)[0] / 4, "as wide, but for other fonts"


def _assert_is_small_picture(data: bytes) -> None:
    assert len(data) <= MOST_BYTES
    assert data[24:26] == b"\x08\x03", "8 bits a pixel, with a palette"
    width, height = _size(data)
    assert width > 200
    assert height > 60


def _size(png: bytes) -> tuple[int, int]:
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def _shape(path: Path) -> Any:
    """What a file says but for its texts."""
    return _without_texts(yaml.safe_load(path.read_text(encoding="utf-8")))


def _without_texts(node: Any, key: str = "") -> Any:
    if isinstance(node, dict):
        return {"language" if name in LANGS else name: _without_texts(value, name) for name, value in node.items()}
    if isinstance(node, list):
        return [_without_texts(value, key) for value in node]
    if isinstance(node, str):
        return _QUOTED.sub('""', node) if key in _THE_SAME else ""
    return node
