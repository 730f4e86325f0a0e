"""Report numbers that may be days, in the cells of dates."""

from __future__ import annotations

from typing import Any

from xltool.base.dates import EPOCH_1904, counts_days, date_from_serial
from xltool.reading.sanitise import Oddity


def day_number_oddity(content: Any, *, date1904: bool) -> tuple[Oddity, ...]:
    """Report a number without a date format that the workbook, which sees no format, takes for a day."""
    if not isinstance(content, int | float) or not counts_days(content):
        return ()
    day = date_from_serial(int(content) + (EPOCH_1904 if date1904 else 0))
    return (("value.type", {"day": day.isoformat()}),)
