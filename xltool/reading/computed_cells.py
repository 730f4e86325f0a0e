"""Compare the cells of computed fields with what follows from the other cells: nobody types them, and their formulas are locked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from xltool.base.cells import Location
from xltool.base.findings import Finding
from xltool.base.messages import Text, quoted
from xltool.base.paths import value_at
from xltool.base.reader_rules import READER_RULES
from xltool.form.schema import Field

_OTHERWISE = Text(
    zh="“{label}”由公式自动计算，此处被改为“{found}”，应为{computed}；以计算结果为准，请恢复公式",
    en="“{label}” is computed by a formula, which was overwritten with “{found}”; the computed value is {computed}, and that one counts",
)


@dataclass(frozen=True, kw_only=True)
class ComputedCell:
    """A cell of a computed field, as it was received without its formula."""

    field: Field
    path: str | None  # concrete path; None in a row that is not in use
    location: Location
    found: Any  # what it holds, as its field reads it


def overwritten_values(cells: Iterable[ComputedCell], data: Mapping[str, Any]) -> Iterator[Finding]:
    """Report cells that hold something else than what is computed in `data`; one that came back blank loses nothing."""
    for cell in cells:
        computed = value_at(data, cell.path) if cell.path else None
        if cell.found is None or cell.found == computed:
            continue
        show = cell.field.kind.show
        message = _OTHERWISE.filled(
            label=cell.field.title, found=show(cell.found), computed=quoted(None if computed is None else show(computed))
        )
        finding = READER_RULES["formula.overwritten"].finding(
            field=cell.path, location=cell.location, value={"found": cell.found, "computed": computed}, cells=cell.location.cell
        )
        yield replace(finding, message=message)
