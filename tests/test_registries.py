"""Whatever exists in variants is a registry: every entry is whole, and a half-made one cannot be written down.

A registry is added here by one line in `REGISTRIES`.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Mapping
from typing import Any

import pytest

from tests.generated_docs import ROOT
from xltool.form.block import BlockKind
from xltool.form.blocks import BLOCKS
from xltool.rules.loading.template_file import template_meta_schema

#: What is registered: name of the registry → its entries by name.
REGISTRIES: Mapping[str, Mapping[str, Any]] = {
    "blocks": BLOCKS,
}
ENTRIES = [pytest.param(entry, id=f"{title}-{name}") for title, entries in REGISTRIES.items() for name, entry in entries.items()]


def attributes(entry: Any) -> dict[str, Any]:
    """Everything that an entry is made of, by the name of the argument."""
    return {field.name: getattr(entry, field.name) for field in dataclasses.fields(entry) if field.init}


@pytest.mark.parametrize("registry", REGISTRIES)
def test_an_entry_is_known_by_its_own_name(registry: str) -> None:
    assert {name: entry.name for name, entry in REGISTRIES[registry].items()} == {name: name for name in REGISTRIES[registry]}


@pytest.mark.parametrize("entry", ENTRIES)
def test_a_half_made_entry_cannot_be_written_down(entry: Any) -> None:
    whole = attributes(entry)
    assert type(entry)(**whole)
    for missing in whole:
        with pytest.raises(TypeError, match=missing):
            type(entry)(**{key: value for key, value in whole.items() if key != missing})


@pytest.mark.parametrize("entry", ENTRIES)
def test_an_entry_is_documented_in_both_languages(entry: Any) -> None:
    assert entry.doc.zh.strip()
    assert entry.doc.en.strip()


# --- blocks -----------------------------------------------------------------------------------------------------------


def test_a_block_that_demands_a_key_that_it_does_not_describe_is_refused() -> None:
    whole = attributes(BLOCKS["note"])
    with pytest.raises(ValueError, match="colour"):
        BlockKind(**{**whole, "required": ("colour",)})


def test_two_blocks_are_never_parsed_into_one_record() -> None:
    records: Iterable[type] = [kind.record for kind in BLOCKS.values()]
    assert len(set(records)) == len(BLOCKS)


def test_published_schema_of_templates_is_that_of_the_registry() -> None:
    published = (ROOT / "xltool" / "rules" / "loading" / "meta" / "template.schema.json").read_text(encoding="utf-8")
    assert json.loads(published) == template_meta_schema()
