"""Say the message of a rule where no document is at hand: in the place of its values stands what they are values of."""

from __future__ import annotations

import re

from xltool.base.messages import Text
from xltool.base.paths import parent_of
from xltool.form.schema import Schema
from xltool.rules.ruleset import CheckRule, Rule
from xltool.rules.titled_formula import with_titles

_ANOTHER_ROW = Text(zh="另一行", en="another row")
_ENTRY = Text(zh="所填内容", en="what is filled in")
#: A part of a message in brackets or quotes that holds nothing but a value: without the value it says nothing.
_BRACKETED = re.compile(r"\s*（[^（）]*\{\w+\}[^（）]*）|\s*\([^()]*\{\w+\}[^()]*\)")


def general_message(rule: Rule, schema: Schema) -> Text:
    """Return the message of a rule with titles for its values, the label still open: “任务名称”与另一行重复."""
    scope, owner = rule.scope(schema), parent_of(rule.at)
    values = {name: with_titles(node, scope, owner) for name, node in rule.values.items()}
    rows = dict.fromkeys(rule.rows, _ANOTHER_ROW)
    return rule.message.filled(**values, **rows, value=_ENTRY, label="{label}", field="{field}")


def general_check_message(rule: CheckRule) -> Text:
    """Return the message of a check without what it says in brackets of a value, which only a document has."""
    return Text(zh=_BRACKETED.sub("", rule.message.zh), en=_BRACKETED.sub("", rule.message.en)).filled()
