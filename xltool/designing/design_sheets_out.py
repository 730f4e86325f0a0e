"""Write the tables of a design workbook: settings, fields, tables, choices, rules, summary."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from xltool.base.cells import column_letters
from xltool.base.messages import Lang, Text
from xltool.designing.definition_source import DefinitionSource
from xltool.designing.live_states import RuleStates
from xltool.form.kinds import KINDS
from xltool.rules.design_language import (
    ANYTHING,
    HEADS,
    NO,
    SHEETS,
    YES,
    CellShape,
    SchemaRow,
    Shapes,
    field_shapes,
    flat,
    form_shapes,
    measure_shapes,
    rule_rows,
    rule_shapes,
    schema_rows,
    setting_rows,
    sheet_shapes,
    shortened,
    summary_shapes,
    template_shapes,
    title_of,
    to_cell,
    value_word,
)

#: Rows below the last one that have dropdowns and formats too.
_ROOM = 200
#: Columns that stand first, and are shown where they are blank too; others are hidden until they are used.
FIRST_FIELD_KEYWORDS = (
    "title", "x-kind", "type", "x-unit", "enum", "x-codes", "x-parent", "x-value", "default", "minimum", "maximum", "maxLength", "description",
)  # fmt: skip
FIRST_RULE_KEYWORDS = ("id", "severity", "each", "at", "formula", "message.zh", "message.en", "unless", "check", "fields", "options")
_WIDTHS = {
    "path": 28, "title": 24, "description": 40, "formula": 60, "message.zh": 36, "message.en": 36, "x-value": 36, "enum": 30, "value": 48,
    "pattern": 20, "x-applies-if": 24, "note": 60, "keyword": 20, "status": 22,
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class BookStyles:
    """The formats of a design workbook."""

    head: Any
    text: Any
    number: Any
    note: Any
    state: Any


class TableWriter:
    """Writes tables with keywords for heads."""

    def __init__(self, book: Any, lang: Lang) -> None:
        self.book, self.lang = book, lang
        base = {"valign": "top", "text_wrap": True, "font_size": 10}
        self.styles = BookStyles(
            head=book.add_format({**base, "bold": True, "bg_color": "#D9E2F3", "border": 1}),
            text=book.add_format({**base, "num_format": "@"}),
            number=book.add_format(base),
            note=book.add_format({**base, "font_color": "#7F7F7F"}),
            state=book.add_format({**base, "font_color": "#C00000"}),
        )

    def say(self, text: Text) -> str:
        """Return a text in the language of the workbook."""
        return text.as_is(self.lang)

    def head(self, sheet: Any, row: int, column: int, name: str, shape: CellShape | None) -> None:
        """Write the head of a column with a comment that explains it, and limit the cells below to the words that it takes."""
        title = self.say(HEADS[name]) if shape is None else title_of(name, self.lang)
        sheet.write_string(row, column, title, self.styles.head)
        note = _note(name, shape, self.lang)
        if note:
            sheet.write_comment(row, column, note, {"x_scale": 2, "y_scale": 1.4, "font_size": 9})
        words = _offered(shape, self.lang) if shape is not None else []
        if words:
            self.offer(sheet, (row + 1, column, row + _ROOM * 2, column), words)

    def offer(self, sheet: Any, area: tuple[int, int, int, int], words: Sequence[str]) -> None:
        """Give cells a dropdown; what is not in it may be typed all the same, such as two words with a bar between."""
        if sum(map(len, words)) + len(words) > 255:  # noqa: PLR2004 - Excel's limit of a list in a validation
            return
        options = {"validate": "list", "source": list(words), "error_type": "information", "show_error": False}
        sheet.data_validation(*area, options)

    def cell(self, sheet: Any, row: int, column: int, value: Any, shape: CellShape) -> None:
        """Write a value as a cell says it."""
        content = to_cell(value, shape, self.lang)
        if isinstance(content, bool):
            sheet.write_boolean(row, column, content, self.styles.number)
        elif isinstance(content, int | float):
            sheet.write_number(row, column, content, self.styles.number)
        else:
            sheet.write_string(row, column, content, self.styles.text)

    def table(self, sheet: Any, shapes: Shapes, first: Sequence[str], rows: Sequence[Mapping[str, Any]], before: Sequence[str] = ()) -> int:
        """Write a table: heads, then a row for each mapping of keywords (`before` are heads of columns of text). Return the first free column."""
        used = {name for row in rows for name in row}
        names = [
            *first,
            *(name for name in shapes if name not in first and (name in used or "." not in name or name.partition(".")[0] in used)),
        ]
        names = [name for name in names if name in used or not shapes[name].parts]
        self.unused = [name for name in names if name not in used and name not in first]
        columns = {name: index + len(before) for index, name in enumerate(names)}
        for index, name in enumerate(before):
            self.head(sheet, 0, index, name, None)
            sheet.set_column(index, index, _WIDTHS.get(name, 16), self.styles.text)
        for name, column in columns.items():
            self.head(sheet, 0, column, name, shapes[name])
            is_text = shapes[name].types == {"string"}
            hidden = {"hidden": True, "level": 1} if name in self.unused else {}
            sheet.set_column(column, column, _WIDTHS.get(name, 13), self.styles.text if is_text else self.styles.number, hidden)
        for number, row in enumerate(rows, start=1):
            for name, value in row.items():
                if name in before:
                    sheet.write_string(number, before.index(name), value, self.styles.text)
                else:
                    self.cell(sheet, number, columns[name], value, shapes[name])
        sheet.freeze_panes(1, max(1, len(before)))
        return len(before) + len(names)

    def settings(self, sheet: Any, row: int, entries: Iterable[tuple[str, str, Any, CellShape]], shapes: Shapes) -> int:
        """Write rows of keyword, part and value, from a row on. Return the first free row."""
        for name, part, value, shape in entries:
            sheet.write_string(row, 0, title_of(name, self.lang), self.styles.text)
            known = part in shapes[name].parts if name in shapes else False
            sheet.write_string(row, 1, title_of(part, self.lang) if known else part, self.styles.text)
            if value is None:
                sheet.write_blank(row, 2, None, self.styles.text)
            else:
                self.cell(sheet, row, 2, value, shape)
            sheet.write_string(row, 3, _note(f"{name}.{part}" if known else name, shape, self.lang), self.styles.note)
            if words := _offered(shape, self.lang):
                self.offer(sheet, (row, 2, row, 2), words)
            row += 1
        return row


def _note(name: str, shape: CellShape | None, lang: Lang) -> str:
    """Return what explains a keyword, and its name in the language of definitions."""
    if shape is None:
        return ""
    said = shape.doc.as_is(lang)
    return f"{said} [{name}]" if said else f"[{name}]"


def _offered(shape: CellShape, lang: Lang) -> list[str]:
    if shape.is_anything:
        return []
    words = [value_word(word, lang) for word in shape.words]
    if shape.words and "array" in shape.types:
        words = [word for value in ("string", "number", "integer", "array") if value in shape.words for word in _type_words(value, lang)]
        words = [*words, value_word("null", lang)] if words else []
    if not words and "boolean" in shape.types:
        words = [YES.as_is(lang), NO.as_is(lang)]
    return words


def _type_words(value: str, lang: Lang) -> list[str]:
    word = value_word(value, lang)
    return [word, f"{word} | {value_word('null', lang)}"]


def _with_blanks(data: Mapping[str, Any], shapes: Shapes) -> Iterator[tuple[str, str, Any, CellShape]]:
    """Yield the settings that a definition has, and those that it could have, blank."""
    entries = list(setting_rows(data, shapes))
    by_name: dict[str, list[tuple[str, str, Any, CellShape]]] = {}
    for entry in entries:
        by_name.setdefault(entry[0], []).append(entry)
    for name, shape in shapes.items():
        if "." in name:
            continue
        found = by_name.get(name, [])
        yield from found
        parts = {part for _, part, _, _ in found}
        if (found and not parts - {""}) or name == "widths":
            continue
        if not found and shape.has_texts:
            yield name, "", None, shape
        missing = [part for part in shape.parts if part not in parts]
        for part in missing:
            yield name, part, None, shapes[f"{name}.{part}"]
        if shape.types != {"object"} and not found:
            yield name, "", None, shape


#: Keywords of the schema as a whole that only those need who know JSON Schema: a row for them stands where they are used.
_RARE = (
    "$defs", "properties", "$schema", "$id", "$comment", "required", "additionalProperties", "unevaluatedProperties",
    "if", "then", "else", "allOf", "dependentRequired", "type",
)  # fmt: skip


#: Widths near the usual one, which LibreOffice takes for widths that nobody set.
_NEAR_USUAL = (8, 9)


def write_settings(writer: TableWriter, sheet: Any, source: DefinitionSource, layouts: Sequence[str]) -> None:
    """Write the settings: those of the form, then those of its sheets, a column for each layout."""
    own, _ = schema_rows(source.schema)
    for column, (name, width) in enumerate((("keyword", 22), ("part", 18), ("value", 44), ("note", 70))):
        writer.head(sheet, 0, column, name, None)
        sheet.set_column(column, column, width, writer.styles.text)
    template = {name: value for name, value in source.template.items() if name not in ("sheets", "summary")}
    shapes = {name: shape for name, shape in form_shapes().items() if name in own or name not in _RARE}
    row = writer.settings(sheet, 1, _with_blanks(template, template_shapes()), template_shapes())
    row = writer.settings(sheet, row, _with_blanks(own, shapes), form_shapes())
    _write_sheet_settings(writer, sheet, row + 1, source.template["sheets"], layouts)
    sheet.freeze_panes(1, 0)


def _write_sheet_settings(writer: TableWriter, sheet: Any, row: int, sheets: Sequence[Mapping[str, Any]], layouts: Sequence[str]) -> None:
    sheet.write_string(row, 0, writer.say(SHEETS["layout"]), writer.styles.head)
    sheet.write_string(row, 1, writer.say(HEADS["part"]), writer.styles.head)
    for index, layout in enumerate(layouts):
        sheet.write_string(row, 2 + index, layout, writer.styles.head)
    shapes = sheet_shapes()
    data = [_sheet_data(entry) for entry in sheets]
    cells = {
        (index, name, part): (value, shape) for index, entry in enumerate(data) for name, part, value, shape in setting_rows(entry, shapes)
    }
    rows = [(name, part) for name, part, _, _ in _with_blanks({}, shapes)]
    rows += [(name, part) for _, name, part in cells if (name, part) not in rows]
    rows = sorted(dict.fromkeys(rows), key=lambda key: list(shapes).index(key[0]))
    for number, (name, part) in enumerate(rows, start=row + 1):
        known = part in shapes[name].parts
        sheet.write_string(number, 0, title_of(name, writer.lang), writer.styles.text)
        sheet.write_string(number, 1, title_of(part, writer.lang) if known else part, writer.styles.text)
        key = f"{name}.{part}" if known else name
        sheet.write_comment(number, 0, _note(key, shapes[key], writer.lang), {"x_scale": 2})
        for index in range(len(layouts)):
            if (index, name, part) in cells:
                writer.cell(sheet, number, 2 + index, *cells[index, name, part])
        if words := _offered(shapes[key], writer.lang):
            writer.offer(sheet, (number, 2, number, 1 + len(layouts)), words)


def _sheet_data(sheet: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the settings say of a sheet; of its widths those that programs would not keep as they are drawn."""
    widths = {columns: width for columns, width in sheet.get("widths", {}).items() if not float(width).is_integer() or width in _NEAR_USUAL}
    plain = {name: value for name, value in sheet.items() if name not in ("blocks", "widths")}
    return {**plain, **({"widths": widths} if widths else {})}


