"""Build the tables of the merged data set from a check report or from submissions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import chain, islice
from typing import Any

import pyarrow as pa

from xltool.base.cells import Location
from xltool.base.document import Document
from xltool.base.files import show_path
from xltool.base.findings import SEVERITIES, Finding, count_findings
from xltool.base.normalise import as_text
from xltool.base.paths import in_row, value_at
from xltool.base.states import STATES
from xltool.checking.check_report import CheckReport, FileReport
from xltool.form.repeated import Repeat
from xltool.form.roster import Roster
from xltool.form.row_tables import array_around, block_fields, in_first_block, merged_paths, single_fields
from xltool.form.schema import Field, Schema, Table
from xltool.merging.dataset.amount_origins import TracedNumber, traced_numbers
from xltool.merging.dataset.arrow_arrays import WHOLE, array_of
from xltool.merging.dataset.arrow_columns import ArrowColumn, as_decimal, decimal_column, field_columns, table_of, text_column, whole_column
from xltool.merging.dataset.block_tables import block_keys, rows_with_blocks
from xltool.merging.dataset.judged_amounts import AmountJudge, finding_of
from xltool.merging.dataset.merged import Merged, table_name
from xltool.merging.dataset.number_cells import number_cells, numbers_in_rows
from xltool.merging.dataset.spool import Spool
from xltool.merging.dataset.submissions import DatasetEntry, choose_definition, in_order, list_submissions
from xltool.merging.exclusion import EXCLUDED, Exclusion
from xltool.merging.stand_out import FormAmounts
from xltool.rules.definition import Definition

#: Where a row comes from: first columns of forms and of the form's tables.
PROVENANCE = ("file", "unit", "unit_name", "department", "level", "status")
_COUNTS = ("errors", "warnings", "infos")
_CHECK = "check."
#: Submissions that are in memory at a time.
_PAGE = 200


def build_dataset(report: CheckReport, *, definition: Definition | None = None, include_rejected: bool = False) -> Merged:
    """Build the data set of a check report.

    `definition` is the form to merge, by default the one to which most files belong; files of other forms are listed as
    foreign. Money and rows come from accepted submissions, with `include_rejected` also from rejected ones; of several
    submissions of one unit, project and year only the latest counts (by modification time, then name).
    """
    chosen = definition or choose_definition(report.files)
    submissions = list_submissions(report, chosen)
    return dataset_of(submissions, definition=chosen, roster=report.roster, include_rejected=include_rejected)


def dataset_of(
    submissions: Iterable[DatasetEntry],
    *,
    definition: Definition | None,
    roster: Roster | None = None,
    include_rejected: bool = False,
) -> Merged:
    """Build the data set of submissions whose states are decided already, in the order of the roster.

    Money and rows come from the reports of those that are accepted, with `include_rejected` also of those rejected. The
    order in which they are given does not matter.
    """
    ordered = in_order(submissions, roster)
    return gather(ordered, definition=definition, roster=roster, include_rejected=include_rejected)


def gather(
    ordered: Iterable[DatasetEntry],
    *,
    definition: Definition | None,
    roster: Roster | None = None,
    include_rejected: bool = False,
    earlier: Merged | None = None,
) -> Merged:
    """Build the data set of submissions that come in order; see `dataset_of`. They are in memory a page at a time.

    `earlier` is the data set of last year, with which amounts are compared. What the officer excluded is in no table of amounts.
    Of amounts that stand out there is a warning behind the findings of the files; the numbers of warnings are those of the files alone.
    """
    states = ("accepted", "rejected") if include_rejected else ("accepted",)
    paths = merged_paths(definition.schema) if definition else []
    traced, in_rows = traced_numbers(definition), numbers_in_rows(definition)
    cells = {path: Spool() for path in in_rows}
    spools = {"forms": Spool(arranged), "submissions": Spool(), "findings": Spool(), "origins": Spool()}
    spools |= {table_name(path): Spool() for path in paths}
    judge, amounts = AmountJudge(definition) if definition else None, list[FormAmounts]()
    excluded = list[tuple[FormAmounts, Exclusion]]()
    for page in _pages(ordered):
        read = [(item, item.report) for item in page if item.report is not None and item.report.definition and item.state in states]
        counted = [(item, report) for item, report in read if item.exclusion is None]
        excluded += [(_amounts_of(item, {}), item.exclusion) for item, _ in read if item.exclusion is not None]
        spools["forms"].append(_forms_table(counted, definition))
        spools["submissions"].append(_submissions_table(page))
        spools["findings"].append(_findings_table(page))
        spools["origins"].append(_origins_table(counted, traced))
        for path in paths:
            spools[table_name(path)].append(_form_table(counted, path, definition))
        for path, names in in_rows.items():
            cells[path].append(number_cells([report.document for _, report in counted], definition, path, names))
        amounts += [_amounts_of(item, judge.values(report.document.data)) for item, report in counted] if judge else []
    stand_outs = judge.judge(amounts, *((earlier.amounts, earlier.definition) if earlier else ())) if judge else ()
    if stand_outs:
        spools["findings"].append(_findings_table([_with(found.form, finding_of(found)) for found in stand_outs]))
    if excluded:
        spools["findings"].append(_findings_table([_with(form, _excluded(exclusion)) for form, exclusion in excluded]))
    return Merged(
        definition=definition, roster=roster, include_rejected=include_rejected, spools=spools, cells=cells,
        amounts=tuple(amounts), stand_outs=stand_outs, excluded=tuple(excluded), earlier=earlier,
    )  # fmt: skip


def _amounts_of(item: DatasetEntry, values: Mapping[str, Decimal]) -> FormAmounts:
    return FormAmounts(
        file=item.file, unit=item.unit, unit_name=item.unit_name, department=item.department, level=item.level, project=item.project,
        status=item.state, values=values,
    )  # fmt: skip


def _excluded(exclusion: Exclusion) -> Finding:
    """Return the note that a form is in no total."""
    return Finding(rule=EXCLUDED, severity="info", message=exclusion.message)


def _with(form: FormAmounts, finding: Finding) -> DatasetEntry:
    """Return a form with what was found of it among all, for the table of findings."""
    return DatasetEntry(
        state=STATES[form.status], file=form.file, unit=form.unit, unit_name=form.unit_name, department=form.department, level=form.level,
        project=form.project, year=None, findings=(finding,),
    )  # fmt: skip


def _pages(ordered: Iterable[DatasetEntry]) -> Iterator[list[DatasetEntry]]:
    """Yield submissions a page at a time; one empty page when there are none, since tables of no rows have columns too."""
    rest = iter(ordered)
    yield list(islice(rest, _PAGE))
    while page := list(islice(rest, _PAGE)):
        yield page


def arranged(names: Iterable[str]) -> list[str]:
    """Order the columns of forms: those of the rules last, in the order of the rules."""
    columns = list(names)
    rules = sorted((name.removeprefix(_CHECK) for name in columns if name.startswith(_CHECK)), key=_natural)
    return [name for name in columns if not name.startswith(_CHECK)] + [_CHECK + rule for rule in rules]


Counted = Sequence[tuple[DatasetEntry, FileReport]]


def _provenance(submissions: Sequence[DatasetEntry]) -> list[ArrowColumn]:
    values: dict[str, Callable[[DatasetEntry], str | None]] = {
        "file": lambda item: show_path(item.file),
        "unit": lambda item: item.unit,
        "unit_name": lambda item: item.unit_name,
        "department": lambda item: item.department,
        "level": lambda item: item.level,
        "status": lambda item: str(item.state),
    }
    return [text_column(name, map(values[name], submissions)) for name in PROVENANCE]


def _repeated(columns: Iterable[ArrowColumn], numbers: Iterable[int]) -> list[ArrowColumn]:
    """Repeat columns of submissions for what they contain: each value as often as a number says."""
    places = array_of([place for place, number in enumerate(numbers) for _ in range(number)], WHOLE)
    return [replace(column, values=column.values.take(places)) for column in columns]


def _counts(submissions: Sequence[DatasetEntry]) -> list[ArrowColumn]:
    tallies = [count_findings(item.findings) for item in submissions]
    return [whole_column(name, [getattr(tally, name) for tally in tallies]) for name in _COUNTS]


def _submissions_table(submissions: Sequence[DatasetEntry]) -> pa.RecordBatch:
    return table_of(
        [
            *_provenance(submissions),
            *_about(submissions),
            text_column("template", [item.report.template if item.report else None for item in submissions]),
            text_column("version", [item.report.version if item.report else None for item in submissions]),
            *_counts(submissions),
            text_column("replaced_by", [show_path(item.replaced_by) for item in submissions]),
        ]
    )


def _about(submissions: Sequence[DatasetEntry]) -> list[ArrowColumn]:
    """Return the columns of what the forms are about."""
    return [
        text_column("project", [item.project for item in submissions]),
        text_column("year", [item.year for item in submissions]),
    ]


def _findings_table(submissions: Sequence[DatasetEntry]) -> pa.RecordBatch:
    findings = [finding for item in submissions for finding in sorted(item.findings, key=_finding_order)]
    return table_of(
        [
            *_repeated(_provenance(submissions), [len(item.findings) for item in submissions]),
            text_column("rule", [finding.rule for finding in findings]),
            text_column("severity", [finding.severity for finding in findings]),
            text_column("field", [finding.field for finding in findings]),
            text_column("sheet", [finding.location.sheet if finding.location else None for finding in findings]),
            text_column("cell", [finding.location.cell if finding.location else None for finding in findings]),
            text_column("value", [as_text(finding.value) for finding in findings]),
            text_column("message_zh", [finding.message.zh for finding in findings]),
            text_column("message_en", [finding.message.en for finding in findings]),
        ]
    )


def _finding_order(finding: Finding) -> tuple[Any, ...]:
    place = (finding.location.sheet, finding.location.row, finding.location.column) if finding.location else ("", 0, 0)
    return SEVERITIES.index(finding.severity), _natural(finding.rule), *place, finding.field or "", finding.message.en


def _forms_table(counted: Counted, definition: Definition | None) -> pa.RecordBatch:
    submissions = [item for item, _ in counted]
    columns = [*_provenance(submissions), *_counts(submissions)]
    if definition is not None:
        taken = {column.name for column in columns}
        for field in single_fields(definition.schema):
            name = f"field.{field.path}" if field.path in taken else field.path
            columns += field_columns(field, name, [report.document.get(field.path) for _, report in counted])
    return table_of([*columns, *_rule_columns(submissions, definition)])


def _rule_columns(submissions: Sequence[DatasetEntry], definition: Definition | None) -> Iterator[ArrowColumn]:
    """Yield one column per rule: how often each form breaks it."""
    counts = [Counter(finding.rule for finding in item.findings) for item in submissions]
    rules = set(definition.rules.ids) | {rule.id for rule in definition.rules.checks} if definition else set()
    for rule in sorted(rules.union(*counts), key=_natural):
        yield whole_column(_CHECK + rule, [count[rule] for count in counts])


def _origins_table(counted: Counted, traced: Sequence[TracedNumber]) -> pa.RecordBatch:
    """Return one row per number that enters a total. A blank enters none, and what is not a number has its finding."""
    rows = [list(_numbers(report.document, traced)) for _, report in counted]
    origins = list(chain.from_iterable(rows))
    places = max((number.field.precision or 0 for number in traced), default=0)
    submissions = [item for item, _ in counted]
    return table_of(
        [
            *_repeated([*_provenance(submissions), *_about(submissions)], map(len, rows)),
            text_column("field", [number.path for number, _, _ in origins]),
            text_column("label", [number.label for number, _, _ in origins]),
            decimal_column("value", [value for _, value, _ in origins], places),
            text_column("money_unit", [number.field.unit for number, _, _ in origins]),
            text_column("sheet", [location.sheet if location else None for *_, location in origins]),
            text_column("cell", [location.cell if location else None for *_, location in origins]),
        ]
    )


def _numbers(document: Document, traced: Sequence[TracedNumber]) -> Iterator[tuple[TracedNumber, Decimal, Location | None]]:
    for number in traced:
        value = as_decimal(document.get(number.path))
        if value is not None:
            yield number, value, document.location(number.path)


def _form_table(counted: Counted, path: str, definition: Definition | None) -> pa.RecordBatch:
    assert definition is not None  # noqa: S101 - the path is one of its tables
    schema = definition.schema
    if path in schema.repeats:
        return _blocks_table(counted, schema, schema.repeats[path])
    array = array_around(schema, path)
    table = in_first_block(schema, path)
    return _block_rows_table(counted, table, schema, array) if array else _rows_table(counted, table)


def _blocks_table(counted: Counted, schema: Schema, repeat: Repeat) -> pa.RecordBatch:
    """Return one row for each block in use."""
    objects = [value_at(report.document.data, repeat.path) or [] for _, report in counted]
    numbers = [index for own in objects for index in range(len(own))]
    documents = [report.document for (_, report), own in zip(counted, objects, strict=True) for _ in own]
    fields = block_fields(schema, repeat)
    first = next(iter(fields), "")
    places = [document.location(in_row(repeat.path, index, first)) for document, index in zip(documents, numbers, strict=True)]
    columns = [
        *_repeated(_provenance([item for item, _ in counted]), map(len, objects)),
        *block_keys([document.data for document in documents], repeat.path, numbers, with_names=False),
        text_column("origin", [str(place) if place else None for place in places]),
    ]
    all_blocks = list(chain.from_iterable(objects))
    return table_of([*columns, *_columns_of(fields, [[value_at(block, name) for block in all_blocks] for name in fields], columns)])


def _block_rows_table(counted: Counted, table: Table, schema: Schema, array: str) -> pa.RecordBatch:
    """Return one row for each row of a table in all blocks of an array."""
    path = table.path[len(in_row(array, 0)) + 1 :]
    found = [rows_with_blocks(report.document.data, array, path) for _, report in counted]
    documents = [report.document for (_, report), own in zip(counted, found, strict=True) for _ in own]
    rows = list(chain.from_iterable(found))
    first = table.columns[0].name
    cells = [f"{in_row(array, block)}.{in_row(path, row, first)}" for block, row, _ in rows]
    places = [document.location(cell) for document, cell in zip(documents, cells, strict=True)]
    has_names = "name" in block_fields(schema, schema.repeats[array])
    columns = [
        *_repeated(_provenance([item for item, _ in counted]), map(len, found)),
        *block_keys([document.data for document in documents], array, [block for block, _, _ in rows], with_names=has_names),
        whole_column("row", [row + 1 for _, row, _ in rows]),
        text_column("origin", [str(place) if place else None for place in places]),
    ]
    fields = {field.name: field for field in table.columns}
    return table_of([*columns, *_columns_of(fields, [[item.get(name) for _, _, item in rows] for name in fields], columns)])


def _columns_of(fields: Mapping[str, Field], values: Sequence[Sequence[Any]], before: Sequence[ArrowColumn]) -> Iterator[ArrowColumn]:
    """Yield the columns of some fields, by the names that they have; one whose name is taken is `field.<name>`."""
    taken = {column.name for column in before}
    for (name, field), own in zip(fields.items(), values, strict=True):
        yield from field_columns(field, f"field.{name}" if name in taken else name, own)


def _rows_table(counted: Counted, table: Table) -> pa.RecordBatch:
    rows = [report.document.rows(table.path) for _, report in counted]
    origins = chain.from_iterable(_origins(report.document, table, len(own)) for (_, report), own in zip(counted, rows, strict=True))
    columns = [
        *_repeated(_provenance([item for item, _ in counted]), map(len, rows)),
        whole_column("row", [index + 1 for own in rows for index in range(len(own))]),
        text_column("origin", origins),
    ]
    taken = {column.name for column in columns}
    all_rows = list(chain.from_iterable(rows))
    for field in table.columns:
        name = field.name
        columns += field_columns(field, f"field.{name}" if name in taken else name, [row.get(name) for row in all_rows])
    return table_of(columns)


def _origins(document: Document, table: Table, n_rows: int) -> Iterator[str | None]:
    """Yield the first cell of each row in its workbook, `绩效目标表!A35`."""
    first = table.columns[0].name
    for index in range(n_rows):
        location = document.location(in_row(table.path, index, first))
        yield str(location) if location else None


def _natural(rule: str) -> tuple[Any, ...]:
    """Return the sort key of a rule id: R9 before R10, and both before words."""
    match = re.fullmatch(r"(\D+)(\d+)", rule)
    return (0, match[1], int(match[2]), rule) if match else (1, rule, 0, rule)
