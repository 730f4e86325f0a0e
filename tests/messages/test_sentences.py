"""What Python says of each fault of the built-in forms, in Chinese and English, is what stands in the table of the form."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.messages.sentences import FOLDER, table
from tests.shelf.examples import FORMS, definition_of
from xltool.base.reader_requirements import READER_REQUIREMENTS
from xltool.base.reader_rules import CAMPAIGN_RULES, READER_RULES
from xltool.rules.general_message import general_message
from xltool.rules.reference import ReferenceEntry, entries

_KINDS = ("formula", "schema", "check")
_LEFT = re.compile(r"\{|…(?![^“”]*”)|\bschema\.")


@pytest.mark.parametrize("name", FORMS)
def test_every_fault_is_told_in_these_words(name: str, tmp_path: Path) -> None:
    """Written anew by `python -m tests.messages.sentences`, and read by people."""
    assert table(name, tmp_path) == (FOLDER / f"{name}.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", FORMS)
def test_every_rule_has_its_sentence(name: str) -> None:
    told = {line["rule"] for line in json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))}
    asked = {entry.id for entry in entries(definition_of(name)) if entry.kind in _KINDS and not _only_of_clean_texts(entry)}
    assert asked - told == set()


def _only_of_clean_texts(entry: ReferenceEntry) -> bool:
    """Return whether a rule is the pattern of texts without stray spaces: reading cleans them, so no workbook breaks it."""
    return entry.id == "schema.pattern" and entry.fields[0] in ("department", "project.name")


@pytest.mark.parametrize("name", FORMS)
def test_no_sentence_has_a_gap_or_an_id_of_xltool(name: str) -> None:
    lines = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    assert [line for line in lines if _LEFT.search(line["zh"]) or _LEFT.search(line["en"])] == []


def test_every_rule_of_the_reader_says_what_it_asks_for() -> None:
    own = {**READER_RULES, **CAMPAIGN_RULES}
    assert set(READER_REQUIREMENTS) == {*own, "R64", "R65"}
    for rule in own.values():
        assert rule.message.en[0].isupper() or not rule.message.en[0].isalpha(), rule.id
        assert not rule.requirement.en.endswith("."), rule.id


def test_what_a_guide_says_of_a_rule_without_requirement_has_no_gaps() -> None:
    """Titles stand in the place of values; the row that a duplicate repeats is another one."""
    definition = definition_of("department-targets")
    said = {rule.id: general_message(rule, definition.schema) for rule in definition.rules.rules}
    assert said["D04"].zh == "任务“任务名称”与另一行重复，请合并或改名"
    assert said["D04"].en == "The task “任务名称” repeats another row: merge or rename them"
    assert [rule_id for rule_id, message in said.items() if "…" in message.zh or "…" in message.en] == []


def test_choices_without_a_dropdown_are_named_where_none_was_entered() -> None:
    policies = definition_of("procurement-list").schema.tables["items"].column("policies")
    assert policies is not None
    assert policies.choose.zh.startswith("请填：节能产品、环境标志产品、")
    assert policies.choose.zh.endswith("（可选多项，用“；”隔开）")
    method = definition_of("procurement-list").schema.tables["items"].column("method")
    assert method is not None
    assert method.choose.en == "choose from the list"
