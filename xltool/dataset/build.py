"""From a check report to the tables of the merged data set."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

import pyarrow as pa

from xltool.checking import CheckReport, FileReport
from xltool.dataset.columns import WHOLE, Column, as_decimal, decimal_column, field_columns, table_of, text_column
from xltool.dataset.origins import amount_label, amounts
from xltool.dataset.records import Merged, table_name
from xltool.dataset.spool import Spool
from xltool.dataset.submissions import Submission, choose_definition, in_order, list_submissions
from xltool.facts import as_text
from xltool.files import show_path
from xltool.finding import SEVERITIES, Finding, count_findings
from xltool.roster import Roster
from xltool.schema import Table
from xltool.template import Definition

#: Where a row comes from: first columns of forms and of the form's tables.
PROVENANCE = ("file", "unit", "unit_name", "department", "level", "status")
_COUNTS = ("errors", "warnings", "infos")
_CHECK = "check."
#: Submissions that are in memory at a time.
_PAGE = 200


def build_dataset(
    report: CheckReport, *, definition: Definition | None = None, include_rejected: bool = False
) -> Merged:
    """The data set of a check report.

    `definition` is the form to merge, by default the one to which most files belong; files of other forms are listed as
    foreign. Money and rows come from accepted submissions, with `include_rejected` also from rejected ones; of several
    submissions of one unit, project and year only the latest counts (by modification time, then name).
    """
    chosen = definition or choose_definition(report.files)
    submissions = list_submissions(report, chosen)
    return dataset_of(submissions, definition=chosen, roster=report.roster, include_rejected=include_rejected)


def dataset_of(
    submissions: Iterable[Submission],
    *,
    definition: Definition | None,
    roster: Roster | None = None,
    include_rejected: bool = False,
) -> Merged:
    """The data set of submissions whose states are decided already, in the order of the roster.

    Money and rows come from the reports of those that are accepted, with `include_rejected` also of those rejected. The
    order in which they are given does not matter.
    """
    ordered = in_order(submissions, roster)
    return gather(ordered, definition=definition, roster=roster, include_rejected=include_rejected)


def gather(
    ordered: Iterable[Submission],
    *,
    definition: Definition | None,
    roster: Roster | None = None,
    include_rejected: bool = False,
) -> Merged:
    """The data set of submissions that come in order; see `dataset_of`. They are in memory a page at a time."""
    wanted = ("accepted", "rejected") if include_rejected else ("accepted",)
    forms = definition.schema.tables if definition else {}
    spools = {"forms": Spool(_arranged), "submissions": Spool(), "findings": Spool(), "origins": Spool()}
    spools |= {table_name(path): Spool() for path in forms}
    for page in _pages(ordered):
        counted = [(item, item.report) for item in page if item.report is not None and item.state in wanted]
        spools["forms"].append(_forms_table(counted, definition))
        spools["submissions"].append(_submissions_table(page))
        spools["findings"].append(_findings_table(page))
        spools["origins"].append(_origins_table(counted, definition))
        for path, table in forms.items():
            spools[table_name(path)].append(_rows_table(counted, table))
    return Merged(definition=definition, roster=roster, include_rejected=include_rejected, spools=spools)


def _pages(ordered: Iterable[Submission]) -> Iterator[list[Submission]]:
    """Submissions a page at a time; one empty page when there are none, since tables of no rows have columns too."""
    rest = iter(ordered)
    yield list(islice(rest, _PAGE))
    while page := list(islice(rest, _PAGE)):
        yield page


def _arranged(names: Iterable[str]) -> list[str]:
    """Columns of forms: those of the rules last, in the order of the rules."""
    found = list(names)
    rules = sorted((name.removeprefix(_CHECK) for name in found if name.startswith(_CHECK)), key=_natural)
    return [name for name in found if not name.startswith(_CHECK)] + [_CHECK + rule for rule in rules]


Counted = Sequence[tuple[Submission, FileReport]]


def _provenance(submissions: Iterable[Submission]) -> list[Column]:
    rows = list(submissions)
    values: dict[str, Callable[[Submission], str | None]] = {
        "file": lambda item: show_path(item.file),
        "unit": lambda item: item.unit,
        "unit_name": lambda item: item.unit_name,
        "department": lambda item: item.department,
        "level": lambda item: item.level,
        "status": lambda item: item.state,
    }
    return [text_column(name, [values[name](item) for item in rows]) for name in PROVENANCE]


def _counts(submissions: Sequence[Submission]) -> list[Column]:
    tallies = [count_findings(item.findings) for item in submissions]
    return [Column(name, WHOLE, [getattr(tally, name) for tally in tallies]) for name in _COUNTS]


def _submissions_table(submissions: Sequence[Submission]) -> pa.Table:
    return table_of([
        *_provenance(submissions),
        text_column("project", [item.project for item in submissions]),
        text_column("year", [item.year for item in submissions]),
        text_column("template", [item.report.template if item.report else None for item in submissions]),
        text_column("version", [item.report.version if item.report else None for item in submissions]),
        *_counts(submissions),
        text_column("replaced_by", [show_path(item.replaced_by) for item in submissions]),
    ])


def _findings_table(submissions: Sequence[Submission]) -> pa.Table:
    rows = [(item, finding) for item in submissions for finding in sorted(item.findings, key=_finding_order)]
    found = [finding for _, finding in rows]
    return table_of([
        *_provenance(item for item, _ in rows),
        text_column("rule", [finding.rule for finding in found]),
        text_column("severity", [finding.severity for finding in found]),
        text_column("field", [finding.field for finding in found]),
        text_column("sheet", [finding.location.sheet if finding.location else None for finding in found]),
        text_column("cell", [finding.location.cell if finding.location else None for finding in found]),
        text_column("value", [as_text(finding.value) for finding in found]),
        text_column("message_zh", [finding.message.zh for finding in found]),
        text_column("message_en", [finding.message.en for finding in found]),
    ])


def _finding_order(finding: Finding) -> tuple[Any, ...]:
    place = (finding.location.sheet, finding.location.row, finding.location.column) if finding.location else ("", 0, 0)
    return SEVERITIES.index(finding.severity), _natural(finding.rule), *place, finding.field or "", finding.message.en


def _forms_table(counted: Counted, definition: Definition | None) -> pa.Table:
    submissions = [item for item, _ in counted]
    columns = [*_provenance(submissions), *_counts(submissions)]
    if definition is not None:
        taken = {column.name for column in columns}
        for path, field in definition.schema.fields.items():
            name = f"field.{path}" if path in taken else path
            columns += field_columns(field, name, [report.document.get(path) for _, report in counted])
    return table_of([*columns, *_rule_columns(submissions, definition)])


def _rule_columns(submissions: Sequence[Submission], definition: Definition | None) -> Iterator[Column]:
    """One column per rule: how often each form breaks it."""
    rules = set(definition.rules.ids) | {rule.id for rule in definition.rules.checks} if definition else set()
    rules |= {finding.rule for item in submissions for finding in item.findings}
    for rule in sorted(rules, key=_natural):
        counts = [sum(finding.rule == rule for finding in item.findings) for item in submissions]
        yield Column(_CHECK + rule, WHOLE, counts)


def _origins_table(counted: Counted, definition: Definition | None) -> pa.Table:
    """One row per amount that enters a total. A blank enters none, and what is no number has its finding."""
    rows = [
        (item, field, value, report.document.location(field.path))
        for item, report in counted
        for field in amounts(definition)
        if (value := as_decimal(report.document.get(field.path))) is not None
    ]
    labels = {field.path: amount_label(definition, field) for field in amounts(definition)} if definition else {}
    places = max((field.precision or 0 for field in amounts(definition)), default=0)
    return table_of([
        *_provenance(item for item, *_ in rows),
        text_column("project", [item.project for item, *_ in rows]),
        text_column("year", [item.year for item, *_ in rows]),
        text_column("field", [field.path for _, field, _, _ in rows]),
        text_column("label", [labels[field.path] for _, field, _, _ in rows]),
        decimal_column("value", [value for _, _, value, _ in rows], places),
        text_column("money_unit", [field.unit for _, field, _, _ in rows]),
        text_column("sheet", [location.sheet if location else None for *_, location in rows]),
        text_column("cell", [location.cell if location else None for *_, location in rows]),
    ])


def _rows_table(counted: Counted, table: Table) -> pa.Table:
    rows = [
        (item, report, index, row)
        for item, report in counted
        for index, row in enumerate(report.document.rows(table.path))
    ]
    columns = [
        *_provenance(item for item, _, _, _ in rows),
        Column("row", WHOLE, [index + 1 for _, _, index, _ in rows]),
        text_column("origin", [_origin(report, table, index) for _, report, index, _ in rows]),
    ]
    taken = {column.name for column in columns}
    for field in table.columns:
        name = f"field.{field.name}" if field.name in taken else field.name
        columns += field_columns(field, name, [row.get(field.name) for _, _, _, row in rows])
    return table_of(columns)


def _origin(report: FileReport, table: Table, index: int) -> str | None:
    """The first cell of a row in its workbook, `绩效目标表!A35`."""
    location = report.document.location(f"{table.path}[{index}].{table.columns[0].name}")
    return str(location) if location else None


def _natural(rule: str) -> tuple[Any, ...]:
    """R9 before R10, and both before words."""
    match = re.fullmatch(r"(\D+)(\d+)", rule)
    return (0, match[1], int(match[2]), rule) if match else (1, rule, 0, rule)


