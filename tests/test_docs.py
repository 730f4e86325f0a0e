"""The documentation cannot lag: what the program knows by name stands in `docs/`, and what is generated is up to date."""

from __future__ import annotations

import json
import re
import shutil
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.generated_docs import documents, generators, outdated, part_names
from xltool.base.errors import DefinitionError
from xltool.base.reader_rules import CAMPAIGN_IDS, READER_RULES
from xltool.base.states import DECISIONS
from xltool.campaign.ledger.tables import metadata
from xltool.cli.command_table import COMMANDS
from xltool.form.kinds import KINDS
from xltool.form.roster import COLUMNS
from xltool.form.schema import RESERVED_NAMES
from xltool.rules.checks import check_names
from xltool.rules.checks.registry import check_roles, check_terms
from xltool.rules.functions import FUNCTIONS
from xltool.rules.functions.text import TEXT_FORMATS
from xltool.rules.language import parser
from xltool.rules.language.parser import MAX_DEPTH, MAX_LENGTH, parse
from xltool.rules.load import load_definition
from xltool.rules.loading.shape import load_meta_schema

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
BUILT_IN = "project-performance-target"
VOCABULARY = "schema-vocabulary.schema.json"


def text_of(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def assert_named(names: Any, text: str) -> None:
    """Every name stands in the text as code, by itself or at the start of it."""
    missing = [name for name in names if not re.search(rf"`[^`\n]*(?<![\w.-]){re.escape(name)}(?![\w-])", text)]
    assert not missing, f"not in the documentation: {missing}"


def headings(text: str) -> set[str]:
    """The anchors of a Markdown file's headings."""
    found = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in found}


# --- names ------------------------------------------------------------------------------------------------------------


def test_every_command_and_option_is_documented() -> None:
    text = text_of("commands.md")
    assert_named([f"xltool {command}" for command in COMMANDS], text)
    for command in COMMANDS.values():
        for annotation in command.load().__annotations__.values():
            for option in re.findall(r"--[a-z]+", str(annotation)):
                assert option in text, option


def test_every_function_is_documented() -> None:
    text = text_of("rule-language.md")
    for name in FUNCTIONS:
        assert f"`{name}(" in text, name
    assert_named(TEXT_FORMATS, text)


def test_the_limits_of_formulas_are_documented() -> None:
    assert f"{MAX_LENGTH:,} characters" in text_of("rule-language.md")
    assert f"{MAX_DEPTH} levels deep" in text_of("rule-language.md")


def test_every_part_of_a_field_is_documented() -> None:
    text = text_of("rule-language.md")
    for part in {part for kind in KINDS.values() for part in kind.part_types}:
        assert f"`.{part}`" in text, part


def test_the_grammar_is_that_of_the_parser() -> None:
    """The productions stand in the parser's docstrings."""
    grammar = re.sub(r"\s+", " ", text_of("rule-language.md"))
    source = Path(parser.__file__).read_text(encoding="utf-8")
    productions = re.findall(r'"""`(\w[\w ]* = [^`]*;)`', source)
    assert len(productions) >= 10
    for production in productions:
        if not production.startswith("string = "):  # it ends in quotation marks of both kinds
            assert set(re.findall(r'"[^"]*"', production)) <= set(re.findall(r'"[^"]*"', grammar)), production
        assert re.search(rf"\b{production.partition(' = ')[0]} *= ", grammar), production


def test_the_formulas_shown_are_formulas() -> None:
    block = text_of("rule-language.md").partition("```\n")[2].partition("```")[0]
    formulas = block.strip().splitlines()
    assert len(formulas) == 3
    for formula in formulas:
        parse(formula)


def test_every_kind_and_reserved_name_is_documented() -> None:
    assert_named((*KINDS, *RESERVED_NAMES), text_of("definition-format.md"))


def test_every_extra_keyword_is_documented() -> None:
    keywords = set(re.findall(r'"(x-[a-z]+)":', json.dumps(load_meta_schema(VOCABULARY))))
    assert len(keywords) == 13
    text = text_of("vocabulary.md")
    assert keywords <= headings(text)
    assert_named(keywords, text)


def test_every_key_of_a_rule_and_check_is_documented() -> None:
    meta = load_meta_schema(VOCABULARY)["properties"]
    for keyword in ("x-rules", "x-checks"):
        assert_named(meta[keyword]["items"]["properties"], text_of("vocabulary.md") + text_of("checks.md"))
    ids = load_meta_schema(VOCABULARY)["$defs"]["subschema"]["properties"]["x-ids"]["propertyNames"]["enum"]
    assert_named(ids, text_of("vocabulary.md"))


