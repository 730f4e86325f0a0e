"""Sending: letters by a server, each recorded as soon as that accepted it; what the server puts off is tried again."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from xltool.base.messages import Text
from xltool.base.progress import Progress, Watch
from xltool.campaign.config import Smtp
from xltool.campaign.issue.letters import Letter
from xltool.campaign.issue.mail_run import MailRun, of_unit, unreadable
from xltool.campaign.issue.outgoing import Due
from xltool.campaign.issue.post import (
    Delivery,
    MailError,
    Post,
    PutOffError,
    RefusedError,
    post,
    put_off_recipients,
    refused_recipients,
)
from xltool.campaign.ledger_records import LetterRecord

#: Mails that go over one connection; servers limit that.
_PER_CONNECTION = 50
#: So many mails put off one after the other, and the server means all of them.
_MOST_PUT_OFF = 3
#: So many times it is tried again although nothing went out the time before.
_MOST_IDLE = 2
_CLOSED = Text(
    zh="邮件服务器中途关闭了连接，请过一会儿重新运行，已发出的不会再发",
    en="the mail server closed the connection meanwhile; run the command again later, what was sent is not sent again",
)
_NOT_TRIED = Text(
    zh="另有 {n} 封没有发，请过一会儿重新运行，已发出的不会再发",
    en="{n} more were not sent; run the command again later, what was sent is not sent again",
)


class Sending:
    """The sending of a run."""

    def __init__(self, run: MailRun, smtp: Smtp, watch: Watch) -> None:
        self.run = run
        self.smtp = smtp
        self.watch = watch
        self.n_recorded = 0
        self.n_done = 0
        self.put_off: list[tuple[Due, Text]] = []  # in this round, and why
        self._next_at = 0.0  # on the clock of `time.monotonic`

    def send(self, all_due: Sequence[Due]) -> None:
        """Send everything. Raises MailError when the server cannot be used: a later run goes on from there."""
        waiting = deque(all_due)
        n_idle = 0
        while waiting:
            before = self.n_recorded
            self._round(waiting, len(all_due))
            if not self.put_off and not waiting:
                return
            n_idle = 0 if self.n_recorded > before else n_idle + 1
            if n_idle > _MOST_IDLE:
                self._give_up(len(waiting))
                return
            waiting.extendleft(what for what, _ in reversed(self.put_off))
            time.sleep(self.smtp.retry_seconds)

    def _round(self, waiting: deque[Due], n_all: int) -> None:
        """Send what waits until the server puts off everything; `put_off` holds what is to be tried again."""
        self.put_off = []
        n_in_a_row = 0
        while waiting and n_in_a_row < _MOST_PUT_OFF:
            current = waiting[0]
            try:
                with post(self.smtp) as server:
                    for _ in range(_PER_CONNECTION):
                        if not waiting or not server.is_open or n_in_a_row >= _MOST_PUT_OFF:
                            break
                        current = waiting.popleft()
                        n_before = len(self.put_off)
                        self._deliver(server, current)
                        n_in_a_row = n_in_a_row + 1 if len(self.put_off) > n_before else 0
                        self.n_done += len(self.put_off) == n_before
                        self.watch(Progress(self.n_done, n_all))
            except MailError as error:
                raise MailError(of_unit(current.errand.unit, error.message)) from error

    def _deliver(self, server: Post, what: Due) -> None:
        """Send what of it no other run has sent meanwhile, in mails of the size that the server takes."""
        fresh = self.run.still_due(what)
        if fresh is None:
            self.run.n_known += 1
            return
        divided = list(self.run.sized(fresh, server.largest))
        for index, part in enumerate(divided):
            reason = self._mail(server, part)
            if reason is not None:
                items = tuple(item for other in divided[index:] for item in other.items)
                self.put_off.append((replace(fresh, items=items), reason))
                return

    def _mail(self, server: Post, part: Due) -> Text | None:
        """Mail one part; return why the server puts it off for everybody."""
        if not server.is_open:
            return _CLOSED
        self._pace()
        now, letter = datetime.now(UTC), self.run.letter(part)
        try:
            message = letter.dated(now.astimezone())
        except OSError as error:  # a workbook that cannot be read
            self.run.note_failed(letter, unreadable(error))
            return None
        try:
            delivery = server.send(message, part.recipients)
        except RefusedError as error:
            self.run.note_failed(letter, error.message)
            return None
        except PutOffError as error:
            return error.message
        return self._note(part, letter, delivery, now)

    def _note(self, part: Due, letter: Letter, delivery: Delivery, now: datetime) -> Text | None:
        """Note who gets a letter; return why nobody does yet. Recipients that are put off alone are tried again by themselves."""
        if delivery.accepted:
            self._record(letter, delivery.accepted, now)
        if delivery.refused:
            message = refused_recipients(delivery.refused)
            (self.run.note_problem(letter.unit, message) if delivery.accepted else self.run.note_failed(letter, message))
        if not delivery.put_off:
            return None
        reason = put_off_recipients(delivery.put_off)
        if not delivery.accepted and not delivery.refused:
            return reason
        self.put_off.append((replace(part, recipients=tuple(delivery.put_off)), reason))
        return None

    def _record(self, letter: Letter, accepted: Sequence[str], now: datetime) -> None:
        """Record a letter at once: a run that is killed before sends this one again and no other."""
        self.run.campaign.ledger.record_mailed(
            LetterRecord(
                unit=letter.unit.id,
                kind=letter.kind.name,
                project=item.project,
                fingerprint=item.fingerprint,
                recipient="; ".join(accepted),
                sent_at=now,
            )
            for item in letter.items
        )
        self.n_recorded += 1
        self.run.note(letter, "sent")

    def _pace(self) -> None:
        """Wait until the server takes another mail."""
        if self.smtp.per_minute is None:
            return
        time.sleep(max(0.0, self._next_at - time.monotonic()))
        self._next_at = time.monotonic() + 60 / self.smtp.per_minute

    def _give_up(self, n_waiting: int) -> None:
        """Note what the server still puts off."""
        for what, message in self.put_off:
            self.run.note_failed(self.run.letter(what), message)
        if n_waiting:
            self.run.problems.append(_NOT_TRIED.filled(n=n_waiting))
