"""Formulas of a design workbook that say while somebody types whether names exist and rules are whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce

from xltool.base.messages import Text
from xltool.form.kinds import KINDS
from xltool.rules.functions import FUNCTIONS

#: Signs between the names of a formula.
_BETWEEN = "()[]@#+-*/^&=<>,%{}|"
#: The names and texts that are looked at, and the characters of a longest formula; of a longer one nothing is said.
_MOST_NAMES, _MOST_TEXTS, _ROOM = 60, 40, 500
#: The last row in which names are looked for.
_LAST = 1000

_ROUND = Text(zh="圆括号不成对", en="brackets ( ) do not match")
_SQUARE = Text(zh="方括号不成对", en="brackets [ ] do not match")
_QUOTE = Text(zh="引号不成对", en="quotes do not match")
_AT = Text(zh="“位置”没有这个字段：", en="“At” names an unknown field: ")
_EACH = Text(zh="“逐行”不是已有的表", en="“Each row of” is not a known table")
_NAME = Text(zh="没有这个字段：", en="unknown field: ")

Say = Callable[[Text], str]


class RuleStates:
    """The states of rules, over the sheets that list the fields and the columns of tables."""

    def __init__(self, fields: str, tables: str, say: Say) -> None:
        self.lists = (f"'{fields}'!$A$2:$A${_LAST}", f"'{tables}'!$A$2:$A${_LAST}")
        self.say = say

    def _count(self, criterion: str) -> str:
        return "+".join(f"COUNTIF({cells},{criterion})" for cells in self.lists)

    def helpers(self, formula: str, at: str, outside: str) -> tuple[str, str, str]:
        """Return the formulas of three helper cells: the formula without the texts in it, the names in that, those of where it points.

        `outside` is the first of them. Excel takes no longer formula than 8,192 characters, so that one alone would not do.
        """
        quoted = f'SUBSTITUTE({formula},"""",REPT(" ",{_ROOM}))'
        plain = "&".join(f'TRIM(MID({quoted},{index * _ROOM + 1},{_ROOM}))&" "' for index in range(0, _MOST_TEXTS, 2))
        place = f'SUBSTITUTE({at},"""","")&" "'
        return f"={plain}", f"={_names_in(outside)}", f"={_names_in(place)}"

    def _unknown(self, names: str) -> str:
        """Return formula text: the last name in a cell that is neither a field nor a function; an error where all are known."""
        name = f'TRIM(MID(SUBSTITUTE(TRIM({names})," ",REPT(" ",{_ROOM})),(ROW($1:${_MOST_NAMES})-1)*{_ROOM}+1,{_ROOM}))'
        own = f'TRIM(RIGHT(SUBSTITUTE({name},".",REPT(" ",{_ROOM})),{_ROOM}))'  # a column, or what stands in a shared definition
        words = ",".join(f'"{word}"' for word in (*FUNCTIONS, "TRUE", "FALSE"))
        known = "+".join(self._count(criterion) for criterion in (name, f'{name}&".*"', f'"*."&{own}'))
        return f'LOOKUP(2,1/(({name}<>"")*ISERROR({name}*1)*ISNA(MATCH({name},{{{words}}},0))*(({known})=0)),{name})'

    def state(self, formula: str, each: str, helpers: Sequence[str]) -> str:
        """Return the formula that says what is wrong with a rule; "" where nothing is seen."""
        outside, names, places = helpers
        checks: Sequence[tuple[str, Text]] = (
            (f"MOD({_count_of(chr(34) * 2, formula)},2)=1", _QUOTE),
            (f"{_count_of('(', outside)}<>{_count_of(')', outside)}", _ROUND),
            (f"{_count_of('[', outside)}<>{_count_of(']', outside)}", _SQUARE),
            (f'AND({each}<>"",{self._count(each)}=0)', _EACH),
        )
        rest = f'IFERROR("{self.say(_AT)}"&{self._unknown(places)},IFERROR("{self.say(_NAME)}"&{self._unknown(names)},""))'
        nested = reduce(lambda inner, check: f'IF({check[0]},"{self.say(check[1])}",{inner})', reversed(checks), rest)
        return f'=IF(OR({formula}="",LEN({formula})>{_ROOM}),"",{nested})'


def _count_of(sign: str, cell: str) -> str:
    return f'(LEN({cell})-LEN(SUBSTITUTE({cell},"{sign}","")))'


def _names_in(text: str) -> str:
    """Return formula text: the names in a text, with spaces between; a part of a field, `.number`, is none."""
    plain = reduce(lambda inner, sign: f'SUBSTITUTE({inner},"{sign}"," ")', _BETWEEN, text)
    parts = dict.fromkeys(["text", *(part.name for kind in KINDS.values() for part in kind.parts)])
    return reduce(lambda inner, part: f'SUBSTITUTE({inner},".{part} "," ")', parts, plain)
