"""Say in one sentence what a rule checks, for the check sheet and the instructions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from xltool.base.findings import Severity
from xltool.base.messages import Lang, Text, listed
from xltool.rules.definition import Definition
from xltool.rules.later_keywords import later_constraints
from xltool.rules.ruleset import NOT_APPLICABLE, Constraint, Rule
from xltool.workbook import form_messages

#: More fields than these are counted, not listed.
_MOST_FIELDS = 6


def rule_sentence(definition: Definition, rule_id: str, lang: Lang) -> str:
    """Return what a rule asks for: its requirement, of keywords in general with their fields; else its message, or those of its cases.

    What is said of several fields in the same words is said once, with their titles.
    """
    rules = definition.rules.by_id(rule_id)
    own = definition.rules.requirements.get(rule_id)
    requirement = own or next((rule.requirement for rule in rules if isinstance(rule, Rule) and rule.requirement), None)
    if requirement is not None:
        return requirement.as_is(lang)
    titles = list(dict.fromkeys(definition.schema.title_of(rule.at) for rule in rules))
    keywords = [rule.keyword for rule in rules if isinstance(rule, Constraint)]
    if keywords or rule_id == NOT_APPLICABLE:
        return _sentence(keywords, titles, lang)
    alike: dict[Text, dict[str, None]] = {}  # message → titles
    for rule in rules:
        alike.setdefault(rule.message, {})[definition.schema.title_of(rule.at)] = None
    named = {message: _fields(list(titles)) for message, titles in alike.items()}
    sentences = (message.filled(label=fields, field=fields) for message, fields in named.items())
    return form_messages.SEPARATOR.as_is(lang).join(dict.fromkeys(sentence.as_is(lang) for sentence in sentences))


def row_messages(definition: Definition, table: str) -> Iterator[str]:
    """Yield what the messages beside the rows of a table can say, with dots for their values."""
    for rule in definition.rules.rendered:
        if rule.each == table:
            yield rule.message.say(definition.template.language, label=definition.schema.title_of(rule.at))


def later_sentences(definition: Definition) -> Iterator[tuple[str, Severity, str]]:
    """Yield id, severity and sentence of the keywords that only the check of what comes back can tell, in the order of the form."""
    for later in later_constraints(definition):
        titles = list(dict.fromkeys(owner.title for owner in later.owners))
        own, lang = definition.rules.requirements.get(later.id), definition.template.language
        yield later.id, later.severity, own.as_is(lang) if own else _sentence(later.keywords, titles, lang)


def count_later(definition: Definition) -> int:
    """Return how many checks of a form are made when it comes back and not while it is filled in."""
    return sum(1 for _ in later_sentences(definition)) + len(definition.rules.checks)


def _sentence(keywords: Iterable[str], titles: list[str], lang: Lang) -> str:
    """Return what keywords ask of fields, named in brackets; without a keyword that what does not apply stays blank."""
    asked = [form_messages.KEYWORDS[keyword].as_is(lang) for keyword in keywords] or [form_messages.NOT_APPLICABLE.as_is(lang)]
    text = form_messages.SEPARATOR.as_is(lang).join(dict.fromkeys(asked))
    return form_messages.IN_BRACKETS.say(lang, text=text, aside=_fields(titles))


def _fields(titles: list[str]) -> Text:
    """Name fields by their titles; of many the first, and how many they are."""
    names = listed(titles[:_MOST_FIELDS])
    return form_messages.FIELDS.filled(first=names, count=len(titles)) if titles[_MOST_FIELDS:] else names
