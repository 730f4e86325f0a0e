"""Moments as people write them: deadlines of campaigns, times of reports."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.campaign.office import Office
from xltool.base.errors import DefinitionError, UsageError
from xltool.base.moments import parse_moment, parse_time
from xltool.campaign.config import load_config

DAYS = (
    "2026-12-31",
    "2026/12/31",
    "2026.12.31",
    "2026年12月31日",
    "2026 年 12 月 31 日",
    "2026年12月31",
    "20261231",
    "２０２６／１２／３１",
    " 2026-12-31 ",
)
HOURS = (
    "2026-12-31 18:00",
    "2026/12/31 18:00:00",
    "2026年12月31日18时",
    "2026年12月31日 18：00",
    "2026年12月31日18点00分",
    "2026-12-31T18:00",
)
NO_MOMENTS = (
    *("", "soon", "12月31日", "26-12-31", "26/12/31", "2026-02-30", "2026/13/1", "2026-12", "2026", "1899-12-31", "99999-12-31"),
    *("2026-12-31 25:00", "2026-12-31 24:01", "2026-12-31 18:60", "2026-12-3118:00", "2026年12月31日下午6时", "31/12/2026", "2026-W53-4"),
)


@pytest.mark.parametrize("text", DAYS)
def test_a_day_is_its_end_in_local_time(text: str) -> None:
    moment = parse_time(text)
    assert (moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second) == (2026, 12, 31, 23, 59, 59)
    assert moment == parse_time("2026-12-31 24:00")
    assert moment.tzinfo is not None


@pytest.mark.parametrize("text", HOURS)
def test_an_hour_is_that_hour_in_local_time(text: str) -> None:
    moment = parse_time(text)
    assert (moment.isoformat()[:19], moment.tzinfo is not None) == ("2026-12-31T18:00:00", True)


@pytest.mark.parametrize("text", ["2026-12-31T18:00:00Z", "2026/12/31 18:00Z", "2026-12-31T18:00+00:00", "2026年12月31日18时 +0000"])
def test_an_offset_is_kept(text: str) -> None:
    assert parse_time(text) == datetime(2026, 12, 31, 18, tzinfo=UTC)


@given(st.datetimes(datetime(1900, 1, 2), datetime(2999, 12, 30)), st.integers(-12 * 60, 14 * 60))
def test_iso_8601_is_read_as_it_is_written(moment: datetime, offset: int) -> None:
    whole = moment.replace(microsecond=0, tzinfo=timezone(timedelta(minutes=offset)))
    assert parse_time(whole.isoformat()) == whole


@pytest.mark.parametrize("text", NO_MOMENTS)
def test_anything_else_is_named_with_its_option(text: str) -> None:
    with pytest.raises(UsageError) as refused:
        parse_moment(text, "--deadline")
    assert refused.value.message.en == f"Invalid date {text!r} in --deadline. Use 2026-12-31, 2026/12/31 or 2026-12-31 18:00"
    assert refused.value.message.zh == f"--deadline：日期“{text}”无效，应如 2026-12-31、2026年12月31日 或 2026/12/31 18:00"


def settings(office: Office, line: str) -> Path:
    path = office.folder / "campaign.yaml"
    lines = [kept for kept in path.read_text(encoding="utf-8").splitlines() if not kept.startswith("deadline")]
    path.write_text("\n".join([*lines, line]), encoding="utf-8")
    return office.folder


@pytest.mark.parametrize("text", [*DAYS, *HOURS, "2026-12-31T18:00:00+08:00"])
def test_settings_take_the_same_moments(office: Office, text: str) -> None:
    assert load_config(settings(office, f'deadline: "{text}"')).deadline == parse_time(text)


@pytest.mark.parametrize("text", ["2026/12/31", "2026年12月31日", "2026-12-31", "2026-12-31 18:00:00", "2026/12/31 18:00"])
def test_settings_take_them_without_quotes(office: Office, text: str) -> None:
    assert load_config(settings(office, f"deadline: {text}")).deadline == parse_time(text)


@pytest.mark.parametrize("text", NO_MOMENTS)
def test_settings_refuse_anything_else_at_its_line(office: Office, text: str) -> None:
    with pytest.raises(DefinitionError, match=r"campaign\.yaml:"):
        load_config(settings(office, f'deadline: "{text}"'))
