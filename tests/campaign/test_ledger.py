"""The ledger, on SQLite and on a real PostgreSQL server: the same calls, the same answers."""

from __future__ import annotations

import binascii
import json
import logging
import threading
import traceback
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import make_url, text

from tests.databases import PostgreSQL
from xltool.base.cells import Location
from xltool.base.errors import UsageError
from xltool.base.findings import Finding
from xltool.base.messages import Text
from xltool.base.states import SubmissionState
from xltool.campaign.ledger import Ledger, create_ledger, open_ledger, restore_ledger, tables
from xltool.campaign.ledger import migrations as migrations_package
from xltool.campaign.ledger.connect import LEDGER_FILE, LedgerError, reading, writing
from xltool.campaign.ledger.migrations import HEAD, VERSIONS
from xltool.campaign.ledger.portable import row_from_json, row_to_json
from xltool.campaign.ledger_records import (
    UNDECIDED,
    Arrival,
    CheckedWith,
    Issued,
    LetterRecord,
    Secrets,
    Submission,
    dump_json,
    load_json,
    pack_origins,
    unpack_origins,
)
from xltool.campaign.prefill_records import Prefilled, PrefillOutcome

CAMPAIGN = "inventory-1"
KEPT = Secrets(key=bytes(range(256))[::-1][:32], password="open-sesame-1")  # noqa: S106 - that of the test
NOON = datetime(2022, 12, 31, 12, tzinfo=UTC)
SHA = [f"{number:064x}" for number in range(10)]


@pytest.fixture
def ledger(tmp_path: Path, ledger_url: str | None) -> Iterator[Ledger]:
    made = create_ledger(tmp_path, CAMPAIGN, url=ledger_url, wait_seconds=1, kept=KEPT)
    yield made
    made.close()


def arrival(number: int = 1, **changes: Any) -> Arrival:
    made = Arrival(sha256=SHA[number], size=2**40 + number, source=f"inbox/{number}.xlsx", container=None, mtime_ns=2**62, received_at=NOON)
    return replace(made, **changes)


def finding(**changes: Any) -> Finding:
    place = Location("表", 3, 2)
    made = Finding(rule="R1", severity="error", message=Text(zh="错", en="wrong"), field="total", location=place, value=Decimal("1.10"))
    return replace(made, **changes)


def submission(number: int = 1, **changes: Any) -> Submission:
    made = Submission(
        sha256=SHA[number],
        name=f"inbox/{number}.xlsx",
        decision=SubmissionState.REJECTED,
        template="inventory",
        version="1",
        program=None,
        unit="A",
        unit_name="图书馆",
        department="文化局",
        project="",
        year="2022",
        is_outdated=False,
        n_errors=1,
        n_warnings=0,
        n_infos=0,
        checked_with=SHA[0],
        checked_at=NOON,
        data={"total": Decimal("12345678901234567890.10"), "when": "2022", "ok": True, "none": None, "rows": [{"名": "𠮷"}]},
        origins={"total": Location("表", 3, 2)},
        findings=(finding(),),
    )
    return replace(made, **changes)


# --- what goes in comes out -------------------------------------------------------------------------------------------


def test_a_submission_comes_back_as_it_was(ledger: Ledger) -> None:
    ledger.record([arrival()], [submission()])
    (found,) = ledger.submissions([SHA[1]])
    assert found == replace(submission(), received_at=NOON)
    assert str(found.data["total"]) == "12345678901234567890.10", "exact, with its zeros"
    assert type(found.is_outdated) is bool


def test_a_submission_tells_when_it_first_came(ledger: Ledger) -> None:
    again = arrival(1, source="inbox/again.xlsx", received_at=NOON - timedelta(hours=1))
    ledger.record([arrival(1), again, arrival(2)], [submission(1), submission(2)])
    assert [item.received_at for item in ledger.submissions([SHA[2], SHA[1]])] == [NOON, NOON - timedelta(hours=1)]


