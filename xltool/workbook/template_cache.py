"""Cache rendered workbooks as templates: many copies that differ in a few texts are made by filling those in.

A template is rendered with a token for each text that varies; filling it copies all parts compressed and puts the real texts
where the tokens stand. That is right only while the texts change no verdict, no count and no row's height. Where rules read
them (`independent_fields` tells), the evaluation of the document is compared with the template's; where it differs, or a text
is unusual, the workbook is rendered in full. Each template is compared with one full render, part by part, before it is used.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from xltool.base.normalise import clean_line
from xltool.base.paths import value_at
from xltool.form.schema import Field
from xltool.rules.definition import Definition
from xltool.rules.evaluate import evaluate
from xltool.rules.evaluation import Evaluation
from xltool.rules.ruleset import input_paths
from xltool.workbook.assemble import build_workbook
from xltool.workbook.blank_form import cached_blank_form
from xltool.workbook.fast.independent_fields import independent_fields
from xltool.workbook.fast.slotted_workbook import SlottedWorkbook
from xltool.workbook.form_copy import FormCopy

#: Copies with one key from which on a template pays: it costs two full renders.
WORTH_A_TEMPLATE = 4
#: Texts that stand in XML as they are, but for `&<>`: one line, no space at an end, no escapes of Excel's (`_x0041_`).
_PLAIN = re.compile(r"(?!\s)[^\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]{1,1000}(?<!\s)")
_ESCAPE = re.compile(r"_x[0-9A-Fa-f]{4}_")
_ISSUE_SLOTS = ("unit", "project", "signature", "fingerprint")


class TemplateCache:
    """Makes the workbooks of one definition; `slots` are the paths of the text fields that differ from copy to copy."""

    def __init__(self, definition: Definition, slots: Iterable[str]) -> None:
        self.definition = definition
        fields = {path: definition.schema.fields.get(path) for path in slots}
        computed = {path for value in definition.rules.computed for path in input_paths(value, definition.schema).fields}
        free = (path for path, field in fields.items() if field is not None and _is_free_text(field))
        self.slots = tuple(path for path in free if path not in computed)  # a text that others are computed from changes those, too
        tokens = [_token(number) for number in range(len(self.slots) + len(_ISSUE_SLOTS))]
        validators = independent_fields(definition, self.slots)
        self._independent = {path: takes for path, takes in validators.items() if all(map(takes.is_valid, tokens))}
        self._templates: dict[str, SlottedWorkbook | None] = {}  # by key; None for one that proved wrong
        self._proved: set[str] = set()  # keys whose templates proved right

    def workbook(self, copy: FormCopy, key: str | None = None) -> bytes:
        """Return the bytes of a workbook: its template filled in where that equals a full render, else a full render.

        `key` is the copy's key, where the caller knows it already.
        """
        texts, key = self._texts(copy), key or self.key(copy)
        template = self._template(copy, texts, key) if self._is_usual(copy, texts) else None
        if template is None or not (self._is_independent(texts) or template.fits(self._evaluation(copy.data))):
            return self._rendered(copy)
        filled = template.fill(texts)
        return filled if key in self._proved else self._prove(key, filled, self._rendered(copy))

    def key(self, copy: FormCopy) -> str:
        """Return what copies from one template have in common: all but the texts, and which of these are equal."""
        return repr(self._tokens(copy, self._texts(copy)))

    def _rendered(self, copy: FormCopy) -> bytes:
        return build_workbook(self.definition, copy.data, copy.issue)

    def _prove(self, key: str, filled: bytes, rendered: bytes) -> bytes:
        """Trust a template if the first workbook made from it equals a full render, which is returned."""
        if _parts(filled) == _parts(rendered):
            self._proved.add(key)
        else:
            self._templates[key] = None
        return rendered

    def _is_usual(self, copy: FormCopy, texts: Mapping[str, str]) -> bool:
        """Return whether texts can stand in the place of tokens: as XML, and in their rows."""
        blank = cached_blank_form(self.definition, copy.issue.password)
        return all(_is_plain(text) and blank.has_room(slot, text, copy.issue) for slot, text in texts.items())

    def _is_independent(self, texts: Mapping[str, str]) -> bool:
        """Return whether these texts change no verdict, so that the document need not be evaluated."""
        own = ((slot, text) for slot, text in texts.items() if not slot.startswith("#"))
        return all(slot in self._independent and self._independent[slot].is_valid(text) for slot, text in own)

    def _texts(self, copy: FormCopy) -> dict[str, str]:
        """Return the texts that vary, by slot, without blanks."""
        texts = {path: value_at(copy.data, path) for path in self.slots}
        texts |= {f"#{name}": getattr(copy.issue, name) for name in _ISSUE_SLOTS}
        return {slot: text for slot, text in texts.items() if text}

    def _tokens(self, copy: FormCopy, texts: Mapping[str, str]) -> FormCopy:
        """Return the copy with a token for each text; equal texts get the same."""
        tokens = {text: _token(number) for number, text in enumerate(dict.fromkeys(texts.values()))}
        data = copy.data
        for slot, text in texts.items():
            if not slot.startswith("#"):
                data = _with(data, slot, tokens[text])
        changes: dict[str, Any] = {slot[1:]: tokens[text] for slot, text in texts.items() if slot.startswith("#")}
        return FormCopy(data, replace(copy.issue, **changes))

    def _template(self, copy: FormCopy, texts: Mapping[str, str], key: str) -> SlottedWorkbook | None:
        if key not in self._templates:
            self._templates[key] = self._make(copy, texts)
        return self._templates[key]

    def _make(self, copy: FormCopy, texts: Mapping[str, str]) -> SlottedWorkbook:
        """Render a template for copies with the same key."""
        tokenised = self._tokens(copy, texts)
        tokens = {_token(number): slot for number, slot in enumerate(_distinct(texts))}
        return SlottedWorkbook(self._rendered(tokenised), tokens, self._evaluation(tokenised.data))

    def _evaluation(self, data: Mapping[str, Any]) -> Evaluation:
        return evaluate(self.definition, data)


def _distinct(texts: Mapping[str, str]) -> list[str]:
    """Return one slot for each distinct text."""
    first: dict[str, str] = {}
    for slot, text in texts.items():
        first.setdefault(text, slot)
    return list(first.values())


def _with(data: Mapping[str, Any], path: str, value: Any) -> Mapping[str, Any]:
    """Return a copy of a document with another value at a field path."""
    step, _, rest = path.partition(".")
    return {**data, step: _with(data[step], rest, value) if rest else value}


def _is_free_text(field: Field) -> bool:
    return field.kind.prose == "line" and field.codes is None and not field.choices


def _is_plain(text: str) -> bool:
    return _PLAIN.fullmatch(text) is not None and not _ESCAPE.search(text) and clean_line(text) == text


def _token(number: int) -> str:
    """Return a text that stands nowhere else: characters for private use."""
    return f"\ue000{chr(0xE100 + number)}\ue001"


def _parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
