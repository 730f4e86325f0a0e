"""The notice of a campaign (报送须知): until when a form is to be sent in, to whom and how, and by which steps.

It stands below the title of the form, in the cell of the title: no row moves. A reader takes the title for what stands before it.
"""

from __future__ import annotations

from dataclasses import dataclass

from xltool.base.messages import Text

#: What the notice begins with, on the line below the title.
NOTICE_HEAD = Text(zh="【报送须知】", en="[How to return] ")


@dataclass(frozen=True, kw_only=True)
class Notice:
    """What a campaign tells those who fill in a form. "" is what it does not say."""

    campaign: str = ""  # what it is called
    issuer: str = ""  # the office that sends the form out and takes it in
    contact: str = ""  # a person, a telephone number, an address
    deadline: str = ""  # in the language of the form
    delivery: str = ""  # the way of sending
    steps: tuple[str, ...] = ()  # instead of the usual ones

    def __bool__(self) -> bool:
        return any(vars(self).values())


NO_NOTICE = Notice()


def without_notice(text: str) -> str:
    """Return the text of a cell without the notice of a campaign below it."""
    for head in (NOTICE_HEAD.zh, NOTICE_HEAD.en):
        if head in text:
            return text.partition(head)[0]
    return text
