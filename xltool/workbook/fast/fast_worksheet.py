"""Write formulas without searching each for new functions: the fast twin of xlsxwriter's worksheet."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet


class FastWorksheet(Worksheet):  # type: ignore[misc]  # xlsxwriter publishes no types
    """A worksheet for formulas that call no function newer than Excel 2010; xlsxwriter tries thirty patterns on each."""

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:  # noqa: ARG002, FBT001, FBT002 - xlsxwriter's signature
        return formula.removeprefix("=")
