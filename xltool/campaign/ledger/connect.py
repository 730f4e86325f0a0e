"""The way to a ledger's database: SQLite in the campaign's folder, or any other by its SQLAlchemy URL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError

from xltool.base.errors import UsageError, XltoolError
from xltool.base.messages import Text
from xltool.campaign.ledger.shares import network_share

LEDGER_FILE = "ledger.sqlite"
_SQLITE = "sqlite"
_HEAD, _READ_VERSION, _WAL = 20, 18, b"\2\2"  # bytes of a database's head: the versions to write and to read it with
_WRITES = "xltool_writes"  # execution option of a connection that is going to write


class LedgerError(XltoolError):
    """The ledger cannot be used now; nothing is half recorded."""


class DamagedLedgerError(LedgerError):
    """The ledger is not what it was, and waiting will not help."""

    def __init__(self, where: str, detail: str) -> None:
        zh = f"台账已损坏：{where}（{detail[:200]}）。请按 docs/campaign.md 的“恢复”一节处理，收到的文件都在 store 中"
        en = f"the ledger is damaged: {where} ({detail[:200]}). See “Recovery” in docs/campaign.md; all files received are in store/"
        super().__init__(Text(zh=zh, en=en))


def connect(folder: Path, url: str | None, wait_seconds: float) -> Engine:
    """The engine of a campaign's ledger. Raises UsageError when the URL cannot be used; does not connect yet."""
    try:
        target = make_url(url) if url else URL.create(_SQLITE, database=LEDGER_FILE)
        if target.drivername in ("postgresql", "postgres"):
            target = target.set(drivername="postgresql+psycopg")
        if target.get_backend_name() == _SQLITE:
            return _sqlite(target, folder, wait_seconds)
        options = {"connect_timeout": max(1, int(wait_seconds))} if "postgresql" in target.drivername else {}
        engine = create_engine(target, pool_pre_ping=True, connect_args=options, hide_parameters=True)
        _limit_waiting(engine, wait_seconds)
    except ValueError:  # its text may be the password of an address that was mistyped
        raise UsageError(_unusable(None, Text(zh="端口不是数字", en="the port is not a number"))) from None
    except (ArgumentError, NoSuchModuleError, ImportError) as error:
        raise UsageError(_unusable(url, Text(zh=str(error), en=str(error)))) from error
    return engine


def _unusable(url: str | None, reason: Text) -> Text:
    printable = make_url(url).render_as_string(hide_password=True) if url and _is_url(url) else "…"
    zh, en = f"台账地址 {printable} 不可用（{reason.zh}）", f"the ledger URL {printable} cannot be used ({reason.en})"
    return Text(zh=f"{zh}；PostgreSQL 请安装 xltool[postgres]", en=f"{en}; for PostgreSQL install xltool[postgres]")


def _is_url(url: str) -> bool:
    try:
        make_url(url)
    except ArgumentError:
        return False
    return True


def _sqlite(target: URL, folder: Path, wait_seconds: float) -> Engine:
    """An SQLite file: a relative path is one below the campaign's folder."""
    if target.database and target.database != ":memory:":
        target = target.set(database=str(folder / target.database))
    engine = create_engine(target, connect_args={"timeout": wait_seconds}, hide_parameters=True)
    event.listen(engine, "connect", _configure)
    event.listen(engine, "begin", _begin)
    return engine


def _configure(connection: Any, _record: Any) -> None:
    """What every SQLite connection is set to: readers never wait for a writer (WAL), and what is committed is on the disk.

    On a network share they wait: WAL needs memory that all programs share (sqlite.org/wal.html), and those of two computers have none.
    """
    connection.isolation_level = None  # transactions begin where SQLAlchemy says, not where sqlite3 guesses
    path = Path(connection.execute("PRAGMA database_list").fetchone()[2] or ".")
    is_on_share = bool(network_share(path.parent))
    if is_on_share and _is_wal(path):  # brought here from a disk; alone, a program can do without the shared memory
        connection.execute("PRAGMA locking_mode=EXCLUSIVE")
    for setting in ("journal_mode=DELETE" if is_on_share else "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {setting}")
    if is_on_share:
        connection.execute("PRAGMA locking_mode=NORMAL")
        connection.execute("PRAGMA user_version").fetchone()  # reading something lets go of an exclusive lock


