"""Drafts: letters as files below `outbox/mail/` that mail programs open for sending; what is out of date lies in `outbox/mail/old/`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from email.parser import BytesHeaderParser
from pathlib import Path

from xltool.campaign.file_names import unique_names
from xltool.campaign.issue.letter_kinds import LETTER_KINDS, LetterKind
from xltool.campaign.issue.letters import DRAFT_HEADER

_OLD = "old"
_MOST_HEADERS = 100_000  # bytes


def draft_names(folders: Mapping[str, str]) -> Mapping[tuple[str, LetterKind], str]:
    """Return how the drafts of each unit and kind of letter are called, without ending: no two alike, whatever units are called."""
    kinds = sorted(LETTER_KINDS.values(), key=lambda kind: bool(kind.draft_suffix))  # those called as the folder come first
    return unique_names({(unit, kind): f"{folder}{kind.draft_suffix}" for kind in kinds for unit, folder in folders.items()})


def put_away(folder: Path, kinds: Iterable[LetterKind], kept: Iterable[Path]) -> tuple[list[Path], list[Path]]:
    """Move drafts of some kinds that are not among those kept to `old/`.

    Return where they lie now, and files that nobody can tell to be such drafts; one that cannot be moved is among those.
    """
    moved: list[Path] = []
    left: list[Path] = []
    known, wanted = set(kept), {kind.name: kind for kind in kinds}
    takes_others = any(not kind.draft_suffix for kind in wanted.values())
    for path in sorted(folder.glob("*.eml")):
        if path in known:
            continue
        said = kind_of(path)
        if said in wanted and (target := _moved(path)) is not None:
            moved.append(target)
        elif said in wanted or (said is None and takes_others):
            left.append(path)
    return moved, left


def kind_of(path: Path) -> str | None:
    """Return the name of the kind of letter of which a file is a draft; None where it does not say."""
    try:
        with path.open("rb") as file:
            return BytesHeaderParser().parsebytes(file.read(_MOST_HEADERS))[DRAFT_HEADER]
    except OSError:
        return None


def _moved(path: Path) -> Path | None:
    target = path.parent / _OLD / path.name
    with suppress(OSError):
        target.parent.mkdir(exist_ok=True)
        return path.replace(target)
    return None
