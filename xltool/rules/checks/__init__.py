"""Checks: what a formula cannot say about a completed form. Importing this package registers the built-in ones.

`registry` holds the vocabulary, `access` and `markup` are what checks share, the other modules are the checks:
`project` (dates, persons), `prose` (texts), `indicators` (the table of indicators), `goals` (the goals against the
indicators) and `campaign` (one document against the roster and the year of the campaign).

None of them knows a form: fields come from the schema's `x-checks` entry, and so do the word lists, each of which has a
default that fits the forms in use. All heuristics prefer to miss something over a false alarm.
"""

from xltool.rules.checks import campaign_checks as campaign
from xltool.rules.checks import goals, indicators, project, prose
from xltool.rules.checks.registry import Hit, Subject, check, check_names, find_check

__all__ = [
    "Hit", "Subject", "campaign", "check", "check_names", "find_check", "goals", "indicators", "project", "prose",
]  # fmt: skip
