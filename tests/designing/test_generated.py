"""Definitions that a generator made up: written as design workbooks and read again, nothing is lost."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.designing.definitions import assert_same
from xltool.base.cells import column_letters
from xltool.designing.definition_source import DefinitionSource
from xltool.designing.write_design import design_workbook
from xltool.form.kinds import KINDS
from xltool.rules.design_sheets import design_parts

#: What a text may be made of: signs that mean something in a cell, in YAML, in JSON, or in our own notation.
_PIECES = ("金额", "a b", "|", "是", "null", "{x}", '"', "=1", "1", "0.50", "[a]", "、", "'", "#", "\n", "TRUE", "yes", "—", "（元）")
_WORDS = ("description", "x-unit", "pattern", "default", "$comment")


class _Maker:
    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.count = 0

    def text(self) -> str:
        pieces = self.random.choices(_PIECES, k=self.random.randint(1, 3))
        return "".join(pieces).strip() or "x"

    def field(self) -> dict[str, Any]:
        kind = KINDS[self.random.choice(sorted(KINDS))]
        type_ = kind.json_types[0]
        field: dict[str, Any] = {"title": self.text(), "x-kind": kind.name, "type": self.random.choice([type_, [type_, "null"]])}
        field |= {word: self.text() for word in _WORDS if self.random.random() < 0.3}
        if type_ == "array":
            field["items"] = {"type": "string", "enum": [self.text(), f"{self.text()}2"]}
        if type_ == "string" and self.random.random() < 0.3:
            field["enum"] = [f"{self.text()}{number}" for number in range(self.random.randint(1, 3))]
        if self.random.random() < 0.3:
            field["const"] = self.random.choice([1, 1.5, True, None, self.text(), ["a"], {"a": 1}])
        if type_ == "string" and isinstance(field.get("const"), int | float):
            del field["const"]
        field |= {name: self.random.randint(0, 99) for name in ("minimum", "maxLength") if self.random.random() < 0.2}
        return field

    def name(self) -> str:
        self.count += 1
        return f"field_{self.count}"

    def definition(self) -> DefinitionSource:
        properties: dict[str, Any] = {}
        blocks: list[dict[str, Any]] = [{"block": "title", "columns": "A:F"}]
        for _ in range(self.random.randint(1, 5)):
            self.random.choice([self.fields, self.table, self.group, self.note])(properties, blocks)
        sheet = {"name": "表", "widths": {"A": self.random.choice([8, 10, 20.5])}, "blocks": blocks}
        rules = [{"id": "R1", "severity": "error", "at": "a", "formula": self.text(), "message": {"zh": self.text()}}]
        template = {"id": "form", "version": self.text(), "identity": {"unit": "a"}, "prefill": {self.text(): "a"}, "sheets": [sheet]}
        schema = {"title": self.text(), "type": "object", "properties": properties or {"a": self.field()}, "x-rules": rules}
        return DefinitionSource(template=template, schema=schema, codes={}, pictures=())

    def _row(self, names: list[str], prefix: str = "", first: int = 1) -> dict[str, Any]:
        entries: list[dict[str, Any]] = []
        for index, name in enumerate(names):
            label, column = column_letters(first + 2 * index), column_letters(first + 1 + 2 * index)
            entry: dict[str, Any] = {"field": f"{prefix}{name}", "input": column}
            if self.random.random() < 0.7:
                entry["label"] = self.random.choice([label, {"at": label, "text": self.text()}])
            if self.random.random() < 0.2:
                entry |= {"format": '0"年"', "centered": True}
            entries.append(entry)
            if "label" not in entry and self.random.random() < 0.4:
                entries.insert(-1, {"text": self.text(), "at": label, **self.random.choice([{}, {"style": "heading"}])})
        return {**self.random.choice([{}, {"height": self.random.choice([15, 20, 22.5, 33])}]), "fields": entries}

    def fields(self, properties: dict[str, Any], blocks: list[dict[str, Any]]) -> None:
        rows = []
        for _ in range(self.random.randint(1, 3)):
            names = [self.name() for _ in range(self.random.randint(1, 3))]
            properties |= {name: self.field() for name in names}
            rows.append(self._row(names))
        blocks.append({"block": "fields", "rows": rows})

    def group(self, properties: dict[str, Any], blocks: list[dict[str, Any]]) -> None:
        name, inner = self.name(), [self.name() for _ in range(self.random.randint(1, 3))]
        title = self.text()
        properties[name] = {"title": title, "type": "object", "properties": {member: self.field() for member in inner}}
        label = self.random.choice([{"of": name}, {"text": title}, {"text": self.text()}])
        rows = [self._row([member], f"{name}.", 2) for member in inner]
        blocks.append({"block": "group", "columns": "A", **label, "blocks": [{"block": "fields", "rows": rows}]})

    def table(self, properties: dict[str, Any], blocks: list[dict[str, Any]]) -> None:
        name, columns = self.name(), [self.name() for _ in range(self.random.randint(2, 4))]
        rows = {"type": "object", "properties": {column: self.field() for column in columns}}
        properties[name] = {"title": self.text(), "type": "array", "items": rows}
        places = {column: column_letters(number) for number, column in enumerate(columns, start=1)}
        block: dict[str, Any] = {"block": "table", "table": name, "columns": places, "capacity": 9}
        if self.random.random() < 0.5:
            over = self.random.choice([[columns[0], columns[1]], [columns[0]], "A:B"])
            block["heads"] = [{"over": over, "text": self.text()}]
        if self.random.random() < 0.5:
            block |= {"remark": "F", "show_once": columns[:1]}
        blocks.append(block)

    def note(self, _properties: dict[str, Any], blocks: list[dict[str, Any]]) -> None:
        blocks.append({"block": "note", "columns": "A:C", "text": self.text(), **self.random.choice([{}, {"row": 3}])})


@pytest.mark.parametrize("seed", range(25))
def test_nothing_of_a_generated_definition_is_lost(seed: int, tmp_path: Path) -> None:
    source = _Maker(seed).definition()
    (tmp_path / "design.xlsx").write_bytes(design_workbook(source, "zh" if seed % 2 else "en"))
    assert_same(design_parts(tmp_path / "design.xlsx"), source)
