"""A Dask cluster: chunks of items travel there, and their results come back.

Dask gives the chunks of a lost worker to another one. What the cluster cannot do at all is done here, so that every run
ends whole.
"""

from __future__ import annotations

import logging
import time
import uuid
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent import futures
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from functools import partial
from itertools import islice
from threading import Thread
from typing import Any

from distributed import Client, Future
from distributed.comm import CommClosedError

from xltool.base.errors import UsageError
from xltool.base.messages import Text
from xltool.reading.executor.local import LOCAL
from xltool.reading.executor.remote_files import FileNotFound
from xltool.reading.executor.tasks import Chunk, PickledTask, Task, do, pickled
from xltool.reading.pool.worker import Failure

#: Files of one task: enough that their transport is nothing beside the work, few enough that a lost worker costs little.
CHUNK = 25
#: Chunks for each thread of the cluster that are on their way.
_AHEAD = 4
_LARGEST_BATCH = 2_000
_CONNECT_SECONDS = 5
_WORKER_SECONDS = 10
#: How long a cluster may be without any worker before the rest is done here: lost ones are replaced in less.
_PATIENCE = 30.0
_LOOK_SECONDS = 5.0

_UNREACHABLE = Text(
    zh="{address} 没有 Dask 调度程序应答。请检查地址、网络，以及 TLS 证书的设置",
    en="no Dask scheduler answers at {address}; check the address, the network and, with tls://, the certificates",
)
_NO_WORKERS = Text(
    zh="{address} 的集群没有工作节点，请先启动 dask worker", en="the cluster at {address} has no worker; start one with dask worker"
)
_VERSIONS = Text(
    zh="{who} 的 {package} 是 {theirs}，这里是 {ours}。请安装同一版本",
    en="{who} has {package} {theirs}, here it is {ours}; install the same version",
)
_NOT_FOUND = Text(
    zh="集群读不到 {url}（{reason}），改在本机完成。请让工作节点能读到 store/，或在 campaign.yaml 中设置 store.url",
    en="the cluster cannot find {url} ({reason}); done here instead. Give the workers access to store/, or set store.url in campaign.yaml",
)
_BROKEN = Text(
    zh="集群未能完成部分工作（{reason}），改在本机完成", en="the cluster could not do a part of the work ({reason}); done here instead"
)
_GONE = Text(
    zh="与集群的调度程序 {address} 失去联系，其余工作改在本机完成",
    en="the scheduler of the cluster at {address} is gone; the rest of the work is done here",
)
_NO_WORKER_LEFT = Text(
    zh="{address} 的集群已没有工作节点，其余工作改在本机完成",
    en="the cluster at {address} has no worker left; the rest of the work is done here",
)


@contextmanager
def connect(address: str, tell: Callable[[Text], None]) -> Iterator[ClusterExecutor]:
    """Connect to the cluster whose scheduler is at an address. Raises UsageError when it cannot be used."""
    with _quiet():
        client = _client(address)
        try:
            _refuse_unready(client, address)
            yield ClusterExecutor(client, tell, address)
        finally:
            with suppress(Exception):  # a scheduler that is gone or says nothing: nothing of it is needed any more
                _within(_CONNECT_SECONDS + 3, partial(client.close, timeout=_CONNECT_SECONDS))


#: Loggers of Dask and of what it stands on. Their own levels are set by its configuration, so that of a parent is not enough.
_LOGGERS = ("distributed", "tornado", "asyncio")


@contextmanager
def _quiet() -> Iterator[None]:
    """Silence Dask: what goes wrong is reported in words of ours."""
    names = [name for name in logging.root.manager.loggerDict if name.partition(".")[0] in _LOGGERS]
    loggers = [logging.getLogger(name) for name in {*names, *_LOGGERS}]
    before = [(logger, logger.disabled) for logger in loggers]
    for logger in loggers:
        logger.disabled = True
    try:
        yield
    finally:
        for logger, was_disabled in before:
            logger.disabled = was_disabled


def _client(address: str) -> Client:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Dask's own about versions, which are compared below
        try:
            return _within(_CONNECT_SECONDS + 3, lambda: Client(address, timeout=_CONNECT_SECONDS, set_as_default=False, name="xltool"))
        except Exception as error:
            raise UsageError(_UNREACHABLE.filled(address=address)) from error


def _within(seconds: float, ask: Callable[[], Any]) -> Any:
    """Return what a function returns. Raises TimeoutError: Dask itself waits for ever where something listens and says nothing."""
    answer: futures.Future[Any] = futures.Future()

    def run() -> None:
        try:
            answer.set_result(ask())
        except Exception as error:  # noqa: BLE001 - raised again where it is waited for
            answer.set_exception(error)

    Thread(target=run, daemon=True).start()
    return answer.result(seconds)


def _refuse_unready(client: Client, address: str) -> None:
    try:
        client.wait_for_workers(1, timeout=_WORKER_SECONDS)
    except TimeoutError:
        raise UsageError(_NO_WORKERS.filled(address=address)) from None
    versions = client.get_versions(packages=["xltool"])
    ours = _relevant(versions["client"])
    for who, reported in versions["workers"].items():
        theirs = _relevant(reported)
        for package, version in ours.items():
            if theirs[package] != version:
                raise UsageError(_VERSIONS.filled(who=who, package=package, theirs=theirs[package], ours=version))


def _relevant(reported: Mapping[str, Any]) -> dict[str, str]:
    """Return the versions that must agree: what travels is Python objects of ours."""
    packages = reported["packages"]
    return {
        "Python": ".".join(packages["python"].split(".")[:2]),
        "xltool": packages["xltool"] or "—",
        "distributed": packages["distributed"],
    }


