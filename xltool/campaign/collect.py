"""`xltool collect`: take in what was received, read it, check it, decide, record, mark."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from operator import attrgetter
from pathlib import Path, PurePosixPath
from typing import Literal, Self

from xltool.base.errors import UsageError
from xltool.base.files import INSIDE, UnwritableError, write_whole
from xltool.base.logs import Log
from xltool.base.messages import Lang, Text, counted
from xltool.base.progress import Progress, Watch, unwatched
from xltool.base.short_repr import short_repr
from xltool.base.sources import Source
from xltool.base.states import Decision
from xltool.campaign.file_names import file_name
from xltool.campaign.folder import Campaign, open_campaign
from xltool.campaign.issue.campaign_notice import notice_of
from xltool.campaign.issue.outbox_names import returns_folder, unit_folders
from xltool.campaign.ledger_records import UNDECIDED, Arrival, Packed, Submission
from xltool.campaign.receive.confirm import confirm
from xltool.campaign.receive.containers import container_kind
from xltool.campaign.receive.decide import Decided, Decider
from xltool.campaign.receive.handed_over import as_received
from xltool.campaign.receive.inbox_walk import walk
from xltool.campaign.receive.intake import Known, NotTaken, Taken, take_in, take_out
from xltool.campaign.receive.passing_over import settled, still_passed_over
from xltool.campaign.receive.tidy_returns import tidy_returns
from xltool.checking.marked_return import MARKED, marked_workbook
from xltool.reading.executor import LOCAL, Executor, LocalFile, chunks
from xltool.reading.read_workbook import FileReading
from xltool.reading.reading_record import unread
from xltool.rules.load import load_definition

_log = Log(__name__)
_RECORDED = Text(zh="已登记 {count} 项结论", en="recorded {count}")
_DECIDED = Text(zh="{name}：{state}", en="{name}: {state}")
_LACKS = Text(zh="store 中缺少 {name} 的原件（{sha256}…），请从备份恢复", en="the store lacks {name} ({sha256}…); restore it from a backup")
_DAMAGED = Text(
    zh="store 中 {name} 的原件已损坏（{sha256}…），没有重新检查，请从备份恢复",
    en="{name} in the store is damaged ({sha256}…) and was not checked again; restore it from a backup",
)
_UNMARKED = Text(
    zh="{name}：退回件未能生成（{error}），下次 collect 会再试",
    en="{name}: its marked return could not be made ({error}); the next collect tries again",
)
_AGAIN = Text(zh="{name}：未能读取，下次 collect 会再试。{reason}", en="{name}: could not be read; the next collect tries again: {reason}")
_STAYS = Text(
    zh="{name}：未能重新读取，原结论保留，下次 collect 会再试。{reason}",
    en="{name}: could not be read again; the earlier decision stays, and the next collect tries again: {reason}",
)


@dataclass(frozen=True, kw_only=True)
class Collected:
    """What one run did."""

    __repr__ = short_repr

    decisions: Mapping[Decision, int]  # how many contents got each
    n_new: int  # contents decided about for the first time
    n_again: int  # decided anew: the form, the roster or the settings have changed, or it could not be done before
    n_known: int  # files that came before and are unchanged, or whose content did
    n_erroneous: int  # contents with an error, of those decided about
    not_taken: tuple[Text, ...]  # what could not be taken in, read again or written now; a later run does it
    undecided: tuple[Text, ...]  # contents that this machine's trouble kept from being read; the next run tries again


def collect(  # noqa: PLR0913 - the options of the command
    folder: Path | str,
    paths: Iterable[Source] | Source = (),
    *,
    again: bool = False,
    accept: Iterable[str] = (),
    form: str | Path | None = None,
    lang: Lang = "zh",
    executor: Executor = LOCAL,
    watch: Watch = unwatched,
    on_decided: Callable[[Submission], None] | None = None,
) -> Collected:
    """Take in files, folders, zips and mails (by default those in `inbox/`), and decide about each content.

    What is handed over as bytes or as a stream, an upload for example, is laid into `inbox/` first, under its `name` or `filename`.
    Whatever came is in the store before it is looked at, and recorded together with what was decided; what is recorded
    is not done again, unless it could not be read for want of time or memory; `again` decides about everything anew.
    `executor` reads and checks; `on_decided` hears each decision of this run, without content, once it is recorded,
    in the order in which the contents were taken in (one that raises ends the run, and hears no more of what is recorded
    already). `accept` names contents, by their hashes or the first 8 characters or more, that the officer accepts as authentic
    whatever their signatures say; that is recorded with its time, and they are decided anew. `form` is the id or path of the campaign's
    template: workbooks that xltool never made are read as that form, and count as unsigned. Raises UsageError,
    DefinitionError, StoreError or LedgerError when the work cannot go on: what was recorded until then stays, and another run
    goes on from there.
    """
    with open_campaign(folder) as campaign:
        campaign.ledger.refuse_unsound()
        campaign.store.clear()
        found = list(walk(as_received(paths, campaign.inbox) or [campaign.inbox]))
        sources = [path for path in found if isinstance(path, str)]
        confirm(campaign.ledger, accept)
        original = None if form is None else _own_form(campaign, str(form))
        collector = _Collector(campaign, sources, lang, executor, watch, on_decided or _ignore, original)
        collector.tally.not_taken += [message for message in found if isinstance(message, Text)]
        return collector.run(again=again)


def _own_form(campaign: Campaign, form: str) -> str:
    """Return the template of the campaign as which originals are read. Raises UsageError for another form."""
    named, own = load_definition(form, campaign.templates), campaign.definition
    if (named.id, named.version) != (own.id, own.version):
        zh = f"本任务收的是 {own.id} {own.version}，不能按 {named.id} {named.version} 读取"
        en = f"this campaign collects {own.id} {own.version}; files cannot be read as {named.id} {named.version}"
        raise UsageError(Text(zh=zh, en=en))
    return str(own.path)


def _ignore(_: object) -> None:
    pass


ToDo = Literal["nothing", "refuse", "read"]


@dataclass(frozen=True)
class _Entry:
    """A content that was taken in: one row of arrivals, and one decision where it needs one."""

    number: int  # of the path under which it lies, 1-based; 0 for one that is taken out of the store
    taken: Taken
    to_do: ToDo
    made: Packed | None = None

    @property
    def arrival(self) -> Arrival:
        """How it came."""
        return self.taken.arrival

    def with_made(self, made: Packed) -> Self:
        """Return it with another decision."""
        return replace(self, made=made)


@dataclass
class _Tally:
    """What a run has done so far."""

    decisions: Counter[Decision] = field(default_factory=Counter)
    n_new: int = 0
    n_again: int = 0
    n_known: int = 0
    n_erroneous: int = 0
    not_taken: list[Text] = field(default_factory=list)
    undecided: list[Text] = field(default_factory=list)

    def count(self, item: Packed, *, is_new: bool) -> None:
        """Count a decision that is recorded."""
        self.decisions[item.head.decision] += 1
        self.n_erroneous += item.head.n_errors > 0
        self.n_new += is_new
        self.n_again += not is_new

    def leave(self, item: Packed, earlier: Submission | None) -> None:
        """Note a content that this machine's trouble kept from being read; an earlier decision stays."""
        message = _STAYS if earlier is not None and earlier.checked_with != UNDECIDED else _AGAIN
        self.undecided.append(message.filled(name=item.head.name, reason=_reason(item)))

    def collected(self) -> Collected:
        """Return it as the result."""
        values = vars(self)
        return Collected(**values | {name: tuple(values[name]) for name in ("not_taken", "undecided")})


