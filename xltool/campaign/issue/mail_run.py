"""One run of mailing: the letters that are to go out, composed one at a time, and what became of each."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from xltool.base.errors import UsageError
from xltool.base.logs import Log
from xltool.base.messages import Lang, Text
from xltool.base.system_errors import reason_of
from xltool.campaign.config import CONFIG_FILE, Mail
from xltool.campaign.folder import Campaign
from xltool.campaign.issue.drafts import draft_names
from xltool.campaign.issue.letter_wording import refuse_unknown_placeholders, wordings_of
from xltool.campaign.issue.letters import Errand, Letter, LetterSetting, compose, recipients
from xltool.campaign.issue.outbox_names import DRAFTS, unit_folders
from xltool.campaign.issue.outgoing import Due, LetterOutcome, Mailed, Outcome, Way, due, parts, told, too_large
from xltool.form.roster import Unit

_UNREADABLE = Text("没有发出邮件，因为 {path} 无法打开（{reason}）", "was not mailed, because {path} cannot be opened ({reason})")
_MB = 1_000_000
_log = Log(__name__)
_OUTCOMES: Mapping[Outcome, Text] = {
    "drafted": Text(zh="已写草稿", en="drafted"),
    "unchanged": Text(zh="草稿未变", en="unchanged"),
    "sent": Text(zh="已发出", en="sent"),
    "planned": Text(zh="待发", en="planned"),
    "known": Text(zh="此前已发", en="sent before"),
    "failed": Text(zh="未发出", en="failed"),
}
_LETTER = Text(zh="信件 {kind}，单位 {unit}：{outcome}", en="letter {kind}, unit {unit}: {outcome}")


@dataclass(frozen=True, kw_only=True)
class MailOrder:
    """How a run is to mail."""

    way: Way = "draft"
    is_dry_run: bool = False  # only show what would go out
    resend: bool = False  # also what went out before
    lang: Lang = "zh"  # of letters, where the settings name none
    only: Collection[str] | None = None  # ids of units; None for all
    moment: datetime | None = None  # as of which letters are written; now if not given


class MailRun:
    """What is to go out, and what became of it. Raises DefinitionError for faulty wording, LedgerError."""

    def __init__(self, campaign: Campaign, errands: Sequence[Errand], order: MailOrder) -> None:
        refuse_unknown_placeholders(campaign.folder / CONFIG_FILE)
        self.campaign = campaign
        self.errands = errands
        self.order = order
        self.now = order.moment or datetime.now(UTC).astimezone()
        self.outcomes: list[LetterOutcome] = []
        self.problems: list[Text] = []
        self.unaddressed: dict[str, Unit] = {}
        self.n_known = 0
        self._mail = campaign.config.mail or Mail(sender="")
        self._lang: Lang = self._mail.lang or order.lang
        self._wordings = wordings_of(campaign.folder, self._lang)
        self._told = told(campaign.ledger.mailed())
        self._names = draft_names(unit_folders(campaign.roster.units, campaign.ledger.issued()))

    # --- what is to go out --------------------------------------------------------------------------------------------

    def due(self) -> Iterator[Due]:
        """Yield what is to go out to the units that are meant; what cannot is noted."""
        for errand in self.errands:
            if self.order.only is not None and errand.unit.id not in self.order.only:
                continue
            if not errand.unit.email:
                self.unaddressed[errand.unit.id] = errand.unit
            elif errand.problem is not None:
                self.note_problem(errand.unit, errand.problem)
            elif (what := self._due(errand)) is not None:
                yield what

    def _due(self, errand: Errand) -> Due | None:
        try:
            what = due(errand, recipients(errand.unit), self._told, resend=self.order.resend)
        except UsageError as error:  # an address that is none
            self.problems.append(error.message)
            return None
        self.n_known += what is None
        return what

    def still_due(self, what: Due) -> Due | None:
        """Return what of it no other run has sent meanwhile."""
        if self.order.resend:
            return what
        records = told(self.campaign.ledger.mailed(what.errand.unit.id))
        return due(what.errand, what.recipients, records, resend=False)

    def sized(self, what: Due, largest: int | None = None) -> Iterator[Due]:
        """Yield it in mails of a size that the settings and the server allow; what cannot be mailed is noted."""
        limit = min(self._mail.max_mb * _MB, largest or float("inf"))
        try:
            divided = list(parts(what, limit))
        except OSError as error:
            self.note_failed(self.letter(what), unreadable(error))
            return
        for part in divided:
            problem = too_large(part, limit)
            if problem is None:
                yield part
            else:
                self.note_failed(self.letter(part), problem)

    def letter(self, part: Due, moment: datetime | None = None) -> Letter:
        """Compose a letter as of a moment, by default now."""
        setting = LetterSetting(config=self.campaign.config, lang=self._lang, wording=self._wordings[part.errand.kind])
        return compose(part.errand, part.items, part.recipients, setting, moment or self.now)

    # --- drafts -------------------------------------------------------------------------------------------------------

    @property
    def drafts(self) -> Path:
        """The folder of drafts."""
        return self.campaign.outbox / DRAFTS

    def draft_path(self, errand: Errand, number: int = 1) -> Path:
        """Return where the draft of a letter lies, of several the one of a number."""
        name = self._names[errand.unit.id, errand.kind]
        return self.drafts / (f"{name}.eml" if number == 1 else f"{name}.{number}.eml")

    def drafts_to_keep(self) -> set[Path]:
        """Return the drafts that this run made, and those which it left as they are: of other units, or where something was wrong."""
        kept = {outcome.draft for outcome in self.outcomes if outcome.draft is not None}
        handled = {(outcome.letter.unit.id, outcome.letter.kind) for outcome in self.outcomes if outcome.outcome != "failed"}
        for errand in self.errands:
            if (errand.unit.id, errand.kind) not in handled and errand.unit.email and self._may_be_due(errand):
                first = self.draft_path(errand)
                kept |= {first, *first.parent.glob(f"{_literal(first.stem)}.[0-9]*.eml")}
        return kept

    def _may_be_due(self, errand: Errand) -> bool:
        try:
            return errand.problem is not None or due(errand, recipients(errand.unit), self._told, resend=self.order.resend) is not None
        except UsageError:
            return True

    # --- what became of it --------------------------------------------------------------------------------------------

    def note(self, letter: Letter, outcome: Outcome, draft: Path | None = None) -> None:
        """Note what became of a letter."""
        _log.info(_LETTER, unit=letter.unit.id, kind=letter.kind.name, outcome=_OUTCOMES[outcome])
        self.outcomes.append(LetterOutcome(letter=letter, outcome=outcome, draft=draft))

    def note_failed(self, letter: Letter, message: Text) -> None:
        """Note a letter that could not be mailed, and why."""
        problem = of_unit(letter.unit, message)
        _log.info(_LETTER, unit=letter.unit.id, kind=letter.kind.name, outcome=_OUTCOMES["failed"])
        self.outcomes.append(LetterOutcome(letter=letter, outcome="failed", problem=problem))
        self.problems.append(problem)

    def note_problem(self, unit: Unit, message: Text) -> None:
        """Note what is wrong with the mail to a unit."""
        self.problems.append(of_unit(unit, message))

    def mailed(self, *, put_away: Sequence[Path] = (), left: Sequence[Path] = ()) -> Mailed:
        """Return what the run did."""
        sent = {outcome.letter.unit.id: outcome.letter.unit for outcome in self.outcomes if outcome.outcome == "sent"}
        return Mailed(
            way=self.order.way,
            is_dry_run=self.order.is_dry_run,
            letters=tuple(self.outcomes),
            drafts=tuple(outcome.draft for outcome in self.outcomes if outcome.outcome == "drafted" and outcome.draft is not None),
            sent=tuple(sent.values()),
            n_unchanged=self.n_known + sum(outcome.outcome == "unchanged" for outcome in self.outcomes),
            unaddressed=tuple(self.unaddressed.values()),
            put_away=tuple(put_away),
            left=tuple(left),
            problems=tuple(self.problems),
        )


def of_unit(unit: Unit, message: Text) -> Text:
    """Return a message with the unit that it is about."""
    return Text(zh=f"{unit.id} {unit.name}：{message.zh}", en=f"{unit.id} {unit.name}: {message.en}")


def unreadable(error: OSError) -> Text:
    """Return that a file to be attached cannot be read."""
    return _UNREADABLE.filled(path=error.filename or "", reason=reason_of(error))


def _literal(name: str) -> str:
    """A name as a pattern that is that name."""
    return "".join(f"[{char}]" if char in "*?[" else char for char in name)
