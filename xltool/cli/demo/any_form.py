"""The demonstration of any built-in form: its examples come back from the first departments of the roster."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path
from typing import Any

from xltool.base.messages import Text
from xltool.base.paths import put, value_at
from xltool.cli.demo.return_files import Data, Demonstration, Return, Sender, write_no_workbook
from xltool.form.given import fill_in_defaults
from xltool.rules.load import load_definition
from xltool.rules.prefill import roster_values
from xltool.rules.shelf import BuiltInForm
from xltool.workbook.build import fit, load_document

Fill = Callable[[Sender], Data]


def demonstration(form: BuiltInForm) -> Demonstration:
    """Return a demonstration of a form: right forms, one with faults, a blank one, and files that are not as they were sent out."""
    own = form.examples / "roster.csv"
    roster = (own if own.is_file() else form.examples.parent / "roster.csv").read_bytes()
    units = [line["id"] for line in csv.DictReader(roster.decode("utf-8-sig").splitlines())]
    identity = load_definition(form.path).template.identity
    year = value_at(load_document(_right(form)[0]), identity.year) if identity.year else None
    title = form.title if year is None else f"{form.title} {year}"
    returns = tuple(_returns(form, iter(units)))
    has_faults = any(form.examples.glob("faulty*.json"))
    handed_back = returns[0] if has_faults else next(one for one in returns if one.data is _blank)
    return Demonstration(
        template=form.name, title=Text(title, title), year=year, roster=roster, returns=returns, open=_open(handed_back.unit)
    )


def _right(form: BuiltInForm) -> list[Path]:
    return sorted(form.examples.glob("right*.json"), key=lambda path: path.stem)


def _returns(form: BuiltInForm, units: Iterator[str]) -> Iterator[Return]:
    """Yield what comes back: the faulty examples first, each from another unit, as long as there are units."""
    right, faulty = cycle(_right(form)), sorted(form.examples.glob("faulty*.json"))
    stories: list[tuple[Text, Fill, dict[str, Any]]] = [
        *((Text("有差错的表", "a form with faults"), filled(path), {}) for path in faulty),
        *((Text("没有错误的表", "a form without errors"), filled(next(right)), {}) for _ in range(2)),
        (Text("旧版模板", "an outdated template"), filled(next(right)), {"version": "1900.1"}),
        (Text("不是电子表格", "not a workbook"), filled(next(right)), {"damage": write_no_workbook}),
        (Text("一字未填", "nothing filled in"), _blank, {}),
    ]
    for unit, (story, data, how) in zip(units, stories, strict=False):
        yield Return(unit=unit, file=f"{unit}.xlsx", story=story, data=data, **how)
    for unit in units:
        twice, data = Text("同一份表报了两次", "the same form sent twice"), filled(next(right))
        yield Return(unit=unit, file=f"{unit}.xlsx", story=twice, data=data)
        yield Return(unit=unit, file=f"{unit} (2).xlsx", story=twice, data=data)
        return


def _blank(sender: Sender) -> Data:
    """Return what a form holds that was sent back as it came."""
    return _sent_by(sender, {})


def filled(example: Path) -> Fill:
    """Return what fills in an example for a unit, whose name stands wherever the example names its own."""

    def fill(sender: Sender) -> Data:
        data = load_document(example)
        unit = sender.definition.template.identity.unit
        named = value_at(data, unit) if unit else None
        return _sent_by(sender, _renamed(data, named, sender.unit.name) if isinstance(named, str) else data)

    return fill


def _sent_by(sender: Sender, written: Data) -> Data:
    """Return a document with what the roster says of its sender, and with the defaults of the form."""
    data = fit(sender.definition, written)
    for path, value in roster_values(sender.definition, sender.unit, sender.roster.further).items():
        put(data, path, value)
    fill_in_defaults(sender.definition.schema, data, written)
    return data


def _renamed(node: Any, old: str, new: str) -> Any:
    if isinstance(node, dict):
        return {key: _renamed(value, old, new) for key, value in node.items()}
    if isinstance(node, list):
        return [_renamed(value, old, new) for value in node]
    return node.replace(old, new) if isinstance(node, str) else node


def _open(unit: str) -> dict[str, Text]:
    return {
        "summary.xlsx": Text("汇总表", "the summary"),
        "reports/status.html": Text("哪些单位已报送、哪些未报送", "which units have submitted and which are missing"),
        "reports/check.html": Text("全部问题，可搜索", "all problems, to search in"),
        f"returns/{unit}": Text("退回的表，问题已在单元格标出", "a form to hand back, its problems marked at their cells"),
        f"outbox/{unit}": Text("下发的空白表", "a blank form as sent out"),
    }