def _is_wal(path: Path) -> bool:
    """Return whether a database says in its head that it is in WAL mode (sqlite.org/fileformat.html, 1.3.3)."""
    with suppress(OSError), path.open("rb") as file:
        return file.read(_HEAD)[_READ_VERSION:] == _WAL
    return False


def _begin(connection: Connection) -> None:
    """A writer takes its lock at once: one that began by reading might find that it can no longer write."""
    writes = connection.get_execution_options().get(_WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _limit_waiting(engine: Engine, wait_seconds: float) -> None:
    def limit(connection: Any, _record: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"SET lock_timeout = {int(wait_seconds * 1000)}")
        connection.commit()

    if engine.dialect.name == "postgresql":
        event.listen(engine, "connect", limit)


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that writes: all of it or nothing. Raises LedgerError."""
    with _explained(engine), engine.connect().execution_options(**{_WRITES: True}) as connection, connection.begin():
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A transaction that reads one state of the ledger. Raises LedgerError."""
    level = {} if engine.dialect.name == _SQLITE else {"isolation_level": "REPEATABLE READ"}  # as SQLite's always is
    with _explained(engine), engine.connect().execution_options(**level) as connection, connection.begin():
        yield connection


@contextmanager
def _explained(engine: Engine) -> Iterator[None]:
    """What the database says, for people."""
    try:
        yield
    except DBAPIError as error:
        raise _explanation(engine, str(error.orig)) from error
    except SQLAlchemyError as error:
        raise _explanation(engine, str(error)) from error


def _explanation(engine: Engine, reason: str) -> LedgerError:
    where = engine.url.render_as_string(hide_password=True)
    detail = " ".join(reason.partition("DETAIL:")[0].split())[:300]  # details may be a row with its secrets
    if "malformed" in detail or "not a database" in detail:
        return DamagedLedgerError(where, detail)
    return LedgerError(_sentence(where, detail))


def _sentence(where: str, detail: str) -> Text:
    lower = detail.lower()
    if "locked" in lower or "lock timeout" in lower:
        return Text(
            zh=f"台账被其他程序占用：{where}。请等其结束后重新运行，已记录的不会重复",
            en=f"another program holds the ledger: {where}. Run the command again when it is done; nothing counts twice",
        )
    if "full" in lower or "no space" in lower:
        return Text(
            zh=f"磁盘已满，台账无法写入：{where}。请腾出空间后重新运行，已记录的不会丢失",
            en=f"the disk is full, the ledger cannot be written: {where}. Make room and run the command again; nothing recorded is lost",
        )
    if "readonly" in lower or "read-only" in lower or "unable to open" in lower:
        return Text(
            zh=f"台账无法打开或写入：{where}（{detail}）。请检查文件夹的权限",
            en=f"the ledger cannot be opened or written: {where} ({detail}). Check the permissions of the folder",
        )
    return Text(zh=f"台账 {where}：{detail}", en=f"ledger {where}: {detail}")


def is_sound(engine: Engine) -> str:
    """What SQLite's own check says of its file: "ok", else what is wrong. Other databases see to it themselves: "ok"."""
    if engine.dialect.name != _SQLITE:
        return "ok"
    with reading(engine) as connection:
        detail = [str(row[0]) for row in connection.execute(text("PRAGMA integrity_check(10)"))]
        detail += [f"foreign key: {row}" for row in connection.execute(text("PRAGMA foreign_key_check"))]
    return "ok" if detail == ["ok"] else "; ".join(line for line in detail if line != "ok")
