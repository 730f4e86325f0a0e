"""Stamping: many workbooks that differ in a few texts only, each made by filling those into a workbook rendered once.

A plate is rendered with a token for each text that varies. Stamping copies all parts compressed as they are, and puts the
real texts where the tokens are. That is right only while the texts make no difference to any rule or count, and to no row's
height. Where rules look at them (`bystanders` tells), the verdicts over a document are compared with those of the plate; where
they differ, or a text is an unusual one, the workbook is rendered in full. Each plate is also held to one full render, part by
part, before it is used.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from xml.sax.saxutils import escape

from xltool.base.document import value_at
from xltool.form.schema import Field
from xltool.rules.definition import Definition
from xltool.rules.evaluation import State, state_of
from xltool.workbook.assemble import Issue, build_workbook
from xltool.workbook.fast.blank_form import frame_of
from xltool.workbook.fast.deflate_blocks import Deflated, Piece, Slot, cut, fill
from xltool.workbook.fast.independent_fields import bystanders
from xltool.workbook.fast.zip_package import Package

#: Workbooks of one kind from which on a plate pays: it costs two full renders.
WORTH_A_PLATE = 4
#: Texts that stand in XML as they are, but for `&<>`: one line, no space at an end, no escapes of Excel's (`_x0041_`).
_PLAIN = re.compile(r"(?!\s)[^\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]{1,1000}(?<!\s)")
_ESCAPE = re.compile(r"_x[0-9A-Fa-f]{4}_")
_ISSUE_SLOTS = ("unit", "project", "signature")


@dataclass(frozen=True)
class Sheet:
    """What goes into one workbook: a document, and for whom it is."""

    data: Mapping[str, Any]
    issue: Issue


class Press:
    """Makes the workbooks of one definition; `slots` are the paths of the text fields that differ from one to the next."""

    def __init__(self, definition: Definition, slots: Iterable[str]) -> None:
        self.definition = definition
        fields = {path: definition.schema.fields.get(path) for path in slots}
        self.slots = tuple(path for path, field in fields.items() if field is not None and _is_free_text(field))
        tokens = [_token(number) for number in range(len(self.slots) + len(_ISSUE_SLOTS))]
        found = bystanders(definition, self.slots)
        self._bystanders = {path: takes for path, takes in found.items() if all(map(takes.is_valid, tokens))}
        self._plates: dict[str, Plate | None] = {}  # by kind; None for one that is not right
        self._proved: set[str] = set()  # kinds whose plates are right

    def workbook(self, sheet: Sheet, kind: str | None = None) -> bytes:
        """The bytes of a workbook: stamped where that gives what a full render gives, else rendered.

        `kind` is its kind, where the caller knows it already.
        """
        texts, kind = self._texts(sheet), kind or self.kind(sheet)
        plate = self._plate(sheet, texts, kind) if self._is_usual(sheet, texts) else None
        if plate is None or not (self._is_no_matter(texts) or plate.fits(self._state(sheet.data))):
            return self._rendered(sheet)
        stamped = plate.stamp(texts)
        return stamped if kind in self._proved else self._prove(kind, stamped, self._rendered(sheet))

    def _rendered(self, sheet: Sheet) -> bytes:
        return build_workbook(self.definition, sheet.data, sheet.issue)

    def _prove(self, kind: str, stamped: bytes, whole: bytes) -> bytes:
        """A plate is right if the first workbook that it is used for is what a full render gives; that is returned."""
        if _parts(stamped) == _parts(whole):
            self._proved.add(kind)
        else:
            self._plates[kind] = None
        return whole

    def _is_usual(self, sheet: Sheet, texts: Mapping[str, str]) -> bool:
        """Whether texts can stand in the place of tokens: as XML, and in their rows."""
        frame = frame_of(self.definition, sheet.issue.password)
        return all(_is_plain(text) and frame.has_room(slot, text) for slot, text in texts.items())

    def _is_no_matter(self, texts: Mapping[str, str]) -> bool:
        """Whether a document with these texts in its slots fits the plate of its kind for sure, as the tokens there do."""
        own = ((slot, text) for slot, text in texts.items() if not slot.startswith("#"))
        return all(slot in self._bystanders and self._bystanders[slot].is_valid(text) for slot, text in own)

    def kind(self, sheet: Sheet) -> str:
        """What workbooks made from one plate have in common: all but the texts, and which of these are equal."""
        return repr(self._tokens(sheet, self._texts(sheet)))

    def _texts(self, sheet: Sheet) -> dict[str, str]:
        """The texts that vary, by slot; those that are blank do not."""
        found = {path: value_at(sheet.data, path) for path in self.slots}
        found |= {f"#{name}": getattr(sheet.issue, name) for name in _ISSUE_SLOTS}
        return {slot: text for slot, text in found.items() if text}

    def _tokens(self, sheet: Sheet, texts: Mapping[str, str]) -> Sheet:
        """The same with a token for each text; equal texts get the same."""
        tokens = {text: _token(number) for number, text in enumerate(dict.fromkeys(texts.values()))}
        data = sheet.data
        for slot, text in texts.items():
            if not slot.startswith("#"):
                data = _with(data, slot, tokens[text])
        changes = {slot[1:]: tokens[text] for slot, text in texts.items() if slot.startswith("#")}
        return Sheet(data, replace(sheet.issue, **changes))

    def _plate(self, sheet: Sheet, texts: Mapping[str, str], kind: str) -> Plate | None:
        if kind not in self._plates:
            self._plates[kind] = self._make(sheet, texts)
        return self._plates[kind]

    def _make(self, sheet: Sheet, texts: Mapping[str, str]) -> Plate:
        """A plate for workbooks of the same kind."""
        blank = self._tokens(sheet, texts)
        tokens = {_token(number): slot for number, slot in enumerate(_distinct(texts))}
        return Plate(self._rendered(blank), tokens, self._state(blank.data))

    def _state(self, data: Mapping[str, Any]) -> State:
        return state_of(self.definition, data)


def _distinct(texts: Mapping[str, str]) -> list[str]:
    """One slot for each distinct text."""
    first: dict[str, str] = {}
    for slot, text in texts.items():
        first.setdefault(text, slot)
    return list(first.values())


def _with(data: Mapping[str, Any], path: str, value: Any) -> Mapping[str, Any]:
    """A copy of a document with another value at a field path."""
    step, _, rest = path.partition(".")
    return {**data, step: _with(data[step], rest, value) if rest else value}


def _is_free_text(field: Field) -> bool:
    return field.kind == "text" and field.codes is None and not field.choices


def _is_plain(text: str) -> bool:
    return _PLAIN.fullmatch(text) is not None and not _ESCAPE.search(text)


def _token(number: int) -> str:
    """A text that stands nowhere else: characters for private use."""
    return f"\ue000{chr(0xE100 + number)}\ue001"


def _parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


class Plate:
    """A workbook with slots, compressed."""

    def __init__(self, content: bytes, tokens: Mapping[str, str], state: State) -> None:
        self._verdicts = _verdicts(state)
        self._varying: list[tuple[str, list[Piece]]] = []
        same: list[tuple[str, Deflated]] = []
        spelled = {token.encode(): slot for token, slot in tokens.items()}
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                pieces = cut(archive.read(name), spelled)
                if any(isinstance(piece, Slot) for piece in pieces):
                    self._varying.append((name, pieces))
                else:
                    same.append((name, fill(pieces, {})))
        self._head = Package()
        for name, part in same:
            self._head.add(name, part)

    def fits(self, state: State) -> bool:
        """Whether a document breaks the same rules at the same places as the plate's own."""
        return _verdicts(state) == self._verdicts

    def stamp(self, texts: Mapping[str, str]) -> bytes:
        """The bytes of the workbook with the texts in its slots."""
        values = {slot: escape(text).encode() for slot, text in texts.items()}
        package = self._head.copy()
        for name, pieces in self._varying:
            package.add(name, fill(pieces, values))
        return package.finish()


def _verdicts(state: State) -> object:
    """All that cached values depend on besides the texts themselves."""
    violations = sorted((violation.path, violation.keyword) for violation in state.violations)
    verdicts = {key: (verdict.violated, verdict.skipped, tuple(verdict.rows)) for key, verdict in state.verdicts.items()}
    return violations, verdicts
