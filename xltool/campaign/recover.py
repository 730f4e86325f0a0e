"""`xltool recover`: a new ledger in place of one that is lost or damaged, with the old key if that is still to be had."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from xltool.base.errors import UsageError
from xltool.base.files import UnwritableError
from xltool.base.messages import Text
from xltool.base.short_repr import short_repr
from xltool.base.system_errors import reason_of
from xltool.campaign.campaign_archive import damaged, opened
from xltool.campaign.config import Config, load_config
from xltool.campaign.ledger import DamagedLedgerError, NoLedgerError, create_ledger, open_ledger, prefilled_of
from xltool.campaign.ledger.connect import LEDGER_FILE
from xltool.campaign.ledger.portable import row_from_json
from xltool.campaign.ledger_records import LetterRecord, Secrets, letter_of
from xltool.campaign.prefill_records import Prefilled

#: A ledger that is taken out of the way, with what SQLite keeps beside it.
DAMAGED_FILE = "ledger.damaged.sqlite"
_HELD = Text(
    zh="{path} 无法改名（{reason}），请关闭使用它的程序后重新运行；什么也没有改动",
    en="{path} cannot be renamed ({reason}); close the program that uses it and run the command again; nothing was changed",
)
_BESIDE = ("", "-wal", "-shm")


@dataclass(frozen=True, kw_only=True)
class Recovered:
    """What was done."""

    __repr__ = short_repr

    has_old_key: bool  # workbooks sent out before are recognised as ours
    set_aside: Path | None  # the damaged ledger


def recover(folder: Path | str, *, source: Path | str | None = None, new_key: bool = False) -> Recovered:
    """Make a new, empty ledger for a campaign; `distribute` and `collect` fill it again from outbox, inbox and store.

    The key and the password come from `source`, an export of the campaign however old, else from what can be read of the
    damaged ledger; `new_key` does without. Raises UsageError when the ledger is sound, or no key is to be had.
    """
    root = Path(folder)
    config = load_config(root)
    _refuse_sound(root, config)
    salvaged = _salvaged(root / LEDGER_FILE, config)
    kept = _exported(Path(source), config, root / "outbox") if source is not None else salvaged
    if kept is None and not new_key:
        zh = "台账中的签名密钥已无法读取。请用 --from 给出本任务的任一导出文件；没有导出文件时用 --new-key，此前下发的表将不再被认作本任务下发"
        en = "the key in the ledger cannot be read any more. Name any export of this campaign with --from; if there is none, --new-key does"
        raise UsageError(Text(zh=zh, en=f"{en} without it, and workbooks sent out before will no longer be recognised"))
    set_aside = _set_aside(root) if config.ledger_url is None else None
    secrets = kept.secrets if kept is not None else None
    ledger = create_ledger(root, config.id, url=config.ledger_url, wait_seconds=config.wait_seconds, kept=secrets)
    newest = next((rows.prefilled for rows in (salvaged, kept) if rows is not None and rows.prefilled), ())
    ledger.record_prefilled(newest)
    ledger.record_mailed(letter for rows in (salvaged, kept) if rows is not None for letter in rows.mailed)
    ledger.close()
    if set_aside is not None:
        shutil.copymode(set_aside, root / LEDGER_FILE)  # colleagues who could use the old one can use the new one
    return Recovered(has_old_key=kept is not None, set_aside=set_aside)


def _refuse_sound(root: Path, config: Config) -> None:
    """Only a ledger that is gone or damaged gives way; one that is held by another program or out of reach does not."""
    try:
        ledger = open_ledger(root, config.id, url=config.ledger_url, wait_seconds=config.wait_seconds)
    except (NoLedgerError, DamagedLedgerError):
        return
    try:
        ledger.refuse_unsound()
    except DamagedLedgerError:
        return
    finally:
        ledger.close()
    raise UsageError(Text(zh=f"{root} 的台账完好，无需恢复", en=f"the ledger of {root} is sound; there is nothing to recover"))


@dataclass(frozen=True, kw_only=True)
class _Kept:
    """What an export or a damaged ledger still tells. The next `distribute` reads the rest from the outbox."""

    secrets: Secrets
    prefilled: tuple[Prefilled, ...] = ()
    mailed: tuple[LetterRecord, ...] = ()  # of both, all count: what one knows was sent, was sent


def _exported(source: Path, config: Config, outbox: Path) -> _Kept:
    with opened(source) as export:
        if export.manifest.campaign != config.id:
            raise damaged(f"属于另一任务 {export.manifest.campaign}", f"it is that of another campaign, {export.manifest.campaign}")
        rows: dict[str, list[dict[str, Any]]] = {"campaign": [], "issued": [], "prefilled": [], "mailed": []}
        try:
            for table, row in map(row_from_json, export.lines()):
                if table in rows:
                    rows[table].append(row)
            own = rows["campaign"][0]
            prefilled = [prefilled_of(row) for row in rows["prefilled"]]
            mailed = [letter_of(row) for row in rows["mailed"]]
        except (ValueError, IndexError) as error:
            raise damaged("台账无法读取", "its ledger cannot be read") from error
    later = {(row["unit"], row["project"]) for row in rows["issued"] if _is_other(outbox / row["path"], row["sha256"])}
    return _Kept(
        secrets=Secrets(key=own["key"], password=own["password"]),
        prefilled=tuple(row for row in prefilled if (row.unit, row.project) not in later),
        mailed=tuple(mailed),
    )


def _is_other(workbook: Path, sha256: str) -> bool:
    """Whether a workbook was written after the export: then it tells better what it was filled in with."""
    try:
        return hashlib.sha256(workbook.read_bytes()).hexdigest() != sha256
    except OSError:
        return False


def _salvaged(path: Path, config: Config) -> _Kept | None:
    """What is still to be read of a damaged file: what is wrong is mostly elsewhere."""
    match _rows(path, "SELECT key, password FROM campaign WHERE id = ?", config.id):
        case [{"key": bytes(key), "password": str(password)}] if key:
            return _Kept(
                secrets=Secrets(key=key, password=password), prefilled=tuple(_salvaged_rows(path)), mailed=tuple(_salvaged_letters(path))
            )
    return None


def _salvaged_rows(path: Path) -> Iterator[Prefilled]:
    for row in _rows(path, "SELECT * FROM prefilled"):
        with suppress(ValueError, TypeError):  # a row that is damaged
            yield prefilled_of({**row, "recorded_at": datetime.fromisoformat(row["recorded_at"])})


def _salvaged_letters(path: Path) -> Iterator[LetterRecord]:
    for row in _rows(path, "SELECT * FROM mailed"):
        with suppress(ValueError, TypeError):  # a row that is damaged
            yield letter_of({**row, "sent_at": datetime.fromisoformat(row["sent_at"])})


def _rows(path: Path, query: str, *values: str) -> list[dict[str, Any]]:
    """The rows of a query; none when the file is not there or they cannot be read."""
    if not path.is_file():
        return []
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            connection.row_factory = sqlite3.Row
            return [dict(row) for row in connection.execute(query, values)]
    except sqlite3.DatabaseError:
        return []


def _set_aside(root: Path) -> Path | None:
    """Rename what is left of the ledger; nothing is ever deleted."""
    name = next(name for name in _names() if not (root / name).exists())
    moved: list[tuple[Path, Path]] = []
    for ending in _BESIDE:
        old, new = root / f"{LEDGER_FILE}{ending}", root / f"{name}{ending}"
        try:
            if old.exists():
                old.rename(new)
                moved.append((old, new))
        except OSError as error:  # another program has it open: what belongs together stays together
            for back, there in moved:
                there.rename(back)
            raise UnwritableError(_HELD.filled(path=old, reason=reason_of(error))) from error
    return root / name if (root / name).exists() else None


def _names() -> Iterator[str]:
    yield DAMAGED_FILE
    number = 2
    while True:
        yield DAMAGED_FILE.replace(".sqlite", f"-{number}.sqlite")
        number += 1
