"""The functions that rules may call, and what each takes and gives.

The list holds nothing newer than Excel 2010 and nothing that WPS or LibreOffice lacks. Each function is described once;
`types` checks calls against it, `xltool.evaluate` and `xltool.render` carry it out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from xltool.base.value_types import Type

#: What a parameter takes: a single value; a field of the row or form; a value or a column; a field or a column; a column; a
#: criterion; or an array expression.
Mode = Literal["scalar", "reference", "cells", "places", "column", "criterion", "array"]


@dataclass(frozen=True)
class Parameter:
    """One parameter; `type` None takes every type."""

    type: Type | None
    mode: Mode = "scalar"


@dataclass(frozen=True, kw_only=True)
class Function:
    """What a function takes and gives."""

    name: str
    parameters: tuple[Parameter, ...]
    result: Type | None  # None: the type of its second argument (IF) or its first (IFERROR)
    required: int  # fewest arguments
    repeats: int = 0  # how many of the last parameters may be repeated, 0 for none
    lifts: bool = False  # works element by element inside SUMPRODUCT

    def parameter(self, index: int) -> Parameter | None:
        """The parameter of the argument at 0-based `index`; None when there is no such argument."""
        if index < len(self.parameters):
            return self.parameters[index]
        if not self.repeats:
            return None
        return self.parameters[len(self.parameters) - self.repeats + (index - len(self.parameters)) % self.repeats]


NUMBER, TEXT, BOOLEAN, ANY = (Parameter("number"), Parameter("text"), Parameter("boolean"), Parameter(None))
_CELLS, _PLACES, _ANY_PLACES = Parameter("number", "cells"), Parameter("number", "places"), Parameter(None, "places")
_COLUMN, _NUMBER_COLUMN = Parameter(None, "column"), Parameter("number", "column")
_CRITERION, _ARRAY, _REFERENCE = Parameter(None, "criterion"), Parameter("number", "array"), Parameter(None, "reference")


def _function(
    name: str,
    result: Type | None,
    *parameters: Parameter,
    required: int | None = None,
    repeats: int = 0,
    lifts: bool = False,
) -> Function:
    fewest = len(parameters) if required is None else required
    return Function(name=name, parameters=parameters, result=result, required=fewest, repeats=repeats, lifts=lifts)


def _lifted(name: str, result: Type, *parameters: Parameter, required: int | None = None) -> Function:
    return _function(name, result, *parameters, required=required, lifts=True)


FUNCTIONS: dict[str, Function] = {
    function.name: function
    for function in (
        # over cells and columns
        _function("SUM", "number", _CELLS, repeats=1),
        _function("MIN", "number", _CELLS, repeats=1),
        _function("MAX", "number", _CELLS, repeats=1),
        _function("COUNT", "number", _PLACES, repeats=1),
        _function("COUNTA", "number", _ANY_PLACES, repeats=1),
        _function("COUNTBLANK", "number", _COLUMN),
        _function("SUMPRODUCT", "number", _ARRAY, repeats=1),
        _function("COUNTIF", "number", _COLUMN, _CRITERION),
        _function("COUNTIFS", "number", _COLUMN, _CRITERION, repeats=2),
        _function("SUMIF", "number", _COLUMN, _CRITERION, _NUMBER_COLUMN),
        _function("SUMIFS", "number", _NUMBER_COLUMN, _COLUMN, _CRITERION, repeats=2),
        # logic
        _function("IF", None, BOOLEAN, ANY, ANY),
        _function("IFERROR", None, ANY, ANY),
        _function("AND", "boolean", BOOLEAN, repeats=1),
        _function("OR", "boolean", BOOLEAN, repeats=1),
        _lifted("NOT", "boolean", BOOLEAN),
        _function("ISBLANK", "boolean", _REFERENCE),
        _lifted("ISNUMBER", "boolean", ANY),
        _lifted("ISTEXT", "boolean", ANY),
        # numbers
        _lifted("ABS", "number", NUMBER),
        _lifted("INT", "number", NUMBER),
        _lifted("MOD", "number", NUMBER, NUMBER),
        _lifted("ROUND", "number", NUMBER, NUMBER),
        _lifted("ROUNDUP", "number", NUMBER, NUMBER),
        _lifted("ROUNDDOWN", "number", NUMBER, NUMBER),
        # text
        _lifted("LEN", "number", TEXT),
        _lifted("LEFT", "text", TEXT, NUMBER, required=1),
        _lifted("RIGHT", "text", TEXT, NUMBER, required=1),
        _lifted("MID", "text", TEXT, NUMBER, NUMBER),
        _lifted("FIND", "number", TEXT, TEXT, NUMBER, required=2),
        _lifted("SEARCH", "number", TEXT, TEXT, NUMBER, required=2),
        _lifted("SUBSTITUTE", "text", TEXT, TEXT, TEXT),
        _lifted("TRIM", "text", TEXT),
        _lifted("UPPER", "text", TEXT),
        _lifted("LOWER", "text", TEXT),
        _lifted("EXACT", "boolean", TEXT, TEXT),
        _function("VALUE", "number", TEXT),
        _function("TEXT", "text", NUMBER, TEXT),
        # dates, as serial numbers of the 1900 date system
        _lifted("DATE", "number", NUMBER, NUMBER, NUMBER),
        _lifted("YEAR", "number", NUMBER),
        _lifted("MONTH", "number", NUMBER),
        _lifted("DAY", "number", NUMBER),
    )
}

#: The number formats that TEXT takes: those that read alike in every locale.
TEXT_FORMATS = ("0", "0.0", "0.00", "#,##0", "#,##0.00", "0%", "0.00%", "yyyy-mm-dd")
