"""Help of every command in both languages: whole, in one language, no wider than a terminal of 80 columns."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.cli.conftest import Run
from xltool.base.display import display_width
from xltool.cli.command_table import COMMANDS, GROUPS

#: Words that Chinese help has too: options, choices, formats, files, commands, names.
_COMMON = re.compile(
    r"--?[\w-]+|xltool [^\n]*|[a-z]+(?:\|[a-z]+)+|\b(?:Dask|dask|tls|JSON|XLSForm|Parquet|CSV|SQLAlchemy|SQLite|DOC|json|xltool|XLTOOL_PASSWORD|R04|draft|send|rejected|text|export|inbox|outbox|returns"
    r"|rules|csv|xlsx|html|summary|department|demo|zh|en|vv|project-performance-target|xltool-demo|FORM|PDF|Word|print|[AB])\b"
)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_fits_a_terminal_and_is_in_one_language(run: Run, monkeypatch: pytest.MonkeyPatch, command: str, lang: str) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    words: list[Any] = [command] if command else []
    page = run(*words, "-h", "--lang", lang)
    assert (page.status, page.err) == (0, "")
    assert run("--lang", lang, *words, "--help").out == page.out
    wide = [line for line in page.out.splitlines() if display_width(line) > 80 and not line.startswith("  xltool ")]
    assert wide == []
    if lang == "en":
        assert re.findall("[一-鿿]", page.out) == []
    elif command:
        assert re.findall("[A-Za-z]{3,}", _COMMON.sub(" ", re.sub(rf"\b{command}\b", "", page.out))) == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_commands_stand_under_what_they_are_for(run: Run, lang: Any) -> None:
    lines = run("--help", "--lang", lang).out.splitlines()
    places = [lines.index(title.say(lang)) for title in GROUPS.values()]
    assert places == sorted(places)
    for entry in COMMANDS.values():
        (place,) = (index for index, line in enumerate(lines) if line.startswith(f"  {entry.name} "))
        group = list(GROUPS).index(entry.group)
        assert places[group] < place < [*places, len(lines)][group + 1]


def test_nothing_at_all_shows_the_help(run: Run) -> None:
    outcome = run()
    assert (outcome.status, outcome.out) == (2, "")
    assert "Usage: xltool COMMAND" in outcome.err
