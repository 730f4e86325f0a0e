"""Tidy `returns/`: it holds what is to be sent back now, a folder for each unit; what no longer is lies in `returns/old/`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from xltool.base.messages import Text
from xltool.base.states import SubmissionState
from xltool.base.system_errors import reason_of
from xltool.campaign.folder import Campaign
from xltool.campaign.return_paths import current_path, is_old, old_path
from xltool.campaign.standing import standing
from xltool.checking.marked_return import MARKED

#: Names of marked returns, in either language: what was sent, then the first characters of its hash.
_NAME = re.compile(rf"\.([0-9a-f]{{8}})(?:{re.escape(MARKED.zh)}|{re.escape(MARKED.en)})\.xlsx")
_STAYS = Text(
    zh="{path} 无法移到 {target}（{reason}），请关闭使用它的程序，下次 collect 会再试",
    en="{path} cannot be moved to {target} ({reason}); close the program that uses it, the next collect tries again",
)


def tidy_returns(campaign: Campaign) -> list[Text]:
    """Move marked returns to where they belong by now, and record it; return what could not be moved.

    A return is to be sent back while the submission counts and must be corrected. May be killed and run again.
    """
    return list(_Tidier(campaign).run())


class _Tidier:
    def __init__(self, campaign: Campaign) -> None:
        self.returns = campaign.returns
        self.ledger = campaign.ledger
        rejected = (stand.submission for stand in standing(campaign) if stand.state == SubmissionState.REJECTED)
        self.due = {item.sha256 for item in rejected if item is not None}

    def run(self) -> Iterator[Text]:
        heads = self.ledger.heads()
        moved: list[tuple[str, str, str]] = []
        kept: set[str] = set()
        for item in heads:
            if item.returned is None:
                continue
            target = current_path(item.returned) if item.sha256 in self.due else old_path(item.returned)
            source = current_path(item.returned) if is_old(target) else old_path(item.returned)
            problem = self._move(source, target)
            if problem is not None:
                kept.add(source)
                yield problem
            else:
                kept.add(target)
                if item.returned != target:
                    moved.append((item.sha256, item.returned, target))
        self.ledger.record_returned(moved)
        yield from self._orphans({item.sha256[:8] for item in heads}, kept)

    def _orphans(self, hashes: set[str], kept: set[str]) -> Iterator[Text]:
        """Put away returns that no decision names any more: the form, the roster or the settings were changed, and it was accepted."""
        for path in sorted(self.returns.glob("*/*.xlsx")):
            name = path.relative_to(self.returns).as_posix()
            match = _NAME.search(path.name)
            if match is not None and match[1] in hashes and name not in kept:
                problem = self._move(name, old_path(name))
                if problem is not None:
                    yield problem

    def _move(self, name: str, target: str) -> Text | None:
        """Move a return that is there; one that is not was moved before, or the officer took it away."""
        source, place = self.returns / name, self.returns / target
        if not source.is_file() or (place.is_file() and is_old(name)):
            return None
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            source.replace(place)
        except OSError as error:
            return _STAYS.filled(path=_shown(source), target=_shown(place.parent), reason=reason_of(error))
        with suppress(OSError):
            source.parent.rmdir()  # the folder of a unit with nothing in it
        return None


def _shown(path: Path) -> str:
    return str(path).encode("utf-8", "replace").decode()
