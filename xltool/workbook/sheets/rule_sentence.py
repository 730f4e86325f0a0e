"""Say in one sentence what a rule checks, for the check sheet and the instructions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from xltool.base.findings import Severity
from xltool.base.messages import Lang, Text, listed
from xltool.form.layout import place
from xltool.form.schema import Field, Table
from xltool.rules.definition import Definition
from xltool.rules.ruleset import VALUE_TYPE, Constraint, constraint_id, constraint_message
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
        named = {message: _fields(list(titles)) for message, titles in alike.items()}
        sentences = (message.filled(label=fields, field=fields) for message, fields in named.items())
        return form_messages.SEPARATOR.as_is(lang).join(dict.fromkeys(sentence.as_is(lang) for sentence in sentences))
    titles = dict.fromkeys(definition.schema.title_of(rule.at) for rule in rules)
    return _sentence(constraints[0].message, [rule.keyword for rule in constraints], list(titles), lang)


def later_sentences(definition: Definition) -> Iterator[tuple[str, Severity, str]]:
    """Yield id, severity and sentence of the keywords that only the check of what comes back can tell, in the order of the form."""
    gathered: dict[str, dict[str, dict[str, None]]] = {}  # id → keywords and titles
    owners: list[Field | Table] = [*definition.schema.all_fields(), *definition.schema.tables.values()]
    live = {(constraint.at, constraint.keyword) for constraint in definition.rules.constraints}
    room = {path: area.capacity for path, (_, area) in place(definition.template, definition.schema).tables.items()}
    for owner in owners:
        for keyword in _later_keywords(owner, room):
            if (owner.path, keyword) in live:
                continue
            entry = gathered.setdefault(constraint_id(owner, keyword), {"keywords": {}, "titles": {}})
            entry["keywords"][keyword] = entry["titles"][owner.title] = None
    for rule_id, entry in gathered.items():
        keywords = list(entry["keywords"])
        severity, message = constraint_message(rule_id, keywords[0], definition.rules.messages)
        yield rule_id, severity, _sentence(message, keywords, list(entry["titles"]), definition.template.language)


def count_later(definition: Definition) -> int:
    """Return how many checks of a form are made when it comes back and not while it is filled in."""
    return sum(1 for _ in later_sentences(definition)) + len(definition.rules.checks)


def _later_keywords(owner: Field | Table, room: Mapping[str, int]) -> Iterator[str]:
    """Yield the keywords that hold a field or table to something; a table with room for no more rows needs no look at their number."""
    most = owner.max_items if isinstance(owner, Field) or owner.max_items != room.get(owner.path) else None
    is_set: Mapping[str, object] = {"minItems": owner.min_items, "maxItems": most, "uniqueItems": owner.unique_items}
    if isinstance(owner, Field):
        is_said = owner.kind.can_be_unreadable and constraint_id(owner, "pattern") == VALUE_TYPE  # by the kind
        is_set = {**is_set, "pattern": owner.pattern and not is_said}
    yield from (keyword for keyword, limit in is_set.items() if limit)


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
