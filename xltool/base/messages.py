"""Messages in the two languages of the tool."""

from __future__ import annotations

import locale
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Lang = Literal["zh", "en"]

#: What stands for a value that is missing, or cannot be calculated.
NO_VALUE = "…"


@dataclass(frozen=True)
class Text:
    """One sentence in Chinese and English, with `{name}` placeholders."""

    zh: str
    en: str

    def __str__(self) -> str:
        """The English sentence: what programmers read, in logs and tracebacks."""
        return self.en

    def as_is(self, lang: Lang) -> str:
        """The sentence in `lang` as it stands: braces in it are somebody's own."""
        sentence: str = getattr(self, lang)
        return sentence

    def say(self, lang: Lang, /, **values: object) -> str:
        """The sentence in `lang`; a value that is a `Text` is said in it too; a placeholder without one is an ellipsis."""
        text = self.as_is(lang)
        return _PLACEHOLDER.sub(lambda match: self._word(values.get(match[1], NO_VALUE), lang), text) if "{" in text else text

    def filled(self, /, **values: object) -> Text:
        """The sentence with its placeholders filled in, in both languages."""
        return Text(zh=self.say("zh", **values), en=self.say("en", **values))

    @staticmethod
    def _word(value: object, lang: Lang) -> str:
        return value.as_is(lang) if isinstance(value, Text) else str(value)


def locale_language() -> Lang:
    """Return the language of the locale: of the variables that POSIX names, in its order, else of the system's settings."""
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(variable):
            return "zh" if value.lower().startswith("zh") else "en"
    return "zh" if (locale.getlocale()[0] or "").lower().startswith(("zh", "chinese")) else "en"


def written_in(message: Mapping[str, str]) -> Text:
    """Return a message of a definition, by language; one that is written in one language only is said in that one."""
    zh, en = message.get("zh", ""), message.get("en", "")
    return Text(zh=zh or en, en=en or zh)


_PLACEHOLDER = re.compile(r"\{([A-Za-z_][A-Za-z0-9_.]*)\}")


#: Between the parts of a sentence.
COMMA = Text(zh="，", en=", ")
#: Between requirements, and between sentences.
SEMICOLON = Text(zh="；", en="; ")
IN_BRACKETS = Text(zh="{text}（{aside}）", en="{text} ({aside})")


def listed(names: Iterable[str]) -> Text:
    """List names as each language does, with 、 or a comma between; a dash for none."""
    words = list(names)
    return Text(zh="、".join(words) or "—", en=", ".join(words) or "—")


def listed_briefly(names: Sequence[str], most: int = 3) -> Text:
    """List names, of many the first few and how many there are."""
    shown, more = listed(names[:most]), len(names) - most
    return shown if more <= 0 else Text(zh=f"{shown.zh} 等 {len(names)} 个", en=f"{shown.en} and {more} more")


def counted(number: int, one: str, many: str = "") -> str:
    """Return a number with its English noun: "1 error", "2 errors"; `many` names an irregular plural."""
    return f"{number} {one if number == 1 else many or f'{one}s'}"


#: How a cell with nothing in it is called.
BLANK = Text(zh="空白", en="blank")


def quoted(text: str | None) -> Text:
    """Return a text in quotes; a blank, None, is called so, without them."""
    return BLANK if text is None else Text(zh=f"“{text}”", en=f"“{text}”")
