"""The merged data set as Parquet and CSV."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.merge.support import busy, form, merged, sent
from xltool.dataset import Merged, build_dataset, read_csv, write_data
from xltool.dataset.columns import Column, table_of, text_column
from xltool.dataset.files import RISKY, write_csv
from xltool.errors import UsageError


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


def csv_of(path: Path, *columns: Column) -> Path:
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


def test_the_same_data_gives_the_same_bytes(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        write_data(build_dataset(busy()), tmp_path / folder / "s")
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes()


def test_a_folder_that_is_a_file_is_a_clear_error(data: Merged, tmp_path: Path) -> None:
    (tmp_path / "x").write_text("")
    with pytest.raises(UsageError):
        write_data(data, tmp_path / "x" / "s")
