"""Say in one sentence what a rule checks, for the check sheet and the instructions."""

from __future__ import annotations

from xltool.base.messages import Lang
from xltool.rules.definition import Definition
from xltool.rules.ruleset import Constraint, Rule
from xltool.workbook import form_messages


def rule_sentence(definition: Definition, rule_id: str, lang: Lang) -> str:
    """Return the sentence of a rule: its message, or those of its cases; of a constraint what is wrong and with which fields."""
    rules = definition.rules.by_id(rule_id)
    schema = definition.schema
    if isinstance(rules[0], Rule):
        sentences = dict.fromkeys(rule.message.say(lang) for rule in rules)
        return ("；" if lang == "zh" else "; ").join(sentences)
    if "{" not in rules[0].message.say(lang, label="{", value="{", parent="{"):
        return rules[0].message.say(lang)
    keywords = dict.fromkeys(rule.keyword for rule in rules if isinstance(rule, Constraint))
    wrong = ("或" if lang == "zh" else " or ").join(form_messages.KEYWORDS[keyword].say(lang) for keyword in keywords)
    labels = dict.fromkeys(field.title for rule in rules if (field := schema.field(rule.at)))
    return f"{wrong}（{'、'.join(labels)}）" if lang == "zh" else f"{wrong} ({', '.join(labels)})"