def test_origins_are_found_on_every_sheet() -> None:
    origins = {"total": Location("表", 3, 2), "items[0].name": Location("附表", 1_048_576, 16_384), "items[1].name": Location("附表", 2, 1)}
    found = unpack_origins(pack_origins(origins))
    assert (dict(found), len(found)) == (origins, 3)
    assert found.get("items") is None


def test_an_acceptance_keeps_its_first_moment(ledger: Ledger) -> None:
    ledger.record([arrival(1), arrival(2)], [submission(1), submission(2)])
    for hours in range(2):
        ledger.accept([SHA[2]], NOON + timedelta(hours=hours))
    assert [(item.sha256, item.vouched_at) for item in ledger.heads()] == [(SHA[1], None), (SHA[2], NOON)]


def test_a_return_is_noted_as_moved_where_it_lay(ledger: Ledger) -> None:
    ledger.record([arrival(1), arrival(2)], [submission(1, returned="A/1.xlsx"), submission(2, returned="A/new.xlsx")])
    ledger.record_returned([(SHA[1], "A/1.xlsx", "old/A/1.xlsx"), (SHA[2], "A/2.xlsx", "old/A/2.xlsx")])
    assert [item.returned for item in ledger.heads()] == ["old/A/1.xlsx", "A/new.xlsx"]


#: Rules that submissions break → what a ledger of the first version says of them once it is brought up to date.
SAYS = {
    (): "signed",
    ("template.recognised",): "signed",
    ("campaign.unsigned", "R1"): "unsigned",
    ("template.recognised", "campaign.unsigned"): "recognised",
    ("campaign.signature",): "wrong",
}


def test_a_ledger_of_the_first_version_is_brought_up_to_date(tmp_path: Path, ledger: Ledger, postgresql: PostgreSQL) -> None:
    kinds = [submission(number, findings=tuple(finding(rule=rule) for rule in rules)) for number, rules in enumerate(SAYS, start=1)]
    scan = submission(6, decision=SubmissionState.UNREADABLE, findings=())
    ledger.record([arrival(number) for number in range(1, 7)], [*kinds, scan])
    older = [(name, {key: value for key, value in row.items() if key != "authenticity"}) for name, row in ledger.dump()]
    for url in (None, postgresql):
        target = tmp_path / ("postgresql" if url else "sqlite")
        target.mkdir()
        with postgresql.database() as database:
            place = database if url else None
            restore_ledger(target, older, version="0001", url=place)
            moved = open_ledger(target, CAMPAIGN, url=place)
            assert [item.authenticity for item in moved.heads()] == [*SAYS.values(), None]
            moved.close()


def test_what_was_accepted_is_stale_until_it_is_decided_with_that(ledger: Ledger) -> None:
    due = CheckedWith(usual=SHA[0], vouched=SHA[9])
    first, second = submission(1, returned="A/1.xlsx"), submission(2, returned="A/2.xlsx")
    ledger.record([arrival(1), arrival(2)], [first, second])
    assert ledger.stale(due) == []
    ledger.accept([SHA[2]], NOON)
    assert [item.sha256 for item in ledger.stale(due)] == [SHA[2]]
    ledger.record([], [replace(second, checked_with=SHA[9])], seen={SHA[2]: NOON})
    assert ledger.stale(due) == []


def test_heads_come_in_the_order_in_which_they_came(ledger: Ledger) -> None:
    later, earlier = arrival(1, received_at=NOON + timedelta(hours=1)), arrival(2)
    ledger.record([later, earlier], [submission(1), submission(2)])
    assert [head.sha256 for head in ledger.heads()] == [SHA[2], SHA[1]]
    assert [head.sha256 for head in ledger.heads(as_of=NOON)] == [SHA[2]]
    assert ledger.heads()[0].data == {}, "a head is without its content"


def test_moments_of_any_zone_are_the_same_moment(ledger: Ledger) -> None:
    beijing = timezone(timedelta(hours=8))
    ledger.record([arrival(received_at=NOON.astimezone(beijing), saved_at=NOON.astimezone(beijing))], [])
    (found,) = ledger.arrivals_of(SHA[1])
    assert (found.received_at, found.saved_at) == (NOON, NOON)
    assert found.received_at.utcoffset() == timedelta(0)


