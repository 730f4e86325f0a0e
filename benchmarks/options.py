"""What one run of the benchmarks is to do."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.forms import Forms


@dataclass(frozen=True, kw_only=True)
class Options:
    """Sizes and rounds; every part takes what it needs of them."""

    files: int  # workbooks for ours
    sample: int  # workbooks for alternatives that take long: time per workbook is compared
    sizes: tuple[int, ...]  # for growth and memory
    merge: int  # submissions that are merged
    rounds: int
    forms: Forms

    @property
    def where(self) -> dict[str, str]:
        """The argument with which tasks find the completed workbooks."""
        return {"folder": str(self.forms.folder)}
