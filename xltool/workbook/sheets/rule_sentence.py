"""Say in one sentence what a rule checks, for the check sheet and the instructions."""

from __future__ import annotations

from collections.abc import Iterator

from xltool.base.findings import Severity
from xltool.rules.definition import Definition
from xltool.rules.later_keywords import later_constraints
from xltool.rules.rule_requirement import check_requirement, keyword_rule_requirement, rule_requirement


def rule_sentence(definition: Definition, rule_id: str) -> str:
    """Return what a rule asks for, in the language of the form."""
    return rule_requirement(definition, rule_id).as_is(definition.template.language)


def row_messages(definition: Definition, table: str) -> Iterator[str]:
    """Yield what the messages beside the rows of a table can say, with dots for their values."""
    for rule in definition.rules.rendered:
        if rule.each == table:
            yield rule.message.say(definition.template.language, label=definition.schema.title_of(rule.at))


def later_sentences(definition: Definition) -> Iterator[tuple[str, Severity, str]]:
    """Yield id, severity and sentence of what only the check of what comes back can tell, in the order of the form."""
    lang = definition.template.language
    for later in later_constraints(definition):
        asked = keyword_rule_requirement(definition, later.id, later.keywords, (owner.title for owner in later.owners))
        yield later.id, later.severity, asked.as_is(lang)
    for check in definition.rules.checks:
        yield check.id, check.severity, check_requirement(check).as_is(lang)


def count_later(definition: Definition) -> int:
    """Return how many checks of a form are made when it comes back and not while it is filled in."""
    return sum(1 for _ in later_sentences(definition))
