"""Mutants that no case can tell from the truth, since they mean the same; each with the reason."""

from __future__ import annotations

EQUIVALENTS: dict[str, dict[str, str]] = {
    "real form": {
        "R27/0 a number is one more #1": "(condition)*2 is 0 where (condition)*1 is",
        "numbers are compared at all digits": "numbers that this form compares by = are rounded or were typed",
    },
    "other form": {
        "F5/0 a number is one more #0": "1<=100 as 0<=100",
        "FB/0 TRIM is dropped #0": "texts have no spaces at their ends once they are read",
        "BC/0 a number is one more #3": "a 1 January lies before 1 January 2023 or 1 February 2023 alike",
        "BC/0 a number is one more #4": "the same of 2 January 2023",
        "COUNTIF takes * for itself": "no criterion of this form has wildcards",
        "RIGHT takes one more": "this form has no RIGHT",
    },
}
