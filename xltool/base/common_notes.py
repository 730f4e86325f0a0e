"""Notes that most files share, such as what is to be done before forms are published: reports say them once and not of each file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from xltool.base.messages import Lang, Text

#: Files that must have a note at least, of which it must be more than half of all: in a few files one sees the places themselves.
LEAST_FILES = 10


@dataclass(frozen=True, kw_only=True)
class CommonNote:
    """An info that more than half of the files have in the same words."""

    rule: str
    message: Text
    n_files: int
    n_findings: int

    def as_json(self, lang: Lang) -> dict[str, Any]:
        """Return the note as reports print it."""
        return {
            "rule": self.rule,
            "severity": "info",
            "message": self.message.as_is(lang),
            "files": self.n_files,
            "findings": self.n_findings,
        }

    @property
    def said(self) -> Text:
        """The note with the number of files and places."""
        return _SAID.filled(message=self.message, files=f"{self.n_files:,}", places=f"{self.n_findings:,}")


_SAID = Text(zh="{message}（{files} 份，{places} 处）", en="{message} ({files} files, {places} places)")


def common_notes(infos: Iterable[tuple[Any, str, Text]], n_files: int) -> tuple[CommonNote, ...]:
    """Return the notes that stand in more than half of `n_files` files and in `LEAST_FILES` at least, the most frequent first.

    `infos` are all findings of severity info: what names the file of each, its rule, its sentence; those of one file stand together.
    """
    counts: dict[tuple[str, Text], list[Any]] = {}  # the last file with it, files, findings
    for file, rule, message in infos:
        count = counts.setdefault((rule, message), [_NO_FILE, 0, 0])
        count[1] += count[0] != file
        count[0] = file
        count[2] += 1
    notes = [CommonNote(rule=rule, message=message, n_files=count[1], n_findings=count[2]) for (rule, message), count in counts.items()]
    common = [note for note in notes if note.n_files >= LEAST_FILES and note.n_files * 2 > n_files]
    return tuple(sorted(common, key=lambda note: (-note.n_findings, note.rule)))


_NO_FILE = object()
