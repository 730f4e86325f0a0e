"""A Dask cluster: chunks of files travel there by their URLs, and what was decided about them comes back.

Dask gives the chunks of a lost worker to another one. What the cluster cannot do at all is done here, so that every run
ends whole.
"""

from __future__ import annotations

import logging
import time
import uuid
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent import futures
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

from distributed import Client, Future

from xltool.base.errors import UsageError
from xltool.base.messages import Text
from xltool.checking.executor.local import LOCAL, File
from xltool.checking.executor.tasks import (
    Away,
    Chore,
    Chunk,
    Packing,
    Parcel,
    Read,
    Remote,
    Render,
    definitions_of,
    digest_of,
    do,
    pack,
    url_of,
)
from xltool.reading.pool.worker import Failure, Work
from xltool.rules.definition import Definition

if TYPE_CHECKING:
    from xltool.workbook.form_copy import FormCopy

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
    en="no Dask scheduler answers at {address}; look at the address, the network and, with tls://, the certificates",
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
    en="the cluster does not find {url} ({reason}); done here. Let the workers read store/, or set store.url in campaign.yaml",
)
_BROKEN = Text(zh="集群未能完成 {count} 份（{reason}），改在本机完成", en="the cluster could not do {count} of them ({reason}); done here")


@contextmanager
def connect(address: str, tell: Callable[[Text], None]) -> Iterator[ClusterExecutor]:
    """The cluster whose scheduler is at an address. Raises UsageError when it cannot be used."""
    with _quiet():
        client = _client(address)
        try:
            _refuse_unready(client, address)
            yield ClusterExecutor(client, tell)
        finally:
            client.close(timeout=_CONNECT_SECONDS)


@contextmanager
def _quiet() -> Iterator[None]:
    """What goes wrong is told in words of ours."""
    logger = logging.getLogger("distributed")
    level = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        logger.setLevel(level)


def _client(address: str) -> Client:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Dask's own about versions, which are compared below
        try:
            return _within(_CONNECT_SECONDS + 3, lambda: Client(address, timeout=_CONNECT_SECONDS, set_as_default=False, name="xltool"))
        except Exception as error:
            raise UsageError(_UNREACHABLE.filled(address=address)) from error


def _within(seconds: float, ask: Callable[[], Any]) -> Any:
    """What a function returns. Raises TimeoutError: Dask itself waits for ever where something listens and says nothing."""
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
    for who, found in versions["workers"].items():
        theirs = _relevant(found)
        for package, version in ours.items():
            if theirs[package] != version:
                raise UsageError(_VERSIONS.filled(who=who, package=package, theirs=theirs[package], ours=version))


def _relevant(found: Mapping[str, Any]) -> dict[str, str]:
    """The versions that must agree: what travels is Python objects of ours."""
    packages = found["packages"]
    return {
        "Python": ".".join(packages["python"].split(".")[:2]),
        "xltool": packages["xltool"] or "—",
        "distributed": packages["distributed"],
    }


