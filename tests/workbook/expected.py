"""What the form published in 2022 must yield: rule id → how many findings."""

ERRORS = {"R08": 1, "R24": 1, "R42": 1}
WARNINGS = {
    "R06": 1, "R12": 1, "R15": 4, "R16": 1, "R17": 2, "R18": 3, "R26": 1, "R27": 1, "R36": 1, "R38": 2, "R39": 6,
    "R44": 1, "R48": 1, "R50": 1, "R52": 8, "R54": 1, "R55": 2, "R56": 1, "R57": 1, "R59": 1,
}  # fmt: skip
INFOS = {"R11": 2, "R14": 1, "R40": 4, "R49": 6, "R53": 21, "R68": 1}

#: rule id → the cells where it must show, by the text that stands there or the label beside.
CELLS = {
    "R24": ["expenditure[0].full_year"],
    "R42": ["indicators[6].full_year"],
    "R08": ["project.level"],
    "R16": ["rationale.feasibility"],
    "R17": ["rationale.feasibility", "goals.annual"],
    "R18": ["goals.medium_term", "goals.annual", "indicators[11].level3"],
    "R44": ["indicators[30].full_year"],
    "R48": ["indicators[26].half_year"],
    "R50": ["indicators[31].full_year"],
    "R56": ["indicators[7].half_year"],
    "R68": ["indicators[37].level2"],
}
