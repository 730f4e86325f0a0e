"""A dozen XLSForms, written after https://xlsform.org/en/ and https://docs.getodk.org/: every kind of thing that it describes stands in one of them.

A sheet is lines of cells with a bar between; the first line holds the heads.
"""

from __future__ import annotations

from pathlib import Path

import xlsxwriter

_YES_NO = """
list_name | name | label
yes_no | yes | Yes
yes_no | no | No
"""

FORMS: dict[str, dict[str, str]] = {
    "household": {
        "survey": """
type | name | label | hint | required | constraint | constraint_message | relevant
start | start | | | | | |
today | today | | | | | |
text | head_name | Name of the head of household | As on the card | yes | | |
integer | members | How many people live here? | | yes | . > 0 and . <= 40 | Between 1 and 40 |
integer | children | How many of them are children? | | | . <= ${members} | Not more than people |
select_one yes_no | has_land | Does the household own land? | | yes | | |
decimal | land_area | Area in hectares | | | . > 0 | | ${has_land} = 'yes'
note | thanks | Thank you! | | | | |
geopoint | place | Where is the house? | | | | |
""",
        "choices": _YES_NO,
        "settings": "form_title | form_id | version\nHousehold survey | household_survey | 2024.1",
    },
    "school": {
        "survey": """
type | name | label | appearance | relevant | calculation | required | default
begin_group | school | The school | | | | |
text | name | Name | | | | yes |
select_one level | level | Level | minimal | | | yes | primary
integer | boys | Boys | | | | |
integer | girls | Girls | | | | |
calculate | pupils | Pupils | | | ${boys} + ${girls} | |
end_group | | | | | | |
begin_group | building | The building | field-list | ${level} != 'none' | | |
select_multiple parts | parts | What is there? | | | | |
text | other_part | What else? | | selected(${parts}, 'other') | | |
text | remarks | Remarks | multiline | | | |
end_group | | | | | | |
""",
        "choices": """
list_name | name | label
level | primary | Primary
level | secondary | Secondary
level | none | No school
parts | water | Water
parts | light | Light
parts | other | Other
""",
        "settings": "form_title | form_id\nSchools | schools",
    },
    "stock": {
        "survey": """
type | name | label | calculation | constraint | required | repeat_count
text | keeper | Keeper | | | yes |
begin_repeat | items | Items | | | | 30
text | item | Item | | | yes |
integer | count | Count | | . >= 0 | yes |
decimal | price | Price | | . >= 0 | |
calculate | value | Value | ${count} * ${price} | | |
end_repeat | | | | | |
calculate | total | Total value | sum(${value}) | | |
calculate | lines | Lines | count(${item}) | | |
""",
        "settings": "form_title | form_id | version\nStock list | stock | 3",
    },
    "two languages": {
        "survey": """
type | name | label::English (en) | label::中文 (zh) | hint::English (en) | hint::中文 (zh) | constraint | constraint_message::English (en) | constraint_message::中文 (zh) | required
text | unit_name | Name of the unit | 单位名称 | | 写全称 | | | | yes
select_one kind | kind | Kind of unit | 单位性质 | | | | | | yes
integer | staff | Staff | 人数 | | | . >= 1 | At least one | 至少一人 | yes
date | founded | Founded on | 成立日期 | | | | | |
""",
        "choices": """
list_name | name | label::English (en) | label::中文 (zh)
kind | office | Office | 机关
kind | institute | Institute | 事业单位
""",
        "settings": "form_title | form_id | default_language\nUnits | units | English (en)",
    },
    "visit": {
        "survey": """
type | name | label | constraint | relevant | required | read_only | default
date | begun | First day | | | yes | |
date | ended | Last day | . >= ${begun} | | yes | |
time | arrived | Arrived at | | | | |
dateTime | reported | Reported | | | | |
text | q1 | Whom did you see? | | | yes | |
acknowledge | agreed | I have told them | | | | |
range | mark | Mark | | | | |
text | year | Year | | | | | 2024
image | photo | Picture | | | | |
text | c | One letter as a name | | | | |
""",
        "settings": "form_title | form_id\nVisit | visit",
    },
    "clinic": {
        "survey": """
type | name | label | relevant | required | constraint | constraint_message | calculation
begin group | mother | Mother | | | | |
text | mother_name | Name | | true() | | |
integer | age | Age | | yes | . >= 10 and . <= 60 | Between 10 and 60 |
text | card | Card number | | | regex(., '^[A-Z]{2}[0-9]{6}$') | Two letters and six digits |
end group | | | | | | |
begin repeat | births | Births | ${age} > 12 | | | |
text | child | Name of the child | | yes | | |
decimal | weight | Weight in kg | | yes | . > 0.3 and . < 8 | Unlikely |
select one yes_no | alive | Alive? | | yes | | |
text | cause | Cause of death | ${alive} = 'no' | ${alive} = 'no' | | |
end repeat | | | | | | |
calculate | heaviest | Heaviest | | | | | max(${weight})
""",
        "choices": _YES_NO,
        "settings": "form_title | form_id\nClinic | clinic",
    },
    "regions": {
        "survey": """
type | name | label | choice_filter | required
select_one region | region | Region | | yes
select_one district | district | District | region = ${region} | yes
select_one crop or_other | crop | Main crop | |
select_multiple crop | crops | All crops | |
rank crop | best | Which are best? | |
""",
        "choices": """
list_name | name | label | region
region | north | North |
region | south | South |
district | n1 | Hill | north
district | s1 | Coast | south
district | s2 | Hill | south
crop | rice | Rice |
crop | maize | Maize |
""",
        "settings": "form_title | form_id\nRegions | regions",
    },
    "inspection": {
        "survey": """
type | name | label | relevant | calculation
text | inspector | Inspector | |
begin_repeat | rooms | Room | |
text | room | Which room? | |
begin_group | fire | Fire | |
select_one state | exits | Exits | |
select_one state | alarms | Alarms | |
end_group | | | |
begin_repeat | faults | Faults | |
text | fault | What is wrong? | |
integer | days | Days to mend it | |
end_repeat | | | |
calculate | longest | Longest | | max(${days})
end_repeat | | | |
note | done | **Done** with ${inspector} | |
""",
        "choices": """
list_name | name | label
state | good | Good
state | bad | Bad
""",
        "settings": "form_title | form_id\nInspection | inspection",
    },
    "formulas": {
        "survey": """
type | name | label | calculation
integer | a | A |
integer | b | B |
text | t | T |
select_multiple colour | colours | Colours |
calculate | e1 | if | if(${a} > ${b}, ${a}, ${b})
calculate | e2 | round | round(${a} div 3, 2)
calculate | e3 | rest | ${a} mod 2
calculate | e4 | text | concat(${t}, '-', ${t})
calculate | e5 | length | string-length(${t})
calculate | e6 | coalesce | coalesce(${t}, 'none')
calculate | e7 | how many | count-selected(${colours})
calculate | e8 | parts | (${a} + ${b}) * 2 - ${a}
calculate | e9 | power | pow(${a}, 2)
calculate | e10 | minimum | min(${a}, ${b})
calculate | e11 | days | today() - ${a}
calculate | e12 | looked up | pulldata('fruits', 'name', 'key', ${t})
""",
        "choices": "list_name | name | label\ncolour | red | Red\ncolour | blue | Blue",
        "settings": "form_title | form_id\nFormulas | formulas",
    },
    "conditions": {
        "survey": """
type | name | label | relevant | required
select_one yes_no | a | A | | yes
select_one yes_no | b | B | ${a} = 'yes' |
text | c1 | C | ${a} = 'yes' and ${b} = 'no' | ${b} = 'no'
text | d | D | not(${a} = 'yes') or ${b} = '' |
text | e | E | selected(${a}, 'no') |
integer | f | F | ${c1} != '' |
text | g | G | (${f} > 3) and (${f} < 9) |
text | h | H | string-length(${g}) > 2 |
""",
        "choices": _YES_NO,
        "settings": "form_title | form_id\nConditions | conditions",
    },
    "large table": {
        "survey": "type | name | label | constraint\ntext | site | Site |\nbegin_repeat | wells | Wells |\n"
        + "".join(f"decimal | m{number} | Month {number} | . >= 0\n" for number in range(1, 13))
        + "end_repeat | | |\n",
        "settings": "form_title | form_id\nWells | wells",
    },
    "bare": {
        "survey": "type | name | label\ntext | first_name | First name\ntext | last_name | Last name\nemail | mail | E-mail\nphonenumber | sim | \nbarcode | tag | Tag\nfile | cv | CV",
    },
}


def write_xlsform(name: str, path: Path) -> Path:
    """Write one of the forms as a workbook."""
    with xlsxwriter.Workbook(path) as book:
        for sheet_name, text in FORMS[name].items():
            sheet = book.add_worksheet(sheet_name)
            for row, line in enumerate(text.strip().splitlines()):
                for column, cell in enumerate(line.split("|")):
                    if cell.strip():
                        sheet.write(row, column, cell.strip())
    return path


def fields_of(name: str) -> list[str]:
    """The names of all questions of a form that somebody fills in, or that are computed; without what a telephone notes by itself."""
    none = ("begin", "end", "note", "start", "today", "phonenumber", "type")
    lines = [line.split("|") for line in FORMS[name]["survey"].strip().splitlines()]
    return [cells[1].strip() for cells in lines if not cells[0].replace("_", " ").split()[0].startswith(none)]