class ClusterExecutor:
    """Has the work done by a cluster."""

    def __init__(self, client: Client, tell: Callable[[Text], None], address: str) -> None:
        self._client = client
        self._tell = tell
        self._address = address
        self._told: set[Text] = set()
        self._shared_tasks: dict[PickledTask, Future] = {}
        self._n_threads: int = max(1, sum(client.nthreads().values()))
        self._is_lost = False

    @property
    def batch(self) -> int:
        """A chunk from every thread."""
        return max(LOCAL.batch, min(_LARGEST_BATCH, CHUNK * self._n_threads))

    def run(self, task: Task, items: Iterable[Any | None], n_items: int) -> Iterator[Any]:
        """Do a task on the cluster; so many chunks are on their way that no thread waits for its next one.

        A chunk that the cluster cannot do is done here.
        """
        remote = task.remote()
        packed = pickled(remote)
        on_their_way: deque[tuple[list[Any], list[Any], Future | None]] = deque()  # a chunk, and what of it is not a gap

        def arrived() -> Iterator[Any]:
            part, present, future = on_their_way.popleft()
            done = self._results(future)
            results = map(remote.result, done) if done is not None else LOCAL.run(task, present, len(present))
            yield from (None if item is None else next(results) for item in part)

        try:
            for part in _chunks(items, n_items, self._n_threads):
                present = [item for item in part if item is not None]
                on_their_way.append((part, present, self._submitted(packed, list(map(task.address, present)))))
                if len(on_their_way) == _AHEAD * self._n_threads:
                    yield from arrived()
            while on_their_way:
                yield from arrived()
        finally:
            for _, _, future in on_their_way:
                if future is not None:
                    _release(future)

    def _results(self, future: Future | None) -> list[bytes] | None:
        """Return the results of a chunk, which is then forgotten; None when the cluster could not do it."""
        if future is None:
            return None
        try:
            return self._done(future)
        finally:
            _release(future)

    def _submitted(self, task: PickledTask, items: list[Any]) -> Future | None:
        """Send a chunk; return None when there is nothing in it, or the cluster is gone."""
        if self._is_lost or not items:
            return None
        try:
            return self._client.submit(do, self._shared(task), Chunk(items), key=_key("chunk"), pure=False)
        except Exception:  # noqa: BLE001 - whatever is wrong with the connection
            self._lose(_GONE)
            return None

    def _shared(self, task: PickledTask) -> Future:
        """Put a task on the cluster. There it is a result itself, so that it is made again when its worker is lost."""
        if task not in self._shared_tasks:
            self._shared_tasks[task] = self._client.submit(_same, task, key=_key("task"), pure=False)
        return self._shared_tasks[task]

    def _done(self, future: Future) -> list[bytes] | None:
        """Return the results of a chunk; None when the cluster could not do it: workers died of it, or there are none any more."""
        try:
            answer = self._waited(future)
        except _LostError:
            self._lose(_NO_WORKER_LEFT)
            return None
        except (CancelledError, CommClosedError):  # we cancel nothing: the scheduler is gone, and with it all chunks
            self._lose(_GONE)
            return None
        except Exception as error:  # noqa: BLE001 - KilledWorker, an error of the worker's system: all the same
            if self._client.status == "running":
                self._say(_BROKEN, reason=type(error).__name__)
            else:
                self._lose(_GONE)
            return None
        if isinstance(answer, Failure):
            raise answer.error()
        if isinstance(answer, FileNotFound):
            self._say(_NOT_FOUND, url=answer.url, reason=answer.reason)
            return None
        return answer

    def _waited(self, future: Future) -> list[bytes] | Failure | FileNotFound:
        alone_since: float | None = None
        while not self._is_lost:
            try:
                answer: list[bytes] | Failure | FileNotFound = future.result(timeout=_LOOK_SECONDS)
            except TimeoutError:
                if future.status == "error":  # an error of the task, not of our patience
                    raise
            else:
                return answer
            if self._n_workers():
                alone_since = None
            elif time.monotonic() - (alone_since := alone_since or time.monotonic()) > _PATIENCE:
                break
        raise _LostError

    def _n_workers(self) -> int:
        """Return how many workers the scheduler knows; none when it does not answer."""
        try:
            return len(_within(_LOOK_SECONDS, self._client.nthreads))
        except Exception:  # noqa: BLE001 - whatever is wrong with the connection
            return 0

    def _lose(self, why: Text) -> None:
        """Do everything here from now on."""
        if not self._is_lost:
            self._is_lost = True
            self._say(why, address=self._address)

    def _say(self, text: Text, **words: object) -> None:
        """Report something, and the same not again."""
        message = text.filled(**words)
        kind = text if text is _NOT_FOUND else message  # one file that is not found stands for all
        if kind not in self._told:
            self._told.add(kind)
            self._tell(message)


def _chunks(items: Iterable[Any], n_items: int, n_threads: int) -> Iterator[list[Any]]:
    """Cut items into chunks, smaller towards the end, so that no thread has a whole one to do while others have nothing.

    `n_items` may be too few: a zip counts as one file.
    """
    left, n_left = iter(items), n_items
    while part := list(islice(left, _size(n_left, n_threads))):
        n_left -= len(part)
        yield part


def _size(n_left: int, n_threads: int) -> int:
    return min(CHUNK, -(-n_left // (2 * n_threads))) if n_left > 0 else CHUNK


def _release(future: Future) -> None:
    with suppress(Exception):  # of a cluster that is gone
        future.release()


class _LostError(Exception):
    """No worker is left."""


def _same(task: PickledTask) -> PickledTask:
    return task


def _key(what: str) -> str:
    return f"xltool-{what}-{uuid.uuid4().hex}"
