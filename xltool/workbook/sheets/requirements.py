"""Say what a field or table takes, for the instructions: everything that a keyword or a rule holds it to."""

from __future__ import annotations

from collections.abc import Iterator

from xltool.base.messages import SEMICOLON, Lang, Text, counted, listed
from xltool.form.block import TableArea
from xltool.form.layout import Layout
from xltool.form.repeated import Repeat
from xltool.form.schema import Field, Table
from xltool.rules.definition import Definition
from xltool.rules.ruleset import VALUE_TYPE, constraint_id
from xltool.workbook import form_messages
from xltool.workbook.shown_ids import shown_id

#: The JSON types of a kind that holds whole numbers: its guide says so.
_WHOLE = ("integer",)
#: More choices than these are not listed: a dozen is enough to see.
_MOST_CHOICES = 12


def field_requirements(field: Field, definition: Definition, need: Text) -> str:
    """Return the requirements of a field in the language of the form, after whether it must be filled in."""
    lang = definition.template.language
    parts = [
        need,
        *_kind(field),
        *_numbers(field),
        *_lengths(field),
        *_patterns(field, definition),
        *_choices(field),
        *_parents(field, definition),
        *_default(field),
    ]
    return _joined(parts, lang)


def table_requirements(table: Table, area: TableArea, lang: Lang) -> str:
    """Return the requirements of a table as a whole, and what its place on the sheet means for those who fill it in."""
    parts: list[Text] = []
    if table.fixed is not None:
        parts.append(form_messages.FIXED_ROWS.filled(count=len(table.fixed)))
    if table.min_items:
        parts.append(form_messages.FEWEST_ROWS.filled(fewest=_rows(table.min_items)))
    if table.max_items is not None:
        parts.append(form_messages.MOST_ROWS.filled(most=_rows(table.max_items)))
    if table.unique_items:
        parts.append(form_messages.UNIQUE_ROWS)
    if area.show_once:
        titles = [column.title for name in area.show_once if (column := table.column(name))]
        parts.append(form_messages.SHOWN_ONCE.filled(columns=listed(titles)))
    if area.last_columns:
        parts.append(form_messages.NOT_SORTED)
    return _joined(parts, lang)


def _rows(number: int) -> Text:
    return Text(zh=f"{number} 行", en=counted(number, "row"))


def _joined(parts: list[Text], lang: Lang) -> str:
    said = dict.fromkeys(part.as_is(lang) for part in parts)
    return SEMICOLON.as_is(lang).join(part for part in said if part)


def _kind(field: Field) -> Iterator[Text]:
    """Say what a value looks like; of choices which there are."""
    guide = field.kind.guide
    if not field.choices:
        yield guide
        return
    first = listed(field.choices[:_MOST_CHOICES])
    choices = form_messages.CHOICES.filled(first=first, count=len(field.choices)) if field.choices[_MOST_CHOICES:] else first
    yield form_messages.OF_CHOICES.filled(guide=guide, choices=choices)


def _numbers(field: Field) -> Iterator[Text]:
    if field.is_unit_above:
        yield form_messages.UNIT_ABOVE.filled(unit=field.unit)
    minimum, maximum = field.limit_text("minimum"), field.limit_text("maximum")
    if minimum and maximum:
        yield form_messages.RANGE.filled(minimum=minimum, maximum=maximum)
    elif minimum:
        yield form_messages.AT_LEAST.filled(minimum=minimum)
    elif maximum:
        yield form_messages.AT_MOST.filled(maximum=maximum)
    if field.precision:
        yield form_messages.DECIMALS.filled(places=field.precision)
    elif field.precision == 0 and field.kind.json_types != _WHOLE:
        yield form_messages.NO_DECIMALS


def repeat_requirements(repeat: Repeat, layout: Layout, lang: Lang) -> str:
    """Return how many blocks there are, how many of them are asked for, and where those stand that are not in use."""
    parts = [form_messages.BLOCKS.filled(most=repeat.most)]
    if repeat.least:
        parts.append(form_messages.FEWEST_BLOCKS.filled(least=repeat.least))
    parts.append(form_messages.BLANK_BLOCKS)
    blocks = [(sheet.name, one) for sheet in layout.sheets for one in sheet.objects if one.path in repeat.blocks]
    if any(one.folded_rows for _, one in blocks[1:]):
        parts.append(form_messages.FOLDED_BLOCKS)
    if len({name for name, _ in blocks}) > 1:
        parts.append(form_messages.SHEETS_OF_BLOCKS)
    return _joined(parts, lang)


def _lengths(field: Field) -> Iterator[Text]:
    fewest, most = field.min_length or 0, field.max_length
    if most is not None:
        message = form_messages.LONGEST if fewest <= 1 else form_messages.LENGTH if fewest == most else form_messages.LENGTHS
        yield message.filled(fewest=fewest, most=most)
    elif fewest > 1:
        yield form_messages.SHORTEST.filled(fewest=fewest)


def _patterns(field: Field, definition: Definition) -> Iterator[Text]:
    """Name the pattern by the rule that has a sentence on it, which the instructions list below; else say what it asks for."""
    rule_id = constraint_id(field, "pattern")
    if not field.pattern or rule_id == VALUE_TYPE:  # the guide of the kind says it
        return
    if rule_id in definition.rules.messages and shown_id(rule_id):
        yield form_messages.PATTERN_OF_RULE.filled(rule=rule_id)
    elif rule_id in definition.rules.requirements:
        yield definition.rules.requirements[rule_id]
    else:
        yield form_messages.PATTERN.filled(pattern=field.pattern)


def _parents(field: Field, definition: Definition) -> Iterator[Text]:
    if field.cascade is not None:
        titles = [definition.schema.title_of(parent) for parent in field.cascade.parents]
        yield form_messages.SELECTED_BY.filled(fields=listed(titles))


def _default(field: Field) -> Iterator[Text]:
    if field.default is not None:
        yield form_messages.DEFAULT.filled(value=field.kind.show(field.default))


def _choices(field: Field) -> Iterator[Text]:
    if field.min_items:
        yield form_messages.FEWEST_CHOICES.filled(fewest=field.min_items)
    if field.max_items is not None:
        yield form_messages.MOST_CHOICES.filled(most=field.max_items)
