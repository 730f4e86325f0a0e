"""`xltool collect`: take in what came, read it, check it, decide, record, mark."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from xltool.annotating import MARKED
from xltool.campaign.containers import container_kind
from xltool.campaign.decide import Decided, Decider
from xltool.campaign.folder import Campaign, open_campaign
from xltool.campaign.intake import Known, NotTaken, Taken, take_in
from xltool.campaign.ledger import Submission
from xltool.campaign.ledger.records import Packed
from xltool.campaign.names import file_name
from xltool.campaign.progress import Progress
from xltool.checking import expand
from xltool.executor import LOCAL, Executor, File, chunks
from xltool.files import INSIDE, write_whole
from xltool.finding import Finding
from xltool.reader.workbook import unread
from xltool.text import Lang, Text


@dataclass(frozen=True, kw_only=True)
class Collected:
    """What one run did. `submissions` holds what was decided in it, without content, in the order in which it was taken in."""

    submissions: tuple[Submission, ...]
    n_known: int  # files that came before and are unchanged, or whose content did
    n_again: int  # decided anew because the form, the roster or the settings have changed
    not_taken: tuple[Text, ...]  # files that could not be taken in now; a later run does it

    def count(self, decision: str) -> int:
        """How many got a decision."""
        return sum(item.decision == decision for item in self.submissions)


def collect(
    folder: Path | str,
    paths: Iterable[Path | str] = (),
    *,
    lang: Lang = "zh",
    executor: Executor = LOCAL,
    watch: Callable[[Progress], None] | None = None,
) -> Collected:
    """Take in files, folders, zips and mails (by default those in `inbox/`), and decide about each content.

    Whatever came is in the store before it is looked at, and recorded together with what was decided; what is recorded
    is not done again. `executor` reads and checks. Raises UsageError, DefinitionError, StoreError or LedgerError when the work cannot go on: what
    was recorded until then stays, and another run goes on from there.
    """
    with open_campaign(folder) as campaign:
        campaign.ledger.refuse_unsound()
        found = expand(list(paths) or [campaign.inbox])
        return _Collector(campaign, found, lang, executor, watch or (lambda _: None)).run()


class _Collector:
    def __init__(
        self, campaign: Campaign, paths: Sequence[Path], lang: Lang, executor: Executor, watch: Callable[[Progress], None]
    ) -> None:
        self.campaign = campaign
        self.paths = paths
        self.lang = lang
        self.executor = executor
        self.watch = watch
        self.decided = campaign.ledger.decided()
        self.decider = Decider(terms=campaign.terms, lang=lang, password=campaign.ledger.secrets.password)
        self.not_taken: list[Text] = []
        self.n_known = 0
        self.n_done = 0

    def run(self) -> Collected:
        known = {source: (mtime, size, sha256) for source, mtime, size, sha256 in self.campaign.ledger.arrivals()}
        made: list[Submission] = []
        for paths in chunks(self.paths, self.executor.batch):
            made += self._take(paths, known)
            self.n_done += len(paths)
            self.watch(Progress(self.n_done, len(self.paths)))
        again = self._check_again()
        return Collected(
            submissions=(*made, *again), n_known=self.n_known, n_again=len(again), not_taken=tuple(self.not_taken)
        )

    def _take(self, paths: Sequence[Path], known: Known) -> Iterator[Submission]:
        """Take in some paths and record them, with the decisions about contents that are new.

        A container is recorded after all that it holds: a run that ends in between looks into it again.
        """
        taken: list[Taken] = []
        for item in take_in(paths, self.campaign.folder, self.campaign.store, known):
            if isinstance(item, NotTaken):
                self.not_taken.append(item.message)
            else:
                taken.append(item)
        sizes = {item.arrival.sha256: item.arrival.size for item in taken}
        fresh = self._fresh(taken)
        for batch in chunks(fresh, self.executor.batch):
            made = self._decide([(item.arrival.sha256, item.arrival.source, item.findings) for item in batch])
            self.campaign.ledger.record([item.arrival for item in batch], made, sizes)
            self.decided |= {item.head.sha256: item.head.checked_with for item in made}
            yield from (item.head for item in made)
        recorded = {(item.arrival.sha256, item.arrival.source) for item in fresh}
        rest = [item.arrival for item in taken if (item.arrival.sha256, item.arrival.source) not in recorded]
        self.campaign.ledger.record(rest, [], sizes)
        self.n_known += len(paths) - len({item.arrival.source.partition(INSIDE)[0] for item in fresh})

    def _fresh(self, taken: Sequence[Taken]) -> list[Taken]:
        """The contents about which no decision was made, each once; a container only where something is wrong with it."""
        found: dict[str, Taken] = {}
        for item in taken:
            if (item.findings or not item.is_container) and item.arrival.sha256 not in self.decided:
                found.setdefault(item.arrival.sha256, item)
        return list(found.values())

    def _decide(self, items: Sequence[tuple[str, str, tuple[Finding, ...]]]) -> list[Packed]:
        """Read, check and decide, where the contents are read; what is recorded as handed back is written by then.

        Items are hash, source, and what forbids to read the content.
        """
        readable = [self._file(sha256, source) for sha256, source, findings in items if not findings]
        read = self.executor.read(readable, self.decider, self.campaign.templates)
        made = []
        for sha256, source, findings in items:
            decided = self.decider(unread(*findings), source) if findings else next(read)
            made.append(self._handed_back(sha256, decided))
        return made

    def _file(self, sha256: str, source: str) -> File:
        store = self.campaign.store
        return File(path=store.path(sha256), name=source, url=store.url(sha256), sha256=sha256)

    def _handed_back(self, sha256: str, decided: Decided) -> Packed:
        """The decision about a content, its marked return written."""
        head = replace(decided.packed.head, sha256=sha256)
        if decided.marked is not None:
            head = replace(head, returned=_return_path(head, self.lang))
            write_whole(self.campaign.returns / str(head.returned), decided.marked)
        return replace(decided.packed, head=head)

    def _check_again(self) -> list[Submission]:
        """Decide anew what was decided under other rules: the form, the roster or the settings have changed."""
        current = self.campaign.checked_with
        stale = [item for item in self.campaign.ledger.heads() if item.checked_with != current and self._is_kept(item)]
        made: list[Submission] = []
        for batch in chunks(stale, self.executor.batch):
            again = self._decide([(item.sha256, item.name, ()) for item in batch if not self._is_container(item)])
            self.campaign.ledger.record([], again)
            made += [item.head for item in again]
        return made

    def _is_kept(self, item: Submission) -> bool:
        """Whether a content is still in the store; one that is not keeps its old decision."""
        if self.campaign.store.path(item.sha256).is_file():
            return True
        zh = f"store 中缺少 {item.name} 的原件（{item.sha256[:12]}…），请从备份恢复"
        en = f"the store lacks {item.name} ({item.sha256[:12]}…); restore it from a backup"
        self.not_taken.append(Text(zh=zh, en=en))
        return False

    def _is_container(self, item: Submission) -> bool:
        """What was wrong with a zip or mail does not depend on rules."""
        return container_kind(self.campaign.store.path(item.sha256), item.name) is not None


def _return_path(made: Submission, lang: Lang) -> str:
    """Where a marked return goes, below returns/: the unit, then the name as sent, with the start of the hash."""
    stem = PurePosixPath(made.name).stem
    return f"{file_name(made.unit or '_')}/{file_name(stem)}.{made.sha256[:8]}{MARKED.say(lang)}.xlsx"
