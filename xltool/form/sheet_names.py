"""Names of the sheets that every workbook has beside the form's own."""

from __future__ import annotations

from xltool.base.messages import Text

CHECK_SHEET = Text(zh="填报检查", en="Checks")
GUIDE_SHEET = Text(zh="填报说明", en="Instructions")
FINDINGS_SHEET = Text(zh="问题清单", en="Findings")
CODES_SHEET = "_codes"
HIDDEN_SHEET = "_xltool"

#: Headings on the sheet of code lists, beside these: which locked fields a copy was filled in with before it was sent out, and with what.
GIVEN_ROW, GIVEN_PATH, GIVEN_VALUE = "given.row", "given.path", "given.value"
GIVEN_FIRST_ROW = 2  # below the headings


def given_head(path: str) -> str:
    """Return the heading of the column that keeps what a locked column of a table was filled in with."""
    return f"given:{path}"


#: On the check sheet: the row of the headings, above the rules, and the columns in which each rule has a formula.
CHECK_HEAD_ROW = 3
CHECK_FORMULAS = (1, 2, 3, 4, 5, 6, 8, 9, 12)  # those that are seen, and hidden ones from 8 on
#: The columns that had one in workbooks of earlier versions: state, count, link.
EARLIER_CHECK_FORMULAS = (1, 4, 6)

#: Names that no sheet of a form may have, in lower case; Excel keeps “History” for itself.
TAKEN = frozenset(
    name.lower()
    for name in (
        CODES_SHEET,
        HIDDEN_SHEET,
        "History",
        *(said for sheet in (CHECK_SHEET, GUIDE_SHEET, FINDINGS_SHEET) for said in (sheet.zh, sheet.en)),
    )
)


def check_name(rule_id: str) -> str:
    """Return the defined name of the number of violations of a rule; names know no hyphens."""
    return f"check.{rule_id.replace('-', '_')}"
