"""Find amounts that stand out: from the unit's own last year, from its department, from all. Robust, on the logarithm.

An amount typed in yuan where the form wants ten thousands passes every rule of its own form and outweighs all others in a total.

Of magnitudes x = ln|v| of the amounts that are not 0: s = 1.4826 · median|x - median x| (the standard deviation where they are
normal), at least `_LEAST_SPREAD`. An amount stands out when |x - median x| is more than `THRESHOLD` · s · (1 + `_FEW` / n) and the
amount at least `LEAST_FACTOR` times the median, or at most that part of it. Below `LEAST_AMOUNTS` amounts nothing is said.
Iglewicz and Hoaglin, How to Detect and Handle Outliers (1993): the modified z-score; its usual threshold, 3.5, suits samples of tens.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median
from typing import Literal

from xltool.base.messages import Text
from xltool.base.short_repr import short_repr

#: What an amount is compared with, the strongest evidence first.
Against = Literal["earlier", "department", "all"]
#: Spreads from the median beyond which an amount stands out, and how many times the median it then is at least.
THRESHOLD, LEAST_FACTOR = 4.0, 100
#: Amounts with which another is compared at least, itself among them.
LEAST_AMOUNTS = 5
#: Against the unit's own last year: at least so many times as much, or as little.
LEAST_CHANGE = 100
#: An amount that is up to so many times last year's, or so little, is lawful whatever others have.
_USUAL_CHANGE = 10
#: Units of money that are mixed up: yuan for thousands, yuan for ten thousands; and how near to the factor a change must be.
FACTORS, _NEAR = (1_000, 10_000), 2.0
_TO_DEVIATION = 1.4826  # of the median distance, where amounts are normal on the logarithm
_LEAST_SPREAD = 0.5  # a factor of 1.65: where all are equal, one that is not need not be wrong
_FEW = 8.0  # few amounts say little of their spread


@dataclass(frozen=True, kw_only=True)
class JudgedAmount:
    """One amount of one form, and the amount of the same form last year."""

    form: int  # its place among those given
    department: str | None
    value: Decimal
    earlier: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class StandOut:
    """An amount that stands out."""

    __repr__ = short_repr

    form: int
    value: Decimal
    against: Against
    usual: Decimal  # last year's amount, or the median of the department or of all; above 0
    times: float  # how many times the usual it is: below 1 where it is small
    factor: int | None  # 1,000 or 10,000 where the amount is about that many times the usual, or that part of it


@dataclass(frozen=True, kw_only=True)
class FormAmounts:
    """The amounts of one form, and whose it is."""

    __repr__ = short_repr

    file: str | None
    unit: str | None  # id
    unit_name: str | None
    department: str | None
    level: str | None
    project: str | None
    status: str
    values: Mapping[str, Decimal]  # by path of the field or column; of a column the sum of its rows


@dataclass(frozen=True, kw_only=True)
class FormStandOut:
    """A form of which at least one amount stands out: the first of them, the total before its parts."""

    __repr__ = short_repr

    form: FormAmounts
    path: str
    label: str
    money_unit: str  # "" for none
    found: StandOut
    n_more: int  # further amounts of the form that stand out

    @property
    def message(self) -> Text:
        """What stands out, from what and how far, and what to do."""
        found, than = self.found, _AGAINST[self.found.against]
        unit = f" {self.money_unit}" if self.money_unit else ""
        value, usual, times = f"{found.value:,.2f}{unit}", f"{found.usual:,.2f}{unit}", f"{max(found.times, 1 / found.times):,.0f}"
        zh, en = _LARGE if found.times > 1 else _SMALL
        parts = [Text(zh=zh, en=en).filled(label=self.label, value=value, usual=usual, times=times, than=than)]
        parts += [_FACTOR.filled(factor=f"{found.factor:,}")] if found.factor else []
        parts += [_MORE.filled(n=self.n_more)] if self.n_more else []
        return Text(zh="".join(part.zh for part in (*parts, _ASK)), en="".join(part.en for part in (*parts, _ASK)))


_LARGE = ("{label} {value}，是{than}（{usual}）的 {times} 倍", "{label} {value} is {times} times as much as {than} ({usual})")
_SMALL = ("{label} {value}，只有{than}（{usual}）的 1/{times}", "{label} {value} is {times} times less than {than} ({usual})")
_FACTOR = Text(zh="，约 {factor} 倍之差，可能用错了计量单位", en=", a factor of about {factor}: perhaps the wrong unit of money")
_MORE = Text(zh="（另有 {n} 个金额亦然）", en=" (and {n} more of its amounts)")
_ASK = Text(zh="；请向单位核实", en="; please ask the unit")
#: What an amount is compared with, in words.
_AGAINST: Mapping[Against, Text] = {
    "earlier": Text(zh="本单位上年数", en="the unit's own amount last year"),
    "department": Text(zh="本部门中位数", en="the median of its department"),
    "all": Text(zh="全部报送的中位数", en="the median of all"),
}


def find_stand_outs(amounts: Iterable[JudgedAmount]) -> list[StandOut]:
    """Return what stands out among the amounts of one field, in the order given: at most one record for an amount."""
    judged = [amount for amount in amounts if amount.value]
    departments: dict[str | None, list[float]] = {}
    for amount in judged:
        departments.setdefault(amount.department, []).append(_magnitude(amount.value))
    everything = _Spread.of([_magnitude(amount.value) for amount in judged])
    own = {name: _Spread.of(magnitudes) for name, magnitudes in departments.items()}
    return list(_judge(judged, own, everything))


def _judge(amounts: Sequence[JudgedAmount], own: Mapping[str | None, _Spread | None], everything: _Spread | None) -> Iterator[StandOut]:
    """Compare each amount with last year's, which settles it where the two are alike; else with its department, then with all."""
    for amount in amounts:
        if amount.earlier:
            times = math.exp(_magnitude(amount.value) - _magnitude(amount.earlier))
            if max(times, 1 / times) >= LEAST_CHANGE:
                yield _stand_out(amount, "earlier", abs(amount.earlier))
            if max(times, 1 / times) >= LEAST_CHANGE or max(times, 1 / times) <= _USUAL_CHANGE:
                continue
        against: tuple[tuple[Against, _Spread | None], ...] = (("department", own[amount.department]), ("all", everything))
        for name, spread in against:
            if spread is not None and spread.excludes(_magnitude(amount.value)):
                yield _stand_out(amount, name, spread.usual)
                break


