"""How the ledger's tables came to be, step by step (Alembic)."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sqlalchemy import Connection, inspect, text

from xltool.base.errors import UsageError
from xltool.base.messages import Text

#: The newest version of the tables; a test holds it to the newest file in `versions/`.
HEAD: Final = "0001"


def migrate(connection: Connection) -> None:
    """Bring the tables to the newest version, within the caller's transaction.

    Raises UsageError when a newer xltool has written the ledger.
    """
    version = current(connection)
    if version == HEAD:
        return
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    known = [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()]
    if version is not None and version not in known:
        zh = f"台账由更新版本的 xltool 写成（表结构 {version}），请升级 xltool"
        raise UsageError(Text(zh=zh, en=f"a newer xltool wrote this ledger (tables {version}); please upgrade xltool"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def current(connection: Connection) -> str | None:
    """The version of the tables; None when there are none."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
