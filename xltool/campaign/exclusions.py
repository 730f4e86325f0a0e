"""`xltool exclude`: the officer leaves a form out of all totals, or takes that back; kept in `exclusions.json` in the campaign's folder."""

from __future__ import annotations

import getpass
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from xltool.base.errors import UsageError
from xltool.base.files import write_whole
from xltool.base.messages import Text
from xltool.base.short_repr import short_repr
from xltool.base.states import SubmissionState
from xltool.campaign.content_names import the_content
from xltool.campaign.folder import Campaign, open_campaign
from xltool.campaign.ledger_records import SHORTEST, Submission
from xltool.merging.exclusion import Exclusion

EXCLUSIONS_FILE = "exclusions.json"
_DAMAGED = Text(
    zh="{path} 不是 xltool exclude 写成的样子（{reason}）。请从备份恢复；要全部重新决定，删去它即可",
    en="{path} is not as xltool exclude writes it ({reason}). Restore it from a backup, or delete it to decide anew",
)
_NO_REASON = Text(zh="请用 --reason 写明为何不计入合计", en="Say with --reason why it is to be in no total")
_NO_FORM = Text(
    zh="{name}（{hash}）不是某个单位的报送（{state}），本来就不在合计中",
    en="{name} ({hash}) is not the form of a unit (it is {state}): it is in no total anyway",
)
_NOT_EXCLUDED = Text(zh="{name}（{hash}）没有被排除，无可撤销", en="{name} ({hash}) is not excluded: there is nothing to take back")
_FORMS = (SubmissionState.ACCEPTED, SubmissionState.REJECTED, SubmissionState.WAITING)


@dataclass(frozen=True, kw_only=True)
class ExcludedFile:
    """One content that is in no total. A later form of the same unit and project is another content, and counts."""

    __repr__ = short_repr

    sha256: str
    name: str  # source of its first arrival
    unit: str  # its name
    project: str  # "" for none
    exclusion: Exclusion


def exclude(
    folder: Path | str, files: Iterable[str] = (), *, reason: str = "", by: str | None = None, undo: bool = False
) -> tuple[ExcludedFile, ...]:
    """Leave contents (named by their hashes, or 8 characters of them) out of all totals, with `undo` count them again; return all that are left out.

    `by` is who decides, by default the name of the account. Raises UsageError for a content that is unknown or the form of no unit, and
    where the reason is missing; then nothing is changed.
    """
    with open_campaign(folder) as campaign:
        kept = dict(exclusions(campaign.folder))
        heads = {item.sha256: item for item in campaign.ledger.heads()}
        chosen = [heads[the_content(heads, name, shortest=SHORTEST)] for name in files]
        if undo:
            _take_back(kept, chosen)
        elif chosen:
            _leave_out(kept, chosen, campaign, reason.strip(), (by or "").strip() or getpass.getuser())
        if chosen:
            _write(campaign.folder, kept)
        return tuple(kept.values())


def _leave_out(kept: dict[str, ExcludedFile], chosen: Iterable[Submission], campaign: Campaign, reason: str, by: str) -> None:
    if not reason:
        raise UsageError(_NO_REASON)
    decision = Exclusion(by=by, reason=reason, at=datetime.now(UTC))
    for item in chosen:
        if item.decision not in _FORMS:
            raise UsageError(_NO_FORM.filled(name=item.name, hash=item.sha256[:SHORTEST], state=item.decision.text))
        unit = campaign.roster.by_id(item.unit)
        name = unit.name if unit else item.unit_name or item.unit or ""
        kept[item.sha256] = ExcludedFile(sha256=item.sha256, name=item.name, unit=name, project=item.project, exclusion=decision)


def _take_back(kept: dict[str, ExcludedFile], chosen: Iterable[Submission]) -> None:
    for item in chosen:
        if item.sha256 not in kept:
            raise UsageError(_NOT_EXCLUDED.filled(name=item.name, hash=item.sha256[:SHORTEST]))
        del kept[item.sha256]


def exclusions(folder: Path, as_of: datetime | None = None) -> Mapping[str, ExcludedFile]:
    """Return what is left out of the totals of a campaign, by hash; `as_of` leaves out what was decided later.

    Raises UsageError when the file cannot be understood: totals must not change because a decision was lost.
    """
    path = folder / EXCLUSIONS_FILE
    if not path.is_file():
        return {}
    try:
        found = [_excluded(values) for values in json.loads(path.read_text(encoding="utf-8"))["excluded"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError(_DAMAGED.filled(path=path, reason=f"{type(error).__name__}: {error}")) from error
    return {item.sha256: item for item in found if as_of is None or item.exclusion.at <= as_of}


def _excluded(values: Mapping[str, Any]) -> ExcludedFile:
    texts = {key: values[key] for key in ("sha256", "name", "unit", "project", "by", "reason", "at")}
    if not all(isinstance(text, str) for text in texts.values()):
        raise TypeError(str(texts))
    decision = Exclusion(by=texts["by"], reason=texts["reason"], at=datetime.fromisoformat(texts["at"]).astimezone())
    return ExcludedFile(sha256=texts["sha256"], name=texts["name"], unit=texts["unit"], project=texts["project"], exclusion=decision)


def _write(folder: Path, kept: Mapping[str, ExcludedFile]) -> None:
    rows = [
        {
            "sha256": item.sha256, "name": item.name, "unit": item.unit, "project": item.project,
            "by": item.exclusion.by, "reason": item.exclusion.reason, "at": item.exclusion.at.isoformat(timespec="seconds"),
        }
        for item in kept.values()
    ]  # fmt: skip
    write_whole(folder / EXCLUSIONS_FILE, (json.dumps({"excluded": rows}, ensure_ascii=False, indent=1) + "\n").encode())
