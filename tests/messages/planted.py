"""Faults planted one at a time into the examples of the built-in forms that are right, beside those of the faulty examples."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping
from typing import Any

from xltool.form.schema import Field
from xltool.rules.definition import Definition
from xltool.rules.ruleset import TEXT_ROOM

#: What is put in the place of what is right: concrete path → value.
Fault = Mapping[str, Any]

_LEVEL3 = "indicators[9].level3"
_HALF, _FULL = "indicators[9].half_year", "indicators[9].full_year"
_TARGET: Mapping[str, Fault] = {
    "R06": {"rationale.content": "市城管局负责实施，市城市管理局验收。"},
    "R07": {"project.type": "别的项目"},
    "R08": {"project.level": "区级"},
    "R09": {"project.start": "2022年12月", "project.end": "2022年1月"},
    "R10": {"project.start": "2023年1月", "project.end": "2023年12月"},
    "R10 at the end": {"project.start": "2021年1月", "project.end": "2021年12月"},
    "R13": {"project.phone": "8568"},
    "R19": {"rationale.necessity": "XX 是填写内容。"},
    "R20": {"income.other": -1},
    "R23": {"expenditure[0].full_year": 61},
    "R24": {
        "expenditure[0].full_year": 2766800,
        "expenditure[1].full_year": 0,
        "expenditure[2].full_year": 0,
        "expenditure[3].full_year": 0,
    },
    "R25": {"expenditure[0].half_year": 61},
    "R26": {"expenditure[0].half_year": None},
    "R28": {"income.total": 0},
    "R29": {"indicators[9].level1": "别的指标"},
    "R30": {"indicators[9].level2": "社会效益"},
    "R31": {_LEVEL3: None},
    "R37": {"indicators[10].level3": "古树抢救复壮"},
    "R41": {_FULL: None},
    "R42": {_HALF: "10棵"},
    "R43": {_HALF: "=10"},
    "R45": {"indicators[12].full_year": "=101%"},
    "R46": {_HALF: "=10株"},
    "R47": {_HALF: "=26棵"},
    "R48": {_HALF: "≥0棵"},
    "R49": {_HALF: "=0棵"},
    "R51": {_FULL: "有所提高"},
    "R52": {"indicators[1].full_year": "提升"},
    "R58": {_FULL: "=26棵"},
    "R60": {_LEVEL3: "拨付资金"},
    "R66": {"indicators[0].full_year": "=3次"},
}
#: The faults that break a keyword of the JSON Schema under each id, each at a field of its own; as many documents as that takes.
KEYWORDS = "keywords"
#: Of each form, by what names the fault: what is wrong. Keywords of the JSON Schema are planted as one fault more.
PLANTED: Mapping[str, Mapping[str, Fault]] = {
    "project-performance-target": {
        **_TARGET,
        "R05": {"project.unit": "市政工程管理处"},
        "R21": {"income.fiscal.subtotal": 1},
        "R22": {"income.total": 1.0},
    },
    "project-performance-target@2022.2": {
        "R05": {"project.unit": "市政工程管理处"},
        "R28": {"income.fiscal.general": 0},
        **{fault: changes for fault, changes in _TARGET.items() if fault not in ("R10 at the end", "R28")},
    },
    "monitoring": {"R05": {"project.unit": "市政工程管理处"}},
    "self-evaluation": {"R05": {"project.unit": "市政工程管理处"}},
    "procurement-list": {
        "not applicable": {"items[0].approval": "批文 1 号", "items[0].imported": "否"},
        "alike": {"items[0].policies": ["节能产品", "节能产品"]},
    },
    "single-audit": {
        "alike": {"eins": [{"ein": "123456789"}, {"ein": "987654321"}, {"ein": "123456789"}]},
    },
}


def planted(definition: Definition, name: str, data: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each fault of a form by its name, with the document that holds it."""
    for fault, changes in PLANTED.get(name, {}).items():
        yield fault, changed(data, changes)
    rooms = [definition.schema.fields[rule.at] for rule in definition.rules.by_id(TEXT_ROOM) if rule.each is None]
    if rooms:
        longest = max(rooms, key=lambda field: field.max_length or 0)
        yield TEXT_ROOM, changed(data, {longest.path: "字" * (longest.max_length or 0)})
    told: set[tuple[str, str]] = set()
    while faults := dict(_of_keywords(definition, data, told)):
        yield KEYWORDS, changed(data, faults)


def changed(data: Mapping[str, Any], changes: Fault) -> dict[str, Any]:
    """Return a document with other values at some paths."""
    made: dict[str, Any] = copy.deepcopy(dict(data))
    for path, value in changes.items():
        *owners, last = [int(step) if step.isdigit() else step for step in re.findall(r"[^.\[\]]+", path)]
        inner: Any = made
        for step in owners:
            inner = inner[step]
        inner[last] = value
    return made


def _of_keywords(definition: Definition, data: Mapping[str, Any], told: set[tuple[str, str]]) -> Iterator[tuple[str, Any]]:
    """Yield for each rule id of a keyword, but those told, a field that it holds to something, with a value that breaks it."""
    used: set[str] = set()
    for field in sorted(definition.schema.all_fields(), key=lambda field: len(list(_wrong_values(field)))):
        for keyword, value in _wrong_values(field):
            key = keyword, field.ids.get(keyword, "")
            if key not in told and field.path not in used and not field.is_locked and not field.is_conditional and _holds_rows(field, data):
                told.add(key)
                used.add(field.path)
                yield f"{field.table}[0].{field.name}" if field.table else field.path, value


def _holds_rows(field: Field, data: Mapping[str, Any]) -> bool:
    return not field.table or ("." not in field.table and "[" not in field.table and bool(data.get(field.table)))


def _wrong_values(field: Field) -> Iterator[tuple[str, Any]]:
    if field.required:
        yield "required", None
    if field.max_length is not None and not field.choices and field.kind.name in ("text", "paragraphs", "digits"):
        yield "maxLength", "字" * (field.max_length + 1) if field.kind.name != "digits" else "1" * (field.max_length + 1)
    if field.min_length and field.kind.name == "digits":
        yield "minLength", "1" * (field.min_length - 1)
    if field.minimum is not None:
        yield "minimum", field.minimum - 1
    if field.maximum is not None:
        yield "maximum", field.maximum + 1
    if field.precision is not None and field.kind.json_types != ("integer",):
        yield "multipleOf", 1 + 10 ** -(field.precision + 1)
    if field.choices and field.cascade is None:
        yield "enum", ["别的"] if field.kind.is_list else "别的"
    if field.pattern and field.kind.name in ("text", "quantity"):
        yield "pattern", "*"
    if field.pattern and field.kind.name == "phone":
        yield "pattern", "12"
    if field.kind.is_list and field.min_items:
        yield "minItems", []
