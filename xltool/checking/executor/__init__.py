"""Executors: where files are read and workbooks rendered. On this machine, or on a Dask cluster; nothing else knows which.

`base` says what an executor does and holds the local one, `cluster` the one that hands chunks of files to a Dask cluster,
`chores` what is done with a chunk there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from xltool.base.errors import UsageError
from xltool.base.messages import Text
from xltool.checking.executor.local import LOCAL, Executor, File, chunks

__all__ = ["LOCAL", "Executor", "File", "chunks", "open_executor"]

_SCHEMES = {"dask": "tcp", "tls": "tls"}
_UNKNOWN = Text(
    zh="“{address}”不是执行器地址，应如 dask://主机:端口 或 tls://主机:端口",
    en="“{address}” is no address of an executor; write dask://host:port or tls://host:port",
)
_NO_DASK = Text(zh="使用 Dask 集群须先安装：pip install xltool[dask]", en="for a Dask cluster run: pip install xltool[dask]")


@contextmanager
def open_executor(address: str | None = None, tell: Callable[[Text], None] | None = None) -> Iterator[Executor]:
    """The executor at an address, this machine's without one; left again at the end.

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
        from xltool.checking.executor.cluster import connect
    except ModuleNotFoundError:
        raise UsageError(_NO_DASK) from None
    with connect(f"{_SCHEMES[scheme]}://{place}", tell or (lambda _: None)) as cluster:
        yield cluster
