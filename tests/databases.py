"""Databases for ledgers: SQLite, and a PostgreSQL server of its own for each test process.

A test that takes the fixture `ledger_url` runs once on each. Where PostgreSQL is not installed it is skipped with the
reason, or fails where the environment says `CI=true`.
"""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

_ACCOUNT = "postgres"  # that the package makes; the server refuses to run as root
#: Nothing here outlives a power cut, and nothing needs to.
_QUICK = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=50 -c shared_buffers=16MB"


@dataclass(frozen=True)
class PostgreSQL:
    """A running server, which asks for a password."""

    port: int
    password: str

    def url(self, database: str) -> str:
        """The SQLAlchemy URL of one of its databases."""
        return f"postgresql://postgres:{self.password}@127.0.0.1:{self.port}/{database}"

    def execute(self, statement: str) -> None:
        """Run a statement outside any transaction."""
        import psycopg

        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())

    @contextmanager
    def database(self) -> Iterator[str]:
        """The URL of a new, empty database, which is dropped in the end."""
        name = f"test_{secrets.token_hex(6)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
        try:
            yield self.url(name)
        finally:
            self.execute(f"DROP DATABASE {name} WITH (FORCE)")


def programs() -> Path | None:
    """The folder of the newest PostgreSQL's programs."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    return installed[-1].parent if installed else None


@contextmanager
def running_postgresql() -> Iterator[PostgreSQL]:
    """Start a server in a folder of its own, and stop it."""
    home = programs()
    assert home is not None
    password = secrets.token_hex(8)
    folder = Path(tempfile.mkdtemp(prefix="xltool-postgresql-"))
    try:
        (folder / "password").write_text(password)
        if os.geteuid() == 0:
            account = pwd.getpwnam(_ACCOUNT)
            for path in (folder, folder / "password"):
                os.chown(path, account.pw_uid, account.pw_gid)
        port = _free_port()
        options = f"-p {port} -c listen_addresses=127.0.0.1 -k {folder} {_QUICK}"
        data = ("-D", str(folder / "data"))
        _run(
            home / "initdb",
            *data,
            "-U",
            _ACCOUNT,
            "-A",
            "scram-sha-256",
            f"--pwfile={folder / 'password'}",
            "-E",
            "UTF8",
            "--locale=C",
            "-N",
        )
        _run(home / "pg_ctl", *data, "-w", "-l", str(folder / "log"), "-o", options, "start")
        try:
            yield PostgreSQL(port, password)
        finally:
            _run(home / "pg_ctl", *data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(program: Path, *arguments: str) -> None:
    command = [str(program), *arguments]
    if os.geteuid() == 0:
        command = ["runuser", "-u", _ACCOUNT, "--", *command]
    done = subprocess.run(command, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd="/", timeout=120)
    assert done.returncode == 0, done.stdout.decode(errors="replace")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def require_postgresql() -> None:
    """Skip (in CI: fail) the calling test unless PostgreSQL and its driver are here."""
    reason = "PostgreSQL is not installed (package postgresql)" if programs() is None else ""
    try:
        import psycopg  # noqa: F401 - is it there?
    except ImportError:
        reason = "psycopg is not installed (xltool[postgres])"
    if reason and os.environ.get("CI") == "true":
        pytest.fail(reason)
    if reason:
        pytest.skip(reason)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """A server for the tests of this process."""
    require_postgresql()
    with running_postgresql() as server:
        yield server


@pytest.fixture
def postgresql_url(postgresql: PostgreSQL) -> Iterator[str]:
    """An empty PostgreSQL database."""
    with postgresql.database() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def ledger_url(request: pytest.FixtureRequest) -> str | None:
    """Where a ledger goes: None for SQLite in the campaign's folder, or the URL of an empty PostgreSQL database."""
    if request.param == "sqlite":
        return None
    url: str = request.getfixturevalue("postgresql_url")
    return url