def _reason(item: Packed) -> Text:
    """Return the message of the first finding."""
    return next((Text(zh=row[-2], en=row[-1]) for row in item.findings), item.head.decision.text)


class _Collector:
    """One run. It keeps a hash and a path of each content and nothing more, however many come."""

    def __init__(
        self,
        campaign: Campaign,
        paths: Sequence[str],
        lang: Lang,
        executor: Executor,
        watch: Watch,
        on_decided: Callable[[Submission], None],
        original: str | None,
    ) -> None:
        self.original = original  # path of the template as which workbooks are read that name none
        self.campaign = campaign
        self.store = campaign.store
        self.paths = paths
        self.lang = lang
        self.executor = executor
        self.watch = watch
        self.on_decided = on_decided
        notice = notice_of(campaign.config, campaign.definition.template.language)
        mark = partial(marked_workbook, password=campaign.ledger.secrets.password, notice=notice)
        self.decider = Decider(terms=campaign.terms, mark=mark)
        self.vouched = Decider(terms=campaign.vouched_terms, mark=mark)
        self.decided = campaign.ledger.decided()  # hashes
        self.seen = campaign.ledger.undecided()  # by hash: earlier decisions that this run makes anew
        self.decided -= self.seen.keys()
        self.passed_over = campaign.ledger.passed_over()  # by hash: each is decided anew when it comes once more in another way
        self.tally = _Tally()
        self.done: set[str] = set()  # hashes of what this run has decided about, or could not read
        self._path, self._n_due, self._n_own = 0, 0, 0  # of the path at hand: contents to be decided, and recorded

    def run(self, *, again: bool) -> Collected:
        self._collect()
        self._decide_again(everything=again)
        self.tally.not_taken += tidy_returns(self.campaign)
        return self.tally.collected()

    # --- what comes ---------------------------------------------------------------------------------------------------

    def _collect(self) -> None:
        """Take in, decide and record."""
        entries = settled(self._entries(self._taken(self._known())), self._recorded)
        for batch in chunks(entries, self.executor.batch, _weight):
            self._record(batch)
            self.watch(Progress(batch[-1].number - 1, len(self.paths)))
        self._count_path(0)
        self.watch(Progress(len(self.paths), len(self.paths)))

    def _recorded(self, hashes: Sequence[str]) -> Iterator[Decision]:
        """What was decided about contents."""
        return (item.decision for item in self.campaign.ledger.submissions(hashes))

    def _known(self) -> Known:
        """What has been taken in before; what lies where something could not be read is taken in again."""
        arrivals = self.campaign.ledger.arrivals()
        unread = {source.partition(INSIDE)[0] for source, _, _, sha256 in arrivals if sha256 in self.seen}
        return {source: (mtime, size, sha256) for source, mtime, size, sha256 in arrivals if source not in unread}

    def _taken(self, known: Known) -> Iterator[_Entry]:
        """What lies under the paths. A container comes after all that it holds: a run that ends in between looks into it again."""
        for number, path in enumerate(self.paths, start=1):
            is_known = True
            for item in take_in([Path(path)], self.campaign.folder, self.store, known):
                if isinstance(item, NotTaken):
                    self.tally.not_taken.append(item.message)
                    is_known = False
                else:
                    entry = _Entry(number, item, self._to_do(item))
                    is_known = is_known and entry.to_do == "nothing"
                    yield entry
            self.tally.n_known += is_known

    def _to_do(self, item: Taken) -> ToDo:
        """Each content is decided once, a container only where something is wrong with it."""
        earlier = self.passed_over.pop(item.arrival.sha256, None) if item.aside is None else None
        if earlier is not None:
            self.seen[earlier.sha256] = earlier
            self.decided.discard(earlier.sha256)
        if item.arrival.sha256 in self.decided or (item.is_container and not item.findings):
            return "nothing"
        self.decided.add(item.arrival.sha256)
        return "refuse" if item.findings else "read"

    # --- what is decided ----------------------------------------------------------------------------------------------

    def _entries(self, taken: Iterable[_Entry]) -> Iterator[_Entry]:
        """The same with the decisions, in the same order. Contents are taken in while others are read and checked."""
        waiting: deque[_Entry] = deque()  # as many as the executor reads ahead

        def files() -> Iterator[LocalFile | None]:
            for entry in taken:
                waiting.append(entry)
                yield self._file(entry.arrival.sha256, entry.arrival.source) if entry.to_do == "read" else None

        for decided in self.executor.run(FileReading(self.decider, self.campaign.templates, form=self.original), files(), len(self.paths)):
            entry = waiting.popleft()
            if entry.to_do == "nothing":
                yield entry
            else:
                made = self._made(entry.arrival.sha256, decided or self._refused(entry))
                yield replace(entry, made=made)

    def _refused(self, entry: _Entry) -> Decided:
        """The decision about a content of which nothing can be read."""
        return self.decider(unread(*entry.taken.findings), entry.arrival.source)

    @cached_property
    def _folders(self) -> Mapping[str, str]:
        """The folders of the units, as in the outbox."""
        return unit_folders(self.campaign.roster.units, self.campaign.ledger.issued())

    def _file(self, sha256: str, source: str) -> LocalFile:
        return LocalFile(path=self.store.path(sha256), name=source, url=self.store.url(sha256), sha256=sha256)

    def _made(self, sha256: str, decided: Decided) -> Packed:
        """The decision about a content, its marked return written; one that cannot be is written by a later run."""
        head = replace(decided.packed.head, sha256=sha256)
        if decided.marked is not None:
            path = _return_path(head, self._folders, self.lang)
            try:
                write_whole(self.campaign.returns / path, decided.marked)
                head = replace(head, returned=path)
            except UnwritableError as error:
                self.tally.not_taken.append(error.message)
        elif decided.unmarked:
            self.tally.not_taken.append(_UNMARKED.filled(name=head.name, error=decided.unmarked))
        return replace(decided.packed, head=head)

    # --- what is recorded ---------------------------------------------------------------------------------------------

    def _record(self, batch: Sequence[_Entry]) -> None:
        holders = {holder.sha256: holder.size for entry in batch if (holder := entry.taken.held_in) is not None}
        opened = {entry.arrival.sha256 for entry in batch if entry.taken.is_container and not entry.taken.findings}
        arrivals = [entry.arrival for entry in batch if entry.number or entry.arrival.sha256 not in self.seen]
        made = [entry.made for entry in batch if entry.made is not None]
        own = self._record_decisions(arrivals, made, holders, withdrawn=opened & self.seen.keys())
        for entry in batch:
            self._count_path(entry.number)
            self._n_due += entry.made is not None
            self._n_own += entry.made is not None and entry.arrival.sha256 in own

    def _count_path(self, number: int) -> None:
        """Go on to a path: the one before has brought nothing new when another run has decided about all that it holds."""
        if number != self._path:
            self.tally.n_known += bool(self._n_due and not self._n_own)
            self._path, self._n_due, self._n_own = number, 0, 0

    def _record_decisions(
        self, arrivals: Sequence[Arrival], made: Sequence[Packed], holders: Mapping[str, int] | None = None, *, withdrawn: set[str]
    ) -> frozenset[str]:
        """Record decisions, count and report them; nothing of them is held on to. Returns the hashes of those of this run."""
        left = [item for item in made if item.head.checked_with == UNDECIDED]
        for item in left:
            self.tally.leave(item, self.seen.get(item.head.sha256))
        due = [item for item in made if item.head.checked_with != UNDECIDED or item.head.sha256 not in self.seen]
        seen = {sha256: self.seen[sha256].checked_at for item in due if (sha256 := item.head.sha256) in self.seen}
        own = self.campaign.ledger.record(arrivals, due, holders, seen=seen, withdrawn=withdrawn)
        for item in due:
            if item.head.sha256 in own:
                self.tally.count(item, is_new=item.head.sha256 not in self.seen)
                self.on_decided(item.head)
                _log.debug(_DECIDED, name=item.head.name, state=item.head.decision.text)
        if own:
            _log.info(_RECORDED, count=Text(zh=str(len(own)), en=counted(len(own), "decision")))
        own |= {item.head.sha256 for item in left}
        self.done |= own
        return own

    # --- what is decided anew -----------------------------------------------------------------------------------------

    def _decide_again(self, *, everything: bool) -> None:
        """Decide anew what was decided under other rules: the form, the roster or the settings have changed; or everything."""
        ledger = self.campaign.ledger
        due = ledger.heads() if everything else ledger.stale(self.campaign.checked_with)
        due = [item for item in due if item.sha256 not in self.done and self._is_there(item)]
        self.seen |= {item.sha256: item for item in due}
        containers = {item.sha256: item for item in due if self._is_container(item)}
        self._open_again([item for item in containers.values() if everything or item.checked_with == UNDECIDED])
        readable = [item for item in due if item.sha256 not in containers]
        self._read_again([item for item in readable if item.vouched_at is None], self.decider)
        self._read_again([item for item in readable if item.vouched_at is not None], self.vouched)

    def _open_again(self, containers: Sequence[Submission]) -> None:
        """Take out anew what containers in the store hold. What is wrong with one does not depend on rules."""
        for item in containers:
            if not self._is_whole(item):
                continue
            self.decided.discard(item.sha256)
            (arrival, *_) = self.campaign.ledger.arrivals_of(item.sha256)
            taken = take_out(arrival, self.campaign.folder, self.store)
            entries = settled(self._entries(_Entry(0, content, self._to_do(content)) for content in taken), self._recorded)
            for batch in chunks(entries, self.executor.batch, _weight):
                self._record(batch)

    def _read_again(self, items: Sequence[Submission], decider: Decider) -> None:
        files = (self._file(item.sha256, item.name) if self._is_whole(item) else None for item in items)
        decided = self.executor.run(FileReading(decider, self.campaign.templates, form=self.original), files, len(items))
        pairs = zip(items, decided, strict=True)
        made = (still_passed_over(self._made(item.sha256, decision), item) for item, decision in pairs if decision is not None)
        for batch in chunks(made, self.executor.batch, attrgetter("weight")):
            self._record_decisions([], batch, withdrawn=set())

    def _is_there(self, item: Submission) -> bool:
        """Whether a content is still in the store; one that is not keeps its old decision."""
        if self.store.path(item.sha256).is_file():
            return True
        self.tally.not_taken.append(_LACKS.filled(name=item.name, sha256=item.sha256[:12]))
        return False

    def _is_whole(self, item: Submission) -> bool:
        """Whether a content in the store is what its name says; one that is not keeps its old decision."""
        if self.store.is_whole(item.sha256):
            return True
        self.tally.not_taken.append(_DAMAGED.filled(name=item.name, sha256=item.sha256[:12]))
        return False

    def _is_container(self, item: Submission) -> bool:
        return container_kind(self.store.path(item.sha256), item.name) is not None


def _weight(entry: _Entry) -> int:
    return entry.made.weight if entry.made is not None else 0


def _return_path(made: Submission, folders: Mapping[str, str], lang: Lang) -> str:
    """Where a marked return goes, below returns/: the unit's folder, then the name as sent, with the start of the hash."""
    stem = PurePosixPath(made.name).stem
    return f"{returns_folder(made.unit, folders)}/{file_name(stem)}.{made.sha256[:8]}{MARKED.say(lang)}.xlsx"