def test_what_is_recorded_twice_counts_once(ledger: Ledger) -> None:
    for _ in range(2):
        ledger.record([arrival(), arrival(source="inbox/copy.xlsx")], [submission()])
    assert [source for source, *_ in ledger.arrivals()] == ["inbox/1.xlsx", "inbox/copy.xlsx"] or len(ledger.arrivals()) == 2
    assert len(ledger.heads()) == 1
    assert ledger.files() == [(SHA[1], 2**40 + 1)]


def test_a_decision_is_renewed_with_its_findings(ledger: Ledger) -> None:
    ledger.record([arrival()], [submission()])
    renewed = submission(decision=SubmissionState.ACCEPTED, n_errors=0, findings=(), checked_with=SHA[5])
    assert ledger.record([], [renewed], seen={SHA[1]: NOON}) == {SHA[1]}
    (found,) = ledger.submissions([SHA[1]])
    assert (found.decision, found.findings) == ("accepted", ())
    assert ledger.decided() == {SHA[1]}


def test_of_two_decisions_made_at_once_one_is_recorded(ledger: Ledger) -> None:
    """Each run hears which decisions are its own: those about contents that nobody has decided about since it looked."""
    later = NOON + timedelta(minutes=1)
    assert ledger.record([arrival(1), arrival(2)], [submission(1)]) == {SHA[1]}
    assert ledger.record([arrival(1)], [submission(1, findings=(), checked_at=later), submission(2)]) == {SHA[2]}
    assert ledger.record([], [submission(1, n_errors=2, checked_at=later)], seen={SHA[1]: NOON}) == {SHA[1]}
    assert ledger.record([], [submission(1, n_errors=3, findings=())], seen={SHA[1]: NOON}) == frozenset()
    (found,) = ledger.submissions([SHA[1]])
    assert (found.n_errors, found.checked_at, len(found.findings)) == (2, later, 1)


def test_a_decision_that_is_withdrawn_goes_with_its_findings(ledger: Ledger) -> None:
    ledger.record([arrival(1), arrival(2)], [submission(1), submission(2)])
    assert ledger.record([], [], withdrawn={SHA[1]}) == frozenset()
    assert ledger.decided() == {SHA[2]}
    assert [row["sha256"] for table, row in ledger.dump() if table == "finding"] == [SHA[2]]


def test_what_is_to_be_decided_anew(ledger: Ledger) -> None:
    """What was checked with something else, what could not be read, and what lacks its marked return."""
    kinds = [
        submission(1, returned="A/1.xlsx"),
        submission(2),
        submission(3, decision=SubmissionState.UNREADABLE, checked_with=UNDECIDED),
        submission(4, decision=SubmissionState.UNREADABLE),
        submission(5, decision=SubmissionState.ACCEPTED, checked_with=SHA[9]),
    ]
    ledger.record([arrival(number) for number in range(1, 6)], kinds)
    assert {item.sha256 for item in ledger.stale(CheckedWith(usual=SHA[0], vouched=SHA[9]))} == {SHA[2], SHA[3], SHA[5]}
    assert ledger.undecided().keys() == {SHA[3]}


def test_a_member_of_a_zip_is_recorded_with_the_zip(ledger: Ledger) -> None:
    inside = arrival(2, source="inbox/a.zip!/2.xlsx", container=SHA[3])
    ledger.record([inside], [submission(2)], {SHA[3]: 77})
    assert ledger.files() == [(SHA[2], 2**40 + 2), (SHA[3], 77)]


def test_texts_that_a_database_does_not_take(ledger: Ledger) -> None:
    """NUL, which PostgreSQL refuses, and halves of surrogate pairs, which are not Unicode."""
    odd = finding(message=Text(zh="a\0b", en="\ud800"), value="x\0\ud800y")
    ledger.record([arrival(source="inbox/\udcff\0.xlsx")], [submission(data={"name": "x\ud800y"}, findings=(odd,))])
    (found,) = ledger.submissions([SHA[1]])
    assert found.data == {"name": "x?y"}
    assert found.findings[0].message == Text(zh="ab", en="?")
    assert found.name == "inbox/1.xlsx"


