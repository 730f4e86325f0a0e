"""What a campaign tells those who fill in its form, from its settings."""

from __future__ import annotations

from datetime import datetime, time

from xltool.base.messages import Lang, Text
from xltool.base.moments import spelled_day
from xltool.campaign.config import Config
from xltool.form.notice import Notice

_WHOLE_DAY = Text(zh="{day}（含当日）", en="the end of {day}")
_HOUR = Text(zh="{day}{hour}", en="{hour} on {day}")


def notice_of(config: Config, lang: Lang) -> Notice:
    """Return the notice of a campaign for a form in a language."""
    return Notice(
        campaign=config.title,
        issuer=config.issuer,
        contact=config.contact,
        deadline=_spelled(config.deadline, lang) if config.deadline is not None else "",
        delivery=config.delivery,
        steps=config.steps,
    )


def _spelled(deadline: datetime, lang: Lang) -> str:
    """Spell a moment in the time zone in which it was set; the end of a day as that day."""
    day, hour = spelled_day(deadline.date()), f"{deadline:%H:%M}"
    return _WHOLE_DAY.say(lang, day=day) if deadline.time() == time.max else _HOUR.say(lang, day=day, hour=hour)
