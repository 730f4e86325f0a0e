"""The files of several campaigns, read together by the programs that people use for it: DuckDB, Polars, Dask, pandas, Arrow."""

from __future__ import annotations

import csv
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import dask.dataframe as dd
import duckdb
import pandas as pd
import polars as pl
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest

from tests.rounds.versions import round_of, sent, version
from xltool.form.roster import Unit
from xltool.merging.dataset import read_csv
from xltool.merging.rounds import Round
from xltool.merging.rounds.partitions import remove_parts, write_rounds_data
from xltool.merging.rounds.rounds_dataset import common_dataset

Rows = list[tuple[Any, ...]]
NAMES = ["campaign", "year", "version", "unit", "amount", "opinion", "plan", "phone", "code"]


@pytest.fixture(scope="module")
def written(years: list[Round], tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = tmp_path_factory.mktemp("written") / "all-data" / "all"
    write_rounds_data(common_dataset(years), years, base)
    return base


def by_duckdb(folder: Path) -> Rows:
    return duckdb.read_parquet(f"{folder}/*.parquet").order("year, unit").project(", ".join(NAMES)).fetchall()


def by_polars(folder: Path) -> Rows:
    return pl.scan_parquet(folder).select(NAMES).sort("year", "unit").collect().rows()


def by_dask(folder: Path) -> Rows:
    frame = dd.read_parquet(str(folder), dtype_backend="pyarrow")[NAMES].compute().sort_values(["year", "unit"])
    return plain(frame)


def by_pandas(folder: Path) -> Rows:
    return plain(pd.read_parquet(folder, dtype_backend="pyarrow")[NAMES].sort_values(["year", "unit"]))


def by_arrow(folder: Path) -> Rows:
    table = ds.dataset(folder).to_table(NAMES).sort_by([("year", "ascending"), ("unit", "ascending")])
    return [tuple(row.values()) for row in table.to_pylist()]


def plain(frame: pd.DataFrame) -> Rows:
    return [tuple(None if pd.isna(value) else value for value in row) for row in frame.itertuples(index=False)]


READERS: dict[str, Callable[[Path], Rows]] = {
    "duckdb": by_duckdb, "polars": by_polars, "dask": by_dask, "pandas": by_pandas, "arrow": by_arrow,
}  # fmt: skip


@pytest.mark.parametrize("reader", READERS)
def test_three_versions_are_read_as_one_table(written: Path, reader: str) -> None:
    assert READERS[reader](written.with_name("all-forms")) == [
        ("report-2021", 2021, "1", "A", Decimal("1.234567"), "old", None, "0519", "17"),
        ("report-2022", 2022, "2", "A", Decimal("2.5"), "new", 3, None, "017"),
        ("report-2022", 2022, "2", "B", 1, None, None, None, None),
        ("report-2023", 2023, "3", "A", 4, "fine", None, None, None),
    ]


@pytest.mark.parametrize("table", ["forms", "submissions", "findings", "origins", "lines"])
def test_every_file_of_a_table_has_the_same_columns_in_the_same_types(written: Path, table: str) -> None:
    files = sorted(written.with_name(f"all-{table}").iterdir())
    assert [file.name for file in files] == ["2021-report-2021.parquet", "2022-report-2022.parquet", "2023-report-2023.parquet"]
    schemas = [pq.read_schema(file) for file in files]
    assert all(schema.equals(schemas[0]) for schema in schemas)


@pytest.mark.parametrize("table", ["findings", "lines"])
def test_a_campaign_without_rows_does_not_keep_the_others_from_being_read(written: Path, table: str) -> None:
    """2023 has no lines, and nobody found anything."""
    folder = written.with_name(f"all-{table}")
    n_rows = sum(pq.read_metadata(file).num_rows for file in folder.iterdir())
    assert duckdb.read_parquet(f"{folder}/*.parquet").count("*").fetchall() == [(n_rows,)]
    assert pl.read_parquet(folder).height == n_rows
    assert len(dd.read_parquet(str(folder))) == n_rows


def test_amounts_add_up_over_years_in_every_program(written: Path) -> None:
    folder = written.with_name("all-forms")
    expected = Decimal("8.734567")
    assert duckdb.read_parquet(f"{folder}/*.parquet").sum("amount").fetchall() == [(expected,)]
    assert pl.read_parquet(folder)["amount"].sum() == expected
    assert dd.read_parquet(str(folder), dtype_backend="pyarrow")["amount"].compute().sum() == expected


def test_one_csv_file_holds_all_campaigns(written: Path) -> None:
    rows = read_csv(written.with_name("all-forms.csv"))
    assert [(row["campaign"], row["year"], row["version"], row["amount"]) for row in rows] == [
        ("report-2021", "2021", "1", "1.234567"),
        ("report-2022", "2022", "2", "2.5"),
        ("report-2022", "2022", "2", "1"),
        ("report-2023", "2023", "3", "4"),
    ]
    with written.with_name("all-campaigns.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["title"] for row in csv.DictReader(file)] == ["Report 2021", "Report 2022", "Report 2023"]


def test_the_campaigns_themselves_are_a_table(written: Path) -> None:
    rows = pq.read_table(written.with_name("all-campaigns.parquet")).to_pylist()
    assert rows[1] == {
        "campaign": "report-2022", "year": 2022, "version": "2", "title": "Report 2022", "template": "report", "units": 2, "forms": 2,
    }  # fmt: skip


def test_a_later_year_is_added_by_naming_it_too(years: list[Round], tmp_path: Path) -> None:
    """What the new version adds stands in the files of all years; where it adds nothing, theirs do not change."""
    base = tmp_path / "all"
    write_rounds_data(common_dataset(years[:2]), years[:2], base)
    before = {file.name: file.read_bytes() for file in (tmp_path / "all-forms").iterdir()}
    same = [*years[:2], round_of(years[1].merged, 2024)]
    write_rounds_data(common_dataset(same), same, base)
    after = {file.name: file.read_bytes() for file in (tmp_path / "all-forms").iterdir()}
    assert before.items() <= after.items()
    assert len(after) == 3
    write_rounds_data(common_dataset(years), years, base)
    assert sorted(file.name for file in (tmp_path / "all-forms").iterdir()) == [
        "2021-report-2021.parquet", "2022-report-2022.parquet", "2023-report-2023.parquet",
    ]  # fmt: skip
    assert [row[5] for row in by_duckdb(tmp_path / "all-forms")] == ["old", "new", None, "fine"]


def test_files_of_a_merge_of_another_kind_do_not_stay(years: list[Round], tmp_path: Path) -> None:
    base = tmp_path / "all"
    (tmp_path / "all-forms.parquet").write_bytes(b"of one campaign")
    write_rounds_data(common_dataset(years), years, base)
    assert not (tmp_path / "all-forms.parquet").exists()
    (tmp_path / "all-lines" / "notes.txt").write_text("mine", encoding="utf-8")
    remove_parts(base, common_dataset(years).spools)
    assert not (tmp_path / "all-forms").exists()
    assert [file.name for file in (tmp_path / "all-lines").iterdir()] == ["notes.txt"]


def test_a_campaign_without_a_year_is_a_file_by_its_id(forms: Path, tmp_path: Path) -> None:
    data = sent(version("1", forms), {Unit(id="A", name="甲局"): {"name": "甲局", "amount": 1, "items": []}})
    rounds = [round_of(data, None, campaign="0012"), round_of(data, 2022)]
    write_rounds_data(common_dataset(rounds), rounds, tmp_path / "all")
    assert sorted(file.name for file in (tmp_path / "all-forms").iterdir()) == ["0012.parquet", "2022-report-2022.parquet"]
    rows = duckdb.read_parquet(f"{tmp_path}/all-forms/*.parquet").order("campaign").project("campaign, year").fetchall()
    assert rows == [("0012", None), ("report-2022", 2022)]
    assert pl.read_parquet(tmp_path / "all-forms").schema["year"] == pl.Int64
