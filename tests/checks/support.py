"""Runs one check on one small document."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from xltool.base.document import Document
from xltool.form.roster import Roster, Unit
from xltool.form.schema import Schema
from xltool.rules.checks import Hit, Subject, find_check

SCHEMA = Schema(title="", description="", fields={}, tables={}, titles={}, resolved={})
BUREAU = Unit(id="CZ-CG", name="常州市城市管理局", level="市级", department="常州市城市管理局", aliases=("城管局",))
ROSTER = Roster((
    BUREAU,
    Unit(id="CZ-LH", name="常州市绿化管理中心", level="市级", department="常州市城市管理局"),
    Unit(id="CZ-SW", name="常州市水务管理局", level="市级"),
))  # fmt: skip
SEED: dict[str, Any] = json.loads((Path(__file__).parent.parent / "data" / "changzhou-2022.json").read_text(encoding="utf-8"))


def hits(
    name: str,
    data: Mapping[str, Any],
    fields: Mapping[str, str] | Iterable[str],
    *,
    roster: Roster | None = None,
    unit: Unit | None = None,
    **options: Any,
) -> list[Hit]:
    """What the check finds; `fields` is a mapping of roles or a list of paths, as in `x-checks`."""
    roles = fields if isinstance(fields, Mapping) else {path: path for path in fields}
    function = find_check(name)
    assert function is not None, name
    return list(function(Subject(document=Document(data=data), schema=SCHEMA, fields=roles, options=options, roster=roster, unit=unit)))


def fires(name: str, text: Any, **options: Any) -> bool:
    """Whether a check of texts fires on a text."""
    return bool(hits(name, {"text": text}, ["text"], **options))


def indicators(*rows: tuple[Any, ...]) -> dict[str, Any]:
    """A document of indicators: (level1, level2, level3, half_year, full_year) each."""
    columns = ("level1", "level2", "level3", "half_year", "full_year")
    return {"indicators": [dict(zip(columns, row, strict=True)) for row in rows]}


ROLES = {role: f"indicators.{role}" for role in ("level1", "level2", "level3", "half_year", "full_year")}