def write_fields(writer: TableWriter, sheet: Any, rows: Sequence[SchemaRow], layouts: Sequence[str]) -> None:
    """Write the fields, or the columns of tables: a row for each, and whether it stands on a layout."""
    shapes = field_shapes()
    cells = [{"path": row.path, **flat(shortened(row.keywords), shapes)} for row in rows]
    writer.table(sheet, shapes, FIRST_FIELD_KEYWORDS, cells, before=("path", "status"))
    kinds = 2 + FIRST_FIELD_KEYWORDS.index("x-kind")
    writer.offer(sheet, (1, kinds, len(cells) + _ROOM, kinds), [value_word(kind, writer.lang) for kind in KINDS])
    twice, missing = Text(zh="名称重复", en="stands twice"), Text(zh="未画在版面上", en="not on a layout")
    for number in range(1, len(cells) + 51):
        name = f"A{number + 1}"
        drawn = "+".join(f'COUNTIF(\'{layout}\'!$A:$CV,"{{"&{name}&"}}")' for layout in layouts)
        inside, tables = f'{name}&".*"', writer.say(SHEETS["tables"])
        node = f"COUNTIF($A:$A,{inside})+COUNTIF($A:$A,{name}&\"[]\")+COUNTIF('{tables}'!$A:$A,{inside})"
        state = (
            f'=IF({name}="","",IF(COUNTIF($A:$A,{name})>1,"{writer.say(twice)}",'
            f'IF(OR(LEFT({name},1)="$",RIGHT({name},2)="[]",{node}>0,{drawn}>0),"","{writer.say(missing)}")))'
        )
        sheet.write_formula(number, 1, state, writer.styles.state, "")


