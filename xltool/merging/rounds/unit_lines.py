"""Find units again in the rosters of several years: by id and name; by the name, where the id is another; by the id, where the name is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from xltool.base.look_alikes import fold
from xltool.form.roster import Roster, Unit


@dataclass(frozen=True, kw_only=True)
class UnitLine:
    """One unit over several rounds of its place."""

    place: int
    units: Mapping[int, Unit]  # number of the round, from 0 → the unit as that round's roster has it

    @property
    def latest(self) -> Unit:
        """The unit as the last roster has it that lists it."""
        return self.units[max(self.units)]

    @property
    def former_names(self) -> list[str]:
        """Names that it had in earlier rounds, the first one first."""
        names = [self.units[at].name for at in sorted(self.units)]
        return [name for name in dict.fromkeys(names) if name != self.latest.name]

    @property
    def former_ids(self) -> list[str]:
        """Ids that it had in earlier rounds."""
        ids = [self.units[at].id for at in sorted(self.units)]
        return [own for own in dict.fromkeys(ids) if own != self.latest.id]


def unit_lines(rosters: Sequence[Roster], places: Sequence[int]) -> list[UnitLine]:
    """Return every unit of the rosters, which come in the order of time, once; by place, in the order of the latest roster."""
    lines: list[_Line] = []
    for number, (roster, place) in enumerate(zip(rosters, places, strict=True)):
        own = [line for line in lines if line.place == place]
        found = _match([line.latest for line in own], roster.units)
        for unit in roster.units:
            at = found.get(unit.id)
            line = own[at] if at is not None else _Line(place)
            if at is None:
                lines.append(line)
            line.units[number] = unit
    return [UnitLine(place=line.place, units=line.units) for line in sorted(lines, key=_order(rosters, places))]


@dataclass
class _Line:
    place: int
    units: dict[int, Unit] = field(default_factory=dict)

    @property
    def latest(self) -> Unit:
        return self.units[max(self.units)]


def _order(rosters: Sequence[Roster], places: Sequence[int]) -> Callable[[_Line], tuple[int, int, int]]:
    """Return the sort key of lines: place; units of the latest roster in its order, then those that are gone, the last gone first."""
    ranks = [{unit.id: rank for rank, unit in enumerate(roster.units)} for roster in rosters]

    def order(line: _Line) -> tuple[int, int, int]:
        last = max(line.units)
        return places.index(line.place), -last, ranks[last][line.latest.id]

    return order


#: What of a unit is compared in one step, a key each; a key that several units of a side have means none of them.
_Keys: TypeAlias = Callable[[Unit], Iterable[object]]
_STEPS: tuple[_Keys, ...] = (
    lambda unit: [(unit.id, fold(unit.name))],
    lambda unit: [fold(unit.name)],
    lambda unit: [fold(name) for name in (unit.name, *unit.aliases)],
    lambda unit: [unit.id],
)


def _match(before: Sequence[Unit], now: Sequence[Unit]) -> dict[str, int]:
    """Return which unit of before each unit of now is, by id; what fits best is settled first, and nothing twice."""
    found: dict[str, int] = {}
    taken: set[int] = set()
    for keys in _STEPS:
        old = _owners((key, at) for at, unit in enumerate(before) if at not in taken for key in keys(unit))
        new = _owners((key, at) for at, unit in enumerate(now) if unit.id not in found for key in keys(unit))
        for key, place in new.items():
            at, unit = old.get(key), now[place]
            if at is not None and at not in taken and unit.id not in found:
                found[unit.id] = at
                taken.add(at)
    return found


def _owners(pairs: Iterable[tuple[object, int]]) -> dict[object, int]:
    """Return the keys that one unit alone has, with its place."""
    owners: dict[object, set[int]] = {}
    for key, owner in pairs:
        owners.setdefault(key, set()).add(owner)
    return {key: next(iter(own)) for key, own in owners.items() if len(own) == 1}
