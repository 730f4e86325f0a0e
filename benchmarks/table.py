"""What is printed: tables of ours beside the alternative, for the terminal and for Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from rich.console import Console
from rich.table import Table as Grid

from benchmarks.timing import Figures


@dataclass(frozen=True)
class Target:
    """What a ratio should be: theirs over ours at least, or ours over theirs at most."""

    kind: Literal["at least", "at most"]
    limit: float

    def is_reached(self, ratio: float) -> bool:
        """Whether a ratio is good enough."""
        return ratio >= self.limit if self.kind == "at least" else ratio <= self.limit

    def say(self, ratio: float | None) -> str:
        """The target with its verdict."""
        if ratio is None:
            return f"{self.kind} {self.limit:g}"
        return f"{self.kind} {self.limit:g}: {'reached' if self.is_reached(ratio) else '**not reached**'}"


def at_least(limit: float) -> Target:
    """So many times as fast as the alternative."""
    return Target("at least", limit)


def at_most(limit: float) -> Target:
    """So many times what the alternative takes."""
    return Target("at most", limit)


@dataclass(frozen=True)
class Row:
    """One comparison."""

    work: str
    ours: str
    other: str  # what it is compared with
    theirs: str
    ratio: float | None = None
    target: Target | None = None

    @property
    def cells(self) -> tuple[str, ...]:
        """As it is printed."""
        return (
            self.work,
            self.ours,
            self.other,
            self.theirs,
            "" if self.ratio is None else f"{self.ratio:.2f}",
            self.target.say(self.ratio) if self.target else "",
        )


HEADS = ("work", "ours", "compared with", "theirs", "ratio", "target")


@dataclass(frozen=True)
class Table:
    """What one part found."""

    title: str
    rows: tuple[tuple[str, ...], ...] = ()
    notes: tuple[str, ...] = ()
    heads: tuple[str, ...] = HEADS


def compare(work: str, ours: Figures, other: str, theirs: Figures, target: Target | None = None) -> tuple[str, ...]:
    """A row about time per workbook. The ratio is theirs over ours, where the target is an "at most" ours over theirs."""
    is_at_most = target is not None and target.kind == "at most"
    ratio = ours.per_file / theirs.per_file if is_at_most else theirs.per_file / ours.per_file
    return Row(work, spell(ours), other, spell(theirs), ratio, target).cells


def spell(figures: Figures) -> str:
    """Time per workbook, with how many that is measured over."""
    return f"{figures.per_file * 1000:.4g} ms × {figures.n:,}"


def mib(value: float) -> str:
    """An amount of memory."""
    return f"{value:.0f} MiB"


def show(table: Table, console: Console) -> None:
    """Print a table on the terminal."""
    grid = Grid(*table.heads, title=table.title, title_justify="left")
    for row in table.rows:
        grid.add_row(*(cell.replace("**", "") for cell in row))
    console.print(grid if table.rows else f"[bold]{table.title}[/bold]")
    for note in table.notes:
        console.print(f"  {note}", highlight=False)


def markdown(table: Table) -> str:
    """A table for a page."""
    lines = [f"### {table.title}", ""]
    if table.rows:
        lines += [_line(table.heads), _line(["---"] * len(table.heads)), *map(_line, table.rows), ""]
    return "\n".join([*lines, *(f"{note}\n" for note in table.notes)])


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
