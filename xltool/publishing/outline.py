"""Bookmarks of a publication: by department, unit and project, each where it begins."""

from __future__ import annotations

from typing import NamedTuple

from xltool.base.messages import Text
from xltool.publishing.printed_form import PrintedForm, Publication

#: What stands above the contents.
CONTENTS = Text(zh="目录", en="Contents")


class Bookmark(NamedTuple):
    """One entry of the contents, before the form at which it leads."""

    level: int  # from 1, none left out
    text: str


def bookmarks(publication: Publication) -> list[list[Bookmark]]:
    """Return the bookmarks before each form: of its department and unit where these change, and its own."""
    found: list[list[Bookmark]] = []
    before: tuple[str, ...] = ()
    for form in publication.forms:
        names = _names(form)
        same = next(
            (index for index, (one, other) in enumerate(zip(names, before, strict=False)) if one != other), min(len(names), len(before))
        )
        new = range(min(same, len(names) - 1), len(names))  # a form has one of its own, also where its names are those of the one before
        found.append([Bookmark(level + 1, names[level]) for level in new])
        before = names
    return found


def _names(form: PrintedForm) -> tuple[str, ...]:
    """Return department, unit and project; a department that is the unit itself once."""
    names = [form.department, form.unit, form.project]
    if form.department == form.unit:
        names = names[1:]
    return tuple(name for name in names if name) or (form.title,)
