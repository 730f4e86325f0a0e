"""Render workbooks as a task of an executor."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from xltool.reading.executor import LOCAL, chunks
from xltool.rules.definition import Definition
from xltool.workbook.assemble import build_workbook
from xltool.workbook.form_copy import FormCopy


@dataclass(frozen=True)
class Rendering:
    """Renders copies of one form, each in full."""

    definition: Definition

    def here(self, items: Iterable[FormCopy | None], n_items: int) -> Iterator[bytes]:
        """Render in as many processes as there are processors."""
        if not n_items:
            return
        from concurrent.futures import ProcessPoolExecutor

        copies = (item for item in items if item is not None)  # distributing leaves no gaps
        with ProcessPoolExecutor(max_workers=min(n_items, os.cpu_count() or 1)) as pool:
            for batch in chunks(copies, LOCAL.batch):
                yield from pool.map(partial(_render, self.definition), batch)

    def remote(self) -> _RemoteRendering:
        """Return what a cluster does."""
        return _RemoteRendering(self.definition)

    def address(self, item: FormCopy) -> FormCopy:
        """Copies travel as they are."""
        return item


@dataclass(frozen=True)
class _RemoteRendering:
    """Renders the copies of a chunk."""

    definition: Definition

    def __call__(self, items: Sequence[FormCopy]) -> list[bytes]:
        return [_render(self.definition, item) for item in items]

    def result(self, packed: bytes) -> bytes:
        return packed


def _render(definition: Definition, item: FormCopy) -> bytes:
    return build_workbook(definition, item.data, item.issue)
