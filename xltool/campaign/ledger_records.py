"""Rows of the ledger as records, and how a document is encoded in one."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal, TypeAlias

from xltool.base.cells import Location
from xltool.base.document import Origins
from xltool.base.findings import Finding
from xltool.base.short_repr import short_repr
from xltool.base.states import Decision
from xltool.campaign.issue.letter_kinds import LETTER_KINDS

#: What a content was checked with that the machine's trouble kept from being read: it is to be checked again whatever the rules are.
UNDECIDED = ""
#: Characters of a hash by which a content is named in messages, and which it takes to accept one.
SHORTEST = 8


@dataclass(frozen=True, kw_only=True)
class Secrets:
    """What only the ledger knows of a campaign; not shown when a record is printed."""

    key: bytes = field(repr=False)  # of the signatures
    password: str = field(repr=False)  # of the sheets' protection


@dataclass(frozen=True, kw_only=True)
class Issued:
    """One workbook sent out."""

    __repr__ = short_repr

    unit: str
    project: str  # "" for none
    path: str  # below outbox/
    fingerprint: str
    sha256: str
    issued_at: datetime


@dataclass(frozen=True, kw_only=True)
class LetterRecord:
    """What one letter that was mailed said about one form."""

    __repr__ = short_repr

    unit: str
    kind: str  # name of the kind of letter
    project: str | None  # "" for none; None: all forms of the unit, as an older xltool recorded it
    fingerprint: str  # of what it said about the form
    recipient: str  # addresses that the server accepted
    sent_at: datetime

    @property
    def addresses(self) -> frozenset[str]:
        """The addresses, as they are compared."""
        return frozenset(address.lower() for address in self.recipient.split("; "))

    def is_about(self, unit: str, project: str) -> bool:
        """Return whether it was about a form; one without project became that of any that its unit names."""
        return self.unit == unit and self.project in (None, "", project)


def letter_of(values: Mapping[str, Any]) -> LetterRecord:
    """Return a row of the table `mailed` as a record, also one of an older xltool. Raises ValueError for one that is none."""
    try:
        record = LetterRecord(**{"kind": "distribute", "project": None, **values})
    except TypeError as error:
        raise ValueError(str(error)) from error
    if record.kind not in LETTER_KINDS:
        raise ValueError(record.kind)
    return record


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """One content as it came."""

    __repr__ = short_repr

    sha256: str
    size: int  # bytes of the content
    source: str
    container: str | None  # hash of the zip or mail that held it
    mtime_ns: int  # of the path on disk
    received_at: datetime
    saved_at: datetime | None = None
    sender: str | None = None


#: How a workbook shows that the campaign sent it out. `recognised`: it says nothing of itself, its labels are those of the form.
Authenticity: TypeAlias = Literal["signed", "wrong", "unsigned", "recognised"]


@dataclass(frozen=True, kw_only=True)
class Submission:
    """One content as read and decided. `data`, `origins` and `findings` are empty where only the head was asked for."""

    __repr__ = short_repr

    sha256: str
    name: str
    decision: Decision
    template: str | None
    version: str | None
    program: str | None
    unit: str | None
    unit_name: str | None
    department: str | None
    project: str
    year: str | None
    is_outdated: bool
    n_errors: int
    n_warnings: int
    n_infos: int
    checked_with: str
    checked_at: datetime
    returned: str | None = None
    authenticity: Authenticity | None = None  # None: nothing says it, since no form of the campaign was read
    vouched_at: datetime | None = None  # when the officer accepted it as authentic
    received_at: datetime | None = None  # of its first arrival
    data: Mapping[str, Any] = field(default_factory=dict, repr=False)
    origins: Mapping[str, Location] = field(default_factory=dict, repr=False)
    findings: tuple[Finding, ...] = field(default=(), repr=False)


@dataclass(frozen=True, kw_only=True)
class CheckedWith:
    """Fingerprints of all that a decision depends on."""

    usual: str
    vouched: str  # of contents that the officer accepted as authentic


_FINDING_WEIGHT = 500  # besides its texts
FindingRow = tuple[str, str, str | None, str | None, int | None, int | None, str | None, str, str]


@dataclass(frozen=True, kw_only=True)
class Packed:
    """A submission as its rows: it is smaller on its way between processes, and goes into the database as it is."""

    head: Submission  # without content
    document: str
    origins: bytes
    findings: tuple[FindingRow, ...]  # rule, severity, field, sheet, row, column, value, message in Chinese and in English

    @property
    def weight(self) -> int:
        """About how many bytes it takes: few have much to say, and not many of those are to be held at once."""
        texts = sum(len(value or "") + len(zh) + len(en) for *_, value, zh, en in self.findings)
        return len(self.document) + len(self.origins) + len(self.findings) * _FINDING_WEIGHT + texts


def pack(item: Submission | Packed) -> Packed:
    """A submission ready to be recorded; one that is stays as it is."""
    if isinstance(item, Packed):
        return item
    return Packed(
        head=replace(item, data={}, origins={}, findings=()),
        document=dump_json(item.data),
        origins=pack_origins(item.origins),
        findings=tuple(map(finding_row, item.findings)),
    )


def finding_row(finding: Finding) -> FindingRow:
    """Return a finding as its row."""
    place = finding.location
    return (
        finding.rule,
        finding.severity,
        storable(finding.field),
        storable(place.sheet) if place else None,
        place.row if place else None,
        place.column if place else None,
        _json_value(finding.value),
        storable(finding.message.zh),
        storable(finding.message.en),
    )


def _json_value(value: Any) -> str | None:
    if value is None:
        return None
    try:
        return dump_json(value)
    except TypeError:
        return json.dumps(str(value), ensure_ascii=False)


def storable(value: Any) -> Any:
    """Return a text as every database takes it: without NUL, lone surrogates replaced. Other values stay."""
    return value.replace("\0", "").encode("utf-8", "replace").decode() if isinstance(value, str) else value


# --- documents --------------------------------------------------------------------------------------------------------

#: Marks a text that stands for an exact number until the JSON is finished; no cell holds a NUL.
_MARK = "\0"
_MARKED = re.compile(r'"\\u0000([^"]*)"')


def dump_json(value: Any) -> str:
    """JSON with exact decimals as numbers."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_mark)
    return _MARKED.sub(r"\1", text).encode("utf-8", "replace").decode()


def _mark(value: Any) -> str:
    if isinstance(value, Decimal):
        return f"{_MARK}{value:f}"
    raise TypeError(type(value).__name__)


def load_json(text: str) -> Any:
    """The value of `dump_json`."""
    return json.loads(text, parse_float=Decimal)


def pack_origins(origins: Mapping[str, Location]) -> bytes:
    """Origins compressed: `{sheet: {path: [row, column]}}` as JSON, deflated."""
    places = Origins.of(origins).places()
    return zlib.compress(json.dumps(places, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace"), 1)


def unpack_origins(packed: bytes) -> Origins:
    """The value of `pack_origins`."""
    return Origins(json.loads(zlib.decompress(packed)))
