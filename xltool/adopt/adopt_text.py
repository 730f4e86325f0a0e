"""What was found in a drawn form as text, for people: what there is, and at the end what the officer is asked."""

from __future__ import annotations

from collections.abc import Iterator

from xltool.adopt.adopted import Adoption, FoundField, FoundTable
from xltool.base.messages import Lang, Text, counted
from xltool.base.report_format import Line

_MOST_QUESTIONS = 12  # a screen, with what stands around them
_HEAD = Text(
    zh="{name}：字段 {fields} 项，明细表 {tables} 张，公式 {rules} 个，不填写的 {left} 处",
    en="{name}: {fields}, {tables}, {rules}, {left} left out",
)
_NONE = Text(zh="没有要问的", en="nothing to ask")
_ASKED = Text(zh="请核对（{count} 项）：", en="please look at ({count}):")
_MORE = Text(zh="另有 {count} 项，见 --format html", en="{count} more; see --format html")


def as_lines(adoption: Adoption, lang: Lang) -> Iterator[Line]:
    """Yield a line for each field and table, and at the end, at most a screen long, what is asked."""
    for field in adoption.fields:
        yield Line(_field(field, lang))
    for table in adoption.tables:
        yield from _table(table, lang)
    for left in adoption.left_out:
        yield Line(f"{left.sheet}!{left.cell}  – {left.reason.as_is(lang)}")
    yield Line("")
    yield from _asked(adoption, lang)


def _field(field: FoundField, lang: Lang) -> str:
    return f"{field.sheet}!{field.input.a1}  {field.label or '?'}  [{field.kind}]  {field.confidence:.0%}  {field.reason.as_is(lang)}"


def _table(table: FoundTable, lang: Lang) -> Iterator[Line]:
    yield Line(f"{table.sheet}!{table.area.a1}  {table.title or table.id}  {table.confidence:.0%}  {table.reason.as_is(lang)}", "head")
    for column in table.columns:
        yield Line(f"    {column.range.a1}  {column.label}  [{column.kind}]")


def _asked(adoption: Adoption, lang: Lang) -> Iterator[Line]:
    finds = (adoption.fields, adoption.tables, adoption.rules, adoption.left_out)
    nouns = ("field", "table", "formula", "place")
    numbers = [Text(zh=str(len(found)), en=counted(len(found), noun)) for found, noun in zip(finds, nouns, strict=True)]
    words = dict(zip(("fields", "tables", "rules", "left"), numbers, strict=True))
    yield Line(_HEAD.say(lang, name=adoption.name, **words), "head")
    if not adoption.questions:
        yield Line(_NONE.as_is(lang))
        return
    yield Line(_ASKED.say(lang, count=len(adoption.questions)), "warning")
    for question in adoption.questions[:_MOST_QUESTIONS]:
        yield Line(f"  {question.sheet}!{question.cell}  {question.text.as_is(lang)}")
    if len(adoption.questions) > _MOST_QUESTIONS:
        yield Line("  " + _MORE.say(lang, count=len(adoption.questions) - _MOST_QUESTIONS))
