"""Executors: where tasks are done. On this machine, or on a Dask cluster; nothing else knows which.

`tasks` says what a task is and what a worker of a cluster does with it, `remote_files` how it finds files, `local` what an
executor is, `cluster` hands chunks of items to a Dask cluster.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from xltool.base.errors import UsageError
from xltool.base.messages import Text
from xltool.reading.executor.local import LOCAL, Executor, chunks
from xltool.reading.executor.remote_files import LocalFile, RemoteFile, at_hand, remote_file

__all__ = ["LOCAL", "Executor", "LocalFile", "RemoteFile", "at_hand", "chunks", "open_executor", "remote_file"]

_SCHEMES = {"dask": "tcp", "tls": "tls"}
_UNKNOWN = Text(
    zh="“{address}”不是执行器地址，应如 dask://主机:端口 或 tls://主机:端口",
    en="“{address}” is not the address of an executor; write dask://host:port or tls://host:port",
)
_NO_DASK = Text(zh="使用 Dask 集群须先安装：pip install xltool[dask]", en="for a Dask cluster run: pip install xltool[dask]")


@contextmanager
def open_executor(address: str | None = None, tell: Callable[[Text], None] | None = None) -> Iterator[Executor]:
    """Open the executor at an address, this machine's without one; left again at the end.

    `tell` hears what had to be done here because the cluster could not. Raises UsageError when the address is none, nobody
    answers there, or the programs there are of other versions.
    """
    if address is None:
        yield LOCAL
        return
    scheme, separator, place = address.partition("://")
    if scheme not in _SCHEMES or not separator or not place:
        raise UsageError(_UNKNOWN.filled(address=address))
    try:
        from xltool.reading.executor.cluster import connect
    except ModuleNotFoundError:
        raise UsageError(_NO_DASK) from None
    with connect(f"{_SCHEMES[scheme]}://{place}", tell or (lambda _: None)) as cluster:
        yield cluster
