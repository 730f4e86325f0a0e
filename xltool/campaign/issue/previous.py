"""Last year's data, to fill in this year's workbooks: a campaign, a merged data set, or workbooks or JSON documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

from xltool.base.errors import UsageError
from xltool.base.files import files_under
from xltool.base.messages import Text
from xltool.base.states import SubmissionState
from xltool.campaign.config import CONFIG_FILE
from xltool.campaign.folder import Campaign, is_campaign, open_campaign
from xltool.campaign.issue.carry_over import CarryOver
from xltool.campaign.issue.previous_dataset import of_datasets
from xltool.campaign.prefill_records import PreviousData, PreviousForm, UnusedSource
from xltool.campaign.standing import Standing, standing
from xltool.checking.check_report import named_in
from xltool.checking.upgrade import carried_document
from xltool.reading.read_workbook import read_many
from xltool.reading.reading_record import Reading
from xltool.rules.definition import Definition
from xltool.workbook.build import load_document

#: Sources that an error names before it says how many more there are.
_MOST_NAMED = 5


def load_previous(source: Path | str, campaign: Campaign) -> PreviousData:
    """Read last year's data at a path: a campaign's folder, files of a merged data set, workbooks or JSON documents, or folders of them.

    What cannot be used is named beside the rest. Raises UsageError when the path is not there, when it holds no document of
    the campaign's form, and when it is a single file of anything else; DataError when a JSON document cannot be read.
    """
    path = Path(source)
    if is_campaign(path):
        return _from_campaign(path, campaign)
    _refuse_campaigns_below(path)
    return _from_files(path, campaign)


# --- a campaign -------------------------------------------------------------------------------------------------------


def _from_campaign(folder: Path, campaign: Campaign) -> PreviousData:
    """What another campaign was to receive, with the documents that it has accepted."""
    with open_campaign(folder) as other:
        if other.config.id == campaign.config.id:
            zh, en = f"{folder} 就是本次任务，不能用来预填自己", f"{folder} is this campaign itself; name that of last year"
            raise UsageError(Text(zh=zh, en=en))
        if other.definition.id != campaign.definition.id:
            zh = f"{folder} 收集的是另一种表（{other.definition.id}），不能用来预填 {campaign.definition.id}"
            en = f"{folder} collects another form ({other.definition.id}), which cannot fill in {campaign.definition.id}"
            raise UsageError(Text(zh=zh, en=en))
        stands = standing(other)
        accepted = [item.submission.sha256 for item in stands if item.submission and item.state == SubmissionState.ACCEPTED]
        documents = {item.sha256: (item.version, item.data) for item in other.ledger.submissions(accepted)}
    return PreviousData(forms=tuple(_of_campaign(item, documents) for item in stands))


def _of_campaign(item: Standing, documents: Mapping[str, tuple[str | None, Mapping[str, Any]]]) -> PreviousForm:
    version, document = documents.get(item.submission.sha256, (None, None)) if item.submission else (None, None)
    return PreviousForm(
        unit_id=item.unit.id,
        unit_name=item.unit.name,
        project=item.project,
        source=item.submission.name if item.submission else "",
        state=item.state,
        version=version,
        document=document,
    )


# --- files ------------------------------------------------------------------------------------------------------------


def _refuse_campaigns_below(path: Path) -> None:
    """A folder of campaigns holds their workbooks several times: in outbox, inbox and store."""
    below = sorted(path.rglob(CONFIG_FILE)) if path.is_dir() else []
    if below:
        zh = f"{path} 中有收集任务文件夹 {below[0].parent}，请在 --from 后写出该文件夹"
        raise UsageError(Text(zh=zh, en=f"{path} holds the campaign folder {below[0].parent}; name that folder after --from"))


def _from_files(path: Path, campaign: Campaign) -> PreviousData:
    files = list(files_under([path]))
    if not files:
        zh, en = f"{path} 中没有文件，无从预填", f"{path} holds no files; there is nothing to fill in from"
        raise UsageError(Text(zh=zh, en=en))
    root = path if path.is_dir() else path.parent
    found, taken = of_datasets(files, root, CarryOver(campaign.definition))
    files = [file for file in files if file not in taken]
    found += [*_json_documents(files, root, campaign), *_workbooks(files, root, campaign)]
    forms = tuple(item for item in found if isinstance(item, PreviousForm))
    unused = tuple(item for item in found if isinstance(item, UnusedSource))
    if not forms:
        _refuse(path, campaign.definition, unused)
    return PreviousData(forms=forms, unused=unused)


def _refuse(path: Path, definition: Definition, unused: Sequence[UnusedSource]) -> NoReturn:
    zh, en = f"{path} 中没有表格 {definition.id} 的数据：", f"{path} holds no data of the form {definition.id}: "
    named = unused[:_MOST_NAMED]
    zh += "；".join(f"{item.source}（{item.reason.zh}）" for item in named)
    en += "; ".join(f"{item.source} ({item.reason.en})" for item in named)
    if more := len(unused) - len(named):
        zh, en = f"{zh}；另有 {more} 个文件", f"{en}; and {more} more"
    raise UsageError(Text(zh=zh, en=en))


def _json_documents(files: Sequence[Path], root: Path, campaign: Campaign) -> Iterator[PreviousForm | UnusedSource]:
    carry_over = CarryOver(campaign.definition)
    for file in files:
        if _is_json(file):
            document = load_document(file)
            named = carry_over.renamed(document, None)
            yield _form(document, None, None, file, root, campaign.definition, named) if named else _of_another_form(file, root)


def _workbooks(files: Sequence[Path], root: Path, campaign: Campaign) -> Iterator[PreviousForm | UnusedSource]:
    definition, workbooks = campaign.definition, [file for file in files if not _is_json(file)]
    for file, reading in zip(workbooks, read_many(workbooks, campaign.templates), strict=True):
        if reading.definition is None:
            reason = next((item.message for item in reading.document.findings), Text(zh="无法读取", en="unreadable"))
            yield UnusedSource(source=_name(file, root), reason=reason)
        elif reading.definition.id != definition.id:
            yield _of_another_form(file, root, reading.definition.id)
        else:
            data = _current(file, reading, reading.definition, definition)
            yield _form(data, definition.version, reading.document.unit, file, root, definition, data)


def _current(file: Path, reading: Reading, own: Definition, definition: Definition) -> Mapping[str, Any]:
    """The document by the paths of today: an older workbook carries its own, by which renamed fields are found."""
    if not reading.outdated and own.version == definition.version:
        return reading.document.data
    try:
        return carried_document(file, definition, own)
    except UsageError:  # its names are gone: it was read by its labels
        return reading.document.data


def _form(
    document: Mapping[str, Any], version: str | None, unit: str | None, file: Path, root: Path, definition: Definition, named: Mapping[str, Any]
) -> PreviousForm:  # fmt: skip
    return PreviousForm(
        unit_id=unit,
        unit_name=named_in(named, definition, "unit"),
        project=named_in(named, definition, "project") or "",
        source=_name(file, root),
        version=version,
        document=document,
    )


def _of_another_form(file: Path, root: Path, form: str = "") -> UnusedSource:
    zh, en = (f"是另一种表（{form}）", f"of another form ({form})") if form else ("不是本表的数据", "of another form")
    return UnusedSource(source=_name(file, root), reason=Text(zh=zh, en=en))


def _is_json(file: Path) -> bool:
    return file.suffix.lower() == ".json"


def _name(file: Path, root: Path) -> str:
    return file.relative_to(root).as_posix()
