"""Write the JSON Schema of what was found on a drawn form: fields, objects of fixed rows, tables, code lists."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from xltool.adopt.adopted import Adoption, FoundColumn, FoundField, FoundTable, Given, TableCell
from xltool.adopt.table_cells import is_open
from xltool.base.cells import a1
from xltool.base.messages import Lang, Text
from xltool.form.kinds import KINDS

_MOST_IN_PLACE = 12  # options that stand at the field itself
_OF_TEXTS, _OF_NUMBERS = ("minLength", "maxLength"), ("minimum", "maximum")
#: Limits that the language of definitions says as rules: keyword → how a value must compare, and in words.
_BEYOND = {
    "exclusiveMinimum": (">", Text(zh="“{label}”应大于 {limit}", en="“{label}” must be greater than {limit}")),
    "exclusiveMaximum": ("<", Text(zh="“{label}”应小于 {limit}", en="“{label}” must be less than {limit}")),
}
_GUESS = Text(zh="识别（{sure}）：{reason}", en="guessed ({sure}): {reason}")
_NUMBERED = "[#]"  # the number of a row among those that are used
_OF_UNIT = (
    r"(?:填报|申报|编制|报送|申请|项目|填表|所在|实施)?单\s*位(?:\s*名\s*称)?(?:\s*[(（]\s*(?:公章|盖章)\s*[)）])?$",
    r"单\s*位|部\s*门|机\s*构|^学\s*校(?:名\s*称)?$|公\s*司|企业名称|所\s*属|会社名|団体名|法人名",
    r"organi[sz]ation|department|agency|company|institution|\bunit\b|school|office|entity|employer",
    r"姓\s*名|氏\s*名|\bname\b|名\s*称",
)


class FormSchema:
    """The schema of an adopted form, and its code lists."""

    def __init__(self, adoption: Adoption, rules: Mapping[tuple[str, str], str], lang: Lang) -> None:
        self._adoption, self._rules, self._lang = adoption, rules, lang
        self.codes: dict[str, list[list[str]]] = {}
        self.open_tables = [table for table in adoption.tables if is_open(table, _sheet_of(adoption, table))]
        self.unit = _unit_field(adoption.fields)

    def schema(self, title: str) -> dict[str, Any]:
        """Return the schema. A formula that the language of rules has no words for is left out, and its field is typed."""
        properties: dict[str, Any] = {}
        for field in [*self._adoption.fields, *self._adoption.computed]:
            properties[field.id] = self._field(field)
        for table in self._adoption.tables:
            if table in self.open_tables:
                properties[table.id] = self._table(table)
        for cell in self._adoption.table_cells:
            self._put_cell(properties, cell)
        required = {"required": [self.unit]} if self.unit else {}
        rules = {"x-rules": limits} if (limits := list(self._limits())) else {}
        return {"title": title, "type": "object", "properties": properties, **required, **rules}

    def _limits(self) -> Iterator[dict[str, Any]]:
        """Yield rules for limits that a value must not reach."""
        places = [("", field.id, field.label, field.given) for field in self._adoption.fields]
        places += [(table.id, f"[@{column.id}]", column.label, column.given) for table in self.open_tables for column in table.columns]
        number = 0
        for table, path, label, given in places:
            for keyword, limit in given.limits:
                if keyword in _BEYOND:
                    number += 1
                    sign, message = _BEYOND[keyword]
                    said = message.filled(label=label, limit=_whole(limit))
                    rule = {"id": f"limit_{number}", "severity": "error", **({"each": table} if table else {}), "at": path}
                    formula = f'OR({path}="",{path}{sign}{_whole(limit)})'
                    yield rule | {"formula": formula, "message": {"zh": said.zh, "en": said.en}}

    # --- parts --------------------------------------------------------------------------------------------------------

    def _field(self, field: FoundField) -> dict[str, Any]:
        node = self._node(
            field.label or field.input.a1, field.kind, field.given, self._rule(field.sheet, (field.input.top, field.input.left))
        )
        if field.id == self.unit:
            node["type"] = "string"
        return node | {"$comment": _GUESS.say(self._lang, sure=f"{field.confidence:.0%}", reason=field.reason.as_is(self._lang))}

    def _table(self, table: FoundTable) -> dict[str, Any]:
        columns = {column.id: self._column(table, column) for column in table.columns}
        said = _GUESS.say(self._lang, sure=f"{table.confidence:.0%}", reason=table.reason.as_is(self._lang))
        rows = {"type": "object", "properties": columns}
        return {"title": table.title or table.id, "type": "array", "maxItems": len(table.rows), "items": rows, "$comment": said}

    def _column(self, table: FoundTable, column: FoundColumn) -> dict[str, Any]:
        sheet = _sheet_of(self._adoption, table)
        cells = [sheet.cell(row, column.range.left) for row in table.rows]
        is_numbered = len(cells) > 1 and all(isinstance(cell.value, float) and cell.value == at for at, cell in enumerate(cells, 1))
        rule = _NUMBERED if is_numbered else self._rule(table.sheet, (table.first_row, column.range.left)) if column.is_computed else ""
        return self._node(column.label, column.kind, column.given, rule)

    def _put_cell(self, properties: dict[str, Any], cell: TableCell) -> None:
        *objects, name = cell.path.split(".")
        titles = [next((table.title for table in self._adoption.tables if table.id == objects[0]), ""), cell.row]
        holder = properties
        for at, part in enumerate(objects):
            title = (titles[0] or part) if at == 0 and len(objects) > 1 else titles[1] or part
            holder = holder.setdefault(part, {"title": title, "type": "object", "properties": {}})["properties"]
        rule = self._rule(cell.sheet, (cell.area.top, cell.area.left)) if cell.has_formula else ""
        holder[name] = self._node(cell.column.label, cell.column.kind, cell.column.given, rule)

    def _rule(self, sheet: str, place: tuple[int, int]) -> str:
        return self._rules.get((sheet, a1(*place)), "")

    # --- a node -------------------------------------------------------------------------------------------------------

    def _node(self, label: str, kind: str, given: Given, rule: str) -> dict[str, Any]:
        entry = KINDS[kind]
        if entry.choices == "needed" and not given.options and entry.name != "yes-no":
            entry = KINDS["text"]
        node: dict[str, Any] = {"title": label}
        is_number = entry.json_types[0] in ("number", "integer")
        if is_number:
            node |= {"x-kind": entry.name, "x-unit": given.unit}
        if rule:
            named = {"x-kind": entry.name} if entry.name not in ("text", "choice") else {}
            return node | {"type": [entry.json_types[0], "null"]} | named | {"x-value": rule}
        if given.options and entry.choices in ("needed", "may"):
            return node | self._with_options(entry.name, entry.json_types[0], given.options)
        node |= {"type": [entry.json_types[0], "null"]}
        node |= {"x-kind": entry.name} if entry.name != "text" else {}
        keywords = _OF_NUMBERS if is_number else _OF_TEXTS if entry.json_types[0] == "string" else ()
        return node | {name: _whole(limit) for name, limit in given.limits if name in keywords}

    def _with_options(self, kind: str, json_type: str, options: Sequence[str]) -> dict[str, Any]:
        named = {} if kind == "choice" else {"x-kind": kind}
        chosen = list(dict.fromkeys(option.strip() for option in options if option.strip()))
        if len(chosen) > _MOST_IN_PLACE:
            codes: dict[str, Any] = {"x-codes": self._list(chosen)}
        else:
            codes = {"enum": chosen}
        if json_type == "array":
            return {"type": ["array", "null"], **named, "items": {"type": "string", **codes}}
        return {"type": [json_type, "null"], **named, **({"enum": [*chosen, None]} if "enum" in codes else codes)}

    def _list(self, options: list[str]) -> str:
        """Return the name of the code list with these options; fields with the same have one together."""
        rows = [["level", "value", "parent"], *(["1", option, ""] for option in options)]
        known = next((name for name, listed in self.codes.items() if listed == rows), None)
        name = known or f"list-{len(self.codes) + 1}"
        self.codes[name] = rows
        return name


def _sheet_of(adoption: Adoption, table: FoundTable) -> Any:
    return adoption.book.sheet(table.sheet)


def _whole(limit: float) -> float | int:
    return int(limit) if limit.is_integer() else limit


def _unit_field(fields: Sequence[FoundField]) -> str:
    """Return the field that says which unit fills in the form: by its label, else the first text; "" where there is none."""
    texts = [field for field in fields if field.kind in ("text", "long-text") and field.label]
    return next(
        (field.id for pattern in _OF_UNIT for field in texts if re.search(pattern, field.label, re.IGNORECASE)), next(_ids(texts), "")
    )


def _ids(fields: Sequence[FoundField]) -> Iterator[str]:
    return (field.id for field in fields)
