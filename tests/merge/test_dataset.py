"""The tables of the merged data set."""

from __future__ import annotations

import itertools
from dataclasses import replace
from decimal import Decimal

import pandas as pd
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.merge.support import (
    PARKS,
    ROSTER,
    SCHOOLS,
    SOURCES,
    TREES,
    WATER,
    busy,
    form,
    merged,
    report,
    sent,
    total_of,
)
from xltool.checking.check_report import FileReport
from xltool.form.kinds import KINDS
from xltool.form.schema import Field
from xltool.merging.dataset import build_dataset
from xltool.rules.load import load_definition


def test_a_form_is_one_row_of_its_fields_by_path() -> None:
    row = merged(sent("1.xlsx", form(total="276.68"))).forms.iloc[0]
    assert row["file"] == "1.xlsx"
    assert row["year"] == 2022
    assert row["project.name"] == "河道管护"
    assert row["income.total"] == Decimal("276.68")


def test_money_is_exact_in_the_precision_of_its_field() -> None:
    forms = merged(sent("1.xlsx", form(total="0.1")), sent("2.xlsx", form(project="二", total="0.2"))).forms
    assert forms["income.total"].dtype == pd.ArrowDtype(pa.decimal128(38, 6))
    assert forms["income.total"].sum() == Decimal("0.3")


def test_more_decimals_than_the_field_has_are_kept() -> None:
    data = merged(sent("1.xlsx", form(total="1.123456789")), include_rejected=True)
    assert data.forms["income.total"].tolist() == [Decimal("1.123456789")]


def test_what_is_no_number_is_missing_in_a_column_of_numbers_and_kept_in_the_finding() -> None:
    data = merged(sent("1.xlsx", form(income__total="一百", year="今年")), include_rejected=True)
    assert data.forms[["income.total", "year"]].isna().all(axis=None)
    assert "一百" in data.findings["value"].tolist()


def test_each_rule_is_a_column_that_counts_its_findings() -> None:
    forms = merged(sent("1.xlsx", form(project__leader=None, project__phone=None)), include_rejected=True).forms
    assert forms["check.R03"].tolist() == [2]
    assert forms["check.R22"].tolist() == [0]
    rules = [name.removeprefix("check.") for name in forms.columns if name.startswith("check.")]
    assert rules.index("R9" if "R9" in rules else "R09") < rules.index("R10") < rules.index("R22")


def test_a_table_is_one_row_a_row_with_the_parts_of_quantities() -> None:
    rows = [{"level1": "产出指标", "level2": "数量指标", "level3": "植树", "half_year": None, "full_year": "≥5场"}]
    data = merged(sent("1.xlsx", form(indicators=rows)), include_rejected=True)
    row = data.tables["indicators"].iloc[0]
    assert row["row"] == 1
    assert (row["full_year.op"], row["full_year.number"], row["full_year.unit"], row["full_year.kind"]) == ("≥", 5.0, "场", "quantitative")
    assert row["half_year.kind"] == "empty"
    assert pd.isna(row["half_year"])


def test_findings_name_file_rule_cell_and_both_messages() -> None:
    data = merged(sent("1.xlsx", form(project__leader=None)), roster=None)
    found = data.findings.set_index("rule").loc["R03"]
    assert (found["file"], found["severity"], found["field"]) == ("1.xlsx", "error", "project.leader")
    assert found["message_zh"] != found["message_en"]
    missing = merged().findings
    assert missing["rule"].tolist() == ["R65"] * 4
    assert missing["unit"].tolist() == ["SL", "JY", "CG", "LH"]


def test_fields_named_like_our_own_columns_are_told_apart() -> None:
    definition = load_definition("project-performance-target")
    level = Field(path="level", kind=KINDS["text"], title="级别")
    schema = replace(definition.schema, fields={"level": level, **definition.schema.fields})
    odd = replace(definition, schema=schema)
    row = merged(sent("1.xlsx", form() | {"level": "甲"}, definition=odd), include_rejected=True).forms.iloc[0]
    assert (row["level"], row["field.level"]) == ("市级", "甲")


def test_names_of_files_that_are_no_unicode_do_not_stop_the_merge() -> None:
    path = b"\xb1\xed.xlsx".decode("utf-8", "surrogateescape")  # 表.xlsx in GBK, unpacked on Linux
    assert merged(sent(path, form())).forms["file"].tolist() == ["\ufffd\ufffd.xlsx"]


UNITS = [WATER, SCHOOLS, PARKS, TREES, None]
AMOUNTS = st.decimals(min_value=0, max_value=10**9, places=6)


@st.composite
def files(draw: st.DrawFn) -> list[FileReport]:
    """Some files, right and wrong, some of them sent more than once."""
    count = draw(st.integers(0, 6))
    return [
        sent(
            f"inbox/{number}.xlsx",
            form(
                unit := draw(st.sampled_from(UNITS)),
                draw(st.sampled_from(["甲", "乙"])),
                str(draw(AMOUNTS)),
                project__leader=draw(st.sampled_from(["某人", None])),
            ),
            unit,
        )
        for number in range(count)
    ]


@settings(max_examples=25, deadline=None)
@given(data=st.data(), given_files=files(), include_rejected=st.booleans())
def test_merging_does_not_depend_on_the_order_of_the_files(
    data: st.DataObject, given_files: list[FileReport], *, include_rejected: bool
) -> None:
    shuffled = data.draw(st.permutations(given_files))
    one = build_dataset(report(*given_files), include_rejected=include_rejected)
    other = build_dataset(report(*shuffled), include_rejected=include_rejected)
    assert one.frames.keys() == other.frames.keys()
    for name, frame in one.frames.items():
        pd.testing.assert_frame_equal(frame, other.frames[name])


@settings(max_examples=25, deadline=None)
@given(given_files=files())
def test_totals_equal_an_independent_sum_over_the_documents(given_files: list[FileReport]) -> None:
    data = merged(*given_files, definition=load_definition("project-performance-target"))
    counted = set(data.forms["file"])
    documents = [file.document.data for file in given_files if file.path in counted]
    for path in ("income.total", *SOURCES):
        assert Decimal(data.forms[path].sum() or 0) == total_of(documents, path)
    n_rows = sum(len(document["indicators"]) for document in documents)
    assert len(data.tables["indicators"]) == n_rows


def test_no_submission_is_lost_between_the_tables() -> None:
    checked = busy()
    data = build_dataset(checked)
    files_in = sorted(file.path for file in checked.files)
    assert sorted(data.submissions["file"].dropna()) == files_in
    n_findings = sum(len(file.findings) for file in checked.files) + len(checked.missing)
    assert len(data.findings) == n_findings == int(data.submissions[["errors", "warnings", "infos"]].sum().sum())
    assert all(ROSTER.by_id(unit) for unit in itertools.chain(data.forms["unit"]))
