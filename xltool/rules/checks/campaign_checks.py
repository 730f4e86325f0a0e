"""Checks of one document against the campaign: its year, and the roster's units.

Without a roster, those that need one find nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from xltool.base.look_alikes import fold, nearest
from xltool.base.normalise import clean_line
from xltool.form.roster import Roster, Unit
from xltool.rules.checks.access import any_of, plain_digits, text_of, texts
from xltool.rules.checks.columns import as_text
from xltool.rules.checks.markup import GAP, plain_text
from xltool.rules.checks.registry import Hit, Subject, check

#: Unit level → project levels that fit it (option `levels` of `project-level`).
PROJECT_LEVELS: Mapping[str, tuple[str, ...]] = {
    "省级": ("省本级",), "市级": ("市本级",), "县级": ("县(区)级",), "区级": ("县(区)级",), "县(区)级": ("县(区)级",),
}  # fmt: skip

_SHORTEST_ALIAS = 2  # a single character stands in too many words
_FOUR_DIGITS = re.compile(r"\s*([0-9]{4})(?:\.0+)?\s*(?:年度?)?\s*")


@check("campaign-year", roles=("year",), also=(), words=("x", "year"), options={"year": "year"})
def campaign_year(subject: Subject) -> Iterator[Hit]:
    """R04: a year that is not the campaign's. Role year, option `year` (none: no finding); values `x` and `year`.

    Fires, with 2022: 2021, "2023年". Silent: 2022, "2022年", blank.
    """
    asked, given = _year(subject.options.get("year")), text_of(subject, "year")
    if asked and given and _year(given) != asked:
        yield Hit(subject.fields["year"], {"x": given, "year": asked})


def _year(value: object) -> str:
    match = _FOUR_DIGITS.fullmatch(plain_digits(as_text(value)))
    return match[1] if match else ""


@check("roster-names", roles=("department", "unit"), also=(), words=("x", "name"), options={})
def roster_names(subject: Subject) -> Iterator[Hit]:
    """R05: a department or unit that is not on the roster. Roles department, unit; values `x` and `name`.

    The unit must be written as on the roster; characters that look alike, brackets and the case of letters do not count, which is noted
    (R63). A name of which one on the roster is near is asked about. An alias is not the unit's name; the finding then offers the name that is
    meant as `name`. A department is one that a unit of the roster is, or belongs to. Blanks are another rule's.
    """
    if subject.roster is None:
        return
    department, unit = (clean_line(text_of(subject, role)) for role in ("department", "unit"))
    if department and not subject.roster.has_department(department):
        yield _hit(subject.fields["department"], department, _meant(subject.roster, department), subject.roster.departments)
    if unit and _meant(subject.roster, unit) != unit:
        yield _hit(subject.fields["unit"], unit, _meant(subject.roster, unit), (one.name for one in subject.roster.units))


def _hit(field: str, text: str, known: str, names: Iterable[str]) -> Hit:
    """Make the hit of a name that is not on the roster: `known` is the unit of that alias, "" when there is none."""
    listed = tuple(names)
    meant = known or nearest(text, listed)
    is_alike = {name for name in listed if fold(name) == fold(text)} == {meant}
    return Hit(field, {"x": text, "name": known or (meant if is_alike else "")}, meant=meant, is_alike=is_alike)


def _meant(roster: Roster, name: str) -> str:
    unit = roster.by_name(name)
    return unit.name if unit else ""


@check("unit-alias", words=("a", "b"), options={})
def unit_alias(subject: Subject) -> Iterator[Hit]:
    """R06: prose that calls the unit by an alias. Values `a` (its name) and `b` (the alias).

    One hit, at the first field with an alias. Role unit, which may be left out, holds the unit's name, for documents of
    which the sender is not known; every other field is prose. An alias within a full name of the roster is none.
    Fires, with alias 城管局: 常州市城管局将…, 城管局将…. Silent: 常州市城市管理局将…, also with alias 管理局.
    """
    unit = _unit(subject)
    aliases = tuple(alias for alias in unit.aliases if len(alias) >= _SHORTEST_ALIAS) if unit else ()
    if unit is None or subject.roster is None or not aliases:
        return
    pattern = any_of(aliases)
    for path, text in texts(subject, "unit"):
        names = _names_with(pattern, subject.roster) if pattern.search(text) else ()
        if match := pattern.search(any_of(names).sub(GAP, plain_text(text))):
            yield Hit(path, {"a": unit.name, "b": match[0]})
            return


def _names_with(alias: re.Pattern[str], roster: Roster) -> tuple[str, ...]:
    """Return the full names on the roster that hold the alias."""
    names = {name for unit in roster.units for name in (unit.name, unit.department) if alias.search(name)}
    return tuple(sorted(names))


@check("project-level", roles=("level",), also=("unit",), words=("unit", "level", "x"), options={"levels": "lists"})
def project_level(subject: Subject) -> Iterator[Hit]:
    """R08: a project level that does not fit the unit's level on the roster.

    Roles level and unit; values `unit` (its name), `level` (the unit's) and `x` (the project's).
    Option `levels` maps a unit's level to the accepted project levels; a unit level that it lacks accepts all.
    Fires: a unit of 市级 with 省本级. Silent: 市级 with 市本级, blank, a unit that is not on the roster.
    """
    unit, given = _unit(subject), text_of(subject, "level")
    accepted = subject.options.get("levels", PROJECT_LEVELS).get(unit.level) if unit else None
    if unit and accepted and given and given not in accepted:
        yield Hit(subject.fields["level"], {"unit": unit.name, "level": unit.level, "x": given})


def _unit(subject: Subject) -> Unit | None:
    """Return the roster's unit that sent the document; else the one that the document names in the field of role unit."""
    if subject.roster is None:
        return None
    named = text_of(subject, "unit") if "unit" in subject.fields else ""
    return subject.unit or subject.roster.by_name(named)
