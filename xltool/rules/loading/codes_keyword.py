"""The keywords `x-codes` and `x-parent` of a field: the codes that it takes, and what selects among them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from xltool.base.paths import join, parent_of
from xltool.base.suggestions import did_you_mean
from xltool.form.codes import Cascade, CodeList, list_not_found
from xltool.form.schema import Field
from xltool.rules.loading.unsound_paths import UnsoundPaths


class Report(Protocol):
    """Reports an error at a JSON pointer."""

    def __call__(self, pointer: str, zh: str, en: str, *, key: bool = False) -> None:
        """Report it, in Chinese and English, at the value or at its key."""


@dataclass(frozen=True, kw_only=True)
class FieldCodes:
    """The codes that a field takes."""

    codes: CodeList | None = None  # None where the field has no code list
    level: int = 1
    cascade: Cascade | None = None


def chosen_by(node: Mapping[str, Any], path: str) -> list[str]:
    """Return the paths at which the parents of a field may stand."""
    named = node.get("x-parent", [])
    names = [named] if isinstance(named, str) else named
    return [place for name in names for place in (join(parent_of(path), name), name)]


@dataclass(frozen=True, kw_only=True)
class CodesKeyword:
    """Reads `x-codes` and `x-parent` of one field; what is wrong is reported at its place."""

    node: Mapping[str, Any]  # the field's subschema, with its references
    path: str
    pointer: str
    columns: Mapping[str, Field] | None  # those before it, where the field is a column of a table
    fields: Mapping[str, Field]  # the single fields before it, by path
    lists: Mapping[str, CodeList]
    unsound: UnsoundPaths  # of the schema
    report: Report

    def read(self) -> FieldCodes:
        """Return the codes of the field, all of level 1 where something is wrong."""
        name = self.node.get("x-codes")
        if name is None:
            if "x-parent" in self.node and self.path not in self.unsound:
                self._report_parent("x-parent 须与 x-codes 一起写", "x-parent requires x-codes", key=True)
            return FieldCodes()
        codes = self.lists.get(name)
        if codes is None:
            self.report(f"{self.pointer}/x-codes", *list_not_found(name))
            return FieldCodes()
        named = self.node.get("x-parent")
        if named is None:
            return FieldCodes(codes=codes)
        return self._below(named, codes) if isinstance(named, str) else self._selected(named, codes)

    def _report_parent(self, zh: str, en: str, index: int | None = None, *, key: bool = False) -> None:
        place = "" if index is None else f"/{index}"
        self.report(f"{self.pointer}/x-parent{place}", zh, en, key=key)

    def _parent(self, name: str) -> Field | None:
        """Return an earlier column of the same table; of a single field the property beside, else the single field of that path."""
        if self.columns is not None:
            return self.columns.get(name)
        return self.fields.get(join(parent_of(self.path), name)) or self.fields.get(name)

    def _is_unknown(self, name: str) -> bool:
        """Return whether it is not known what a parent is, since something is wrong with it."""
        return self.unsound.touch((join(parent_of(self.path), name), name))

    # --- one field above --------------------------------------------------------------------------------------------

    def _below(self, name: str, codes: CodeList) -> FieldCodes:
        """Return the codes below the value of a field with the same list."""
        parent = self._parent(name)
        if self._is_unknown(name):
            return FieldCodes(codes=codes)
        if parent is None or parent.codes is not codes:
            place_zh, place_en = (
                ("同一张表中靠前的", "column of the same table") if self.columns is not None else ("靠前的", "single field")
            )
            what = "列" if self.columns is not None else "单个字段"
            zh = f"x-parent“{name}”应是{place_zh}、用同一代码表的{what}"
            self._report_parent(zh, f"x-parent {name!r} must be an earlier {place_en} with the same code list")
            return FieldCodes(codes=codes)
        level = parent.level + 1
        if codes.codes and not codes.values(level):
            zh, en = f"代码表 {codes.name} 没有第 {level} 级", f"the code list {codes.name} has no level {level}"
            self.report(f"{self.pointer}/x-codes", zh, en)
        known = codes.values(parent.level)
        below: dict[str, dict[str, None]] = {}
        for code in codes.codes:
            if code.level == level and code.parent is not None:
                below.setdefault(code.parent, {})[code.value] = None
        children: dict[tuple[str, ...], tuple[str, ...]] = {(value,): tuple(below[value]) for value in known if value in below}
        return FieldCodes(codes=codes, level=level, cascade=_cascade([parent], [known], children))

    # --- several fields together ----------------------------------------------------------------------------------------

    def _selected(self, names: Sequence[str], codes: CodeList) -> FieldCodes:
        """Return the codes beside which the list says what several fields hold, each in a column that is called as the field is."""
        parents = [parent for index, name in enumerate(names) if (parent := self._selecting(index, name, codes)) is not None]
        if len(parents) < len(names):
            return FieldCodes(codes=codes)
        children: dict[tuple[str, ...], dict[str, None]] = {}
        for code in codes.codes:
            if code.level == 1:
                children.setdefault(tuple(code.text(parent.name) for parent in parents), {})[code.value] = None
        offered = {values: tuple(below) for values, below in children.items()}
        return FieldCodes(codes=codes, cascade=_cascade(parents, [parent.choices for parent in parents], offered))

    def _selecting(self, index: int, name: str, codes: CodeList) -> Field | None:
        """Return one of several parents; report one that is not there, takes any text, or has no column in the list that fits it."""
        parent = self._parent(name)
        if self._is_unknown(name):
            return None
        if parent is None:
            known = self.columns if self.columns is not None else self.fields
            offer = did_you_mean(name, known)
            zh, en = f"x-parent“{name}”应是靠前的字段{offer.zh}", f"x-parent {name!r} must be an earlier field beside{offer.en}"
            self._report_parent(zh, en, index)
        elif not parent.choices or parent.kind.is_list:
            zh, en = f"x-parent“{name}”应是单选字段", f"x-parent {name!r} must be a field with one of some choices"
            self._report_parent(zh, en, index)
        elif parent.name.lower() not in codes.columns:
            zh, en = f"代码表 {codes.name} 没有列“{parent.name}”", f"the code list {codes.name} has no column {parent.name!r}"
            self._report_parent(zh, en, index)
        else:
            strange = next(self._strange(parent, codes), None)
            if strange is None:
                return parent
            self._report_parent(*strange, index)
        return None

    def _strange(self, parent: Field, codes: CodeList) -> Iterator[tuple[str, str]]:
        """Yield what is wrong with the list's column of a parent: what stands there must be one of its choices."""
        for code in codes.codes:
            text = code.text(parent.name)
            if code.level == 1 and text not in parent.choices:
                zh = f"代码表 {codes.name} 中“{code.value}”的“{parent.name}”是“{text}”，不在该字段的选项内"
                en = f"the code list {codes.name} has {text!r} as {parent.name!r} of {code.value!r}, which is not one of its choices"
                yield zh, en


def _cascade(parents: Sequence[Field], known: Sequence[tuple[str, ...]], children: Mapping[tuple[str, ...], tuple[str, ...]]) -> Cascade:
    return Cascade(
        parents=tuple(parent.path for parent in parents),
        optional=tuple(parent.path for parent in parents if not parent.required),
        known=tuple(known),
        children=children,
    )
