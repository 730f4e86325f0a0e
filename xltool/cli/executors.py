"""The option that names an executor, for all commands that work through many files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from xltool.cli.help_texts import both
from xltool.cli.options import complain

if TYPE_CHECKING:
    from xltool.reading.executor import Executor

ExecutorArg = Annotated[
    str | None,
    typer.Option(
        "--executor",
        metavar="URL",
        help=both(
            zh="Dask 集群，dask://主机:端口 或 tls://主机:端口；未给出时用本机。",
            en="A Dask cluster, dask://host:port or tls://host:port; this machine if not given.",
        ),
    ),
]


@contextmanager
def executor_at(address: str | None) -> Iterator[Executor]:
    """The executor of an address."""
    from xltool.reading.executor import open_executor

    with open_executor(address, tell=complain) as executor:
        yield executor
