"""Which submissions count, and who has not sent."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from tests.merge.support import PARKS, ROSTER, SCHOOLS, TREES, WATER, busy, form, merged, report, sent, unread
from xltool.base.messages import Text
from xltool.base.states import SubmissionState
from xltool.form.roster import Roster
from xltool.merging.dataset import Merged, build_dataset, dataset_of
from xltool.merging.dataset.submissions import list_submissions
from xltool.merging.merge import merge_report
from xltool.rules.load import load_definition


def states(data: Merged) -> dict[str | None, str]:
    """File name (or unit that is missing) → state, in the order of the table."""
    rows = data.submissions.to_dict("records")
    return {str(row["unit"]) if row["status"] == "missing" else Path(str(row["file"])).name: row["status"] for row in rows}


def test_every_file_and_every_unit_has_a_state_in_roster_order() -> None:
    assert states(build_dataset(busy())) == {
        "水利局 2#50%.xlsx": "accepted",
        "水利局.xlsx": "accepted",
        "教育局.xlsx": "accepted",
        "JY": "missing",  # the roster lists a second project of this unit
        "城管局.xlsx": "rejected",
        "绿化-1.xlsx": "duplicate",
        "绿化-2.xlsx": "accepted",
        "陌生局.xlsx": "rejected",  # not on the roster
        "扫描件.xlsx": "unreadable",
    }


def test_only_accepted_forms_count_unless_asked() -> None:
    assert set(build_dataset(busy()).forms["status"]) == {"accepted"}
    both = build_dataset(busy(), include_rejected=True)
    assert both.forms["status"].value_counts().to_dict() == {"accepted": 4, "rejected": 2}
    assert set(both.tables["indicators"]["status"]) == {"accepted", "rejected"}


def test_of_two_submissions_the_later_file_counts(tmp_path: Path) -> None:
    early, late = tmp_path / "b.xlsx", tmp_path / "a.xlsx"
    for path, seconds in ((early, 1_000), (late, 2_000)):
        path.write_bytes(b"")
        os.utime(path, (seconds, seconds))
    data = merged(sent(str(early), form(total="1")), sent(str(late), form(total="2")))
    assert data.forms["file"].tolist() == [str(late)]
    assert data.submissions.set_index("file")["replaced_by"][str(early)] == str(late)


def test_a_later_submission_that_is_wrong_still_replaces_the_earlier() -> None:
    data = merged(sent("1.xlsx", form()), sent("2.xlsx", form(project__leader=None)))
    assert states(data) == {"1.xlsx": "duplicate", "2.xlsx": "rejected", "JY": "missing", "CG": "missing", "LH": "missing"}
    assert data.forms.empty


def test_a_file_named_twice_counts_once() -> None:
    file = sent("1.xlsx", form(total="5"))
    assert merged(file, file).forms["income.total"].sum() == 5


def test_a_unit_lacks_the_projects_that_no_file_holds() -> None:
    rows = merged(roster=Roster((SCHOOLS, PARKS))).submissions
    assert rows[["unit", "project", "status"]].astype(object).where(rows.notna(), None).to_numpy().tolist()[:2] == [
        ["JY", "校园绿化", "missing"], ["JY", "校舍维修", "missing"],
    ]  # fmt: skip
    assert rows["errors"].tolist() == [1, 0, 1]  # one finding a unit


def test_department_and_unit_come_from_the_roster_else_from_the_form() -> None:
    listed = merged(sent("1.xlsx", form(TREES), TREES)).forms.iloc[0]
    assert (listed["department"], listed["unit_name"], listed["level"]) == ("常州市城市管理局", "常州市绿化管理中心", "市级")
    loose = merged(sent("1.xlsx", form(TREES), None, roster=None), roster=None)
    assert loose.forms.iloc[0]["department"] == "常州市城市管理局"
    assert loose.forms["unit"].isna().all()


def test_the_form_of_most_files_is_merged_and_the_others_are_listed() -> None:
    usual = load_definition("project-performance-target")
    other = replace(usual, template=replace(usual.template, id="another"))
    data = merged(
        sent("1.xlsx", form()),
        sent("2.xlsx", form(PARKS), PARKS),
        sent("3.xlsx", form(TREES), TREES, definition=other),
    )
    assert states(data)["3.xlsx"] == "foreign"
    assert len(data.forms) == 2
    chosen = build_dataset(report(sent("1.xlsx", form()), sent("2.xlsx", form(PARKS), PARKS)), definition=other)
    assert set(states(chosen).values()) == {"foreign", "missing"}


def test_nothing_at_all_and_nothing_readable_are_data_too() -> None:
    for data in (merged(roster=None), merged(unread("1.xlsx"), roster=None)):
        assert data.definition is None
        assert data.forms.empty
        assert data.tables == {}
    assert merge_report(report(roster=ROSTER)).submissions["unit"].tolist() == [WATER.id, SCHOOLS.id, SCHOOLS.id, PARKS.id, TREES.id]


def test_submissions_whose_state_is_decided_elsewhere_are_merged_as_they_are() -> None:
    """A campaign decides states itself; here one file is set aside because its unit is not on the roster."""
    listed = list_submissions(busy(), load_definition("project-performance-target"))
    decided = [replace(item, state=SubmissionState.UNLISTED) if item.unit == "XX" else item for item in reversed(listed)]
    data = dataset_of(decided, definition=load_definition("project-performance-target"), roster=ROSTER)
    assert states(data) == states(build_dataset(busy())) | {"陌生局.xlsx": "unlisted"}
    assert list(states(data)) == list(states(build_dataset(busy())))  # roster order, whatever order was given
    assert data.forms.equals(build_dataset(busy()).forms)


def test_states_have_names_in_both_languages() -> None:
    assert all(state.text.zh and state.text.en for state in SubmissionState)
    assert SubmissionState.UNLISTED.text == Text(zh="不在名录", en="not on the roster")
    assert SubmissionState.FOREIGN.text == Text(zh="非本次任务", en="of another form or campaign")
