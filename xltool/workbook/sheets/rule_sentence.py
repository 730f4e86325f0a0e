"""Say in one sentence what a rule checks, for the check sheet and the instructions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from xltool.base.findings import Severity
from xltool.base.messages import Lang, Text, listed
from xltool.rules.definition import Definition
from xltool.rules.later_keywords import later_constraints
from xltool.rules.ruleset import NOT_APPLICABLE, Constraint
from xltool.workbook import form_messages

#: More fields than these are counted, not listed.
_MOST_FIELDS = 6
#: What a sentence names of one value, filled with braces: one that is left shows that it cannot be said of several.
_BRACES = {**dict.fromkeys(("value", "parent", "limit", "wanted"), "{"), "label": "", "field": ""}


def rule_sentence(definition: Definition, rule_id: str, lang: Lang) -> str:
    """Return the sentence of a rule: its message, or those of its cases; of a constraint what is wrong and with which fields.

    What is said of several fields in the same words is said once, with their titles.
    """
    rules = definition.rules.by_id(rule_id)
    constraints = [rule for rule in rules if isinstance(rule, Constraint)]
    if not constraints:
        alike: dict[Text, dict[str, None]] = {}  # message → titles
        for rule in rules:
            alike.setdefault(rule.message, {})[definition.schema.title_of(rule.at)] = None
        if rule_id == NOT_APPLICABLE and len(alike) > 1:  # each condition has a sentence; the instructions say which holds for a field
            fields = _fields(list(dict.fromkeys(title for titles in alike.values() for title in titles)))
            return form_messages.IN_BRACKETS.say(lang, text=form_messages.NOT_APPLICABLE, aside=fields)
        named = {message: _fields(list(titles)) for message, titles in alike.items()}
        sentences = (message.filled(label=fields, field=fields) for message, fields in named.items())
        return form_messages.SEPARATOR.as_is(lang).join(dict.fromkeys(sentence.as_is(lang) for sentence in sentences))
    titles = dict.fromkeys(definition.schema.title_of(rule.at) for rule in rules)
    return _sentence(constraints[0].message, [rule.keyword for rule in constraints], list(titles), lang)


def row_messages(definition: Definition, table: str) -> Iterator[str]:
    """Yield what the messages beside the rows of a table can say, with dots for their values."""
    for rule in definition.rules.rendered:
        if rule.each == table:
            yield f"{rule.id} {rule.message.say(definition.template.language, label=definition.schema.title_of(rule.at))}"


def later_sentences(definition: Definition) -> Iterator[tuple[str, Severity, str]]:
    """Yield id, severity and sentence of the keywords that only the check of what comes back can tell, in the order of the form."""
    for later in later_constraints(definition):
        titles = list(dict.fromkeys(owner.title for owner in later.owners))
        yield later.id, later.severity, _sentence(later.message, later.keywords, titles, definition.template.language)


def count_later(definition: Definition) -> int:
    """Return how many checks of a form are made when it comes back and not while it is filled in."""
    return sum(1 for _ in later_sentences(definition)) + len(definition.rules.checks)


def _sentence(message: Text, keywords: Iterable[str], titles: list[str], lang: Lang) -> str:
    """Return a message that names no value as it is, with all fields for its label; else what is wrong in general."""
    fields = _fields(titles)
    if "{" not in message.say(lang, **_BRACES):
        return message.say(lang, label=fields, field=fields)
    wrong = form_messages.OR.as_is(lang).join(dict.fromkeys(form_messages.KEYWORDS[keyword].as_is(lang) for keyword in keywords))
    return form_messages.IN_BRACKETS.say(lang, text=wrong, aside=fields)


def _fields(titles: list[str]) -> Text:
    """Name fields by their titles; of many the first, and how many they are."""
    names = listed(titles[:_MOST_FIELDS])
    return form_messages.FIELDS.filled(first=names, count=len(titles)) if titles[_MOST_FIELDS:] else names
