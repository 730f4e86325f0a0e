"""Checks: what a formula cannot say about a completed form.

`registry` holds the vocabulary and finds the checks, `access`, `columns` and `markup` are what checks share, every other module
holds checks: `project` (dates, persons), `prose` (texts), `indicators` (the table of indicators), `goals` (the goals against the
indicators) and `campaign_checks` (one document against the roster and the year of the campaign).

None of them knows a form: fields come from the schema's `x-checks` entry, and so do the word lists, each of which has a
default that fits the forms in use. All heuristics prefer to miss something over a false alarm.
"""

from xltool.rules.checks.columns import Column
from xltool.rules.checks.registry import CheckFunction, Hit, Subject, check, check_names, find_check

__all__ = ["CheckFunction", "Column", "Hit", "Subject", "check", "check_names", "find_check"]
