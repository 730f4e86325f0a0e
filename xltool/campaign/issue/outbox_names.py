"""Where workbooks lie below the outbox: a folder for each unit, and in it a file for each project."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from xltool.base.messages import Text
from xltool.campaign.file_names import LONGEST_FOLDER, file_name, file_name_of, unique_names
from xltool.campaign.ledger_records import Issued
from xltool.form.roster import Unit

#: The folder of drafts, the list of all that is sent out and that of what was filled in: no unit's folder may be called so.
DRAFTS = "mail"
COVER_LIST = Text(zh="分发清单.xlsx", en="distribution-list.xlsx")
COVERAGE_LIST = Text(zh="预填清单.xlsx", en="pre-filled-list.xlsx")
_ENDING = ".xlsx"

Form = tuple[str, str]  # unit id, project ("" for none)


def unit_folders(units: Iterable[Unit], issued: Iterable[Issued]) -> dict[str, str]:
    """The folder of each unit by its id, of its own whatever the id; a unit that was sent something before keeps its folder."""
    return unique_names(
        {unit.id: file_name(unit.id, LONGEST_FOLDER) for unit in units},
        before={row.unit: PurePosixPath(row.path).parts[0] for row in issued},
        taken=(DRAFTS, COVER_LIST.zh, COVER_LIST.en, COVERAGE_LIST.zh, COVERAGE_LIST.en),
    )


def outbox_paths(units: Sequence[Unit], issued: Sequence[Issued]) -> dict[Form, str]:
    """The path of each form, with "/": `unit/unit-name-project.xlsx`, shortened and numbered so that folder and file are its own.

    No two files have one name, even in different folders: they come back into one inbox. What was sent out before stays where it is
    as long as its names stay.
    """
    folders = unit_folders(units, issued)
    files = unique_names(
        {(unit.id, project): file_name_of(list(filter(None, (unit.id, unit.name, project)))) for unit, project in _forms(units)},
        before={(row.unit, row.project): PurePosixPath(row.path).stem for row in issued},
    )
    return {form: f"{folders[form[0]]}/{name}{_ENDING}" for form, name in files.items()}


def returns_folder(unit_id: str | None, folders: Mapping[str, str]) -> str:
    """The folder of a unit's marked returns: the one that it has in the outbox; one of its own where it is not on the roster."""
    known = folders.get(unit_id or "")
    return known or unique_names({unit_id: file_name(unit_id or "_", LONGEST_FOLDER)}, taken=folders.values())[unit_id]


def _forms(units: Iterable[Unit]) -> Iterator[tuple[Unit, str]]:
    return ((unit, project) for unit in units for project in unit.projects or ("",))
