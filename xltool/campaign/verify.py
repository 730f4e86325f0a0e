"""`xltool verify`: whether a campaign holds all that it should, whole."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from xltool.base.display import visible
from xltool.base.errors import UsageError
from xltool.base.messages import Text, listed_briefly
from xltool.base.short_repr import short_repr
from xltool.campaign.config import load_config
from xltool.campaign.ledger import Ledger, LedgerError, open_ledger
from xltool.campaign.return_paths import is_old, old_path
from xltool.campaign.store import Store

_MISSING = Text(
    zh="store 中缺少原件 {names}，请从备份恢复",
    en="the store lacks contents: {names}; restore them from a backup",
)
_DAMAGED = Text(
    zh="store 中的原件已损坏或无法读取：{names}，请从备份恢复",
    en="contents in store/ are damaged or cannot be read: {names}; restore them from a backup",
)
_NOT_ISSUED = Text(zh="outbox 中缺少 {names}，请运行 xltool distribute", en="outbox/ lacks {names}; run xltool distribute")
_CHANGED = Text(
    zh="outbox 中的文件与下发时不同：{names}，请运行 xltool distribute 重新生成",
    en="files in outbox/ are not what was issued: {names}; run xltool distribute to write them again",
)
_NOT_RETURNED = Text(
    zh="returns 中缺少 {names}；可用 xltool check --annotate 由 store 中的原件重新生成：{sources}",
    en="returns/ lacks {names}; xltool check --annotate makes them again from the contents in store/: {sources}",
)
_UNRECORDED = Text(
    zh="store 中的 {names} 没有登记（无害）：其来源再次收件时会登记；来源已不在时运行 xltool collect DIR {example}",
    en="not recorded in the ledger: {names} in store/. This does no harm: collect records a content when it meets its source again; "
    "if that is gone, run xltool collect DIR {example}",
)
_STRANGE = Text(
    zh="store 中有不属于收集任务的文件（无害）：{names}",
    en="files in store/ that do not belong to the campaign, which do no harm: {names}",
)


@dataclass(frozen=True, kw_only=True)
class Verified:
    """The result. `problems` must be seen to, one for each kind; `notes` do no harm."""

    __repr__ = short_repr

    problems: tuple[Text, ...]
    notes: tuple[Text, ...]
    n_contents: int  # in the store


def verify(folder: Path | str) -> Verified:
    """Verify the ledger, the store, the outbox and the returns; nothing is changed.

    A ledger that cannot be read is one of the problems, and the store is verified all the same. Raises UsageError when
    there is no campaign, DefinitionError when its settings are wrong.
    """
    root = Path(folder)
    config = load_config(root)
    store = Store(root / "store")
    stored = list(store.hashes())
    try:
        ledger = open_ledger(root, config.id, url=config.ledger_url, wait_seconds=config.wait_seconds)
    except (LedgerError, UsageError) as error:
        return Verified(problems=(error.message, *_damaged(store, stored)), notes=(), n_contents=len(stored))
    try:
        problems, notes = list(_problems(root, ledger, store, stored)), tuple(_notes(ledger, store, stored))
    except LedgerError as error:
        problems, notes = [error.message, *_damaged(store, stored)], ()
    finally:
        ledger.close()
    return Verified(problems=tuple(problems), notes=notes, n_contents=len(stored))


def _problems(root: Path, ledger: Ledger, store: Store, stored: list[str]) -> Iterator[Text]:
    ledger.refuse_unsound()
    yield from _missing(ledger, store)
    yield from _damaged(store, stored)
    yield from _issued(root / "outbox", ledger)
    yield from _returned(root / "returns", ledger)


def _missing(ledger: Ledger, store: Store) -> Iterator[Text]:
    missing = [sha256 for sha256, _ in ledger.files() if not store.path(sha256).is_file()]
    if missing:
        yield _MISSING.filled(names=_summed(missing))


def _damaged(store: Store, stored: list[str]) -> Iterator[Text]:
    damaged = [sha256 for sha256 in stored if not store.is_whole(sha256)]
    if damaged:
        yield _DAMAGED.filled(names=_summed(damaged))


def _issued(outbox: Path, ledger: Ledger) -> Iterator[Text]:
    missing: list[str] = []
    changed: list[str] = []
    for row in ledger.issued():
        path = outbox / row.path
        if not path.is_file():
            missing.append(row.path)
        elif hashlib.sha256(path.read_bytes()).hexdigest() != row.sha256:
            changed.append(row.path)
    if missing:
        yield _NOT_ISSUED.filled(names=_summed(missing))
    if changed:
        yield _CHANGED.filled(names=_summed(changed))


def _returned(returns: Path, ledger: Ledger) -> Iterator[Text]:
    lost = [
        (item.returned, item.sha256)
        for item in ledger.heads()
        if item.returned is not None and not is_old(item.returned) and not _lies(returns, item.returned)
    ]
    if lost:
        yield _NOT_RETURNED.filled(names=_summed([name for name, _ in lost]), sources=_summed([sha256 for _, sha256 in lost]))


def _lies(returns: Path, returned: str) -> bool:
    """Whether a marked return is there; a run that is killed may have moved it without recording it."""
    return any((returns / path).is_file() for path in (returned, old_path(returned)))


def _notes(ledger: Ledger, store: Store, stored: list[str]) -> Iterator[Text]:
    """Yield what does no harm; a run that is killed between keeping a content and recording it leaves an unrecorded one."""
    recorded = {sha256 for sha256, _ in ledger.files()}
    unrecorded = [sha256 for sha256 in stored if sha256 not in recorded]
    if unrecorded:
        first = unrecorded[0]
        yield _UNRECORDED.filled(names=_summed(unrecorded), example=f"DIR/store/{first[:2]}/{first}")
    strange = [path.relative_to(store.folder).as_posix() for path in store.strangers()]
    if strange:
        yield _STRANGE.filled(names=_summed(strange))


def _summed(names: Iterable[str]) -> Text:
    return listed_briefly([visible(name) for name in names])
