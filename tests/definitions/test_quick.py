"""The quick way through a definition finds what the exact way finds: no fault is passed over, and every place is the same."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from tests.definitions.test_mutated import CLEAN, WORDS, changed_values
from xltool.base.messages import Text
from xltool.rules.loading.json_places import JsonPlace, json_places
from xltool.rules.loading.shape import STANDARD, load_meta_schema, shape_errors
from xltool.rules.loading.source import SourceFile, read_json, read_yaml

META: dict[str, list[Mapping[str, Any]]] = {
    ".yaml": [load_meta_schema("template.schema.json"), load_meta_schema("campaign.schema.json")],
    ".json": [load_meta_schema("schema-vocabulary.schema.json"), STANDARD],
}
TEMPLATES = sorted(CLEAN.rglob("*.yaml"))
SCHEMAS = sorted(CLEAN.rglob("*.schema.json"))
NOTHING = Text(zh="无", en="nothing")


@settings(max_examples=150)
@given(changed_values())
def test_what_the_fast_validator_takes_has_no_fault(changed: tuple[str, str, bytes]) -> None:
    _, file, content = changed
    text = content.decode("utf-8", "surrogatepass")
    data = json.loads(text) if file.endswith(".json") else yaml.safe_load(text)
    for meta in META[Path(file).suffix]:
        assert bool(shape_errors(data, meta)) == (not Draft202012Validator(meta).is_valid(data))


#: What stands in YAML, and what separates it.
YAML_WORDS = [
    *WORDS,
    ": ",
    "- ",
    "\n",
    "\n  ",
    "# ",
    "'",
    '"',
    "[",
    "]",
    "{",
    "}",
    ",",
    "\r\n",
    "\t",
    "|",
    "? ",
    "%",
    "\u2028",
    "\ufeff",
    "中",
]


@st.composite
def changed_text(draw: st.DrawFn) -> str:
    """The text of a template, or some lines of it, with a few stretches replaced."""
    text = draw(st.sampled_from(TEMPLATES)).read_text(encoding="utf-8")
    start = draw(st.sampled_from([0, *(place + 1 for place, char in enumerate(text) if char == "\n")]))
    text = text[start : start + draw(st.integers(1, 400))]
    for _ in range(draw(st.integers(0, 3))):
        place = draw(st.integers(0, len(text)))
        text = text[:place] + draw(st.sampled_from(YAML_WORDS)) + text[place + draw(st.sampled_from([0, 0, 1, 3])) :]
    return text


@settings(max_examples=300)
@given(text=changed_text())
def test_libyaml_reads_as_pyyaml_does(text: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The same values and problems, and the same places of all that is written (a null that is not has none of its own)."""
    path = tmp_path_factory.mktemp("yaml") / "a.yaml"
    path.write_bytes(text.encode())
    quick = read_yaml(path)
    with patch.object(yaml, "__with_libyaml__", new=False):
        exact = read_yaml(path)
    assert repr(quick.data) == repr(exact.data)
    assert quick.problems == exact.problems
    assert quick.keys == exact.keys
    assert _written(quick) == _written(exact)


def _written(source: SourceFile) -> dict[str, tuple[int, int]]:
    return {pointer: span for pointer, span in source.values.items() if source.text[slice(*span)].strip(" ,}]\n")}


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.parent.parent.name)
def test_places_in_json_are_found_when_something_is_reported(path: Path) -> None:
    source = read_json(path)
    assert not source.values
    source.report(NOTHING, "/properties")
    places = [place for place in json_places(source.text) if isinstance(place, JsonPlace)]
    assert source.values == {place.pointer: place.value for place in places}
    assert source.keys == {place.pointer: place.key for place in places if place.key is not None}


@given(members=st.dictionaries(st.text(max_size=3), st.integers(), min_size=1), inside=st.booleans())
def test_a_key_that_stands_twice_is_reported(*, members: dict[str, int], inside: bool, tmp_path_factory: pytest.TempPathFactory) -> None:
    first, *_ = members
    twice = f"{json.dumps(members)[:-1]}, {json.dumps(first)}: 5}}"
    path = tmp_path_factory.mktemp("json") / "a.json"
    path.write_text(f'{{"a": [{twice}]}}' if inside else twice, encoding="utf-8")
    (problem,) = read_json(path).problems
    assert "duplicate key" in problem.message.en
