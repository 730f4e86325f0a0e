"""Draw the instructions (填报说明): how to fill in each field, and the rules in plain words."""

from __future__ import annotations

from collections.abc import Iterator

from xlsxwriter.worksheet import Worksheet

from xltool.base.findings import SEVERITY_NAMES
from xltool.base.messages import Lang, Text, listed
from xltool.base.paths import parent_of
from xltool.form.field_names import FieldNames, joined
from xltool.form.layout import Layout
from xltool.form.notice import Notice
from xltool.form.room import LINE_HEIGHT
from xltool.form.schema import Field, Schema
from xltool.form.sheet_names import GUIDE_SHEET
from xltool.rules.blank_demands import BlankDemand, blank_demands
from xltool.rules.definition import Definition
from xltool.rules.titled_formula import with_titles
from xltool.workbook import form_messages
from xltool.workbook.sheets.page_setup import set_up_page
from xltool.workbook.sheets.requirements import field_requirements, repeat_requirements, table_requirements
from xltool.workbook.sheets.return_notice import facts, numbered, steps
from xltool.workbook.sheets.row_height import count_lines, row_height
from xltool.workbook.sheets.rule_sentence import later_sentences, rule_sentence
from xltool.workbook.shown_ids import shown_id
from xltool.workbook.styles import Styles

_WIDTHS = (26, 46, 40)  # of names, descriptions and requirements
_WITHOUT_DESCRIPTIONS = (30, 16, 66)
_MOST_ROWS_NAMED = 3  # of a grid; more are counted


