"""One campaign among several that are merged: a year, a county, or both."""

from __future__ import annotations

from dataclasses import dataclass

from xltool.merging.dataset.merged import Merged


@dataclass(frozen=True, kw_only=True, eq=False)
class Round:
    """One campaign of several, with its data set."""

    campaign: str  # id
    title: str
    name: str  # which of them it is, for headings: "2022", "武进区 2022"; no two are called alike
    year: int | None
    place: int  # whose it is, from 0: rounds of one place are of the same units
    place_name: str
    merged: Merged
