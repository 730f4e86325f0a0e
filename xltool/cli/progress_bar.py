"""Show on a terminal how far a command is: steps, a bar, files a second, the time that remains."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from time import monotonic
from typing import Any

from xltool.base.messages import Text
from xltool.base.progress import Progress, Watch, unwatched
from xltool.cli.run_settings import settings, spoken

#: Seconds of work before a bar appears: a short command prints its result and nothing else, and does not load rich.
_PATIENCE = 0.5


@contextmanager
def progress_bar(what: Text) -> Iterator[Watch]:
    """Yield what a run tells its progress to: a bar on a terminal; nothing in a pipe, or where only results are wanted."""
    if settings.is_quiet or not sys.stderr.isatty():
        yield unwatched
        return
    with ExitStack() as open_bar:
        yield _Bar(what, open_bar).show


class _Bar:
    """A bar that appears when the work takes longer than a moment."""

    def __init__(self, what: Text, open_bar: ExitStack) -> None:
        self._what = what
        self._open_bar = open_bar
        self._start = monotonic()
        self._bar: Any = None
        self._task: Any = None

    def show(self, state: Progress) -> None:
        """Show a state of the run."""
        if self._bar is None:
            if monotonic() - self._start < _PATIENCE:
                return
            self._bar = self._open_bar.enter_context(_made())
            self._task = self._bar.add_task("", total=None)
        step = (state.step or self._what).as_is(spoken())
        self._bar.update(self._task, description=step, completed=state.done, total=state.total or None)


def _made() -> Any:
    """Make a bar with rich. Its console obeys NO_COLOR."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, ProgressColumn, Task, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar
    from rich.text import Text as Shown

    class Rate(ProgressColumn):
        """Files a second."""

        def render(self, task: Task) -> Shown:
            return Shown(f"{task.speed:.0f}/s" if task.speed else "")

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), Rate(), TimeRemainingColumn())
    has_lines = sys.stdout.isatty()  # those printed meanwhile go above the bar; in a pipe they are none of its business
    return Bar(*columns, console=Console(stderr=True), transient=True, redirect_stdout=has_lines)
