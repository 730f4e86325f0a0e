"""A campaign of the real form and thousands of completed workbooks, made once and kept in a cache.

All differ: unit, department, project, leader, phone, every amount, the name of every indicator. Every tenth has errors. They are
stamped, amounts included: a workbook is rendered with numbers that stand nowhere else, and those are replaced.
"""

from __future__ import annotations

import hashlib
import json
import random
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

import xltool
from xltool.base.paths import put
from xltool.campaign import ledger, ledger_records
from xltool.campaign.folder import init, open_campaign
from xltool.campaign.signature import sign
from xltool.rules.definition import Definition
from xltool.rules.evaluate import evaluate
from xltool.rules.load import load_definition
from xltool.workbook.assemble import build_workbook
from xltool.workbook.fast.slotted_workbook import SlottedWorkbook
from xltool.workbook.form_copy import Issue

FORM = "project-performance-target"
EXAMPLE = Path(__file__).parent.parent / "templates" / "examples" / FORM / "right.json"
YEAR = 2022
#: Indicators of a form, as departments of a city have them.
N_INDICATORS = 45
_DEPARTMENTS = 70
_TEXTS = ("project.unit", "project.department", "project.name", "project.leader")
_ISSUE = ("#unit", "#signature")
_SUFFIX = "#suffix"  # of the names of indicators
_SLOTS = (*_TEXTS, *_ISSUE, _SUFFIX)
#: Digits that no rule takes for a number.
_NUMERALS = str.maketrans("0123456789", "零壹贰叁肆伍陆柒捌玖")
_WRONG_BY = Decimal("1.5")


@dataclass(frozen=True)
class Forms:
    """The cache: a campaign, and what its units have sent."""

    folder: Path

    @property
    def master(self) -> Path:
        """The campaign of all units."""
        return self.folder / "campaign"

    def files(self, n: int) -> list[Path]:
        """The completed workbooks of the first units."""
        return [self.folder / "completed" / f"{number // 1000:03d}" / f"{unit_id(number)}.xlsx" for number in range(n)]

    def campaign(self, n: int, where: Path) -> Path:
        """A fresh campaign of the first units."""
        where.mkdir(parents=True, exist_ok=True)
        shutil.copytree(self.master, where, dirs_exist_ok=True)
        (where / "roster.csv").write_text(roster(n), encoding="utf-8")
        return where

    def collected(self, n: int) -> Path:
        """The campaign of the first units after all of them were collected and merged; made once."""
        folder = self.folder / f"collected-{n}"
        if not folder.exists():
            with tempfile.TemporaryDirectory(dir=self.folder) as aside:
                made = self.campaign(n, Path(aside) / "campaign")
                xltool.collect(made, self.files(n))
                xltool.merge(made)
                made.rename(folder)
        return folder


def prepare(n: int, cache: Path) -> Forms:
    """The completed workbooks of at least `n` units; those that are there already are kept."""
    definition = load_definition(FORM)
    sources = [
        Path(__file__),
        Path(ledger_records.__file__),
        *sorted(Path(ledger.__file__).parent.rglob("*.py")),
    ]  # another ledger needs another cache
    made_with = [definition.digest, *(path.read_text(encoding="utf-8") for path in sources)]
    forms = Forms(cache / hashlib.sha256(json.dumps(made_with).encode()).hexdigest()[:12])
    if not forms.master.exists():
        _make_campaign(forms)
    missing = [number for number, path in enumerate(forms.files(n)) if not path.exists()]
    if missing:
        _complete(forms, definition, missing)
    return forms


def unit_id(number: int) -> str:
    """The id of a unit on the roster."""
    return f"U{number:06d}"


def unit_name(number: int) -> str:
    """The name of a unit on the roster."""
    return f"第{number}单位"


def department(number: int) -> str:
    """The department of a unit."""
    return f"第{number % _DEPARTMENTS}主管局"


def roster(n: int) -> str:
    """The roster of the first units."""
    lines = (f"{unit_id(number)},{unit_name(number)},市级,{department(number)}" for number in range(n))
    return "\n".join(["id,name,level,department", *lines, ""])


def example() -> dict[str, Any]:
    """The real form, completed without errors, with as many indicators as forms of a city have."""
    data: dict[str, Any] = json.loads(EXAMPLE.read_text(encoding="utf-8"), parse_float=Decimal)
    rows = data["indicators"]
    last = max(index for index, row in enumerate(rows) if row["level2"] == "数量指标")
    more = [_indicator(rows[last], number) for number in range(1, N_INDICATORS - len(rows) + 1)]
    data["indicators"] = [*rows[: last + 1], *more, *rows[last + 1 :]]
    return data


def _indicator(like: dict[str, Any], number: int) -> dict[str, Any]:
    return {
        **like,
        "level3": f"第{number}类绿地养护面积",
        "half_year": f"≥{number}万平方米",
        "full_year": f"≥{2 * number}万平方米",
    }


