"""Rules that no definition writes: report a text that is longer than the room of its cell, on the check sheet and in the check."""

from __future__ import annotations

from collections.abc import Iterator

from xltool.base.cells import Area
from xltool.base.messages import Text
from xltool.form.layout import Layout, SheetLayout, fixed_rooms, takes_text
from xltool.form.room import is_longer, room
from xltool.form.schema import Field, Schema
from xltool.form.template import Template
from xltool.rules.language.nodes import Binary, Call, FieldRef, Number, RowRef
from xltool.rules.ruleset import TEXT_ROOM, Rule

_MESSAGE = Text(
    zh="“{label}”超过约 {room} 字，按常用字号在格内排不下，打印时可能不全或很小：请精简，或调高该行",
    en="“{label}” is longer than its cell has room for (about {room} characters) and may be cut on paper: shorten it, or make the row higher",
)
_REQUIREMENT = Text(zh="较长的文字在格内排得下", en="Long texts have room in their cells")


def room_rules(layout: Layout, schema: Schema, template: Template) -> tuple[Rule, ...]:
    """Return a rule for each text whose cell has less room than its field takes; of repeated blocks and in growing rows there are none.

    What is filled in from the roster needs none either: it is not the clerk who could shorten it.
    """
    places = (place for sheet in layout.sheets for place in _texts(sheet, schema))
    prefilled = set(template.prefill.values())
    texts = (
        (field, room(height, width, template.language))
        for field, height, width in places
        if takes_text(field) and field.path not in prefilled
    )
    rooms = [(field, n_characters) for field, n_characters in texts if is_longer(field.kind.prose, field.max_length, n_characters)]
    return tuple(_rule(field, n_characters, case) for case, (field, n_characters) in enumerate(rooms))


def _texts(sheet: SheetLayout, schema: Schema) -> Iterator[tuple[Field, float, float]]:
    """Yield the fields that do not grow, with height and width of their cells."""

    def sized(field: Field, area: Area) -> tuple[Field, float, float]:
        return field, sheet.heights[area.top], sheet.width_of(area)

    for input_ in sheet.inputs:
        field = schema.fields.get(input_.path)  # one that the schema does not have is reported where layout and schema are compared
        if field is not None and not schema.block_of(input_.path):
            yield sized(field, input_.area)
    for table in sheet.tables:
        if not schema.block_of(table.path):
            yield from (sized(field, area) for field, area in fixed_rooms(sheet, table, schema))


def _rule(field: Field, n_characters: int, case: int) -> Rule:
    length = Call("LEN", (FieldRef(field.path) if field.table is None else RowRef(field.name),))
    return Rule(
        id=TEXT_ROOM,
        severity="info",
        node=Binary("<=", length, Number(str(n_characters))),
        message=_MESSAGE.filled(label="{label}", room=f"{n_characters:,}"),
        at=field.path,
        each=field.table,
        case=case,
        requirement=_REQUIREMENT,
    )