class GuideSheet:
    """Draws the instructions."""

    def __init__(self, sheet: Worksheet, definition: Definition, layout: Layout, styles: Styles) -> None:
        self.sheet = sheet
        self.layout = layout
        self.definition = definition
        self.styles = styles
        self.lang: Lang = definition.template.language
        self.row = 0
        self.notice_row = 0  # from 0
        self.names = FieldNames(definition.schema)
        self.widths = _WIDTHS if any(_descriptions(definition.schema)) else _WITHOUT_DESCRIPTIONS

    def draw(self) -> None:
        """Draw everything on the sheet."""
        for column, width in enumerate(self.widths):
            self.sheet.set_column(column, column, width)
        definition = self.definition
        self._wide(f"{definition.schema.title} — {GUIDE_SHEET.say(self.lang)}", "title", 30)
        if definition.schema.description:
            self._wide(definition.schema.description, "plain", row_height(definition.schema.description, sum(self.widths)))
        self._steps()
        general = form_messages.GUIDE_GENERAL.say(self.lang)
        self._wide(general, "plain", row_height(general, sum(self.widths)))
        self._wide(form_messages.GUIDE_FIELDS.say(self.lang), "section", 26)
        self._cells([head.say(self.lang) for head in form_messages.GUIDE_HEADS], "heading")
        self._fields()
        self._wide(form_messages.GUIDE_RULES.say(self.lang), "section", 26)
        for rule_id in definition.rules.ids:
            severity = definition.rules.by_id(rule_id)[0].severity
            self._rule(_name(rule_id, SEVERITY_NAMES[severity].say(self.lang)), rule_sentence(definition, rule_id))
        self._wide(form_messages.GUIDE_CHECKS.say(self.lang), "section", 26)
        on_receipt = form_messages.GUIDE_ON_RECEIPT.say(self.lang)
        self._wide(on_receipt, "plain", row_height(on_receipt, sum(self.widths)))
        for rule_id, severity, sentence in later_sentences(definition):
            self._rule(_name(rule_id, SEVERITY_NAMES[severity].say(self.lang)), sentence)
        set_up_page(self.sheet, self.layout.setup_beside)

    def _steps(self) -> None:
        """Write the usual steps, with a row before them in which a campaign can tell what it wants; see `tell`."""
        self._wide(form_messages.GUIDE_STEPS.say(self.lang), "section", 26)
        self.notice_row = self.row
        self._wide("", "plain", LINE_HEIGHT)
        self.sheet.set_row(self.notice_row, LINE_HEIGHT, None, {"hidden": True})
        text = "\n".join(numbered(steps(Notice(), self.lang)))
        self._wide(text, "plain", row_height(text, sum(self.widths)))

    def tell(self, sheet: Worksheet, notice: Notice, styles: Styles) -> None:
        """Write on a copy of the sheet what its campaign tells, and its steps."""
        texts = ["\n".join(facts(notice, self.lang)), "\n".join(numbered(steps(notice, self.lang)))]
        for row, text in enumerate(texts if notice else (), start=self.notice_row):
            sheet.set_row(row, row_height(text, sum(self.widths)))
            sheet.write_string(row, 0, text, styles("plain"))

    def _fields(self) -> None:
        """Write a row for each field, and one before those of an object or table that has something to say of them together.

        Cells of a grid of which the same is to be said share the row of the first.
        """
        schema, demands = self.definition.schema, blank_demands(self.definition)
        needs = {field.path: self._requirements(field, demands.get(field.path)) for field in schema.distinct_fields()}
        alike: dict[tuple[str, ...], list[Field]] = {}
        for field in schema.distinct_fields():
            alike.setdefault(_told_of(field, needs[field.path]), []).append(field)
        told: set[str] = set()
        for fields in alike.values():
            for owner in dict.fromkeys(owner for field in fields for owner in _owners(field)):
                if owner not in told:
                    told.add(owner)
                    self._owner(owner)
            self._cells([self._title_of(fields), fields[0].description, needs[fields[0].path]], "cell")

    def _title_of(self, fields: list[Field]) -> str:
        """Name a field; of several in a column of a grid the column, and the rows or how many they are."""
        if len(fields) == 1:
            return joined(self.names.owner(fields[0]), fields[0].label)
        rows = listed([field.row_title for field in fields])
        if len(fields) > _MOST_ROWS_NAMED:
            rows = form_messages.GRID_ROWS.filled(first=fields[0].row_title, count=len(fields))
        return form_messages.GRID_COLUMN.say(self.lang, heading=fields[0].heading, rows=rows)

    def _requirements(self, field: Field, demand: BlankDemand | None) -> str:
        value = next((value for value in self.definition.rules.computed if value.path == field.path), None)
        if field.is_fixed:
            return form_messages.FIXED.say(self.lang)
        if field.is_given:
            constant = form_messages.CONSTANT.say(self.lang, value=field.kind.show(field.constant))
            return constant if field.constant is not None else form_messages.GIVEN.say(self.lang)
        if value is None:
            return field_requirements(field, self.definition, self._need(field, demand))
        if value.is_total:
            return form_messages.COMPUTED_TOTAL.say(self.lang)
        formula = with_titles(value.node, value.scope(self.definition.schema), parent_of(value.path))
        if value.lookup is not None:
            return form_messages.LOOKED_UP.say(self.lang, code=formula.as_is(self.lang))
        return form_messages.COMPUTED.say(self.lang, formula=formula)

    def _need(self, field: Field, demand: BlankDemand | None) -> Text:
        """Say whether a field must be filled in, and where it is asked for at all."""
        need, rules, schema = _need(field, demand), self.definition.rules, self.definition.schema
        if not field.is_conditional:
            return need
        condition = rules.conditions[rules.condition_of[field.path]]
        when = with_titles(condition.node, condition.scope(schema), parent_of(field.path))
        return Text(
            zh=form_messages.ASKED_WHERE.filled(condition=when.zh, need=need.zh).zh,
            en=form_messages.ASKED_WHERE.filled(condition=when.en, need=need.en).en,
        )

    def _owner(self, path: str) -> None:
        table = self.definition.schema.tables.get(path)
        note = table.description if table else self.definition.schema.notes.get(path, "")
        repeat = self.definition.schema.repeats.get(path)
        if table:
            requirements = table_requirements(table, self.layout.tables[path][1], self.lang)
        else:
            requirements = repeat_requirements(repeat, self.layout, self.lang) if repeat else ""
        if note or requirements:
            self._cells([self.definition.schema.title_of(path), note, requirements], "cell")

    def _wide(self, text: str, style: str, height: float) -> None:
        self.sheet.set_row(self.row, height)
        self.sheet.merge_range(self.row, 0, self.row, len(self.widths) - 1, text, self.styles(style))
        self.row += 1

    def _cells(self, texts: list[str], style: str) -> None:
        height = max(count_lines(text, width) for text, width in zip(texts, self.widths, strict=True)) * 15 + 4
        self.sheet.set_row(self.row, height)
        for column, text in enumerate(texts):
            self.sheet.write_string(self.row, column, text, self.styles(style))
        self.row += 1

    def _rule(self, name: str, sentence: str) -> None:
        self.sheet.set_row(self.row, count_lines(sentence, sum(self.widths[1:])) * 15 + 4)
        self.sheet.write_string(self.row, 0, name, self.styles("cell"))
        self.sheet.merge_range(self.row, 1, self.row, len(self.widths) - 1, sentence, self.styles("cell"))
        self.row += 1


def _name(rule_id: str, severity: str) -> str:
    """Name a rule by its severity, and by its id where the form has given it one."""
    return f"{shown_id(rule_id)} {severity}".strip()


def _descriptions(schema: Schema) -> Iterator[str]:
    yield from schema.notes.values()
    yield from (table.description for table in schema.tables.values())
    yield from (field.description for field in schema.all_fields())


def _told_of(field: Field, requirements: str) -> tuple[str, ...]:
    """Return what is to be said of a field, which in a grid may be said of several at once."""
    return (field.heading, field.description, requirements) if field.head else (field.path,)


def _owners(field: Field) -> list[str]:
    """Return the paths of the objects and the table that hold a field, from the outermost."""
    owners: list[str] = []
    while owner := parent_of(owners[0] if owners else field.path):
        owners.insert(0, owner)
    return owners


def _need(field: Field, demand: BlankDemand | None) -> Text:
    """Say whether a field must be filled in, and where or by which rule if its type allows a blank."""
    if field.required or field.required_where_asked:
        return form_messages.REQUIRED
    if demand is None:
        return form_messages.OPTIONAL
    if demand.severity != "error":
        message = form_messages.RECOMMENDED_BY
    else:
        if demand.where is not None:
            return form_messages.REQUIRED_WHERE.filled(condition=demand.where)
        message = form_messages.REQUIRED_BY if demand.always else form_messages.REQUIRED_SOMETIMES
    return message.filled(rule=demand.rule_id)
