"""`xltool collect`: take in what was received, read it, check it, decide, record, mark."""

from __future__ import annotations

import os
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Literal

from xltool.base.files import as_paths, files_under, write_whole
from xltool.base.messages import Lang, Text
from xltool.base.states import Decision
from xltool.campaign.file_names import LONGEST_FOLDER, file_name
from xltool.campaign.folder import Campaign, open_campaign
from xltool.campaign.ledger_records import Arrival, Packed, Submission
from xltool.campaign.progress import Progress
from xltool.campaign.receive.containers import container_kind
from xltool.campaign.receive.decide import Decided, Decider
from xltool.campaign.receive.intake import Known, NotTaken, Taken, take_in
from xltool.checking.marked_return import MARKED, marked_workbook
from xltool.reading.executor import LOCAL, Executor, LocalFile, chunks
from xltool.reading.read_workbook import FileReading
from xltool.reading.reading_record import unread


@dataclass(frozen=True, kw_only=True)
class Collected:
    """What one run did."""

    decisions: Mapping[Decision, int]  # how many contents got each
    n_new: int  # contents decided about for the first time
    n_again: int  # decided anew because the form, the roster or the settings have changed
    n_known: int  # files that came before and are unchanged, or whose content did
    n_erroneous: int  # contents with an error, of those decided about
    not_taken: tuple[Text, ...]  # files that could not be taken in now; a later run does it


def collect(
    folder: Path | str,
    paths: Iterable[Path | str] | Path | str = (),
    *,
    lang: Lang = "zh",
    executor: Executor = LOCAL,
    watch: Callable[[Progress], None] | None = None,
    on_decided: Callable[[Submission], None] | None = None,
) -> Collected:
    """Take in files, folders, zips and mails (by default those in `inbox/`), and decide about each content.

    Whatever came is in the store before it is looked at, and recorded together with what was decided; what is recorded
    is not done again. `executor` reads and checks; `on_decided` hears each decision, without content, once it is recorded,
    in the order in which the contents were taken in (one that raises ends the run, and hears no more of what is recorded
    already). Raises UsageError, DefinitionError, StoreError or LedgerError when the work cannot go on: what was recorded
    until then stays, and another run goes on from there.
    """
    with open_campaign(folder) as campaign:
        campaign.ledger.refuse_unsound()
        sources = [os.fspath(path) for path in files_under(as_paths(paths) or [campaign.inbox])]  # path objects are larger
        return _Collector(campaign, sources, lang, executor, watch or _ignore, on_decided or _ignore).run()


def _ignore(_: object) -> None:
    pass


ToDo = Literal["nothing", "refuse", "read"]


@dataclass(frozen=True)
class _Entry:
    """A content that was taken in: one row of arrivals, and one decision where it needs one."""

    number: int  # of the path under which it lies, 1-based
    taken: Taken
    to_do: ToDo
    made: Packed | None = None

    @property
    def arrival(self) -> Arrival:
        """How it came."""
        return self.taken.arrival


