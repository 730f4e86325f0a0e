"""Translate keywords of the JSON Schema into formulas: whether the value of a field violates one of them."""

from __future__ import annotations

from collections.abc import Callable

from xltool.base.formula_text import quote
from xltool.base.normalise import DECIMALS
from xltool.base.option_spelling import END
from xltool.form.schema import Field
from xltool.rules.live_patterns import TEXT, pattern_formula
from xltool.rules.ruleset import Constraint
from xltool.workbook.code_ranges import CodeRanges, joined_parents

#: Key of an input → its helper cell: of a single field, or of a column in the row at hand.
CellOf = Callable[[str], str]


def violation(constraint: Constraint, cell: CellOf, codes: CodeRanges) -> str:
    """Return formula text: whether one keyword is violated."""
    field = constraint.field
    value = cell(field.path)
    match constraint.keyword:
        case "required":
            return f'{value}=""'
        case "type":
            return f"{cell(f'{field.path}.unreadable')}=1"
        case "minimum":
            return f"IF(ISNUMBER({value}),{_beyond(value, '<', field.minimum or 0)},FALSE)"
        case "maximum":
            return f"IF(ISNUMBER({value}),{_beyond(value, '>', field.maximum or 0)},FALSE)"
        case "multipleOf":
            return f"IF(ISNUMBER({value}),{_finer(value, field.precision or 0)},FALSE)"
        case "maxLength":
            return f"LEN({value})>{field.max_length}"
        case "minLength":
            return f'IF({value}="",FALSE,LEN({value})<{field.min_length})'
        case "pattern":
            return _unlike_pattern(field, cell)
        case "enum":
            return _outside_choices(field, cell, codes)


def _beyond(value: str, operator: str, bound: float) -> str:
    """Return formula text: whether a number lies beyond a bound, exact to 15 digits.

    LibreOffice takes numbers for equal that differ in the fifteenth digit only; the distance from 1 below the bound
    has digits to spare. A document holds no more than 12 decimals of a number, so what lies beyond them is not judged.
    """
    places = min(DECIMALS, 15 - len(str(int(abs(bound)))))
    return f"ROUND({value}-({bound - 1!r}),{places}){operator}1" if bound else f"ROUND({value},{DECIMALS}){operator}0"


def _finer(value: str, places: int) -> str:
    """Return formula text: whether a number has more decimals than `places`, exact to 15 digits (see `_beyond`)."""
    fraction = f"ABS({value})-(INT(ABS({value}))-1)"
    return f"ROUND({fraction},MAX({places},MIN({DECIMALS},15-LEN(INT(ABS({value}))))))<>ROUND({fraction},{places})"


def _unlike_pattern(field: Field, cell: CellOf) -> str:
    """Return formula text: whether a text that can be read is not as its pattern says."""
    value = cell(field.path)
    matches = (pattern_formula(field.pattern) or "TRUE").replace(TEXT, value)
    is_asked = field.kind.can_be_unreadable and not field.is_computed
    blank = f'OR({value}="",{cell(f"{field.path}.unreadable")}=1)' if is_asked else f'{value}=""'
    return f"IF({blank},FALSE,NOT({matches}))"


def _outside_choices(field: Field, cell: CellOf, codes: CodeRanges) -> str:
    """Return formula text: whether a value is none of its field's choices; of a nested field none of its parent's, if that is one.

    Beside a blank parent a child is none of its choices; where the parent is required, it is the parent that is reported.
    """
    if field.kind.is_list:
        return _other_than_choices(cell(f"{field.path}.items"), codes.values(field))
    value = cell(field.path)
    if field.cascade is None:
        return f'IF({value}="",FALSE,{_not(codes.offers(field.path, value))})'
    parent = joined_parents(cell(path) for path in field.cascade.parents)
    if field.cascade.is_full:
        known = codes.has_children(field, parent)
    else:
        known = _joined("AND", [codes.offers(path, cell(path)) for path in field.cascade.parents])
    blanks = [f'{cell(path)}=""' for path in field.cascade.optional]
    others = _not(codes.is_child(field.cascade, field, parent, value))
    return f'IF({value}="",FALSE,IF({known},{others},{_joined("OR", blanks) or "FALSE"}))'


def _not(above_zero: str) -> str:
    """Return the opposite of formula text that says that a number is above 0."""
    return f"{above_zero.removesuffix('>0')}=0"


def _joined(function: str, conditions: list[str]) -> str:
    return conditions[0] if len(conditions) == 1 else f"{function}({','.join(conditions)})" if conditions else ""


def _other_than_choices(items: str, choices: str) -> str:
    """Return formula text: whether something is left of several values once all choices are taken away."""
    end = quote(END)
    ends = f"{end}&SUBSTITUTE({items},{end},{quote(END + END)})&{end}"
    return f'IF({items}="",FALSE,SUMPRODUCT(LEN({ends})-LEN(SUBSTITUTE({ends},{end}&{choices}&{end},"")))<LEN({ends}))'
