"""Hold what the options that every command takes say of this run: the language of messages, and how much is said."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from xltool.base.messages import Lang, locale_language

#: By the names that `--lang` takes.
LANGUAGES: Mapping[str, Lang] = {lang: lang for lang in get_args(Lang)}
_ASKED = re.compile(r"(?:^| )--lang[ =](zh|en)(?= |$)")


@dataclass
class RunSettings:
    """What holds for one run of the command line."""

    lang: Lang | None = None  # None: that of the locale
    is_quiet: bool = False  # nothing but results and errors
    verbosity: int = 0  # 0 to 2: how much to say of the work itself


#: Of the run that goes on in this process; `main` begins each anew.
settings = RunSettings()


def begin(words: Sequence[str]) -> None:
    """Forget an earlier run, and take the language from the words of the command line: errors of the other options are said in it too."""
    settings.lang, settings.is_quiet, settings.verbosity = None, False, 0
    if "xltool.cli.log_lines" in sys.modules:  # an earlier run in this process showed its log
        sys.modules["xltool.cli.log_lines"].hide_log()
    if asked := _ASKED.findall(" ".join(words)):
        settings.lang = LANGUAGES[asked[-1]]


def spoken() -> Lang:
    """Return the language of this run."""
    return settings.lang or locale_language()
