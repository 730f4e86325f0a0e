"""What a campaign tells those who fill in its form, from its settings."""

from __future__ import annotations

from xltool.base.messages import Lang
from xltool.base.moments import spelled_last_day
from xltool.campaign.config import Config
from xltool.form.notice import Notice


def notice_of(config: Config, lang: Lang) -> Notice:
    """Return the notice of a campaign for a form in a language."""
    return Notice(
        campaign=config.title,
        issuer=config.issuer,
        contact=config.contact,
        deadline=spelled_last_day(config.deadline).as_is(lang) if config.deadline is not None else "",
        delivery=config.delivery,
        steps=config.steps,
    )
