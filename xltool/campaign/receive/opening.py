"""Open a container in a worker process, under limits of time and memory, and keep what it holds in the store."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from xltool.base.findings import Finding
from xltool.base.messages import Text
from xltool.base.reader_rules import READER_RULES
from xltool.campaign.receive.container import MAX_BYTES, Aside, Budget, ContainerMember
from xltool.campaign.receive.containers import CONTAINERS
from xltool.campaign.store import Store, Stored
from xltool.reading.guard import BROKEN, damaged_finding, too_large_finding
from xltool.reading.pool import Allowance, Breakdown, run_isolated

_ALLOWANCE = Allowance(seconds=120.0, memory=2 * 1024**3, further_seconds=1.0, further_memory=0, patience=900.0)
_CUT = Text("压缩包不完整", "the archive is broken")
_INTERNAL = Text("打开时出错：{name}", "opening it failed: {name}")
_TIME = Text("超过 {seconds} 秒", "more than {seconds} s")
_MEMORY = Text("内存超出上限，或使读取程序崩溃", "more memory than allowed, or it crashed the reading program")


@dataclass(frozen=True, kw_only=True)
class OpenedMember:
    """One content of a container, in the store, or why it is not. Without a name, the finding is of the container."""

    name: str = ""
    stored: Stored | None = None
    finding: Finding | None = None
    saved_at: datetime | None = None
    aside: Aside | None = None


@dataclass(frozen=True, kw_only=True)
class Opened:
    """What a container holds, and what may still be taken out of the file that came."""

    members: tuple[OpenedMember, ...]
    budget: Budget


@dataclass(frozen=True, kw_only=True)
class _ToOpen:
    kind: str
    path: Path
    name: str  # as it came
    budget: Budget


def open_container(kind: str, path: Path, name: str, budget: Budget, store: Store) -> Opened:
    """Take out what a container holds. Whatever is wrong with it is a finding. Raises StoreError."""
    size = path.stat().st_size
    if size > MAX_BYTES:
        return Opened(members=(OpenedMember(finding=too_large_finding(size, MAX_BYTES)),), budget=budget)
    task, item = _Opening(store), _ToOpen(kind=kind, path=path, name=name, budget=budget)
    if getattr(sys, "frozen", False):
        return task.run(item, {}, lambda: None)
    opened: Opened = next(iter(run_isolated(task, [item], _ALLOWANCE, n_workers=1)))
    return opened


@dataclass(frozen=True)
class _Opening:
    """Takes out what a container holds, in a worker process."""

    store: Store

    def run(self, item: _ToOpen, memory: dict[str, Any], further: Callable[[], None]) -> Opened:  # noqa: ARG002 - as tasks are run
        return Opened(members=tuple(self._members(item)), budget=item.budget)

    def _members(self, item: _ToOpen) -> Iterator[OpenedMember]:
        try:
            for member in CONTAINERS[item.kind].members(item.path, item.name, item.budget):
                yield self._kept(member)
                if item.budget.is_spent():
                    return
        except BROKEN:
            yield OpenedMember(finding=damaged_finding(_CUT))

    def _kept(self, member: ContainerMember) -> OpenedMember:
        stored = self.store.keep(member.stream) if member.stream is not None else None
        return OpenedMember(name=member.name, stored=stored, finding=member.finding, saved_at=member.saved_at, aside=member.aside)

    def receive(self, sent: Opened) -> Opened:
        return sent

    def give_up(self, item: _ToOpen, breakdown: Breakdown) -> Opened:
        return Opened(members=(OpenedMember(finding=_breakdown_finding(breakdown)),), budget=item.budget)


def _breakdown_finding(breakdown: Breakdown) -> Finding:
    if breakdown.cause == "error":
        return damaged_finding(_INTERNAL, name=breakdown.detail)
    reason = _TIME.filled(seconds=breakdown.detail) if breakdown.cause == "time" else _MEMORY
    return READER_RULES["file.too-costly"].finding(reason=reason)
