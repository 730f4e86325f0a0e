"""Merge workbooks: check them, merge those that count, write the data and the summary workbook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from xltool.base.errors import UsageError
from xltool.base.files import Output, WrittenApart, files_under
from xltool.base.logs import Log
from xltool.base.messages import Lang, Text
from xltool.base.output_path import refuse_output
from xltool.base.progress import Progress, Watch, unwatched
from xltool.base.sources import Source, as_sources
from xltool.checking.check import check
from xltool.checking.check_report import CheckReport
from xltool.form.roster import Roster
from xltool.merging.dataset import DATA_FORMATS, Merged, build_dataset, data_base, write_data
from xltool.merging.rounds.partitions import remove_parts
from xltool.merging.summary import write_summary
from xltool.reading.book import Book
from xltool.reading.identity import read_identity
from xltool.reading.open_book import open_book
from xltool.rules.definition import Definition

__all__ = ["Merged", "merge", "merge_report", "write_data", "write_merged", "write_summary"]

_log = Log(__name__)
_WROTE = Text(zh="已生成 {path}", en="wrote {path}")
_WRITING = Text(zh="生成汇总表", en="writing the summary")


def merge(
    paths: Iterable[Source] | Source,
    *,
    output: Output | None = None,
    roster: Roster | Source | None = None,
    templates: Path | str | None = None,
    year: int | None = None,
    include_rejected: bool = False,
    lang: Lang = "zh",
    watch: Watch = unwatched,
) -> Merged:
    """Check workbooks (files, folders of them, bytes, streams) and merge what counts; see `merge_report`.

    Files that an earlier merge into the same `output` has written are skipped. Raises UsageError when a path does not
    exist, the roster cannot be read or `output` cannot be written; what is wrong with a workbook is a finding. `watch` is
    called with the progress.
    """
    _refuse(output)
    files = list(_sources(as_sources(paths)))
    if isinstance(output, Path | str):
        if any(path.resolve() == Path(output).resolve() for path in files if isinstance(path, Path)):
            _refuse_form(Path(output))
        files = [path for path in files if not (isinstance(path, Path) and _is_ours(path, Path(output)))]
    report = check(files, roster=roster, templates=templates, year=year, watch=watch)
    return merge_report(report, output=output, include_rejected=include_rejected, lang=lang, watch=watch)


def _sources(given: Iterable[Source]) -> Iterator[Source]:
    """Yield every file under the paths; bytes and streams as they are."""
    for source in given:
        if isinstance(source, Path | str):
            yield from files_under(source)
        else:
            yield source


def merge_report(
    report: CheckReport,
    *,
    output: Output | None = None,
    definition: Definition | None = None,
    include_rejected: bool = False,
    lang: Lang = "zh",
    watch: Watch = unwatched,
) -> Merged:
    """Merge the files of a check report.

    Amounts and rows come from accepted submissions, with `include_rejected` also from rejected ones (marked in `status`).
    `output` names the summary workbook to write, in the language `lang`; the data go into a folder beside it (`data_base`) as
    Parquet and CSV. Into a binary stream goes the workbook alone, with all rows of its lists. The same files give the same bytes.
    `definition` is the form to merge, by default that of most files.
    Raises UsageError when a file cannot be written.
    """
    _refuse(output)
    merged = build_dataset(report, definition=definition, include_rejected=include_rejected)
    return merged if output is None else write_merged(merged, output, lang, watch)


def write_merged(merged: Merged, output: Output, lang: Lang = "zh", watch: Watch = unwatched) -> Merged:
    """Write the summary workbook, and the data as Parquet and CSV into a folder beside it.

    Data of the same names that lie beside the summary, where they went before, are removed: their numbers are old. A file
    that cannot be written does not keep the others from being written. Raises UnwritableError, which names it, then.
    """
    _refuse(output)
    apart = WrittenApart()
    watch(Progress(0, 0, _WRITING))
    if not isinstance(output, Path | str):
        write_summary(merged, output, lang)
        return merged
    path = Path(output)
    with apart.each():
        write_summary(merged, path, lang)
    data: tuple[Path, ...] = ()
    with apart.each():
        data = write_data(merged, data_base(path))
        for file in data:
            (path.parent / file.name).unlink(missing_ok=True)
        remove_parts(data_base(path), merged.spools)
    apart.refuse()
    for file in (path, *data):
        _log.info(_WROTE, path=file)
    return replace(merged, written=(path, *data))


def _refuse(output: Output | None) -> None:
    """Say what is wrong with an output before the work begins."""
    if output is not None:
        refuse_output(output, ".xlsx", Text(zh="汇总表", en="the summary"))


def _refuse_form(output: Path) -> None:
    """Refuse to write over one of the forms that are merged: only an earlier summary gives way."""
    book = open_book(output)
    if isinstance(book, Book) and read_identity(book).template is not None:
        zh, en = f"-o {output} 是一份填报表，不能覆盖；请另取文件名", f"-o {output} is one of the forms; choose another name"
        raise UsageError(Text(zh=zh, en=en))


def _is_ours(path: Path, output: Path) -> bool:
    """Return whether a file is the output of an earlier run: the summary, or data beside it."""
    path, output = path.resolve(), output.resolve()
    is_data = path.suffix in {entry.suffix for entry in DATA_FORMATS.values()} and path.name.startswith(f"{output.stem}-")
    return path == output or (is_data and path.parent in (output.parent, data_base(output).parent))