def _make_campaign(forms: Forms) -> None:
    forms.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=forms.folder) as aside:
        path = Path(aside) / "roster.csv"
        path.write_text(roster(1), encoding="utf-8")
        init(Path(aside) / "campaign", FORM, year=YEAR, roster=path, password="").rename(forms.master)


# --- completing -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Amounts:
    """The money of one form: each line of expenditure by half-year and year, and what was typed as the total."""

    lines: tuple[tuple[Decimal, Decimal], ...]
    wrong_by: Decimal = Decimal(0)

    @cached_property
    def sum(self) -> Decimal:
        return sum((full for _, full in self.lines), Decimal(0))

    def values(self) -> Iterator[tuple[str, Decimal]]:
        """Each amount with the slot that it goes to."""
        for index, (half, full) in enumerate(self.lines):
            yield f"half{index}", half
            yield f"full{index}", full
        yield "sum", self.sum
        yield "total", self.sum + self.wrong_by

    def put(self, data: dict[str, Any]) -> None:
        """Write them into a document."""
        for row, (half, full) in zip(data["expenditure"], self.lines, strict=True):
            row |= {"half_year": half, "full_year": full}
        put(data, "income.total", self.sum + self.wrong_by)
        put(data, "income.fiscal.subtotal", self.sum)
        put(data, "income.fiscal.general", self.sum)


def _invented(number: int, wrong_by: Decimal) -> _Amounts:
    """Amounts of a unit, always the same."""
    chance = random.Random(number)  # noqa: S311 - nothing secret
    fulls = [Decimal(chance.randint(1001, 999_999)) / 100 for _ in range(4)]
    return _Amounts(tuple(((full / 2).quantize(Decimal("0.01")), full) for full in fulls), wrong_by)


#: Numbers that stand nowhere else in a workbook, and such a telephone number.
_PHONE = "85314159"
_MARKERS = tuple((Decimal(f"3141{index}.37"), Decimal(f"7919{index}.53")) for index in range(4))


def _complete(forms: Forms, definition: Definition, numbers: list[int]) -> None:
    with open_campaign(forms.master) as campaign:
        key, name = campaign.ledger.secrets.key, campaign.config.id
    press = _Press(definition, name)
    for path in {path.parent for path in forms.files(max(numbers) + 1)}:
        path.mkdir(parents=True, exist_ok=True)
    paths = forms.files(max(numbers) + 1)
    for number in numbers:
        signature = sign(key, campaign=name, template=definition.id, unit=unit_id(number), project="")
        paths[number].write_bytes(press.workbook(number, signature))


#: Of twenty forms, eighteen are right.
_KINDS = (*["right"] * 9, "total", *["right"] * 9, "blank")


class _Press:
    """Stamps completed workbooks of three kinds: right, with a wrong total, without an entry that is required."""

    def __init__(self, definition: Definition, campaign: str) -> None:
        self._wrong = {"right": Decimal(0), "total": _WRONG_BY, "blank": Decimal(0)}
        self._plates = {kind: _plate(definition, campaign, kind, wrong) for kind, wrong in self._wrong.items()}

    def workbook(self, number: int, signature: str) -> bytes:
        """What a unit has sent."""
        kind = _KINDS[number % len(_KINDS)]
        amounts = {slot: f"{value:f}" for slot, value in _plainly(_invented(number, self._wrong[kind]))}
        texts = (
            unit_name(number),
            department(number),
            f"第{number}个绿化项目",
            f"经办人{number}",
            unit_id(number),
            signature,
            str(number).translate(_NUMERALS),
        )
        slots = dict(zip(_SLOTS, texts, strict=True))
        return self._plates[kind].fill({**amounts, **slots, "phone": f"85{number:06d}"})


def _plainly(amounts: _Amounts) -> Iterator[tuple[str, Decimal]]:
    """Amounts without zeros at the end: as programs write numbers."""
    for slot, value in amounts.values():
        whole = value.to_integral_value()
        yield slot, whole if value == whole else value.normalize()


def _plate(definition: Definition, campaign: str, kind: str, wrong_by: Decimal) -> SlottedWorkbook:
    """A workbook of one kind with slots for all that differs."""
    tokens = {slot: f"\ue000{chr(0xE100 + index)}\ue001" for index, slot in enumerate(_SLOTS)}
    amounts = _Amounts(_MARKERS, wrong_by)
    data = example()
    amounts.put(data)
    for path in _TEXTS:
        put(data, path, tokens[path])
    put(data, "project.phone", _PHONE)
    for row in data["indicators"]:
        row["level3"] += tokens[_SUFFIX]
    if kind == "blank":
        put(data, "goals.annual", None)
    issue = Issue(unit=tokens["#unit"], campaign=campaign, signature=tokens["#signature"])
    slots = {token: slot for slot, token in tokens.items()} | {_PHONE: "phone"}
    slots |= {f"{value:f}": slot for slot, value in amounts.values() if slot != "total" or wrong_by}
    return SlottedWorkbook(build_workbook(definition, data, issue), slots, evaluate(definition, data))
