"""The tables of other programs in `docs/programs.md`, from the lines in `tests/programs`."""

from __future__ import annotations

from collections.abc import Iterable

from tests.generated_docs import generated, table
from tests.programs.lines import CALCULATIONS, FORMS, LINES, VALUES, ProgramLine
from tests.programs.versions import PROGRAMS_TRIED
from xltool.base.reader_rules import READER_RULES


@generated("programs-forms")
def forms() -> str:
    """Write what is left of a form that a program has saved."""
    return _table("what a save does", FORMS)


@generated("programs-values")
def values() -> str:
    """Write what becomes of values."""
    return _table("what becomes of the value", VALUES)


@generated("programs-calculations")
def calculations() -> str:
    """Write how engines calculate and validators judge."""
    heading = ("program", "version", "what it does", "therefore", "shown by")
    return table(heading, [(line.program, _version(line), line.does, line.therefore, _proofs(line)) for line in CALCULATIONS])


@generated("programs-findings")
def findings() -> str:
    """Write what each of the findings says that the lines name."""
    named = {rule for line in LINES for rule in line.sees}
    return table(
        ("finding", "severity", "what its message says"),
        [(f"`{rule.id}`", rule.severity, rule.message.en) for rule in READER_RULES.values() if rule.id in named],
    )


def _table(does: str, lines: Iterable[ProgramLine]) -> str:
    heading = ("program", "version", "files", does, "what its sender sees", "shown by")
    rows: list[tuple[str, ...]] = [
        (line.program, _version(line), " ".join(line.files), line.does, _seen(line), _proofs(line)) for line in lines
    ]
    return table(heading, rows)


def _version(line: ProgramLine) -> str:
    return PROGRAMS_TRIED[line.program].version


def _seen(line: ProgramLine) -> str:
    seen = ", ".join(f"`{rule}`" for rule in line.sees) or "nothing"
    return f"{seen}: {note}" if (note := f"“{line.words}”" if line.words else line.therefore) else seen


def _proofs(line: ProgramLine) -> str:
    files = dict.fromkeys(proof.partition("::")[0] for proof in line.shown_by)
    return ", ".join(f"[{name.rpartition('/')[2]}](../{name})" for name in files)
