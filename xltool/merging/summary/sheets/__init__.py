"""The sheets of the summary workbook: one module each, whose `SHEET` is the whole of it. A sheet is added by adding a module to this folder."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from xltool.base.registry import by_name
from xltool.merging.summary.summary_sheet import SummarySheet


def load_sheets() -> dict[str, SummarySheet]:
    """Import every module of this folder and return its sheet by name, in the order of the tabs."""
    loaded: list[SummarySheet] = [import_module(f"{__name__}.{module.name}").SHEET for module in iter_modules(__path__)]
    return by_name(sorted(loaded, key=lambda sheet: sheet.place), "sheets of the summary")


#: Every sheet by its name.
SHEETS: dict[str, SummarySheet] = load_sheets()
