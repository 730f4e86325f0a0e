"""Versions of one form as one data set: columns by path and by what was renamed, one type for all, amounts in one unit."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from tests.conftest import TEMPLATE
from tests.merge.any_form import form_at, reported
from tests.rounds.versions import round_of, sent, version
from xltool.form.roster import Unit
from xltool.merging.dataset import Merged, build_dataset
from xltool.merging.rounds import Round
from xltool.merging.rounds.rounds_dataset import common_dataset
from xltool.rules.load import load_definition

LEAD = ["campaign", "year", "version"]


@pytest.fixture(scope="module")
def dataset(years: list[Round]) -> Merged:
    return common_dataset(years)


def column(dataset: Merged, table: str, name: str) -> list[Any]:
    return [value for (value,) in dataset.spools[table].values(name)]


def kind(dataset: Merged, table: str, name: str) -> pa.DataType:
    return dataset.spools[table].schema.field(name).type


def test_every_table_begins_with_campaign_year_and_version(dataset: Merged) -> None:
    assert list(dataset.spools) == ["campaigns", "forms", "submissions", "findings", "origins", "lines"]
    for name, table in dataset.spools.items():
        assert table.schema.names[:3] == LEAD, name
        assert [str(field.type) for field in list(table.schema)[:3]] == ["string", "int64", "string"]
    assert column(dataset, "forms", "campaign") == ["report-2021", "report-2022", "report-2022", "report-2023"]
    assert column(dataset, "forms", "year") == [2021, 2022, 2022, 2023]
    assert column(dataset, "forms", "version") == ["1", "2", "2", "3"]
    assert column(dataset, "submissions", "status").count("missing") == 2


def test_fields_that_are_called_like_the_first_columns_stay_apart(dataset: Merged) -> None:
    assert column(dataset, "forms", "field.campaign") == ["spring", None, None, None]
    assert column(dataset, "forms", "field.year") == [2021, 2022, 2022, 2023]
    assert column(dataset, "lines", "field.version") == [None, None, "b"]
    assert column(dataset, "submissions", "file_year") == ["2021", None, "2022", "2022", "2023", None]
    assert column(dataset, "submissions", "file_version") == ["1", None, "2", "2", "3", None]


def test_what_was_renamed_once_or_twice_is_one_column(dataset: Merged) -> None:
    assert column(dataset, "forms", "opinion") == ["old", "new", None, "fine"]
    assert {"remark", "comment"}.isdisjoint(dataset.spools["forms"].schema.names)


def test_rows_of_a_table_that_was_renamed_stand_in_one_table(dataset: Merged) -> None:
    assert column(dataset, "lines", "name") == ["pen", "ink", "pen"]
    assert column(dataset, "lines", "row") == [1, 2, 1]


def test_amounts_stand_in_the_unit_of_the_latest_version_exactly(dataset: Merged) -> None:
    assert column(dataset, "forms", "amount") == [Decimal("1.234567"), Decimal("2.5"), 1, 4]
    assert str(kind(dataset, "forms", "amount")) == "decimal128(38, 6)"
    assert column(dataset, "lines", "cost") == [1, Decimal("0.234567"), Decimal("2.5")]


def test_the_cells_that_amounts_came_from_keep_what_stands_in_them(dataset: Merged) -> None:
    """Their unit stands beside them, and their path is that of the latest version."""
    rows = list(dataset.spools["origins"].values("field", "value", "money_unit"))
    assert rows[0] == ("amount", Decimal("12345.67"), "元")
    assert rows[1] == ("amount", Decimal("2.5"), "万元")


def test_a_number_that_is_another_one_now_keeps_its_version_in_its_name(dataset: Merged) -> None:
    """50 and 60 of a hundred, and 0.7 of one."""
    assert column(dataset, "forms", "rate") == [None, None, None, Decimal("0.7")]
    names = [name for name in dataset.spools["forms"].schema.names if "@" in name]
    assert names == ["rate@2", "rate@1"]
    assert column(dataset, "forms", "rate@1")[0] == 50


def test_types_agree_over_versions(dataset: Merged) -> None:
    assert column(dataset, "forms", "people") == [7, Decimal("7.5"), None, None]
    assert pa.types.is_decimal(kind(dataset, "forms", "people"))
    assert column(dataset, "forms", "code") == ["17", "017", None, None]
    assert column(dataset, "forms", "goal.number") == [5, None, None, None]


def test_new_columns_are_null_before_and_dropped_ones_after(dataset: Merged) -> None:
    assert column(dataset, "forms", "plan") == [None, 3, None, None]
    assert column(dataset, "forms", "phone") == ["0519", None, None, None]


def test_a_rule_that_a_version_has_not_was_not_checked(dataset: Merged) -> None:
    assert column(dataset, "forms", "check.A1") == [0, 0, 0, 0]
    assert column(dataset, "forms", "check.A2") == [None, 0, 0, 0]


def test_columns_stand_in_the_order_of_the_latest_version_and_rules_last(dataset: Merged) -> None:
    names = dataset.spools["forms"].schema.names
    assert names.index("opinion") < names.index("goal") < names.index("plan") < names.index("phone")
    checks = [at for at, name in enumerate(names) if name.startswith("check.")]
    assert checks == list(range(checks[0], len(names)))


def test_the_order_of_campaigns_does_not_change_the_columns(years: list[Round]) -> None:
    turned = common_dataset(years[::-1])
    for name, table in common_dataset(years).spools.items():
        assert turned.spools[name].schema.equals(table.schema)


def test_some_columns_are_read_without_the_others(dataset: Merged) -> None:
    assert list(dataset.spools["lines"].values("campaign", "version")) == [("report-2021", "1"), ("report-2021", "1"), ("report-2022", "2")]
    assert next(iter(dataset.spools["forms"].values("plan", "year"))) == (None, 2021)


def test_the_tables_are_frames_too(dataset: Merged) -> None:
    assert list(dataset.frames) == ["forms", "submissions", "findings", "origins", "campaigns", "lines"]
    assert dataset.forms["amount"].tolist()[0] == Decimal("1.234567")


def test_the_first_version_alone_has_its_own_names(years: list[Round]) -> None:
    alone = common_dataset(years[:1])
    assert column(alone, "items", "what") == ["pen", "ink"]
    assert column(alone, "forms", "amount") == [Decimal("12345.67")]


def test_a_table_that_the_latest_version_has_no_more_is_kept(years: list[Round], forms: Path) -> None:
    """2022's campaign edited its form: nothing says that its lines are the items."""
    unrelated = version("2", forms)
    loose = sent(unrelated, {Unit(id="A", name="甲局"): {"name": "甲局", "amount": 1, "lines": [{"name": "x", "cost": 1}]}})
    first = years[0]
    template = replace(unrelated.template, renamed={})
    edited = replace(loose, definition=replace(unrelated, template=template, digest="edited"))
    both = common_dataset([first, round_of(edited, 2022)])
    assert set(both.spools) >= {"lines", "items"}
    assert both.spools["items"].n_rows == 2
    assert both.tables["items"]["version"].tolist() == ["1", "1"]


def test_rows_of_repeated_blocks_and_of_their_tables_are_put_together() -> None:
    definition, documents = form_at("clean/repeats")
    one = build_dataset(reported(definition, documents, 2), include_rejected=True)
    both = common_dataset([round_of(one, 2022), round_of(one, 2023)])
    for name, table in one.spools.items():
        assert both.spools[name].n_rows == 2 * table.n_rows
        assert {column.removeprefix("file_") for column in both.spools[name].schema.names} >= set(table.schema.names) - {"year", "version"}


def test_two_versions_of_the_built_in_form() -> None:
    """They differ in what is computed, and in two rules."""
    _, documents = form_at(TEMPLATE)
    rounds = [
        round_of(build_dataset(reported(load_definition(f"{TEMPLATE}@{number}"), documents, 3), include_rejected=True), year)
        for year, number in ((2022, "2022.1"), (2023, "2022.2"))
    ]
    both = common_dataset(rounds)
    assert column(both, "forms", "version") == ["2022.1"] * 3 + ["2022.2"] * 3
    assert None not in column(both, "forms", "income.total")
    assert None not in column(both, "forms", "check.R22")[:3]
    assert column(both, "forms", "check.R22")[3:] == [None] * 3