def test_nothing_is_half_recorded(ledger: Ledger) -> None:
    broken = submission(2)  # without an arrival: its content is unknown to the ledger
    with pytest.raises(LedgerError):
        ledger.record([arrival(1)], [submission(1), broken])
    assert (ledger.arrivals(), ledger.heads(), ledger.files()) == ([], [], [])


def test_what_was_issued(ledger: Ledger) -> None:
    first = Issued(unit="A", project="", path="A/A.xlsx", fingerprint=SHA[1], sha256=SHA[2], issued_at=NOON)
    second = replace(first, unit="B", project="新馆")
    ledger.record_issued([second, first])
    ledger.record_issued([replace(first, fingerprint=SHA[3])], gone=[("B", "新馆")])
    assert ledger.issued() == [replace(first, fingerprint=SHA[3])]


def letter(**changes: Any) -> LetterRecord:
    made = LetterRecord(
        unit="A", kind="remind", project="", fingerprint=SHA[1], recipient="a@example.invalid; B@example.invalid", sent_at=NOON
    )
    return replace(made, **changes)


def test_a_letter_is_noted_once_for_each_time_that_it_was_sent(ledger: Ledger) -> None:
    again = letter(sent_at=NOON + timedelta(hours=1), recipient="c@example.invalid")
    for _ in range(2):
        ledger.record_mailed([again, letter(), letter(unit="B", project="书\ud800架")])
    assert ledger.mailed("A") == [letter(), again]
    assert ledger.mailed("B") == ledger.mailed()[1:2] == [letter(unit="B", project="书?架")]
    assert ledger.mailed("A", as_of=NOON) == [letter()]
    assert letter().addresses == {"a@example.invalid", "b@example.invalid"}


def test_letters_of_an_older_ledger_are_those_of_the_distribution(tmp_path: Path, ledger_url: str | None) -> None:
    """An older xltool noted a mail for all that a unit was sent, once."""
    row = {"unit": "A", "fingerprint": SHA[1], "recipient": "a@example.invalid", "sent_at": NOON}
    own = {"id": CAMPAIGN, "key": KEPT.key, "password": KEPT.password, "created_at": NOON}
    restore_ledger(tmp_path, [("campaign", own), ("mailed", row)], version="0003", url=ledger_url)
    moved = open_ledger(tmp_path, CAMPAIGN, url=ledger_url)
    (found,) = moved.mailed()
    assert found == letter(kind="distribute", project=None, recipient="a@example.invalid")
    assert found.is_about("A", "Trees")
    moved.record_mailed([letter(sent_at=NOON + timedelta(hours=1))])
    assert len(moved.mailed("A")) == 2
    moved.close()


def test_documents_keep_exact_decimals() -> None:
    value = {"a": Decimal("0.10"), "b": [Decimal("1E+3"), Decimal("-0.000000000001")], "c": '"\\u0000', "d": 10**30, "e": "1.10"}
    assert dump_json(value) == '{"a":0.10,"b":[1000,-0.000000000001],"c":"\\"\\\\u0000","d":1000000000000000000000000000000,"e":"1.10"}'
    assert load_json(dump_json(value)) == value


# --- several at once --------------------------------------------------------------------------------------------------


