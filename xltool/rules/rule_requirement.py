"""Say in one sentence what a rule asks for: on the check sheet, in the instructions and in the rule reference."""

from __future__ import annotations

from collections.abc import Iterable

from xltool.base.messages import IN_BRACKETS, SEMICOLON, Text, listed
from xltool.rules.definition import Definition
from xltool.rules.general_message import general_check_message, general_message
from xltool.rules.keyword_messages import KEYWORD_REQUIREMENTS, NOT_APPLICABLE_REQUIREMENT
from xltool.rules.ruleset import NOT_APPLICABLE, CheckRule, Constraint, Rule

#: More fields than these are counted, not listed.
_MOST_FIELDS = 6
_FIELDS = Text(zh="{first}等 {count} 栏", en="{first}, … ({count} fields)")


def rule_requirement(definition: Definition, rule_id: str) -> Text:
    """Return what a rule of the workbook asks for: its requirement, of keywords in general with their fields; else its message.

    What is said of several fields in the same words is said once, with their titles; in the place of values stand their titles.
    """
    rules = definition.rules.by_id(rule_id)
    own = definition.rules.requirements.get(rule_id)
    requirement = own or next((rule.requirement for rule in rules if isinstance(rule, Rule) and rule.requirement), None)
    if requirement is not None:
        return requirement
    titles = list(dict.fromkeys(definition.schema.title_of(rule.at) for rule in rules))
    keywords = [rule.keyword for rule in rules if isinstance(rule, Constraint)]
    if keywords or rule_id == NOT_APPLICABLE:
        return keyword_requirement(keywords, titles)
    alike: dict[Text, dict[str, None]] = {}  # message → titles
    for rule in rules:
        if isinstance(rule, Rule):
            alike.setdefault(general_message(rule, definition.schema), {})[definition.schema.title_of(rule.at)] = None
    return _joined(message.filled(label=_named(list(fields)), field=_named(list(fields))) for message, fields in alike.items())


def keyword_rule_requirement(definition: Definition, rule_id: str, keywords: Iterable[str], titles: Iterable[str]) -> Text:
    """Return what a rule of keywords asks for: its requirement, else what the keywords ask of the fields with these titles."""
    return definition.rules.requirements.get(rule_id) or keyword_requirement(keywords, list(dict.fromkeys(titles)))


def check_requirement(rule: CheckRule) -> Text:
    """Return what a check asks for: its requirement, else its message without values."""
    return rule.requirement or general_check_message(rule)


def keyword_requirement(keywords: Iterable[str], titles: list[str]) -> Text:
    """Return what keywords ask of fields, named in brackets; without a keyword that what does not apply stays blank."""
    asked = [KEYWORD_REQUIREMENTS[keyword] for keyword in keywords] or [NOT_APPLICABLE_REQUIREMENT]
    return IN_BRACKETS.filled(text=_joined(asked), aside=_named(titles))


def _joined(sentences: Iterable[Text]) -> Text:
    said = list(sentences)
    return Text(
        zh=SEMICOLON.zh.join(dict.fromkeys(one.zh for one in said)),
        en=SEMICOLON.en.join(dict.fromkeys(one.en for one in said)),
    )


def _named(titles: list[str]) -> Text:
    """Name fields by their titles; of many the first, and how many they are."""
    names = listed(titles[:_MOST_FIELDS])
    return _FIELDS.filled(first=names, count=len(titles)) if titles[_MOST_FIELDS:] else names
