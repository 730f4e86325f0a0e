"""Arrays made without pandas: the same as pyarrow makes with it, and a merge in which nobody asks for a frame."""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import EXAMPLES, TEMPLATE
from xltool import build
from xltool.merging.dataset.arrow_arrays import LONG_TEXT, REAL, TEXT, WHOLE, YES_NO, array_of, scalar_of, texts_of, whole_numbers

MONEY = pa.decimal128(38, 6)
VALUES: dict[pa.DataType, st.SearchStrategy[Any]] = {
    TEXT: st.text(st.characters(exclude_categories=["Cs"])),
    LONG_TEXT: st.text(st.characters(exclude_categories=["Cs"])),
    WHOLE: st.integers(-(2**63), 2**63 - 1),
    REAL: st.floats(allow_nan=False),
    YES_NO: st.booleans(),
    MONEY: st.decimals(Decimal(-(10**12)), Decimal(10**12), places=6),
}


@pytest.mark.parametrize("kind", VALUES, ids=str)
@given(data=st.data())
def test_an_array_is_what_pyarrow_makes(kind: pa.DataType, data: st.DataObject) -> None:
    values = data.draw(st.lists(st.none() | VALUES[kind]))
    made = array_of(iter(values), kind)
    made.validate(full=True)
    assert made.equals(pa.array(values, kind))
    assert all(scalar_of(value, kind).equals(pa.scalar(value, kind)) for value in values)


@given(st.lists(st.none() | VALUES[TEXT]), st.integers(0, 5))
def test_texts_are_read_back_also_from_a_slice(values: list[str | None], start: int) -> None:
    assert texts_of(array_of(values).slice(start)) == values[start:]


@given(st.lists(st.integers(-(2**31), 2**31 - 1)), st.integers(0, 5))
def test_indices_are_read_back_also_from_a_slice(values: list[int], start: int) -> None:
    assert whole_numbers(array_of(values, pa.int32()).slice(start)) == values[start:]


def test_what_a_type_does_not_hold_is_refused() -> None:
    with pytest.raises(pa.ArrowInvalid):
        array_of([Decimal("0.0000001")], MONEY)
    with pytest.raises(pa.ArrowInvalid):
        array_of([Decimal(10**33)], MONEY)
    with pytest.raises(UnicodeEncodeError):
        array_of(["\ud800"], TEXT)


_MERGE = """
import sys
import xltool
merged = xltool.merge([sys.argv[1]], output=sys.argv[2], include_rejected=True)
assert len(merged.written) > 2, merged.written
assert "pandas" not in sys.modules, "imported by a merge"
assert len(merged.submissions) == 1
assert "pandas" in sys.modules, "the frame came from somewhere else"
"""


def test_pandas_is_imported_where_a_frame_is_asked_for(tmp_path: Path) -> None:
    build(TEMPLATE, tmp_path / "filled.xlsx", data=EXAMPLES / TEMPLATE / "published.json")
    command = [sys.executable, "-c", _MERGE, str(tmp_path / "filled.xlsx"), str(tmp_path / "summary.xlsx")]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
