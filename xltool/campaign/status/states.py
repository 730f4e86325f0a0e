"""What decisions and states are called."""

from __future__ import annotations

from collections.abc import Mapping

from xltool.base.messages import Text
from xltool.campaign.records import Decision

#: Decision about a content, or state of a unit's form → its name.
DECISIONS: Mapping[Decision, Text] = {
    "accepted": Text(zh="通过", en="accepted"),
    "rejected": Text(zh="退回修改", en="to correct"),
    "unreadable": Text(zh="无法读取", en="unreadable"),
    "unlisted": Text(zh="不在名录", en="not on the roster"),
    "foreign": Text(zh="非本次任务", en="of another form or campaign"),
}
#: How many findings a content has.
COUNTS = Text(zh="错误 {errors}，提醒 {warnings}", en="errors {errors}, warnings {warnings}")
STATES: Mapping[str, Text] = {
    "accepted": DECISIONS["accepted"],
    "rejected": DECISIONS["rejected"],
    "missing": Text(zh="未报送", en="missing"),
}
