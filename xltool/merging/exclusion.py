"""The officer's decision that a form is in no total."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from xltool.base.messages import Text
from xltool.base.short_repr import short_repr

#: The id of the note that a form is in no total.
EXCLUDED = "amount.excluded"
_MESSAGE = Text(
    zh="不计入合计：{reason}（{by} {when} 决定）",
    en="in no total: {reason} (decided by {by} on {when})",
)


@dataclass(frozen=True, kw_only=True)
class Exclusion:
    """Who decided it, when and why. Only an officer decides; nothing is left out by itself."""

    __repr__ = short_repr

    by: str
    reason: str
    at: datetime  # with time zone

    @property
    def message(self) -> Text:
        """The decision in words."""
        return _MESSAGE.filled(reason=self.reason, by=self.by, when=f"{self.at.astimezone():%Y-%m-%d %H:%M}")