class ClusterExecutor:
    """Has the work done by a cluster."""

    def __init__(self, client: Client, tell: Callable[[Text], None]) -> None:
        self._client = client
        self._tell = tell
        self._told: set[Text] = set()
        self._parcels: dict[Parcel, Future] = {}
        self._n_threads: int = max(1, sum(client.nthreads().values()))
        self._is_lost = False

    @property
    def batch(self) -> int:
        """A chunk from every thread."""
        return max(LOCAL.batch, min(_LARGEST_BATCH, CHUNK * self._n_threads))

    def read(self, files: Iterable[File | None], n_files: int, work: Work, templates: Path | str | None = None) -> Iterator[Any]:
        """Read files on the cluster."""

        def here(some: Sequence[File]) -> Iterator[Any]:
            return LOCAL.read(some, len(some), work, templates)

        return self._run(Read(Packing(work), definitions_of(templates)), files, n_files, _remote, here)

    def render(self, definition: Definition, sheets: Sequence[FormCopy]) -> Iterator[bytes]:
        """Render on the cluster."""

        def here(some: Sequence[FormCopy]) -> Iterator[bytes]:
            return LOCAL.render(definition, some)

        return self._run(Render(definition), sheets, len(sheets), lambda sheet: sheet, here)

    def _run(
        self,
        chore: Chore,
        items: Iterable[Any],
        n_items: int,
        remote: Callable[[Any], Any],
        here: Callable[[Sequence[Any]], Iterator[Any]],
    ) -> Iterator[Any]:
        """The results of a chore; so many chunks are on their way that no thread waits for its next one.

        `remote` gives an item as workers know it; `here` does a chunk when the cluster cannot. Items that are None stay here.
        """
        parcel = pack(chore)
        on_their_way: deque[tuple[list[Any], list[Any], Future | None]] = deque()  # a chunk, and what of it is no gap

        def arrived() -> Iterator[Any]:
            part, wanted, future = on_their_way.popleft()
            done = self._results(future, len(wanted))
            results = map(chore.result, done) if done is not None else here(wanted)
            yield from (None if item is None else next(results) for item in part)

        try:
            for part in _chunks(items, n_items, self._n_threads):
                wanted = [item for item in part if item is not None]
                on_their_way.append((part, wanted, self._submitted(parcel, list(map(remote, wanted)))))
                if len(on_their_way) == _AHEAD * self._n_threads:
                    yield from arrived()
            while on_their_way:
                yield from arrived()
        finally:
            for _, _, future in on_their_way:
                if future is not None:
                    future.release()

    def _results(self, future: Future | None, count: int) -> list[bytes] | None:
        """What came of a chunk, which is then forgotten; None when the cluster could not do it."""
        if future is None:
            return None
        try:
            return self._done(future, count)
        finally:
            future.release()

    def _submitted(self, parcel: Parcel, items: list[Any]) -> Future | None:
        """A chunk on its way; None when there is nothing in it, or the cluster is gone."""
        if self._is_lost or not items:
            return None
        try:
            return self._client.submit(do, self._shared(parcel), Chunk(items), key=_key("chunk"), pure=False)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with the connection
            self._lose(error, len(items))
            return None

    def _shared(self, parcel: Parcel) -> Future:
        """A chore on the cluster. It is the result of a task, so that it is made again when its worker is lost."""
        if parcel not in self._parcels:
            self._parcels[parcel] = self._client.submit(_same, parcel, key=_key("chore"), pure=False)
        return self._parcels[parcel]

    def _done(self, future: Future, count: int) -> list[bytes] | None:
        """The results of a chunk; None when the cluster could not do it: workers died of it, or there are none any more."""
        try:
            said = self._waited(future)
        except _LostError as error:
            self._lose(error, count)
            return None
        except Exception as error:  # noqa: BLE001 - KilledWorker, a lost connection, an error of the worker's system: all the same
            self._say(_BROKEN, count=count, reason=type(error).__name__)
            return None
        if isinstance(said, Failure):
            raise said.error()
        if isinstance(said, Away):
            self._say(_NOT_FOUND, url=said.url, reason=said.reason)
            return None
        return said

    def _waited(self, future: Future) -> list[bytes] | Failure | Away:
        alone_since: float | None = None
        while not self._is_lost:
            try:
                found: list[bytes] | Failure | Away = future.result(timeout=_LOOK_SECONDS)
            except TimeoutError:
                if future.status == "error":  # an error of the task, not of our patience
                    raise
            else:
                return found
            if self._client.nthreads():
                alone_since = None
            elif time.monotonic() - (alone_since := alone_since or time.monotonic()) > _PATIENCE:
                break
        raise _LostError

    def _lose(self, error: Exception, count: int) -> None:
        """From now on everything is done here."""
        if not self._is_lost:
            self._say(_BROKEN, count=count, reason=type(error).__name__)
        self._is_lost = True

    def _say(self, text: Text, **words: object) -> None:
        """Tell something, and the same not again."""
        said = text.filled(**words)
        kind = text if text is _NOT_FOUND else said  # one file that is not found stands for all
        if kind not in self._told:
            self._told.add(kind)
            self._tell(said)


def _chunks(items: Iterable[Any], n_items: int, n_threads: int) -> Iterator[list[Any]]:
    """Items in chunks, smaller towards the end, so that no thread has a whole one to do while others have nothing.

    `n_items` may be too few: a zip counts as one file.
    """
    left, n_left = iter(items), n_items
    while part := list(islice(left, _size(n_left, n_threads))):
        n_left -= len(part)
        yield part


def _size(n_left: int, n_threads: int) -> int:
    return min(CHUNK, -(-n_left // (2 * n_threads))) if n_left > 0 else CHUNK


class _LostError(Exception):
    """No worker is left."""


def _remote(file: File) -> Remote:
    return Remote(file.url or url_of(file.path), file.name, file.sha256 or _digest(file.path))


def _digest(path: Path) -> str:
    """The hash of a file, as far as it can be read: the worker will say that it cannot."""
    try:
        return digest_of(path) if path.is_file() else ""
    except OSError:
        return ""


def _same(parcel: Parcel) -> Parcel:
    return parcel


def _key(what: str) -> str:
    return f"xltool-{what}-{uuid.uuid4().hex}"
