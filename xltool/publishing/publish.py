"""`xltool publish`: completed forms as their official print."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from xltool.base.errors import UsageError
from xltool.base.files import WrittenApart, write_whole
from xltool.base.messages import Lang, Text, listed
from xltool.base.progress import Progress, Watch, unwatched
from xltool.base.short_repr import short_repr
from xltool.base.sources import Source, as_sources
from xltool.base.states import SubmissionState
from xltool.campaign.file_names import file_name_of, unique_names
from xltool.campaign.folder import is_campaign, open_campaign
from xltool.publishing.form_source import FormToPublish, forms_of_campaign, forms_of_files
from xltool.publishing.masking import MaskReport, mask_document
from xltool.publishing.open_data import OpenDocument, open_data
from xltool.publishing.print_form import OwnerNames, PrintWishes, names_of, print_form
from xltool.publishing.printed_form import PrintedForm, Publication
from xltool.publishing.writer import PrintWriter, Standard
from xltool.publishing.writers import WRITERS
from xltool.rules.definition import Definition

_UNREADABLE = Text(
    zh="{file}：不能读取，未公开；请用 xltool check 查看原因", en="{file}: cannot be read and is left out; see why with xltool check"
)
_HAS_ERRORS = Text(
    zh="{file}：有错误，仍已公开；请用 xltool check 查看", en="{file}: has errors and is published all the same; see them with xltool check"
)
_NOTHING = Text(
    zh="没有可公开的表：{where} 中没有已通过的表，也没有可读取的文件",
    en="nothing to publish: no accepted form and no readable file in {where}",
)
_SEVERAL_FORMS = Text(zh="--data 只能用于同一种表，请分开公开", en="--data is for forms of one kind; publish them apart")
_SETTING = Text(zh="排版", en="typesetting")
_STAMP = Text(zh="{state} · 数据截至 {date}", en="{state} · data of {date}")


@dataclass(frozen=True, kw_only=True)
class Published:
    """What was published."""

    __repr__ = short_repr

    paths: tuple[Path, ...]
    n_forms: int
    masked: MaskReport | None  # None where nothing was to be masked
    warnings: tuple[Text, ...]  # a line for each file that has errors or cannot be read

    @property
    def is_sound(self) -> bool:
        """Whether every form could be read and has no errors."""
        return not self.warnings


@dataclass(frozen=True, kw_only=True)
class _Target:
    """Where the prints go."""

    writer: PrintWriter
    path: Path
    is_file: bool

    def one(self, title: str) -> Path:
        return self.path if self.is_file else self.path / f"{file_name_of([title])}.{self.writer.name}"


def publish(  # noqa: PLR0913 - each is an option of the command
    paths: Iterable[Source] | Source,
    *,
    output: Path | str,
    format: str | None = None,  # noqa: A002 - the option is called so
    each: bool = False,
    mask: bool = False,
    standard: Standard | None = None,
    stamp: bool = False,
    data: bool = False,
    templates: Path | str | None = None,
    lang: Lang = "zh",
    watch: Watch = unwatched,
) -> Published:
    """Write the official print of completed forms: of a campaign those accepted, else those in files and folders.

    `output` that ends with the name of a format (`.pdf`) is one file, any other a folder; `each` writes a file for each form. `mask` masks
    personal data (`x-personal`). `standard` holds a PDF to PDF/UA ("ua") or PDF/A ("a"). `stamp` says state and date of the data on each page.
    `data` writes the same forms as open data (CSV, JSON, data package) into a folder: `data` in that of the prints, `NAME-data` beside one file.
    A form with errors is published, with a warning. Raises UsageError where nothing can be published, a file cannot be written, or a package
    or a font is missing.
    """
    target = _target(Path(output), format, each=each, standard=standard)
    given = as_sources(paths)
    folders = [Path(path) for path in given if isinstance(path, Path | str) and is_campaign(path)]
    if folders and (len(given) > 1 or templates is not None):
        zh, en = "一次只能公开一个收集任务，且不另给模板", "publish one campaign at a time, with its own templates"
        raise UsageError(Text(zh=zh, en=en))
    with ExitStack() as stack:
        if folders:
            campaign = stack.enter_context(open_campaign(folders[0]))
            forms, title = forms_of_campaign(campaign, watch), campaign.config.title
        else:
            forms, title = forms_of_files(given, templates, watch), ""
        printing = _Printing(title, lang, mask=mask, stamp=stamp)
        printed = list(printing.forms(forms))
    if not printed:
        raise UsageError(_NOTHING.filled(where=listed([str(path) for path in given]).as_is(lang)))
    watch(Progress(0, 0, _SETTING))
    publications = printing.publications(printed, each=each)
    written = [*_write(publications, target, standard, each=each)]
    if data:
        written += _write_data(printing, target, publications[0].title)
    return Published(
        paths=tuple(written), n_forms=len(printed), masked=printing.masked if mask else None, warnings=tuple(printing.warnings)
    )


def _target(output: Path, format_: str | None, *, each: bool, standard: Standard | None) -> _Target:
    ending = output.suffix.lower().removeprefix(".")
    is_file = ending in WRITERS and not output.is_dir()
    if is_file and format_ not in (None, ending):
        zh, en = f"-o {output} 与 --format {format_} 不符，请去掉其一", f"-o {output} does not fit --format {format_}; leave one out"
        raise UsageError(Text(zh=zh, en=en))
    if is_file and each:
        zh, en = (
            f"--each 每份表一个文件，-o 应为文件夹，不是 {output}",
            f"--each writes a file for each form: -o must be a folder, not {output}",
        )
        raise UsageError(Text(zh=zh, en=en))
    if not is_file and output.exists() and not output.is_dir():
        known = listed([f".{name}" for name in WRITERS])
        zh, en = (
            f"-o {output} 是文件，扩展名应为 {known.zh}，或给出文件夹",
            f"-o {output} is a file; name one that ends with {known.en}, or a folder",
        )
        raise UsageError(Text(zh=zh, en=en))
    writer = WRITERS[ending if is_file else format_ or next(iter(WRITERS))]
    if standard is not None and not writer.has_standards:
        zh, en = "--standard 只用于 PDF", "--standard is for PDF alone"
        raise UsageError(Text(zh=zh, en=en))
    return _Target(writer=writer, path=output, is_file=is_file)


class _Printing:
    """Lays out forms one by one, and gathers what is said of them."""

    def __init__(self, title: str, lang: Lang, *, mask: bool, stamp: bool) -> None:
        self.title = title
        self.lang = lang
        self.mask = mask
        self.stamp = stamp
        self.masked = MaskReport()
        self.warnings: list[Text] = []
        self.documents: list[tuple[Definition, OpenDocument]] = []

    def forms(self, sources: Iterable[FormToPublish]) -> Iterator[tuple[PrintedForm, FormToPublish]]:
        for source in sources:
            report = source.report
            if report.definition is None:
                self.warnings.append(_UNREADABLE.filled(file=report.path))
                continue
            if source.state == SubmissionState.REJECTED:
                self.warnings.append(_HAS_ERRORS.filled(file=report.path))
            yield self.form(source), source

    def form(self, source: FormToPublish) -> PrintedForm:
        definition, data = source.report.definition, source.report.document.data
        assert definition is not None  # noqa: S101 - those without are left out before
        names, campaign = names_of(definition, data, source.department, source.unit), self.title
        if self.mask:
            result = mask_document(definition.schema, data)
            self.masked += result.report
            data, campaign = result.data, result.masked(campaign)
            names = OwnerNames(
                department=result.masked(names.department), unit=result.masked(names.unit), project=result.masked(names.project)
            )
        self.documents.append((definition, OpenDocument(names=names, data=data)))
        stamp = _STAMP.filled(state=source.state.text, date=source.date.isoformat()).as_is(definition.template.language)
        return print_form(definition, data, names, PrintWishes(campaign=campaign, stamp=stamp if self.stamp else ""))

    def publications(self, printed: Sequence[tuple[PrintedForm, FormToPublish]], *, each: bool) -> list[Publication]:
        """Return what goes into each file."""
        day = max(source.date for _, source in printed)
        if each:
            return [
                Publication(title=_own_title(form), language=form.language, date=source.date, forms=(form,)) for form, source in printed
            ]
        first = printed[0][0]
        title = self.title or (_own_title(first) if len(printed) == 1 else first.title)
        return [Publication(title=title, language=first.language, date=day, forms=tuple(form for form, _ in printed))]


def _write_data(printing: _Printing, target: _Target, title: str) -> Iterator[Path]:
    """Write the open data. Raises UsageError where the forms are of several kinds: a data set has one."""
    definition = printing.documents[0][0]
    if any(other.digest != definition.digest for other, _ in printing.documents):
        raise UsageError(_SEVERAL_FORMS)
    folder = target.path.with_name(f"{target.path.stem}-data") if target.is_file else target.path / "data"
    documents = [document for _, document in printing.documents]
    for name, content in open_data(definition, documents, title, is_masked=printing.mask).items():
        write_whole(folder / name, content)
        yield folder / name


def _own_title(form: PrintedForm) -> str:
    return " · ".join(name for name in (form.title, form.unit, form.project) if name)


def _write(publications: Sequence[Publication], target: _Target, standard: Standard | None, *, each: bool) -> Iterator[Path]:
    """Write each file; one that cannot be written does not keep the others from being written."""
    apart = WrittenApart()
    if each:
        parts = {
            index: file_name_of([one.forms[0].unit or one.title, *filter(None, [one.forms[0].project])])
            for index, one in enumerate(publications)
        }
        names = unique_names(parts)
        paths = [target.path / f"{names[index]}.{target.writer.name}" for index in parts]
    else:
        paths = [target.one(publications[0].title)]
    for publication, path in zip(publications, paths, strict=True):
        content = target.writer.write(publication, standard)
        with apart.each():
            write_whole(path, content)
            yield path
    apart.refuse()
