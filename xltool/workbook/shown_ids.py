"""Say where the id of a rule stands in what a clerk reads: behind the message, and not at all where it says nothing to him."""

from __future__ import annotations

from xltool.base.messages import Lang, Text

_WITH_ID = Text(zh="{message}（{id}）", en="{message} ({id})")


def shown_id(rule_id: str) -> str:
    """Return an id that the form has given to a rule, by which the office asks for it; "" for one of xltool's own, `schema.required`."""
    return "" if "." in rule_id else rule_id


def with_id(message: str, rule_id: str, lang: Lang) -> str:
    """Return a message with the id of its rule behind it."""
    return _WITH_ID.say(lang, message=message, id=rule_id) if shown_id(rule_id) else message
