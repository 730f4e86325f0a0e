"""Checking and collecting, beside the script that an analyst writes, and beside reading alone."""

from __future__ import annotations

from importlib.util import find_spec

from benchmarks import analyst, ours
from benchmarks.options import Options
from benchmarks.table import Table, at_least, at_most, compare
from benchmarks.timing import Task

_BOTH = [analyst.SHEET, analyst.HIDDEN]
_NO_FLATTEN_TOOL = "flatten-tool + jsonschema: skipped, `pip install flattentool` (or the extra `benchmarks`) first."


def check_table(options: Options) -> Table:
    """One core, isolation on."""
    n, few, where = options.files, options.sample, options.where
    has_flatten_tool = find_spec("flattentool") is not None
    tasks = [
        Task(function=ours.check, n=n, arguments=where),
        Task(function=analyst.check, n=few, arguments={**where, "read_only": False}),
        Task(function=analyst.check, n=few, arguments={**where, "read_only": True}),
        Task(function=analyst.calamine, n=n, arguments={**where, "sheets": _BOTH}),
        Task(function=analyst.calamine, n=n, arguments={**where, "sheets": [analyst.SHEET]}),
    ]
    if has_flatten_tool:
        tasks.append(Task(function=analyst.flatten_tool, n=few, arguments=where))
    checked, full, read_only, both, form, *flat = options.measure(tasks)
    rows = [
        compare("check", checked, "openpyxl + jsonschema", full, at_least(25)),
        compare("check", checked, "openpyxl read-only + jsonschema", read_only),
        compare("check", checked, "python-calamine reading the same two sheets", both, at_most(2.5)),
        compare("check", checked, "python-calamine reading the form sheet alone", form, at_most(2.5)),
        *(compare("check", checked, "flatten-tool + jsonschema, the indicators alone", other) for other in flat),
    ]
    return Table("Check, one core, isolation on", tuple(rows), () if has_flatten_tool else (_NO_FLATTEN_TOOL,))


def collect_table(options: Options) -> Table:
    """Into SQLite, one core and two."""
    n, few, where = options.files, options.sample, options.where
    two, one, full, read_only = options.measure(
        [
            Task(function=ours.collect, n=n, cores=2, arguments=where),
            Task(function=ours.collect, n=n, arguments=where),
            Task(function=analyst.collect, n=few, arguments={**where, "read_only": False}),
            Task(function=analyst.collect, n=few, arguments={**where, "read_only": True}),
        ],
    )
    rows = (
        compare("collect, 2 cores", two, "openpyxl + jsonschema + pandas", full, at_least(35)),
        compare("collect, 2 cores", two, "openpyxl read-only + jsonschema + pandas", read_only),
        compare("collect, 1 core", one, "openpyxl + jsonschema + pandas", full),
        compare("collect, 1 core", one, "openpyxl read-only + jsonschema + pandas", read_only),
    )
    return Table("Collect into SQLite", rows)
