"""Last year's data in the files of a merged data set, which `xltool merge` wrote: Parquet, or CSV."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from xltool.base.messages import Text
from xltool.base.states import SubmissionState
from xltool.campaign.issue.carry_over import CarryOver
from xltool.campaign.prefill_records import PreviousForm, UnusedSource
from xltool.merging.dataset import StoredDataset, StoredDocument, stored_datasets

#: States of what was due and did not come to count.
_OPEN = (SubmissionState.REJECTED, SubmissionState.MISSING)


def of_datasets(files: Sequence[Path], root: Path, carry_over: CarryOver) -> tuple[list[PreviousForm | UnusedSource], frozenset[Path]]:
    """Return the forms of all data sets among some files, and which files belong to one. Raises UsageError for one that cannot be read."""
    datasets = stored_datasets(files)
    found = [item for dataset in datasets for item in _forms(dataset, root, carry_over)]
    return found, frozenset().union(*(dataset.files for dataset in datasets))


def _forms(dataset: StoredDataset, root: Path, carry_over: CarryOver) -> Iterator[PreviousForm | UnusedSource]:
    name = dataset.forms.relative_to(root).as_posix() if dataset.forms.is_relative_to(root) else dataset.forms.name
    documents = list(dataset.documents())
    own = [document for document in documents if document.template in (None, carry_over.definition.id)]
    used = [form for document in own if (form := _form(document, name, carry_over)) is not None]
    if not any(form.document is not None for form in used):
        others = next((document.template for document in documents if document.template), "")
        reason = Text(zh=f"是另一种表（{others}）", en=f"of another form ({others})")
        nothing = Text(zh="其中没有计入的表", en="no form in it counts")
        yield UnusedSource(source=name, reason=nothing if own else reason)
        return
    yield from used


def _form(stored: StoredDocument, name: str, carry_over: CarryOver) -> PreviousForm | None:
    """Return a form of a data set; None for one that was replaced, or is not of this round."""
    state = next((state for state in SubmissionState if state == stored.status), SubmissionState.ACCEPTED)
    if state not in (SubmissionState.ACCEPTED, *_OPEN):
        return None
    counts = stored.data is not None and state == SubmissionState.ACCEPTED
    return PreviousForm(
        unit_id=stored.unit,
        unit_name=stored.unit_name,
        project=stored.project or (_project(stored.data, stored.version, carry_over) if counts and stored.data else ""),
        source=f"{name}: {stored.file}" if stored.file else name,
        state=state,
        version=stored.version,
        document=_typed(stored.data, stored.version, carry_over) if counts and stored.data else None,
    )


def _project(data: Mapping[str, Any], version: str | None, carry_over: CarryOver) -> str:
    path = carry_over.definition.template.identity.project
    named: Any = carry_over.renamed(data, version)
    for step in path.split(".") if path else ():
        named = named.get(step) if isinstance(named, Mapping) else None
    return str(named or "") if path else ""


def _typed(data: Mapping[str, Any], version: str | None, carry_over: CarryOver, parent: str = "") -> dict[str, Any]:
    """Return a document with the types of today's fields: in CSV all is text, and a multiple choice is text in Parquet, too."""
    typed: dict[str, Any] = {}
    for name, value in data.items():
        path = f"{parent}.{name}" if parent else name
        if isinstance(value, Mapping):
            typed[name] = _typed(value, version, carry_over, path)
        elif isinstance(value, list):
            typed[name] = [_typed(row, version, carry_over, path) for row in value]
        else:
            field = carry_over.definition.schema.field(carry_over.today(path, version))
            is_text = isinstance(value, str) and field is not None and "string" not in field.kind.json_types
            typed[name] = field.read(value).value if is_text and field is not None else value
    return typed
