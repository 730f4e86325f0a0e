"""The merged data set as Parquet and CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from decimal import Context, Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.merge.support import busy, form, merged, sent
from xltool.base.errors import UsageError
from xltool.merging.dataset import Merged, build_dataset, read_csv, write_data
from xltool.merging.dataset.arrow_arrays import REAL, WHOLE
from xltool.merging.dataset.arrow_columns import (
    DIGITS,
    MOST_DECIMALS,
    ArrowColumn,
    decimal_column,
    decoded,
    each,
    plain,
    table_of,
    text_column,
    whole_column,
)
from xltool.merging.dataset.exporters import RISKY, write_csv


@pytest.fixture(scope="module")
def data() -> Merged:
    return build_dataset(busy(), include_rejected=True)


def test_every_table_becomes_a_parquet_and_a_csv_file(data: Merged, tmp_path: Path) -> None:
    written = write_data(data, tmp_path / "summary")
    names = [f"summary-{name}{suffix}" for name in data.frames for suffix in (".parquet", ".csv")]
    assert [path.name for path in written] == names
    assert {path.name for path in tmp_path.iterdir()} == set(names)


def test_parquet_read_back_is_the_same_table(data: Merged, tmp_path: Path) -> None:
    write_data(data, tmp_path / "s")
    for name, frame in data.frames.items():
        back = pq.read_table(tmp_path / f"s-{name}.parquet").to_pandas(types_mapper=pd.ArrowDtype)
        pd.testing.assert_frame_equal(back, frame)


def test_csv_read_back_holds_the_same_values(data: Merged, tmp_path: Path) -> None:
    write_data(data, tmp_path / "s")
    for name, frame in data.frames.items():
        back = read_csv(tmp_path / f"s-{name}.csv")
        assert len(back) == len(frame)
        for column in frame.columns:
            for text, value in zip((row[column] for row in back), frame[column], strict=True):
                assert text is None if pd.isna(value) else _equal(text, value), (name, column)


def _equal(text: str | None, value: object) -> bool:
    if isinstance(value, str):
        return text == value
    return Decimal(text or "x") == (Decimal(repr(value)) if isinstance(value, float) else value)


def test_csv_opens_in_excel_with_chinese_and_exact_amounts(tmp_path: Path) -> None:
    write_data(merged(sent("1.xlsx", form(total="1234.567891"))), tmp_path / "s")
    content = (tmp_path / "s-forms.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert ",1234.567891," in content.decode("utf-8-sig")


def csv_of(path: Path, *columns: ArrowColumn) -> Path:
    table = table_of(columns)
    with path.open("wb") as file:
        write_csv(file, table.schema, [table])
    return path


@pytest.mark.parametrize("text", ["=3个", "+1", "-", "@SUM(A1)", "＝1+1", "\t=1", "\r=1", "'=1"])
def test_no_csv_cell_begins_like_a_formula(text: str, tmp_path: Path) -> None:
    path = csv_of(tmp_path / "x.csv", text_column("text", [text, "≥5场"]))
    content = path.read_bytes().decode("utf-8-sig")
    assert not content.splitlines()[1].lstrip('"').startswith(tuple(set(RISKY) - {"'"}))
    assert [row["text"] for row in read_csv(path)] == [text, "≥5场"]


@given(texts=st.lists(st.text(min_size=1).filter(lambda text: "\0" not in text), min_size=1))
def test_any_text_survives_csv(texts: list[str], tmp_path_factory: pytest.TempPathFactory) -> None:
    path = csv_of(tmp_path_factory.mktemp("csv") / "x.csv", text_column("text", texts), text_column("same", texts))
    assert [(row["text"], row["same"]) for row in read_csv(path)] == [(text, text) for text in texts]


_WIDE = Context(prec=400)
NUMBERS = st.none() | st.decimals(-(10**9), 10**9, places=3)


@given(
    rows=st.lists(
        st.tuples(st.none() | st.text(",\"\r\n='é长 ", max_size=4), NUMBERS, st.none() | st.integers(-9, 9), st.none() | st.floats())
    ),
    n_columns=st.integers(1, 4),
)
def test_csv_is_what_the_csv_module_writes(rows: list[tuple[Any, ...]], n_columns: int) -> None:
    texts, decimals, whole, reals = ([row[at] for row in rows] for at in range(4))
    columns = [
        text_column("a", texts),
        decimal_column("b,c", decimals, 2),
        whole_column("d", whole),
        ArrowColumn("e", pa.array(reals, REAL)),
    ]
    table, file = table_of(columns[:n_columns]), io.BytesIO()
    write_csv(file, table.schema, [table])
    assert file.getvalue() == _by_the_csv_module(table.schema.names, [row[:n_columns] for row in rows])


def _by_the_csv_module(names: list[str], rows: Iterable[Iterable[Any]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(names)
    writer.writerows([_spelled(value) for value in row] for row in rows)
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _spelled(value: Any) -> Any:
    if isinstance(value, str):
        return f"'{value}" if value.startswith(RISKY) else value
    return f"{value.normalize():f}" if isinstance(value, Decimal) and value else 0 if isinstance(value, Decimal) else value


@given(
    numbers=st.lists(st.none() | st.decimals(allow_nan=False, allow_infinity=False) | st.decimals(-99, 99, places=3)),
    places=st.integers(0, 4),
)
def test_decimals_are_exact_with_as_many_places_as_are_needed(numbers: list[Decimal | None], places: int) -> None:
    found = decimal_column("a", numbers, places).values
    needed = [max(0, -int(number.normalize(_WIDE).as_tuple().exponent)) for number in numbers if number is not None]
    assert found.type.scale == min(max([places, *needed]), MOST_DECIMALS)
    for number, kept in zip(numbers, found.to_pylist(), strict=True):
        if number is None or number.adjusted() >= DIGITS - found.type.scale:
            assert kept is None
        else:
            assert abs(_WIDE.subtract(kept, number)) <= Decimal("0.5").scaleb(-found.type.scale)


@given(texts=st.lists(st.none() | st.text(st.characters(exclude_categories=["Cs"]), max_size=2)), data=st.data())
def test_encoded_texts_are_the_same_texts(texts: list[str | None], data: st.DataObject) -> None:
    places = data.draw(st.lists(st.integers(0, len(texts) - 1))) if texts else []
    start = data.draw(st.integers(0, len(places)))
    found = text_column("a", texts).values.take(pa.array(places, WHOLE))[start:]
    expected = [texts[place] for place in places][start:]
    assert plain(found) == plain(decoded(found)) == expected
    assert each(found, lambda text: text and text * 2).to_pylist() == [text and text * 2 for text in expected]


def test_the_same_data_gives_the_same_bytes(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        write_data(build_dataset(busy()), tmp_path / folder / "s")
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes()


def test_a_folder_that_is_a_file_is_a_clear_error(data: Merged, tmp_path: Path) -> None:
    (tmp_path / "x").write_text("")
    with pytest.raises(UsageError):
        write_data(data, tmp_path / "x" / "s")
