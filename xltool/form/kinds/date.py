"""A date known to the year, the month or the day."""

from __future__ import annotations

from typing import Any, get_args

from xltool.base.dates import (
    Precision,
    parse_date,
)
from xltool.base.messages import Text
from xltool.form.cell_values import as_typed, show_text
from xltool.form.date_steps import date_parts, date_steps
from xltool.form.date_values import date_rule_value, read_date
from xltool.form.kind import TEXT_LENGTH, CellValue, Kind, LocalReading, Part


def _read(raw: Any) -> CellValue:
    return read_date(raw, month_first=False)


def _read_month_first(raw: Any) -> CellValue:
    return read_date(raw, month_first=True)


def _is_unreadable(value: Any) -> bool:
    return not isinstance(value, str) or parse_date(value) is None


_PARTS = (
    *(
        Part(
            name=name,
            type="number",
            words=(),
            in_data=False,
            said=Text(zh=zh, en=name),
            doc=Text(zh="日期未写到时为空", en="blank where the date does not say it"),
        )
        for name, zh in (("year", "年份"), ("month", "月份"), ("day", "日"))
    ),
    *(
        Part(
            name=name,
            type="number",
            words=(),
            in_data=False,
            said=Text(zh=f"{zh}一天", en=f"{name} day"),
            doc=Text(
                zh=f"日期可能指的{zh}一天的序列号：`2022年` 为 {example}",
                en=f"the {name} day that the date can mean, as a serial number: {example} of `2022年`",
            ),
        )
        for name, zh, example in (("first", "第", 44562), ("last", "最后", 44926))
    ),
    Part(
        name="precision",
        type="text",
        words=get_args(Precision),
        in_data=False,
        said=Text(zh="精确程度", en="precision"),
        doc=Text(zh='`"year"`、`"month"`、`"day"`', en='`"year"`, `"month"`, `"day"`'),
    ),
)

KIND = Kind(
    name="date",
    doc=Text(
        zh="`2022`、`2022年3月`、`2022-03-05`：年、年月或年月日；"
        "`202203`、`June 30, 2026` 规范为 `2022-03`、`2026-06-30`，英文表中 `7/1/2025` 为 7 月 1 日",
        en="`2022`, `2022年3月`, `2022-03-05`: a year, a month or a day; `202203` and `June 30, 2026` become `2022-03` and `2026-06-30`, "
        "and `7/1/2025` the first of July in an English form",
    ),
    guide=Text(zh="年、年月或年月日，如 2022年3月", en="a date, month or year, such as June 30, 2026, 2026-06 or 2026"),
    json_types=("string",),
    implied_by="format: date",
    choices="allowed",
    options=None,
    rule_type="text",
    rule_value=date_rule_value,
    parts=_PARTS,
    split=date_parts,
    is_unreadable=_is_unreadable,
    number_format=as_typed,
    align="",
    validation=TEXT_LENGTH,
    live_checks=("type",),
    steps=date_steps(month_first=False),
    read=_read,
    local={"en": LocalReading(read=_read_month_first, steps=date_steps(month_first=True))},
    format_tells="days",
    prose="none",
    show=show_text,
    column="text",
    summary_style="text",
    summary_use="months",
    examples=(
        *("2022年", "2022-03", "2023年", "2022-03-05", "2022年3月5日", 44625, 2022, 202203, 20220305, "202203", "20220305"),
        *("June 30, 2026", "30 Jun 2026", "June 2026", "2024-02-29"),
    ),
    oddities=(
        *("２０２２年", "2022 年 3 月", "2022-13", "22年", "2022年3月5", "2022年底", "3月5日", "2022.", "1899年", "\u20032022年", "2022.3"),
        *(0, 59, 60, 61, 401768, 401769, 2958466, 2022.3, 2100, 2999, 202213, 299912, 20220230, 44562.5, 44562.9999999, 1e15),
        *(
            "2022-02-30",
            "2022/4/31",
            "2023-02-29",
            "1900-02-29",
            "2000-2-29",
            "2022-12-32",
            "随便",
            "hello",
            "44625",
            "2022 03",
            "2022-03 05",
        ),
        *("2022-01-01 00:00:00", "2022/1/1 8:30", "2022年1月1日 23:59", "2022-01-01T00:00:00.000", "2022-01-01 24:00", "2022-01-01 8:60"),
        *("2022-01-01 8:3", "2022-01-01T08:30Z", "2022-01-01 08:30:61", "12:30", " T12:30", "随便 12:30", "2022-01-01 8:30 9:30"),
        *(
            "june 30 2026",
            "30-Jun-2026",
            "Sept. 3, 2026",
            "SEPTEMBER 2026",
            "June 31, 2026",
            "Juny 30, 2026",
            "30June2026",
            "Jun 26",
            "June 030, 2026",
        ),
        *(
            "7/1/2025",
            "07/01/2025",
            "13/1/2025",
            "2/29/2023",
            "7/1/25",
            "7 / 1 / 2025",
            "1/2025",
            "7-1-2025",
            "202213",
            "20220230",
            "123456",
        ),
    ),
)
