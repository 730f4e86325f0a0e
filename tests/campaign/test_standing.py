"""What stands for a unit when it names its projects itself."""

from __future__ import annotations

from collections.abc import Iterator

from tests.campaign.office import Office, by_hand, day
from xltool.campaign.folder import open_campaign
from xltool.campaign.standing import Standing, standing


def forms_of(office: Office, unit: str) -> Iterator[Standing]:
    office.collect()
    with open_campaign(office.folder) as campaign:
        yield from (item for item in standing(campaign) if item.unit.id == unit)


def names(item: Standing) -> list[str]:
    """The files that came for a form, the one that counts last."""
    came = [*item.replaced, *([item.submission] if item.submission else [])]
    return [one.name.removeprefix("inbox/") for one in came]


def test_the_latest_of_a_unit_and_project_counts(office: Office) -> None:
    office.send("1.xlsx", "LIB", "Reading", day(1), total=1)
    office.send("2.xlsx", "LIB", "Reading", day(2))
    (form,) = forms_of(office, "LIB")
    assert (form.state, form.project, names(form)) == ("accepted", "Reading", ["1.xlsx", "2.xlsx"])
    assert not form.is_one_of_several


def test_a_blank_form_sent_back_is_replaced_by_the_next_that_names_a_project(office: Office) -> None:
    office.send("blank.xlsx", "LIB", None, day(1), items=())
    office.send("filled.xlsx", "LIB", "Reading", day(2))
    (form,) = forms_of(office, "LIB")
    assert (form.state, form.project, names(form)) == ("accepted", "Reading", ["blank.xlsx", "filled.xlsx"])
    assert not form.is_one_of_several


def test_a_blank_form_alone_stands_for_the_unit(office: Office) -> None:
    office.send("blank.xlsx", "LIB", None, day(1), items=())
    (form,) = forms_of(office, "LIB")
    assert (form.state, form.project, names(form)) == ("rejected", "", ["blank.xlsx"])


def test_a_form_without_project_that_comes_last_stands_beside_the_others(office: Office) -> None:
    """Nobody knows what it was meant to replace."""
    office.send("filled.xlsx", "LIB", "Reading", day(1))
    office.send("nameless.xlsx", "LIB", None, day(2))
    forms = list(forms_of(office, "LIB"))
    assert [(form.project, names(form)) for form in forms] == [("", ["nameless.xlsx"]), ("Reading", ["filled.xlsx"])]
    assert all(form.is_one_of_several for form in forms)


def test_a_project_renamed_between_two_submissions_is_not_guessed(office: Office) -> None:
    office.send("1.xlsx", "LIB", "Raeding", day(1))
    office.send("2.xlsx", "LIB", "Reading", day(2))
    forms = list(forms_of(office, "LIB"))
    assert [(form.project, form.state, names(form)) for form in forms] == [
        ("Raeding", "accepted", ["1.xlsx"]),
        ("Reading", "accepted", ["2.xlsx"]),
    ]
    assert all(form.is_one_of_several and form.is_expected for form in forms)


def test_spaces_make_no_other_project(office: Office) -> None:
    office.send("1.xlsx", "LIB", " Reading  room", day(1))
    office.send("2.xlsx", "LIB", "Reading room", day(2))
    (form,) = forms_of(office, "LIB")
    assert names(form) == ["1.xlsx", "2.xlsx"]


def test_projects_of_the_roster_are_expected_one_by_one(office: Office) -> None:
    office.send("1.xlsx", "PARK", "Ponds", day(1))
    forms = list(forms_of(office, "PARK"))
    assert [(form.project, form.state, form.is_expected) for form in forms] == [
        ("Trees", "missing", True),
        ("Ponds", "accepted", True),
    ]


def test_what_the_roster_does_not_list_stands_below_what_it_does(office: Office) -> None:
    """Workbooks made by hand; one that was sent out keeps its project."""
    office.allow_unsigned()
    office.receive("lawns.xlsx", by_hand("Parks", "Lawns"), day(1))
    office.receive("nameless.xlsx", by_hand("Parks", None), day(2))
    office.send("trees.xlsx", "PARK", "Trees", day(3))
    forms = list(forms_of(office, "PARK"))
    assert [(form.project, form.state, form.is_expected) for form in forms] == [
        ("Trees", "accepted", True),
        ("Ponds", "missing", True),
        ("", "rejected", False),
        ("Lawns", "accepted", False),
    ]


def test_lateness_is_that_of_the_first_submission(office: Office) -> None:
    office.send("1.xlsx", "LIB", None, day(1), items=())
    office.send("2.xlsx", "LIB", "Reading", day(40))
    office.send("3.xlsx", "MUS", "Halls", day(40))
    assert [form.is_late for unit in ("LIB", "MUS") for form in forms_of(office, unit)] == [False, True]