def _stand_out(amount: JudgedAmount, against: Against, usual: Decimal) -> StandOut:
    times = math.exp(_magnitude(amount.value) - _magnitude(usual))
    return StandOut(form=amount.form, value=amount.value, against=against, usual=usual, times=times, factor=_factor_of(times))


def _factor_of(times: float) -> int | None:
    """Return the factor between two units of money that is nearest, if one is near."""
    larger = max(times, 1 / times)
    return next((factor for factor in FACTORS if factor / _NEAR <= larger <= factor * _NEAR), None)


def _magnitude(value: Decimal) -> float:
    """Return the logarithm of an amount without its sign; exact enough for any number of digits."""
    return float(abs(value).ln())


@dataclass(frozen=True)
class _Spread:
    """Middle and spread of magnitudes."""

    middle: float
    limit: float  # distance beyond which a magnitude stands out

    @classmethod
    def of(cls, magnitudes: Sequence[float]) -> _Spread | None:
        """Measure magnitudes; None where they are too few to say anything."""
        if len(magnitudes) < LEAST_AMOUNTS:
            return None
        middle = median(magnitudes)
        spread = max(_TO_DEVIATION * median(abs(one - middle) for one in magnitudes), _LEAST_SPREAD)
        return cls(middle, max(THRESHOLD * spread * (1 + _FEW / len(magnitudes)), math.log(LEAST_FACTOR)))

    @property
    def usual(self) -> Decimal:
        """The amount in the middle."""
        return Decimal(repr(math.exp(self.middle)))

    def excludes(self, magnitude: float) -> bool:
        """Return whether a magnitude stands out."""
        return abs(magnitude - self.middle) > self.limit