def write_choices(writer: TableWriter, sheet: Any, codes: Mapping[str, list[list[str]]]) -> None:
    """Write all code lists one below the other."""
    plain = ("level", "value", "parent")
    others = dict.fromkeys(head for rows in codes.values() for head in rows[0] if head not in plain)
    writer.head(sheet, 0, 0, "file", None)
    for column, name in enumerate(plain, start=1):
        writer.head(sheet, 0, column, name, ANYTHING)
    columns = {name: index for index, name in enumerate((*plain, *others), start=1)}
    for name in others:
        sheet.write_string(0, columns[name], name, writer.styles.head)
    sheet.set_column(0, len(columns), 20, writer.styles.text)
    number = 1
    for name, (heads, *rows) in codes.items():
        for row in rows:
            sheet.write_string(number, 0, name, writer.styles.text)
            for head, text in zip(heads, row, strict=True):
                if text:
                    sheet.write_string(number, columns[head], text, writer.styles.text)
            number += 1
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(number - 1, 1), len(columns))


def write_rules(writer: TableWriter, sheet: Any, schema: Mapping[str, Any]) -> None:
    """Write rules, checks and constraints, each with its state: whether brackets close, whether the fields that it names exist."""
    shapes = rule_shapes()
    rows = [flat(row, shapes) for row in rule_rows(schema)]
    last = writer.table(sheet, shapes, FIRST_RULE_KEYWORDS, rows)
    writer.head(sheet, 0, last, "status", None)
    sheet.set_column(last, last, 36, writer.styles.text)
    at, each, formula = (column_letters(FIRST_RULE_KEYWORDS.index(name) + 1) for name in ("at", "each", "formula"))
    states = RuleStates(writer.say(SHEETS["fields"]), writer.say(SHEETS["tables"]), writer.say)
    columns = range(last + 1, last + 4)
    sheet.set_column(columns[0], columns[-1], 10, None, {"hidden": True})
    for row in range(2, len(rows) + 52):
        helpers = [f"{column_letters(column + 1)}{row}" for column in columns]
        state = states.state(f"{formula}{row}", f"{each}{row}", helpers)
        sheet.write_array_formula(row - 1, last, row - 1, last, state, writer.styles.state, "")
        for column, text in zip(columns, states.helpers(f"{formula}{row}", f"{at}{row}", helpers[0]), strict=True):
            sheet.write_formula(row - 1, column, text, writer.styles.state, "")


def write_summary(writer: TableWriter, sheet: Any, summary: Mapping[str, Any]) -> None:
    """Write the summary: its settings, then the measures under heads of their own."""
    for column, (name, width) in enumerate((("keyword", 22), ("part", 18), ("value", 44), ("note", 70))):
        writer.head(sheet, 0, column, name, None)
        sheet.set_column(column, column, width, writer.styles.text)
    plain = {name: value for name, value in summary.items() if name != "measures"}
    row = writer.settings(sheet, 1, _with_blanks(plain, summary_shapes()), summary_shapes()) + 1
    names = list(measure_shapes())
    for column, name in enumerate(names):
        writer.head(sheet, row, column, name, measure_shapes()[name])
    for number, entry in enumerate(summary.get("measures", ()), start=row + 1):
        for name, value in entry.items():
            writer.cell(sheet, number, names.index(name), value, measure_shapes()[name])
    sheet.freeze_panes(1, 0)
