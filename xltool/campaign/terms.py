"""Terms: all of a campaign that a decision about a content depends on."""

from __future__ import annotations

from dataclasses import dataclass, field

from xltool.form.roster import Roster


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What decides about a content beside the content itself. They travel to the processes that read."""

    campaign: str  # its id
    template: str
    year: int | None
    require_signature: bool
    roster: Roster
    key: bytes = field(repr=False)  # of the signatures
    checked_with: str  # fingerprint of all these
    is_vouched: bool = False  # the officer accepted the content as authentic, whatever its signature says
