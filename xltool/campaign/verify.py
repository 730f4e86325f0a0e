"""`xltool verify`: whether a campaign holds all that it should, whole."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from xltool.base.errors import UsageError
from xltool.base.messages import Text
from xltool.campaign.config import load_config
from xltool.campaign.ledger import Ledger, LedgerError, open_ledger
from xltool.campaign.store import Store

_STORED = Text(zh="store 中的原件 {name} {what}，请从备份恢复", en="the content {name} in store/ {what}; restore it from a backup")


@dataclass(frozen=True, kw_only=True)
class Verified:
    """The result. `problems` must be seen to; `notes` do no harm."""

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
        problems, notes = list(_problems(root, ledger, store, stored)), tuple(_orphans(ledger, stored))
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
    for sha256, _ in ledger.files():
        if not store.path(sha256).is_file():
            yield _content(sha256, zh="缺失", en="is missing")


def _damaged(store: Store, stored: list[str]) -> Iterator[Text]:
    for sha256 in stored:
        if not store.is_whole(sha256):
            yield _content(sha256, zh="已损坏或无法读取", en="is damaged or cannot be read")


def _content(sha256: str, *, zh: str, en: str) -> Text:
    return Text(zh=_STORED.say("zh", name=sha256, what=zh), en=_STORED.say("en", name=sha256, what=en))


def _issued(outbox: Path, ledger: Ledger) -> Iterator[Text]:
    for row in ledger.issued():
        path = outbox / row.path
        if not path.is_file():
            yield Text(zh=f"outbox 中缺少 {row.path}，请运行 xltool distribute", en=f"outbox/ lacks {row.path}; run xltool distribute")
        elif hashlib.sha256(path.read_bytes()).hexdigest() != row.sha256:
            zh = f"outbox 中的 {row.path} 与下发时不同，请运行 xltool distribute 重新生成"
            yield Text(zh=zh, en=f"{row.path} in outbox/ is not what was issued; run xltool distribute to write it again")


def _returned(returns: Path, ledger: Ledger) -> Iterator[Text]:
    for item in ledger.heads():
        if item.returned is not None and not (returns / item.returned).is_file():
            zh = f"returns 中缺少 {item.returned}；可用 xltool check --annotate 由 store 中的原件 {item.sha256} 重新生成"
            en = f"returns/ lacks {item.returned}; xltool check --annotate makes it again from the content {item.sha256} in store/"
            yield Text(zh=zh, en=en)


def _orphans(ledger: Ledger, stored: list[str]) -> Iterator[Text]:
    """A run that is killed between keeping a content and recording it leaves such."""
    recorded = {sha256 for sha256, _ in ledger.files()}
    for sha256 in stored:
        if sha256 not in recorded:
            zh = f"store 中的 {sha256} 没有登记（无害）：其来源再次收件时会登记；来源已不在时运行 xltool collect DIR DIR/store/{sha256[:2]}/{sha256}"
            en = f"{sha256} in store/ is not recorded, which does no harm: collect records it when it meets its source again; if that is gone, run"
            yield Text(zh=zh, en=f"{en} xltool collect DIR DIR/store/{sha256[:2]}/{sha256}")
