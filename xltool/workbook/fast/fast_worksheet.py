"""Sheets of xlsxwriter's for formulas that know no function newer than Excel 2010."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet


class OldFunctions(Worksheet):  # type: ignore[misc]  # xlsxwriter publishes no types
    """A sheet of many formulas: they are not looked through for newer functions, each by thirty patterns."""

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:  # noqa: ARG002, FBT001, FBT002 - xlsxwriter's signature
        return formula.removeprefix("=")