def test_two_writers_at_once_lose_nothing(tmp_path: Path, ledger: Ledger, ledger_url: str | None) -> None:
    def write(numbers: range) -> None:
        own = open_ledger(tmp_path, CAMPAIGN, url=ledger_url, wait_seconds=30)
        try:
            for number in numbers:
                item = Arrival(sha256=f"{number:064x}", size=number, source=f"{number}", container=None, mtime_ns=0, received_at=NOON)
                own.record([item], [submission(sha256=f"{number:064x}")])
        except LedgerError as error:
            failures.append(error)
        finally:
            own.close()

    failures: list[LedgerError] = []
    threads = [threading.Thread(target=write, args=(numbers,)) for numbers in (range(30), range(15, 45), range(44, 14, -1))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert [size for _, size in ledger.files()] == list(range(45))
    assert len(ledger.heads()) == 45


def test_a_reader_sees_one_state(ledger: Ledger) -> None:
    """What is recorded while a dump runs is not in it, or rows would refer to rows that are not there."""
    ledger.record([arrival(1)], [submission(1)])
    rows = ledger.dump()
    first = next(rows)
    ledger.record([arrival(2)], [submission(2)])
    found = [first, *rows]
    assert [row["sha256"] for table, row in found if table in ("file", "submission")] == [SHA[1], SHA[1]]


def test_a_ledger_that_is_held_is_a_clear_error(tmp_path: Path, ledger: Ledger, ledger_url: str | None) -> None:
    other = open_ledger(tmp_path, CAMPAIGN, url=ledger_url, wait_seconds=0.2)
    with writing(ledger.engine) as connection:
        if ledger_url is not None:
            connection.execute(text("LOCK TABLE mailed"))
        with pytest.raises(LedgerError, match="another program holds the ledger"):
            other.record_mailed([letter()])
    other.record_mailed([letter()])
    other.close()


# --- moving -----------------------------------------------------------------------------------------------------------


def rows_of(ledger: Ledger) -> list[str]:
    return [row_to_json(table, row) for table, row in ledger.dump()]


@pytest.fixture
def filled(ledger: Ledger) -> Ledger:
    ledger.record(
        [arrival(1), arrival(2, container=SHA[1], saved_at=NOON, sender="a@example.invalid")],
        [submission(1), submission(2, is_outdated=True)],
        {SHA[1]: 2**40 + 1},
    )
    ledger.record_issued([Issued(unit="A", project="", path="A/A.xlsx", fingerprint=SHA[1], sha256=SHA[2], issued_at=NOON)])
    document = {"amount": Decimal("0.10"), "items": [{"name": "甲"}]}
    ledger.record_prefilled([Prefilled(unit="A", project="", outcome=PrefillOutcome.FILLED, recorded_at=NOON, document=document)])
    ledger.record_mailed([letter()])
    ledger.accept([SHA[2]], NOON)
    return ledger


@pytest.mark.parametrize("to", ["sqlite", "postgresql"])
def test_rows_go_from_any_database_to_any_other(filled: Ledger, to: str, tmp_path: Path, postgresql: PostgreSQL) -> None:
    lines = rows_of(filled)
    assert {line.split('"')[1] for line in lines} == set(tables.metadata.tables), "a row of every table"
    target = tmp_path / "target"
    target.mkdir()
    with postgresql.database() as url:
        place = url if to == "postgresql" else None
        restore_ledger(target, map(row_from_json, lines), url=place)
        moved = open_ledger(target, CAMPAIGN, url=place)
        assert rows_of(moved) == lines
        assert list(moved.submissions([SHA[1], SHA[2]])) == list(filled.submissions([SHA[1], SHA[2]]))
        assert moved.secrets == KEPT
        moved.close()


def test_a_restore_is_all_or_nothing(tmp_path: Path, ledger_url: str | None) -> None:
    rows = [("campaign", {"id": CAMPAIGN, "key": KEPT.key, "password": KEPT.password, "created_at": NOON})]

    def broken() -> Iterator[tuple[str, dict[str, Any]]]:
        yield from rows
        raise UsageError(Text(zh="", en="the rest is missing"))

    with pytest.raises(UsageError, match="the rest is missing"):
        restore_ledger(tmp_path, broken(), url=ledger_url)
    with pytest.raises(UsageError, match="there is no ledger"):
        open_ledger(tmp_path, CAMPAIGN, url=ledger_url)
    restore_ledger(tmp_path, rows, url=ledger_url)
    open_ledger(tmp_path, CAMPAIGN, url=ledger_url).close()


def test_a_row_that_lacks_columns_is_not_restored(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="file"):
        restore_ledger(tmp_path, [row_from_json('["file", {"sha256": "a"}]')])


def test_a_ledger_is_not_made_over_another(tmp_path: Path, ledger: Ledger, ledger_url: str | None) -> None:
    with pytest.raises(UsageError, match="holds a ledger already"):
        create_ledger(tmp_path, "other", url=ledger_url)
    with pytest.raises(UsageError, match="holds a ledger already"):
        restore_ledger(tmp_path, ledger.dump(), url=ledger_url)


BAD_ROWS = [
    "", "[]", "null", '{"file": 1}', '["nothing", {}]', '["file", {"sha": "a"}]', '["file", {"sha256": "a", "size": "1", "stored_at": "2022-01-01T00:00:00+00:00"}]',
    '["file", {"sha256": "a", "size": true, "stored_at": "2022-01-01T00:00:00+00:00"}]', '["file", {"sha256": null, "size": 1, "stored_at": "2022-01-01T00:00:00+00:00"}]',
    '["file", {"sha256": "a", "size": 1, "stored_at": "2022-01-01T00:00:00"}]', '["file", {"sha256": "a", "size": 1, "stored_at": "yesterday"}]',
    '["campaign", {"id": "a", "key": "not base64", "password": "", "created_at": "2022-01-01T00:00:00+00:00"}]',
]  # fmt: skip


@pytest.mark.parametrize("line", BAD_ROWS)
def test_a_line_that_is_no_row(line: str) -> None:
    with pytest.raises((ValueError, KeyError)) as caught:
        row_from_json(line)
    assert caught.type in (ValueError, json.JSONDecodeError, binascii.Error)


# --- tables and migrations --------------------------------------------------------------------------------------------


def test_the_migrations_make_exactly_the_tables(ledger: Ledger) -> None:
    with reading(ledger.engine) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, tables.metadata) == []


