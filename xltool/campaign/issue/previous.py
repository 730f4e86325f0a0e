"""Last year's documents, to fill in this year's workbooks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from xltool.base.files import files_under
from xltool.base.states import SubmissionState
from xltool.campaign.folder import Campaign, is_campaign, open_campaign
from xltool.campaign.standing import standing
from xltool.checking.check_report import named_in
from xltool.reading.read_workbook import read_many
from xltool.workbook.build import load_document

Documents = Mapping[tuple[str, str], Mapping[str, Any]]  # unit id, project ("" for none) → document


def load_previous(source: Path | str, campaign: Campaign) -> Documents:
    """The documents under a path, by the unit and project that they name: a campaign's, or workbooks or JSON documents.

    What names no unit of the roster is passed over. Raises UsageError when the path is not there, DataError when a JSON
    document cannot be read.
    """
    found = _from_campaign(Path(source)) if is_campaign(source) else _from_files(Path(source), campaign)
    documents: dict[tuple[str, str], Mapping[str, Any]] = {}
    for unit_id, data in found:
        unit = campaign.roster.by_id(unit_id) or campaign.roster.by_name(named_in(data, campaign.definition, "unit"))
        if unit is not None:
            project = (named_in(data, campaign.definition, "project") or "") if unit.projects else ""
            documents[unit.id, project] = data
    return documents


def _from_campaign(folder: Path) -> Iterator[tuple[str | None, Mapping[str, Any]]]:
    """What another campaign has accepted."""
    with open_campaign(folder) as other:
        counted = [item.submission for item in standing(other) if item.submission is not None and item.state == SubmissionState.ACCEPTED]
        for submission in other.ledger.submissions([item.sha256 for item in counted]):
            yield submission.unit, submission.data


def _from_files(path: Path, campaign: Campaign) -> Iterator[tuple[str | None, Mapping[str, Any]]]:
    files = list(files_under([path]))
    documents = [file for file in files if file.suffix.lower() == ".json"]
    yield from ((None, load_document(file)) for file in documents)
    workbooks = [file for file in files if file.suffix.lower() != ".json"]
    for reading in read_many(workbooks, campaign.templates):
        if reading.definition is not None and reading.definition.id == campaign.definition.id:
            yield reading.document.unit, reading.document.data
