"""How long a form of 60 fields takes to be read from its design workbook, beside how long its workbook takes to build."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import xltool
from benchmarks.options import Options
from benchmarks.table import Row, Table, at_most
from benchmarks.timing import Task, measure
from xltool.base.cells import column_letters
from xltool.designing.definition_source import DefinitionSource
from xltool.designing.write_design import design_workbook
from xltool.form.kinds import KINDS

_SINGLE, _COLUMNS, _ROWS = 50, 10, 30


def table(options: Options) -> Table:
    """Reading, in seconds of processor time, over building."""
    read, build = measure([Task(function=reading, n=1), Task(function=building, n=1)], options.rounds, "processor")
    ratio = read.seconds / build.seconds
    row = Row(
        f"a design workbook of {_SINGLE + _COLUMNS} fields: read and checked",
        f"{read.seconds * 1000:.0f} ms",
        "its form, built",
        f"{build.seconds * 1000:.0f} ms",
        ratio,
        at_most(1),
    )
    return Table("Designing", (row.cells,))


def reading(scratch: Path, _n: int) -> Callable[[], object]:
    """Read the design workbook: the definition, loaded and checked."""
    path = _design(scratch)
    _warm(scratch)
    return lambda: xltool.load_definition(path)


def building(scratch: Path, _n: int) -> Callable[[], object]:
    """Build the workbook of the form, whose definition is loaded."""
    from xltool.form.complete_document import complete
    from xltool.workbook.assemble import build_workbook

    definition = xltool.load_definition(_design(scratch))
    _warm(scratch)
    return lambda: build_workbook(definition, complete(definition.schema, {}))


def _warm(scratch: Path) -> None:
    """Import what either side imports, by another form."""
    xltool.build(xltool.design(scratch / "warm.xlsx").path, scratch / "warm-form.xlsx")


def _design(scratch: Path) -> Path:
    path = scratch / "sixty.xlsx"
    path.write_bytes(design_workbook(sixty_fields(), "zh"))
    return path


def sixty_fields() -> DefinitionSource:
    """A form of fifty fields of all kinds in which one thing is filled in, a table of ten columns, and a rule for every fifth."""
    kinds = [kind for kind in KINDS.values() if kind.json_types[0] != "array"]
    properties: dict[str, Any] = {"unit": {"title": "单位", "type": "string"}}
    for number in range(1, _SINGLE):
        kind = kinds[number % len(kinds)]
        choices = {"enum": ["甲", "乙", None]} if kind.name == "choice" else {}
        properties[f"field_{number}"] = {"title": f"栏目{number}", "type": [kind.json_types[0], "null"], "x-kind": kind.name, **choices}
    columns = {f"column_{number}": {"title": f"列{number}", "type": ["number", "null"]} for number in range(1, _COLUMNS + 1)}
    properties["items"] = {"title": "明细", "type": "array", "maxItems": _ROWS, "items": {"type": "object", "properties": columns}}
    names = [name for name in properties if name != "items"]
    rows = [
        {"fields": [{"field": name, "label": label, "input": input_} for name, label, input_ in zip(pair, "AC", "BD", strict=False)]}
        for pair in zip(names[::2], names[1::2], strict=True)
    ]
    places = {name: column_letters(number) for number, name in enumerate(columns, start=1)}
    blocks = [
        {"block": "title", "columns": "A:J"},
        {"block": "fields", "rows": rows},
        {"block": "table", "table": "items", "columns": places, "capacity": _ROWS},
    ]
    rules = [
        {
            "id": f"R{number}",
            "severity": "error",
            "each": "items",
            "at": f"[@column_{number}]",
            "formula": f"[@column_{number}]>=0",
            "message": {"zh": "不能为负"},
        }
        for number in range(1, _COLUMNS + 1)
    ]
    schema = {"title": "六十栏", "type": "object", "properties": properties, "x-rules": rules}
    template = {
        "id": "sixty",
        "version": "1",
        "identity": {"unit": "unit"},
        "sheets": [{"name": "表", "widths": {"A:J": 14}, "blocks": blocks}],
    }
    return DefinitionSource(template=template, schema=schema, codes={}, pictures=())