def test_the_migrations_are_the_versions_of_the_tables() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations_package.__file__).parent))
    scripts = ScriptDirectory.from_config(config)
    assert scripts.get_heads() == [HEAD]
    assert [script.revision for script in scripts.walk_revisions()] == list(reversed(VERSIONS))


def test_a_ledger_of_a_newer_xltool_is_refused(tmp_path: Path, ledger: Ledger, ledger_url: str | None) -> None:
    with writing(ledger.engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(UsageError, match=r"a newer xltool wrote this ledger \(tables 9999\); please upgrade xltool"):
        open_ledger(tmp_path, CAMPAIGN, url=ledger_url)


def test_a_ledger_of_another_campaign_is_refused(tmp_path: Path, ledger: Ledger, ledger_url: str | None) -> None:
    assert ledger.secrets == KEPT
    with pytest.raises(UsageError, match=r"belongs to the campaign 'inventory-1', but campaign\.yaml says 'other'"):
        open_ledger(tmp_path, "other", url=ledger_url)


def test_an_empty_database_holds_no_ledger(tmp_path: Path, postgresql_url: str) -> None:
    for url in (None, postgresql_url):
        with pytest.raises(UsageError, match="there is no ledger"):
            open_ledger(tmp_path, CAMPAIGN, url=url)
    assert not (tmp_path / LEDGER_FILE).exists(), "looking makes nothing"


def test_two_campaigns_in_two_schemas_of_one_database(tmp_path: Path, postgresql_url: str) -> None:
    import psycopg

    with psycopg.connect(postgresql_url, autocommit=True) as connection:
        connection.execute("CREATE SCHEMA a")
        connection.execute("CREATE SCHEMA b")
    for schema in ("a", "b"):
        url = f"{postgresql_url}?options=-csearch_path%3D{schema}"
        create_ledger(tmp_path, f"campaign-{schema}", url=url).close()
        open_ledger(tmp_path, f"campaign-{schema}", url=url).close()


# --- damage -----------------------------------------------------------------------------------------------------------


def sqlite_ledger(folder: Path) -> Path:
    made = create_ledger(folder, CAMPAIGN, kept=KEPT)
    made.record([arrival(number) for number in range(1, 9)], [submission(number) for number in range(1, 9)])
    made.close()
    return folder / LEDGER_FILE


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    sqlite_ledger(tmp_path).write_bytes(b"not a database at all " * 500)
    with pytest.raises(LedgerError, match=r"the ledger is damaged.*See “Recovery”"):
        open_ledger(tmp_path, CAMPAIGN)


def test_a_ledger_that_was_cut_off(tmp_path: Path) -> None:
    path = sqlite_ledger(tmp_path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(LedgerError, match="the ledger is damaged"):
        open_ledger(tmp_path, CAMPAIGN).refuse_unsound()


def test_a_page_that_was_overwritten(tmp_path: Path) -> None:
    path = sqlite_ledger(tmp_path)
    content = bytearray(path.read_bytes())
    for start in range(4096 * 3, len(content), 4096):
        content[start : start + 64] = bytes([255]) * 64
    path.write_bytes(content)
    with pytest.raises(LedgerError, match="the ledger is damaged"):
        open_ledger(tmp_path, CAMPAIGN).refuse_unsound()


def test_a_row_that_refers_to_none(tmp_path: Path) -> None:
    path = sqlite_ledger(tmp_path)
    import sqlite3

    with sqlite3.connect(path) as connection:  # without foreign keys, as other programs open it
        connection.execute("DELETE FROM file WHERE size = ?", (2**40 + 1,))
    opened = open_ledger(tmp_path, CAMPAIGN)
    with pytest.raises(LedgerError, match=r"the ledger is damaged: .*foreign key"):
        opened.refuse_unsound()
    opened.close()


def test_a_server_that_is_not_there(tmp_path: Path, postgresql: PostgreSQL) -> None:
    url = make_url(postgresql.url("postgres")).set(port=1).render_as_string(hide_password=False)
    with pytest.raises(LedgerError, match="refused") as caught:
        open_ledger(tmp_path, CAMPAIGN, url=url, wait_seconds=2)
    assert postgresql.password not in said_of(caught.value)


# --- secrets ----------------------------------------------------------------------------------------------------------


def said_of(error: BaseException) -> str:
    """All that an error and those behind it say, in both languages."""
    both = error.say("zh") + error.say("en") if isinstance(error, UsageError | LedgerError) else ""
    return both + "".join(traceback.format_exception(error))


def assert_silent(said: str) -> None:
    for secret in (KEPT.password, KEPT.key.hex(), str(KEPT.key), repr(KEPT.key)[2:-1]):
        assert secret not in said


def test_records_do_not_show_secrets(ledger: Ledger) -> None:
    assert_silent(f"{KEPT} {KEPT!r} {ledger!r} {ledger.secrets!r} {vars(ledger)!r}")


def test_logs_and_errors_do_not_show_secrets(tmp_path: Path, ledger_url: str | None, caplog: pytest.LogCaptureFixture) -> None:
    """Not even when the row that holds them is the one that fails, and everything is logged."""
    caplog.set_level(logging.DEBUG)
    made = create_ledger(tmp_path, CAMPAIGN, url=ledger_url, kept=KEPT)
    row = {"id": CAMPAIGN, "key": KEPT.key, "password": KEPT.password, "created_at": NOON}
    with pytest.raises(LedgerError) as caught, writing(made.engine) as connection:
        connection.execute(tables.campaign.insert(), row)
    made.close()
    assert_silent(said_of(caught.value))
    assert_silent(caplog.text)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://u:s3cret@127.0.0.1:1/x",
        "postgresql+nothing://u:s3cret@h/x",
        "nothing://u:s3cret@h/x",
        "postgresql://u:s3cret@h:port/x",
        "postgresql://u:s3cret/x",
        "u:s3cret",
    ],
)
def test_passwords_in_addresses_are_hidden(tmp_path: Path, url: str) -> None:
    with pytest.raises((UsageError, LedgerError)) as caught:
        open_ledger(tmp_path, CAMPAIGN, url=url, wait_seconds=1)
    assert "s3cret" not in said_of(caught.value)


def test_a_wrong_password_is_not_shown(tmp_path: Path, postgresql: PostgreSQL) -> None:
    url = postgresql.url("postgres").replace(postgresql.password, "s3cret")
    with pytest.raises(LedgerError, match="password authentication failed") as caught:
        open_ledger(tmp_path, CAMPAIGN, url=url)
    assert "s3cret" not in said_of(caught.value)
