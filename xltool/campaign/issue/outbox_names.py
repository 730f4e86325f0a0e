"""Where workbooks lie below the outbox: a folder for each unit, and in it a file for each project."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePosixPath

from xltool.campaign.file_names import LONGEST_FOLDER, file_name, file_name_of, unique_names
from xltool.campaign.ledger_records import Issued
from xltool.form.roster import Unit

_ENDING = ".xlsx"

Form = tuple[str, str]  # unit id, project ("" for none)


def outbox_paths(units: Sequence[Unit], issued: Iterable[Issued], taken: Iterable[str]) -> dict[Form, str]:
    """The path of each form, with "/": `unit/unit-name-project.xlsx`, shortened and numbered so that folder and file are its own.

    No two files have one name, even in different folders: they come back into one inbox. What was sent out before stays where it is
    as long as its names stay. `taken` are names of other things in the outbox.
    """
    before = {(row.unit, row.project): PurePosixPath(row.path) for row in issued}
    folders = unique_names(
        {unit.id: file_name(unit.id, LONGEST_FOLDER) for unit in units},
        before={unit: path.parts[0] for (unit, _), path in before.items()},
        taken=taken,
    )
    files = unique_names(
        {(unit.id, project): file_name_of(list(filter(None, (unit.id, unit.name, project)))) for unit, project in _forms(units)},
        before={form: path.stem for form, path in before.items()},
    )
    return {form: f"{folders[form[0]]}/{name}{_ENDING}" for form, name in files.items()}


def _forms(units: Iterable[Unit]) -> Iterator[tuple[Unit, str]]:
    return ((unit, project) for unit in units for project in unit.projects or ("",))