def test_every_key_of_a_template_is_documented() -> None:
    meta = load_meta_schema("template.schema.json")
    text = text_of("definition-format.md")
    keys = {*meta["properties"], *meta["properties"]["sheets"]["items"]["properties"], *meta["properties"]["summary"]["properties"]}
    for definition in meta["$defs"].values():
        keys |= set(definition.get("properties") or definition["additionalProperties"]["properties"])  # of looks, which stand by cells
    missing = [key for key in keys if not re.search(rf"\b{key}\b", text)]
    assert not missing
    assert_named(meta["$defs"]["block"]["properties"]["block"]["enum"], text)


def test_every_check_is_documented_with_its_roles() -> None:
    text = text_of("checks.md")
    rows = {row.split("`")[1]: row for row in text.splitlines() if row.startswith("| `")}
    assert set(rows) == set(check_names())
    for name in check_names():
        if name != "conflicting-goal-number":  # “the same” as the row above
            assert_named(check_roles(name), rows[name]) if check_roles(name) else None
        terms = check_terms(name)
        assert re.findall(r"`\{(\w+)\}`", rows[name]) == list(terms.words or ()), name
        assert all(f"`{option}`" in rows[name] for option in terms.options or {}), name


def test_every_dependency_is_documented() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    text = text_of("dependencies.md").lower()
    names = [re.split(r"[<>=!~\[ ]", requirement)[0].lower() for requirement in project["dependencies"]]
    rows = re.findall(r"^\| ([a-z0-9-]+) \|", text, re.MULTILINE)
    assert rows == ["package", "---", *sorted(names)]
    for requirement in project["optional-dependencies"]["dev"]:
        name = re.split(r"[<>=!~\[ ]", requirement)[0].lower()
        assert name in text or "stubs" in name or name.startswith("types-"), name


def test_every_table_of_the_ledger_is_documented_with_its_columns() -> None:
    described = dict(re.findall(r"^\*\*`(\w+)`\*\*(.*(?:\n.+)*)", text_of("campaign.md"), re.MULTILINE))
    assert set(described) == set(metadata.tables)
    for name, table in metadata.tables.items():
        assert_named(table.c.keys(), described[name])


def test_every_setting_of_a_campaign_is_documented() -> None:
    settings = load_meta_schema("campaign.schema.json")["properties"]
    mail = settings["mail"]["properties"]
    inner = [*settings["ledger"]["properties"], *mail, *mail["smtp"]["properties"], *mail["smtp"]["properties"]["security"]["enum"]]
    assert_named([*settings, *COLUMNS], text_of("campaign.md"))
    missing = [name for name in inner if not re.search(rf"`[^`\n]*\b{name}\b", text_of("campaign.md"))]
    assert not missing


def test_every_decision_is_documented() -> None:
    rows = {row.split("`")[1]: row for row in text_of("campaign.md").splitlines() if row.startswith("| `")}
    for decision in DECISIONS:
        assert decision.text.zh in rows[decision]


# --- generated parts --------------------------------------------------------------------------------------------------


def test_generated_parts_are_up_to_date() -> None:
    lagging = [str(path.relative_to(ROOT)) for path, _ in outdated()]
    assert not lagging, f"run python -m tests.generated_docs, which rewrites {lagging}"


def test_every_generator_has_its_place_in_a_document() -> None:
    placed = [name for path in documents() for name in part_names(path.read_text(encoding="utf-8"))]
    assert sorted(placed) == sorted(generators())


def test_every_rule_of_the_built_in_form_and_the_reader_is_documented() -> None:
    rules = load_definition(BUILT_IN, ROOT / "templates").rules
    ids = {*READER_RULES, *CAMPAIGN_IDS, *rules.ids, *rules.messages, *(check.id for check in rules.checks)}
    listed = {row.split("|")[1].strip() for row in text_of("rules.md").splitlines() if row.startswith("| ")}
    assert ids <= listed


# --- examples and links -----------------------------------------------------------------------------------------------

PAGES = sorted(DOCS.rglob("*.md"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if "://" in target:
            continue
        path, _, anchor = target.partition("#")
        file = page.parent / path if path else page
        assert file.exists(), target
        if anchor:
            assert anchor in headings(file.read_text(encoding="utf-8")), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_examples_of_json_are_json(page: Path) -> None:
    for example in re.findall(r"```json\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL):
        whole = example if example.lstrip().startswith("{") else f"{{{example}}}"
        json.loads(whole)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_examples_of_yaml_are_yaml(page: Path) -> None:
    for example in re.findall(r"```yaml\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL):
        yaml.safe_load(example)


def test_the_errors_shown_are_those_of_the_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "tests" / "definitions" / "clean" / "minimal", tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    for name, old, new in (
        ("templates/minimal.yaml", "total: total", "total: totl"),
        ("rules/minimal.schema.json", ",2)=total", ",2)=totl"),
        ("rules/codes/kinds.csv", "2,roads,works", "2,roads,worcs"),
    ):
        path = tmp_path / name
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(DefinitionError) as caught:
        load_definition("templates/minimal.yaml")
    shown = text_of("definition-format.md").partition("## When something is wrong")[2].split("```")[1]
    assert caught.value.say("en") == shown.strip()