class _Collector:
    """One run. It keeps a hash and a path of each content and nothing more, however many come."""

    def __init__(
        self,
        campaign: Campaign,
        paths: Sequence[str],
        lang: Lang,
        executor: Executor,
        watch: Callable[[Progress], None],
        on_decided: Callable[[Submission], None],
    ) -> None:
        self.campaign = campaign
        self.store = campaign.store
        self.paths = paths
        self.lang = lang
        self.executor = executor
        self.watch = watch
        self.on_decided = on_decided
        self.decided = campaign.ledger.decided()  # hashes
        mark = partial(marked_workbook, lang=lang, password=campaign.ledger.secrets.password)
        self.decider = Decider(terms=campaign.terms, mark=mark)
        self.not_taken: list[Text] = []
        self.decisions: Counter[Decision] = Counter()
        self.n_erroneous = 0
        self.n_known = 0  # paths under which there was nothing new to decide

    def run(self) -> Collected:
        self._collect()
        n_new = self.decisions.total()
        self._decide_again()
        return Collected(
            decisions=self.decisions,
            n_new=n_new,
            n_again=self.decisions.total() - n_new,
            n_known=self.n_known,
            n_erroneous=self.n_erroneous,
            not_taken=tuple(self.not_taken),
        )

    def _collect(self) -> None:
        """Take in, decide and record."""
        known = {source: (mtime, size, sha256) for source, mtime, size, sha256 in self.campaign.ledger.arrivals()}
        for batch in chunks(self._entries(self._taken(known)), self.executor.batch):
            self._record(batch)
            self.watch(Progress(batch[-1].number - 1, len(self.paths)))
        self.watch(Progress(len(self.paths), len(self.paths)))

    def _taken(self, known: Known) -> Iterator[_Entry]:
        """What lies under the paths. A container comes after all that it holds: a run that ends in between looks into it again."""
        for number, path in enumerate(self.paths, start=1):
            is_known = True
            for item in take_in([Path(path)], self.campaign.folder, self.store, known):
                if isinstance(item, NotTaken):
                    self.not_taken.append(item.message)
                    is_known = False
                else:
                    entry = _Entry(number, item, self._to_do(item))
                    is_known = is_known and entry.to_do == "nothing"
                    yield entry
            self.n_known += is_known

    def _to_do(self, item: Taken) -> ToDo:
        """Each content is decided once, a container only where something is wrong with it."""
        if item.arrival.sha256 in self.decided or (item.is_container and not item.findings):
            return "nothing"
        self.decided.add(item.arrival.sha256)
        return "refuse" if item.findings else "read"

    def _entries(self, taken: Iterable[_Entry]) -> Iterator[_Entry]:
        """The same with the decisions, in the same order. Contents are taken in while others are read and checked."""
        waiting: deque[_Entry] = deque()  # as many as the executor reads ahead

        def files() -> Iterator[LocalFile | None]:
            for entry in taken:
                waiting.append(entry)
                yield self._file(entry.arrival.sha256, entry.arrival.source) if entry.to_do == "read" else None

        for decided in self.executor.run(FileReading(self.decider, self.campaign.templates), files(), len(self.paths)):
            entry = waiting.popleft()
            if entry.to_do == "nothing":
                yield entry
            else:
                made = self._made(entry.arrival.sha256, decided or self._refused(entry))
                yield replace(entry, made=made)

    def _refused(self, entry: _Entry) -> Decided:
        """The decision about a content of which nothing can be read."""
        return self.decider(unread(*entry.taken.findings), entry.arrival.source)

    def _record(self, batch: Sequence[_Entry]) -> None:
        holders = {holder.sha256: holder.size for entry in batch if (holder := entry.taken.held_in) is not None}
        made = [entry.made for entry in batch if entry.made is not None]
        self.campaign.ledger.record([entry.arrival for entry in batch], made, holders)
        self._report(made)

    def _report(self, made: Sequence[Packed]) -> None:
        """Count and report what is recorded; nothing of it is held on to."""
        self.decisions.update(item.head.decision for item in made)
        self.n_erroneous += sum(item.head.n_errors > 0 for item in made)
        for item in made:
            self.on_decided(item.head)

    def _file(self, sha256: str, source: str) -> LocalFile:
        return LocalFile(path=self.store.path(sha256), name=source, url=self.store.url(sha256), sha256=sha256)

    def _made(self, sha256: str, decided: Decided) -> Packed:
        """The decision about a content, its marked return written."""
        head = replace(decided.packed.head, sha256=sha256)
        if decided.marked is not None:
            head = replace(head, returned=_return_path(head, self.lang))
            write_whole(self.campaign.returns / str(head.returned), decided.marked)
        return replace(decided.packed, head=head)

    def _decide_again(self) -> None:
        """Decide anew what was decided under other rules: the form, the roster or the settings have changed."""
        stale = [item for item in self.campaign.ledger.stale(self.campaign.checked_with) if self._is_kept(item)]
        readable = [item for item in stale if not self._is_container(item)]
        files = [self._file(item.sha256, item.name) for item in readable]
        decided = self.executor.run(FileReading(self.decider, self.campaign.templates), files, len(files))
        for batch in chunks(zip(readable, decided, strict=True), self.executor.batch):
            made = [self._made(item.sha256, decision) for item, decision in batch]
            self.campaign.ledger.record([], made)
            self._report(made)

    def _is_kept(self, item: Submission) -> bool:
        """Whether a content is still in the store; one that is not keeps its old decision."""
        if self.store.path(item.sha256).is_file():
            return True
        zh = f"store 中缺少 {item.name} 的原件（{item.sha256[:12]}…），请从备份恢复"
        en = f"the store lacks {item.name} ({item.sha256[:12]}…); restore it from a backup"
        self.not_taken.append(Text(zh=zh, en=en))
        return False

    def _is_container(self, item: Submission) -> bool:
        """What was wrong with a zip or mail does not depend on rules."""
        return container_kind(self.store.path(item.sha256), item.name) is not None


def _return_path(made: Submission, lang: Lang) -> str:
    """Where a marked return goes, below returns/: the unit, then the name as sent, with the start of the hash."""
    stem = PurePosixPath(made.name).stem
    return f"{file_name(made.unit or '_', LONGEST_FOLDER)}/{file_name(stem)}.{made.sha256[:8]}{MARKED.say(lang)}.xlsx"
