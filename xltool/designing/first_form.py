"""The worked example with which a new design workbook begins, in either language."""

from __future__ import annotations

import re
from typing import Any

from xltool.base.messages import Lang, Text
from xltool.designing.definition_source import DefinitionSource

_ID = re.compile(r"[a-z0-9][a-z0-9-]*")
_WORDS = {
    "title": Text(zh="设备购置申请表", en="Equipment request"),
    "sheet": Text(zh="申请表", en="Request"),
    "unit": Text(zh="申请单位", en="Unit"),
    "clerk": Text(zh="填表人", en="Filled in by"),
    "phone": Text(zh="联系电话", en="Telephone"),
    "reason": Text(zh="申请理由", en="Reasons"),
    "total": Text(zh="金额合计", en="Total"),
    "items": Text(zh="购置明细", en="Items"),
    "name": Text(zh="设备名称", en="Item"),
    "kind": Text(zh="类别", en="Kind"),
    "quantity": Text(zh="数量", en="Quantity"),
    "price": Text(zh="单价", en="Price"),
    "amount": Text(zh="金额", en="Amount"),
    "money": Text(zh="元", en="USD"),
    "office": Text(zh="办公设备", en="Office equipment"),
    "computer": Text(zh="计算机", en="Computers"),
    "other": Text(zh="其他设备", en="Other"),
    "reason help": Text(zh="说明现有设备情况和购置的必要性", en="What there is already, and why it does not do"),
    "note": Text(
        zh="可填 {capacity:items} 行；金额由单价和数量自动计算。", en="There is room for {capacity:items} rows; amounts are computed."
    ),
    "most": Text(zh="单价超过 10000 元的，请说明理由", en="For a price above 10,000, give your reasons"),
    "none": Text(zh="至少填写一项设备", en="Enter at least one item"),
}


def first_form(name: str, lang: Lang) -> DefinitionSource:
    """Return the example, under the name of its file where that can be an id."""
    say = {key: text.as_is(lang) for key, text in _WORDS.items()}
    form = name if _ID.fullmatch(name) else "my-form"
    codes = [["level", "value", "parent"], ["1", say["office"], ""], ["1", say["computer"], ""], ["1", say["other"], ""]]
    return DefinitionSource(template=_template(form, say, lang), schema=_schema(say), codes={"equipment-kinds": codes}, pictures=())


def _template(form: str, say: dict[str, str], lang: Lang) -> dict[str, Any]:
    fields = [
        {"height": 24, "fields": [_entry("unit", "A", "B:C"), _entry("clerk", "D", "E")]},
        {"height": 24, "fields": [_entry("phone", "A", "B:C"), _entry("total", "D", "E")]},
        {"height": 60, "fields": [_entry("reason", "A", "B:E")]},
    ]
    columns = {"name": "A", "kind": "B", "quantity": "C", "price": "D", "amount": "E"}
    return {
        "id": form,
        "version": "1",
        "language": lang,
        "identity": {"unit": "unit"},
        "prefill": {"name": "unit"},
        "sheets": [
            {
                "name": say["sheet"],
                "widths": {"A": 22, "B": 16, "C": 12, "D": 16, "E": 18, "F": 26},
                "blocks": [
                    {"block": "status", "columns": "A:F", "height": 22},
                    {"block": "title", "columns": "A:E", "height": 34},
                    {"block": "fields", "rows": fields},
                    {"block": "table", "table": "items", "columns": columns, "remark": "F", "capacity": 20, "height": 22},
                    {"block": "note", "columns": "A:E", "height": 22, "text": say["note"]},
                ],
            }
        ],
        "summary": {
            "total": "total",
            "table": "items",
            "category": "kind",
            "measures": [{"sum": "amount", "share": "amount", "by": "kind"}],
        },
    }


def _entry(field: str, label: str, columns: str) -> dict[str, Any]:
    return {"field": field, "label": label, "input": columns}


def _schema(say: dict[str, str]) -> dict[str, Any]:
    money = {"x-kind": "money", "x-unit": say["money"]}
    rows = {
        "name": {"title": say["name"], "type": "string", "maxLength": 60},
        "kind": {"title": say["kind"], "type": "string", "x-codes": "equipment-kinds"},
        "quantity": {"title": say["quantity"], "type": "integer", "minimum": 1},
        "price": {"title": say["price"], "type": "number", **money, "minimum": 0, "multipleOf": 0.01},
        "amount": {"title": say["amount"], **money, "x-value": "ROUND([@quantity]*[@price], 2)"},
    }
    rules = [
        _rule("R1", "warning", "[@price]", "[@price]<=10000", "most", each="items"),
        _rule("R2", "error", "items", 'COUNTIF(items[name],"?*")>0', "none"),
    ]
    return {
        "title": say["title"],
        "type": "object",
        "properties": {
            "unit": {"title": say["unit"], "type": "string", "maxLength": 60},
            "clerk": {"title": say["clerk"], "type": "string", "maxLength": 20},
            "phone": {"title": say["phone"], "type": ["string", "null"], "x-kind": "phone"},
            "total": {"title": say["total"], **money, "x-value": "SUM(items[amount])"},
            "reason": {"title": say["reason"], "description": say["reason help"], "type": ["string", "null"], "maxLength": 500},
            "items": {"title": say["items"], "type": "array", "maxItems": 20, "items": {"type": "object", "properties": rows}},
        },
        "x-rules": rules,
    }


def _rule(rule_id: str, severity: str, at: str, formula: str, message: str, each: str = "") -> dict[str, Any]:
    said = {"zh": _WORDS[message].zh, "en": _WORDS[message].en}
    return {"id": rule_id, "severity": severity, **({"each": each} if each else {}), "at": at, "formula": formula, "message": said}
