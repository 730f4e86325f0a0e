"""The keyword `x-rows` of a table: its rows are those of a code list, in the order of the list."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from xltool.base.messages import Text
from xltool.base.suggestions import did_you_mean
from xltool.form.codes import Code, CodeList, list_not_found
from xltool.form.fixed_rows import FixedRows
from xltool.form.schema import Field

#: Keywords that have nothing left to say, with the reason.
_IDLE: Mapping[str, Text] = {
    "minItems": Text(zh="行数由代码表确定", en="the code list says how many rows the table has"),
    "maxItems": Text(zh="行数由代码表确定", en="the code list says how many rows the table has"),
    "uniqueItems": Text(zh="各行的代码不同，不会有相同的行", en="each row has a code of its own, so no two are alike"),
    "x-key": Text(zh="各行由代码表的代码认出", en="its rows are found by the codes of the list"),
}


def with_fixed_columns(columns: Mapping[str, Field], fixed: FixedRows | None) -> tuple[Field, ...]:
    """Return the columns of a table; nobody has to fill in those that the list fills in."""
    given = fixed.columns if fixed is not None else ()
    return tuple(replace(column, is_fixed=True, required=False) if name in given else column for name, column in columns.items())


def resolve_rows(table: dict[str, Any], fixed: FixedRows) -> None:
    """Write the rows of the list into the subschema of their table, for other validators."""
    table |= {"minItems": len(fixed), "maxItems": len(fixed)}
    columns = table.setdefault("items", {}).setdefault("properties", {})
    columns.setdefault(fixed.key, {})["enum"] = list(fixed.keys)


@dataclass(frozen=True, kw_only=True)
class RowsKeyword:
    """Reads the `x-rows` of one table; what is wrong is reported at its place."""

    node: Mapping[str, Any]  # the table's subschema, with its references
    pointer: str  # of the table
    columns: Mapping[str, Field]  # of the table, by name
    codes: Mapping[str, CodeList]
    report: Callable[[str, str, str], None]  # pointer, Chinese, English
    knows_columns: bool = True  # else there may be more than are known

    def rows(self) -> FixedRows | None:
        """Return the rows; None where the table has no such keyword, none of them where they cannot be made."""
        if "x-rows" not in self.node:
            return None
        self._report_idle()
        sound = [self._is_sound_column(role) for role in ("key", "name") if role in self._keyword]
        codes = self._listed()
        is_sound = all(sound) and self._has_names(codes) and self._are_single(codes)
        return self._of(codes if is_sound else ())

    @property
    def _keyword(self) -> Mapping[str, Any]:
        keyword: Mapping[str, Any] = self.node["x-rows"]
        return keyword

    def _of(self, codes: Sequence[Code]) -> FixedRows:
        name = self._keyword.get("name")
        return FixedRows(
            list_name=self._keyword["list"],
            key=self._keyword["key"],
            keys=tuple(code.value for code in codes),
            levels=tuple(code.level for code in codes),
            name=name,
            names=tuple(code.texts[name.lower()] for code in codes) if name else (),
        )

    def _report_at(self, member: str, zh: str, en: str) -> None:
        self.report(f"{self.pointer}/x-rows/{member}", zh, en)

    def _report_idle(self) -> None:
        for keyword, reason in _IDLE.items():
            if keyword in self.node:
                zh, en = f"有 x-rows 的表不写 {keyword}：{reason.zh}", f"a table with x-rows takes no {keyword!r}: {reason.en}"
                self.report(f"{self.pointer}/{keyword}", zh, en)

    # --- columns ------------------------------------------------------------------------------------------------------

    def _is_sound_column(self, role: str) -> bool:
        """Return whether the key or the name stands in a column that can hold it."""
        name = self._keyword[role]
        column = self.columns.get(name)
        if column is None and self.knows_columns:
            offer = did_you_mean(name, self.columns)
            self._report_at(role, f"表中没有列“{name}”{offer.zh}", f"the table has no column {name!r}{offer.en}")
        elif column is None:
            return False
        elif role == "name" and name == self._keyword["key"]:
            self._report_at(role, "代码和名称应是两列", "the key and the name must be two columns")
        elif not _is_plain_text(column):
            zh = f"列“{name}”由代码表填写，应为单行文本（type: string），不写公式、选项和限制"
            en = f"the column {name!r} is filled in from the list; it must be a line of text (type: string) without formula, choices and limits"
            self._report_at(role, zh, en)
        else:
            return True
        return False

    # --- codes --------------------------------------------------------------------------------------------------------

    def _listed(self) -> Sequence[Code]:
        """Return the codes that are rows, in the order of the list; () where there are none."""
        name, level = self._keyword["list"], self._keyword.get("level")
        codes = self.codes.get(name)
        if codes is None:
            self._report_at("list", *list_not_found(name))
            return ()
        listed = [code for code in codes.codes if level in (None, code.level)]
        if codes.codes and not listed:
            self._report_at("level", f"代码表 {name} 没有第 {level} 级", f"the code list {name} has no level {level}")
        return listed

    def _has_names(self, codes: Sequence[Code]) -> bool:
        """Return whether the file has a name for every row."""
        name, source = str(self._keyword.get("name", "")), self._keyword["list"]
        unnamed = [code.value for code in codes if name and not code.texts.get(name.lower())]
        if unnamed and len(unnamed) == len(codes) and not any(name.lower() in code.texts for code in codes):
            offer = did_you_mean(str(name), codes[0].texts)
            zh, en = f"代码表 {source} 没有列“{name}”{offer.zh}", f"the code list {source} has no column {name!r}{offer.en}"
            self._report_at("name", zh, en)
        elif unnamed:
            zh, en = f"代码表 {source} 中“{unnamed[0]}”没有名称（列“{name}”）", f"the code list {source} has no {name!r} for {unnamed[0]!r}"
            self._report_at("name", zh, en)
        return not unnamed

    def _are_single(self, codes: Sequence[Code]) -> bool:
        """Return whether every key stands in the list once."""
        source = self._keyword["list"]
        seen: set[str] = set()
        for code in codes:
            if code.value in seen:
                zh, en = (
                    f"代码表 {source} 中“{code.value}”不止一次，不能区分各行",
                    f"the code list {source} has {code.value!r} more than once",
                )
                self._report_at("list", zh, en)
                return False
            seen.add(code.value)
        return True


def _is_plain_text(column: Field) -> bool:
    limits = (column.formula, column.choices, column.codes, column.max_length, column.min_length, column.pattern, column.format)
    return column.kind.prose == "line" and not any(limits)
