"""Find the fixed rows of a table by their keys, in whatever order they came back.

The key says which row of the form a row of the sheet is. One whose key is gone or altered is known by its name, where the form has
names and no other row bears it. What is still not known is not read: a finding tells what stands there. Nothing is guessed from places.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from xltool.base.cells import Location, a1
from xltool.base.findings import Finding
from xltool.base.messages import Text, listed
from xltool.base.paths import in_row
from xltool.base.reader_rules import READER_RULES
from xltool.form.block import TableArea
from xltool.form.fixed_rows import FixedRows
from xltool.form.row_keys import match_rows, row_key
from xltool.form.schema import Field, Table

_MOST_ROWS = 20  # rows that have a finding of their own; what is beyond shares one
#: Findings at the cells of keys and names.
_OF_CELLS = ("row.key-changed", "label.changed")
_LONGEST_VALUE = 60  # characters of a value that a message quotes
_BLANK = Text(zh="（空白）", en="(blank)")
_NOTHING = Text(zh="没有其他内容", en="nothing else stands in it")
_QUOTED = Text(zh="“{text}”", en="“{text}”")
_MORE = Text(zh="{names}等 {count} 行", en="{names}, … ({count} rows)")

#: Returns what a field reads in a row of the sheet.
ReadCell = Callable[[Field, int], Any]


@dataclass(frozen=True, kw_only=True)
class KeyedRows:
    """Where the rows of a table stand."""

    rows: Mapping[int, int]  # row of the form (0-based) → row of the sheet, in the order of the form
    missing: tuple[int, ...]  # rows of the form that were not found
    findings: tuple[Finding, ...]

    def cause(self, finding: Finding) -> str | None:
        """Return what a finding at a key or name has in common with others of its column: they were cleared, or altered throughout."""
        if finding.rule not in _OF_CELLS:
            return None
        if self._counts[finding.rule] > _MOST_ROWS:
            return "altered"
        return "cleared" if finding.value in (None, "") else None

    @cached_property
    def _counts(self) -> Counter[str]:
        return Counter(finding.rule for finding in self.findings)


def keyed_rows(table: Table, fixed: FixedRows, area: TableArea, sheet: str, rows: Sequence[int], read: ReadCell) -> KeyedRows:
    """Find the fixed rows of a table among some rows of a sheet, those that hold something."""
    return _Search(table, fixed, area, sheet, rows, read).found()


class _Search:
    def __init__(self, table: Table, fixed: FixedRows, area: TableArea, sheet: str, rows: Sequence[int], read: ReadCell) -> None:
        self.table = table
        self.fixed = fixed
        self.area = area
        self.sheet = sheet
        self.rows = rows
        self.read = read
        self.keys = [self._text(fixed.key, row) for row in rows]
        self.names = [self._text(fixed.name, row) for row in rows] if fixed.name in area.columns else []
        self.is_doubled = False  # a row stands there more than once, and it does not matter which is read
        self.findings: list[Finding] = []

    def found(self) -> KeyedRows:
        match = match_rows(self.fixed.keys, self.keys)
        groups = {wanted: [given] for wanted, given in match.found.items()}
        for given, wanted in match.repeated.items():
            groups[wanted].append(given)
        adopted = self._adopted([*match.unknown, *match.unkeyed], groups)
        chosen = {wanted: self._chosen(wanted, group) for wanted, group in groups.items()} | adopted
        chosen = dict(sorted(chosen.items()))
        missing = tuple(wanted for wanted in range(len(self.fixed)) if wanted not in chosen)
        unknown = sorted({*match.unknown, *match.unkeyed}.difference(adopted.values()))
        self.findings += [*self._missing(missing), *self._unknown(unknown), *self._renamed(chosen)]
        if self.is_doubled or list(chosen.values()) != sorted(chosen.values()):
            self._report("rows.moved", None, self.area.heading_row, table=self.table.title, label=self._label(self.fixed.key))
        return KeyedRows(
            rows={wanted: self.rows[given] for wanted, given in chosen.items()}, missing=missing, findings=tuple(self.findings)
        )

    # --- names --------------------------------------------------------------------------------------------------------

    def _adopted(self, strays: list[int], groups: dict[int, list[int]]) -> dict[int, int]:
        """Return the rows whose key is gone or altered and whose name is that of one row which is nowhere else; they leave their group."""
        lacking = {name: wanted for wanted, name in self._single_names.items() if wanted not in groups} if self.names else {}
        claims: dict[int, list[int]] = {}
        for given in [*strays, *(given for group in groups.values() if len(group) > 1 for given in group)]:
            wanted = lacking.get(self.names[given]) if self.names else None
            if wanted is not None:
                claims.setdefault(wanted, []).append(given)
        adopted = {wanted: given for wanted, (given, *others) in claims.items() if not others}
        leaving = set(adopted.values())
        for group in groups.values():
            group[:] = [given for given in group if given not in leaving] or group[:1]
        staying = {given for group in groups.values() for given in group}
        adopted = {wanted: given for wanted, given in adopted.items() if given not in staying}
        for wanted, given in adopted.items() if self.fixed.key in self.area.columns else ():
            words = {"name": self.fixed.called(wanted), "label": self._label(self.fixed.key), "found": _quoted(self.keys[given])}
            self._report(
                "row.key-changed", (wanted, self.fixed.key), self.rows[given], self.keys[given], key=self.fixed.keys[wanted], **words
            )
        return adopted

    @cached_property
    def _single_names(self) -> dict[int, str]:
        """The names that only one row of the form bears."""
        names = [row_key(name) for name in self.fixed.names]
        counts: dict[str, int] = {}
        for name in names:
            counts[name] = counts.get(name, 0) + 1
        return {wanted: name for wanted, name in enumerate(names) if counts[name] == 1}

    def _renamed(self, chosen: Mapping[int, int]) -> Iterator[Finding]:
        """Report names that were altered: which row is meant, the key says."""
        for wanted, given in chosen.items() if self.names else ():
            if self.names[given] != row_key(self.fixed.names[wanted]):
                row, column = self.rows[given], self.area.columns[self.fixed.name or ""]
                yield READER_RULES["label.changed"].finding(
                    field=in_row(self.table.path, wanted, self.fixed.name or ""),
                    location=Location(self.sheet, row, column),
                    value=self.names[given] or None,
                    cell=a1(row, column),
                    x=self.fixed.names[wanted],
                )

    # --- one row several times ----------------------------------------------------------------------------------------

    def _chosen(self, wanted: int, group: Sequence[int]) -> int:
        """Choose between rows of one key: the one that is filled in. Of several that differ the first is read, and that is an error."""
        contents = {given: self._contents(given) for given in group}
        filled = [given for given in group if contents[given]] or list(group[:1])
        chosen, others = filled[0], [given for given in filled[1:] if contents[given] != contents[filled[0]]]
        if others:
            rows = listed(str(self.rows[given]) for given in [chosen, *others])
            values = [{self.fixed.key: self.keys[given], **contents[given]} for given in others]
            self._report(
                "row.repeated", (wanted, ""), self.rows[others[0]], values, name=self.fixed.called(wanted), rows=rows, row=self.rows[chosen]
            )
        elif len(group) > 1:
            self.is_doubled = True
        return chosen

    def _contents(self, given: int) -> dict[str, Any]:
        """Return what was filled in in a row, by column."""
        columns = [column for column in self.table.open_columns if column.name in self.area.columns]
        values = {column.name: self.read(column, self.rows[given]) for column in columns}
        return {name: value for name, value in values.items() if value is not None}

    # --- what was not found -------------------------------------------------------------------------------------------

    def _missing(self, missing: Sequence[int]) -> Iterator[Finding]:
        """Report rows of the form that the sheet has not."""
        location = Location(self.sheet, self.area.heading_row, min(self.area.columns.values()))
        names = [_quoted(self.fixed.called(wanted)).zh for wanted in missing]
        if len(missing) > _MOST_ROWS:
            first = listed(names[:_MOST_ROWS])
            words = _MORE.filled(names=first, count=len(missing))
            yield READER_RULES["row.missing"].finding(field=self.table.path, location=location, table=self.table.title, names=words)
            return
        for wanted, name in zip(missing, names, strict=True):
            path = in_row(self.table.path, wanted)
            yield READER_RULES["row.missing"].finding(
                field=path, location=location, value=self.fixed.keys[wanted], table=self.table.title, names=name
            )

    def _unknown(self, unknown: Sequence[int]) -> Iterator[Finding]:
        """Report rows of the sheet that are none of the form's, with what stands in them."""
        for given in unknown[:_MOST_ROWS]:
            contents, row = self._contents(given), self.rows[given]
            yield self._unknown_row(
                row, _quoted(self.keys[given]), str(row), self._spelled(contents), {self.fixed.key: self.keys[given] or None, **contents}
            )
        rest = [self.rows[given] for given in unknown[_MOST_ROWS:]]
        if rest:
            yield self._unknown_row(rest[0], Text(zh="…", en="…"), f"{rest[0]}–{rest[-1]}", Text(zh="…", en="…"), None)

    def _unknown_row(self, row: int, found: Text, rows: str, contents: Text, value: Any) -> Finding:
        location = Location(self.sheet, row, self.area.columns.get(self.fixed.key, min(self.area.columns.values())))
        words = {"table": self.table.title, "label": self._label(self.fixed.key), "row": rows, "found": found, "contents": contents}
        return READER_RULES["row.unknown"].finding(field=self.table.path, location=location, value=value, **words)

    def _spelled(self, contents: Mapping[str, Any]) -> Text:
        columns = [column for column in self.table.columns if column.name in contents]
        texts = [f"{column.title} {column.kind.show(contents[column.name])[:_LONGEST_VALUE]}" for column in columns]
        return Text(zh="；".join(texts), en="; ".join(texts)) if texts else _NOTHING

    # --- cells --------------------------------------------------------------------------------------------------------

    def _text(self, name: str | None, row: int) -> str:
        column = self.table.column(name or "")
        return row_key(self.read(column, row)) if column is not None and column.name in self.area.columns else ""

    def _label(self, name: str) -> str:
        column = self.table.column(name)
        return column.title if column else name

    def _report(self, rule: str, place: tuple[int, str] | None, sheet_row: int, value: Any = None, **words: object) -> None:
        """Report something at a row of the sheet; `place` is the row of the form with the column."""
        column = self.area.columns.get(place[1] if place and place[1] else self.fixed.key, min(self.area.columns.values()))
        path = in_row(self.table.path, *place) if place else self.table.path
        self.findings.append(READER_RULES[rule].finding(field=path, location=Location(self.sheet, sheet_row, column), value=value, **words))


def _quoted(text: str) -> Text:
    return _QUOTED.filled(text=text[:_LONGEST_VALUE]) if text else _BLANK
