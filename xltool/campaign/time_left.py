"""How long there is until a deadline, in words."""

from __future__ import annotations

from datetime import datetime

from xltool.base.messages import Text, counted


def time_left(deadline: datetime | None, moment: datetime) -> Text:
    """Return how long there is until a deadline, or since, as a remark behind it; "" without a deadline."""
    if deadline is None:
        return Text(zh="", en="")
    n_days = (deadline.date() - moment.astimezone(deadline.tzinfo).date()).days
    if moment > deadline:
        zh, en = (f"（已过 {-n_days} 天）", f" ({counted(-n_days, 'day')} ago)") if n_days else ("（今天已截止）", " (passed today)")
    else:
        zh, en = (f"（还有 {n_days} 天）", f" ({counted(n_days, 'day')} left)") if n_days else ("（今天截止）", " (today)")
    return Text(zh=zh, en=en)
