"""How the ledger's tables came to be, step by step (Alembic)."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sqlalchemy import Connection, inspect, text

from xltool.base.errors import UsageError
from xltool.base.messages import Text

#: Every version of the tables, oldest first; a test holds them to the files in `versions/`.
VERSIONS: Final = ("0001", "0002", "0003", "0004")
#: The newest version of the tables.
HEAD: Final = VERSIONS[-1]


def migrate(connection: Connection, target: str = HEAD) -> None:
    """Bring the tables to a version, by default the newest, within the caller's transaction.

    Raises UsageError when a newer xltool has written the ledger.
    """
    version = current(connection)
    if version == target:
        return
    from alembic import command
    from alembic.config import Config

    if version is not None and version not in VERSIONS:
        zh = f"台账由更新版本的 xltool 写成（表结构 {version}），请升级 xltool"
        raise UsageError(Text(zh=zh, en=f"a newer xltool wrote this ledger (tables {version}); please upgrade xltool"))
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, target)


def current(connection: Connection) -> str | None:
    """The version of the tables; None when there are none."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
