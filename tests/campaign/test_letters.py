"""Letters: reminders, marked returns and receipts, as drafts, shown or sent; the server is a real one, over TLS."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

import xltool
from tests.campaign.mail_settings import attached, parse, set_mail, set_server, text_of
from tests.campaign.office import DEADLINE, Office, day, open_office
from tests.campaign.post_office import PASSWORD, Certificates, PostOffice, post_office
from tests.cli.conftest import Run
from xltool.base.errors import DefinitionError, UsageError
from xltool.campaign.folder import open_campaign
from xltool.campaign.issue.letter_kinds import LETTER_KINDS, PLACEHOLDERS
from xltool.campaign.issue.letter_wording import filled
from xltool.campaign.issue.outgoing import Mailed
from xltool.campaign.ledger_records import LetterRecord

#: aiosmtpd warns that it cannot see the protection of a connection that is TLS from its first byte.
pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH")
EARLY, NEAR, OVER = day(10), day(30), DEADLINE + timedelta(hours=1)


@pytest.fixture(autouse=True)
def password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMTP_PASSWORD", PASSWORD)


@pytest.fixture
def server(certificates: Certificates) -> Iterator[PostOffice]:
    with post_office("tls", certificates) as running:
        yield running


@pytest.fixture
def mailing(office: Office, server: PostOffice, certificates: Certificates) -> Office:
    """The office, with a mail server: the library's form must be corrected, the museum's came right, the park sent nothing."""
    set_server(office.folder, server.port, "tls", certificates)
    xltool.distribute(office.folder)
    office.send("library.xlsx", "LIB", "Reading", day(1), total=1)
    office.send("museum.xlsx", "MUS", "Stones", day(2))
    office.collect()
    return office


def remind(office: Office, now: datetime = EARLY, **options: object) -> Mailed:
    return xltool.remind(office.folder, **{"mail": "send", "lang": "en", "now": now, **options})  # type: ignore[arg-type]  # of a test


def send_back(office: Office, **options: object) -> Mailed:
    return xltool.return_(office.folder, **{"mail": "send", "lang": "en", "now": EARLY, **options})  # type: ignore[arg-type]  # of a test


def to_whom(server: PostOffice) -> list[str]:
    """First recipient of each mail that came since the last look."""
    came = [to[0].partition("@")[0] for to, _ in server.mails]
    server.mails.clear()
    return came


# --- the whole loop ---------------------------------------------------------------------------------------------------

ODD_NAMES = [
    "城市管理局", "=1+1", "'quoted", 'a "b" c', "a, b; c", "<b>bold</b>", "A/B:C*?", "CON", "ǅungla", "e\u0301cole", "局" * 60, "𠮷野家", "🌳 Parks",
    "רחובות", "a\u202eb", "Ünïted", "名  称", "%s %d {unit}", "\\\\server\\share", "..", "A.remind", "end.", "@home", "-dash", "#hash", "null", "TRUE",
    "第三幼儿园（东校区）", "O'Neil & Söhne", "1e5",
]  # fmt: skip


def fill_in(workbook: bytes, total: float) -> bytes:
    """What a department does with a workbook from its mail: type values into the named cells and save."""
    book = load_workbook(BytesIO(workbook))
    values = {"project": "Trees", "year": 2022, "money.total": total, "items.name": "Oak", "items.amount": 30}
    for name, value in values.items():
        ((sheet, area),) = book.defined_names[name].destinations
        book[sheet][area.replace("$", "").partition(":")[0]].value = value
    saved = BytesIO()
    book.save(saved)
    return saved.getvalue()


def test_from_blank_to_accepted_and_the_others_reminded(tmp_path: Path, server: PostOffice, certificates: Certificates) -> None:
    """Thirty units with odd names get their workbooks by mail; ten fill them in well, ten wrongly, ten not at all.

    What must be corrected comes back marked, is corrected in the marked workbook and accepted; who sent nothing is reminded.
    """
    quoted = [f'"{name}"' if name.isalnum() else '"{}"'.format(name.replace('"', '""')) for name in ODD_NAMES]
    lines = [f"U{number:02},{name},u{number:02}@example.invalid" for number, name in enumerate(quoted)]
    office = open_office(tmp_path / "campaign", "id,name,email\n" + "\n".join(lines) + "\n")
    set_server(office.folder, server.port, "tls", certificates)
    assert len(mailed_by(xltool.distribute(office.folder, mail="send", lang="zh").mailed)) == 30
    blank = {to[0][:3]: next(iter(attached(message).values())) for to, message in server.mails}
    assert blank == {f"u{number:02}": content.read_bytes() for number, content in enumerate(sorted(office.folder.glob("outbox/U*/*.xlsx")))}
    assert all(ODD_NAMES[int(to[0][1:3])][:1] in message["Subject"] for to, message in server.mails if "\u202e" not in message["Subject"])
    server.mails.clear()

    for number in range(20):
        office.receive(f"{number}.xlsx", fill_in(blank[f"u{number:02}"], 30 if number < 10 else 31), day(3))
    assert office.collect().decisions == {"accepted": 10, "rejected": 10}

    made = send_back(office, lang="zh", receipts=True)
    assert (len(made.sent), made.problems) == (20, ())
    marked = {to[0][:3]: attached(message) for to, message in server.mails}
    assert [len(marked[f"u{number:02}"]) for number in range(20)] == [0] * 10 + [1] * 10
    returned = next(message for to, message in server.mails if to[0].startswith("u10"))
    assert returned["Subject"] == f"【退回修改】Grants 2022（{ODD_NAMES[10]}）"
    assert "Form!B5 合计与各项之和不等" in text_of(returned)
    server.mails.clear()

    for number in range(10, 20):
        (content,) = marked[f"u{number:02}"].values()
        office.receive(f"{number} again.xlsx", fill_in(content, 30), day(5))
    assert office.collect().decisions == {"accepted": 10}
    assert send_back(office, lang="zh").sent == (), "nothing is to be corrected any more"
    assert [unit.id for unit in send_back(office, lang="zh", receipts=True).sent] == [f"U{number}" for number in range(10, 20)]
    server.mails.clear()

    assert [unit.id for unit in remind(office, NEAR, lang="zh").sent] == [f"U{number}" for number in range(20, 30)]
    assert all(message["Subject"].startswith("【即将截止】") for _, message in server.mails)
    assert remind(office, NEAR, lang="zh").n_unchanged == 10
    status = xltool.status(office.folder)
    kinds = [[letter.kind for letter in form.letters] for form in status.forms]
    assert kinds == [["distribute", "receipt"]] * 10 + [["distribute", "return", "receipt"]] * 10 + [["distribute", "remind"]] * 10


def mailed_by(made: Mailed | None) -> list[str]:
    assert made is not None
    assert made.problems == ()
    return [unit.id for unit in made.sent]


# --- who is written to, and what --------------------------------------------------------------------------------------


def test_a_reminder_names_what_is_missing_and_what_must_be_corrected(mailing: Office, server: PostOffice) -> None:
    assert [unit.id for unit in remind(mailing).sent] == ["LIB", "PARK"]
    library, park = (message for _, message in server.mails)
    assert library["Subject"] == "Please correct: Grants 2022 (Library of Changzhou)"
    assert "    1. Reading: received on March 1, 2022, 1 error\n" in text_of(library)
    assert "Please correct it in" in " ".join(text_of(library).replace("please", "Please").split())
    assert park["Subject"] == "Please send: Grants 2022 (Parks)"
    assert "    1. Trees: not received yet\n    2. Ponds: not received yet\n" in text_of(park)
    assert "Deadline: Thursday, March 31, 2022, 18:00 (21 days left)\n" in text_of(park)
    assert text_of(park).startswith("To: Parks\n\nOn March 10, 2022 these forms")
    assert text_of(park).rstrip().endswith("Kind regards\nBudget office\nMarch 10, 2022")
    assert [name.partition(".")[0] for name in attached(library)] == ["library"], "no letter has brought the marked workbook yet"


def test_a_reminder_in_chinese(mailing: Office, server: PostOffice, certificates: Certificates) -> None:
    more = ["  lang: zh", "  reply_to: answers@example.invalid", "  signature: |", "    市财政局预算科", "    电话：0519-1"]
    set_server(mailing.folder, server.port, "tls", certificates, more=more)
    remind(mailing, OVER, lang="en")
    park = server.mails[1][1]
    assert park["Subject"] == "【已过截止时间】Grants 2022（Parks）"
    assert park["Reply-To"] == "answers@example.invalid"
    assert text_of(park) == (
        "Parks：\n\n    您好！截至2022年3月31日，贵单位的“Grants 2022”还有以下表格没有完成：\n\n    1. Trees：还没有收到\n    2. Ponds：还没有收到\n\n"
        "    截止时间：2022年3月31日（星期四）18:00（今天已截止）\n\n"
        "    还没有收到的表，请填好此前发给贵单位的工作簿（“填报检查”页没有错误即可），回复本邮件并附上文件。\n\n"
        "    如果刚刚已经报送，请不必理会这封邮件；有疑问请直接回复。\n\n市财政局预算科\n电话：0519-1\n2022年3月31日\n"
    )


def test_a_return_brings_the_marked_workbook_and_names_its_errors(mailing: Office, server: PostOffice) -> None:
    assert [unit.id for unit in send_back(mailing).sent] == ["LIB"]
    ((_, message),) = server.mails
    (marked,) = mailing.folder.glob("returns/LIB/*.xlsx")
    assert attached(message) == {marked.name: marked.read_bytes()}
    assert "        - Form!B5 The total differs from the sum of the items\n" in text_of(message)
    assert f"Attached:\n    {marked.name}\n" in text_of(message)


def test_a_reminder_says_when_the_marked_workbook_was_sent_back(mailing: Office, server: PostOffice) -> None:
    send_back(mailing)
    remind(mailing)
    assert not attached(server.mails[1][1])
    today = datetime.now(UTC).astimezone()
    assert f"1 error, marked workbook sent back on {today:%B} {today.day}, {today.year}" in text_of(server.mails[1][1])


def test_who_sent_what_cannot_be_read_gets_a_letter_without_a_file(office: Office, server: PostOffice, certificates: Certificates) -> None:
    set_server(office.folder, server.port, "tls", certificates)
    xltool.distribute(office.folder)
    (book,) = office.folder.glob("outbox/LIB/*.xlsx")
    office.receive(book.name, b"PK\x03\x04 cut off", day(1))
    office.collect()
    send_back(office)
    ((_, message),) = server.mails
    assert f"the file “{book.name}”, received on March 1, 2022, cannot be read" in text_of(message)
    assert "Attached" not in text_of(message)


def test_receipts_come_on_wish_and_once(mailing: Office, server: PostOffice) -> None:
    assert [unit.id for unit in send_back(mailing, receipts=True).sent] == ["LIB", "MUS"]
    assert "Stones: received on March 2, 2022, accepted" in text_of(server.mails[1][1])
    mailing.send("more.xlsx", "MUS", "Bones", day(6))
    mailing.collect()
    server.mails.clear()
    assert [unit.id for unit in send_back(mailing, receipts=True).sent] == ["MUS"]
    assert "Stones" not in text_of(server.mails[0][1]), "it has a receipt"


def test_workbooks_are_attached_to_reminders_on_wish(mailing: Office, server: PostOffice) -> None:
    remind(mailing, attach=True)
    library, park = (message for _, message in server.mails)
    assert list(attached(library)) == [path.name for path in mailing.folder.glob("returns/LIB/*.xlsx")]
    assert attached(park) == {path.name: path.read_bytes() for path in mailing.folder.glob("outbox/PARK/*.xlsx")}


def test_nothing_is_sent_while_something_is_not_collected(mailing: Office, server: PostOffice) -> None:
    for name in (".DS_Store", "Thumbs.db", "~$library.xlsx", "note.txt", "sub/desktop.ini"):
        mailing.receive(name, b"of no matter", day(3))
    (mailing.folder / "inbox" / "elsewhere").symlink_to(mailing.folder / "store", target_is_directory=True)
    mailing.collect()
    assert remind(mailing).notes == ()
    server.mails.clear()
    mailing.send("park.xlsx", "PARK", "Trees", day(4))
    with pytest.raises(UsageError, match=r"not collected yet in inbox/: 1 \(park.xlsx\); run xltool collect first"):
        remind(mailing)
    assert [note.zh[:12] for note in remind(mailing, mail="draft").notes] == ["inbox 中有 1 个"]
    assert server.mails == []


# --- once, and again --------------------------------------------------------------------------------------------------


def test_each_stage_of_the_deadline_is_reminded_of_once(mailing: Office, server: PostOffice) -> None:
    for moment in (EARLY, EARLY, NEAR, NEAR, OVER, OVER):
        remind(mailing, moment)
    assert to_whom(server) == ["lib", "park"] * 3


def test_a_letter_goes_again_when_it_is_asked_for(mailing: Office, server: PostOffice) -> None:
    for _ in range(2):
        send_back(mailing, resend=True)
    assert to_whom(server) == ["lib", "lib"]
    assert send_back(mailing).n_unchanged == 1
    with open_campaign(mailing.folder) as campaign:
        assert len(campaign.ledger.mailed("LIB")) == 2


def test_other_words_do_not_send_a_letter_again(mailing: Office, server: PostOffice) -> None:
    send_back(mailing)
    (mailing.folder / "letters" / "return.en.txt").write_text("Subject: {title}\n\nOther words: {forms}\n", encoding="utf-8")
    send_back(mailing, lang="zh")
    send_back(mailing)
    assert to_whom(server) == ["lib"]


def test_only_the_new_address_gets_what_the_other_has(mailing: Office, server: PostOffice) -> None:
    send_back(mailing)
    roster = mailing.folder / "roster.csv"
    roster.write_text(
        roster.read_text(encoding="utf-8").replace("lib@example.invalid", "LIB@example.invalid;two@example.invalid"), encoding="utf-8"
    )
    mailing.collect()
    server.mails.clear()
    send_back(mailing)
    assert [to for to, _ in server.mails] == [["two@example.invalid"]]


def test_what_an_older_xltool_sent_is_not_sent_again(office: Office, server: PostOffice, certificates: Certificates) -> None:
    """It noted one fingerprint for all that a unit was sent: of title, deadline, words, addresses and workbooks."""
    set_server(office.folder, server.port, "tls", certificates)
    xltool.distribute(office.folder)
    from xltool.campaign.issue.distribution_errands import distribution_errands

    with open_campaign(office.folder) as campaign:
        errand = next(item for item in distribution_errands(campaign) if item.unit.id == "PARK")
        old = LetterRecord(
            unit="PARK", kind="distribute", project=None, fingerprint=errand.known_as, recipient="park@example.invalid", sent_at=EARLY
        )
        campaign.ledger.record_mailed([old])
    xltool.distribute(office.folder, mail="send")
    assert to_whom(server) == ["lib", "mus"]


def test_only_the_workbook_that_changed_is_sent(office: Office, server: PostOffice, certificates: Certificates) -> None:
    set_server(office.folder, server.port, "tls", certificates)
    xltool.distribute(office.folder, mail="send")
    server.mails.clear()
    roster = office.folder / "roster.csv"
    roster.write_text(roster.read_text(encoding="utf-8").replace("Trees;Ponds", "Trees;Ponds;Paths"), encoding="utf-8")
    xltool.distribute(office.folder, mail="send")
    ((to, message),) = server.mails
    assert (to, list(attached(message))) == (["park@example.invalid"], ["PARK-Parks-Paths.xlsx"])


# --- what a server does -----------------------------------------------------------------------------------------------


def test_what_is_put_off_is_sent_a_little_later(mailing: Office, server: PostOffice) -> None:
    server.handler.put_off = {"lib@example.invalid": 1}
    made = remind(mailing)
    assert ([unit.id for unit in made.sent], made.problems) == (["PARK", "LIB"], ())


def test_a_busy_server_gets_everything_in_the_end(mailing: Office, server: PostOffice) -> None:
    server.handler.n_busy = 3
    assert sorted(unit.id for unit in remind(mailing).sent) == ["LIB", "PARK"]


def test_what_is_put_off_for_good_is_a_problem_of_its_own(mailing: Office, server: PostOffice) -> None:
    server.handler.put_off = {"lib@example.invalid": 99}
    made = remind(mailing)
    assert [unit.id for unit in made.sent] == ["PARK"]
    (problem,) = made.problems
    assert problem.en == (
        "LIB Library of Changzhou: the mail server puts it off (lib@example.invalid: 450 greylisted, try again later); "
        "run the command again later, what was sent is not sent again"
    )
    server.handler.put_off = {}
    server.mails.clear()
    remind(mailing)
    assert to_whom(server) == ["lib"]


def test_one_of_two_recipients_put_off_gets_it_later_and_the_other_once(mailing: Office, server: PostOffice) -> None:
    roster = mailing.folder / "roster.csv"
    roster.write_text(
        roster.read_text(encoding="utf-8").replace("lib@example.invalid", "lib@example.invalid;two@example.invalid"), encoding="utf-8"
    )
    mailing.collect()
    server.handler.put_off = {"two@example.invalid": 1}
    assert send_back(mailing).problems == ()
    assert [to for to, _ in server.mails] == [["lib@example.invalid"], ["two@example.invalid"]]


def test_what_is_larger_than_the_server_takes_goes_in_several_mails(office: Office, certificates: Certificates) -> None:
    xltool.distribute(office.folder)
    size = max(path.stat().st_size for path in office.folder.glob("outbox/PARK/*.xlsx"))
    with post_office("tls", certificates, largest=int(size * 1.6)) as server:
        set_server(office.folder, server.port, "tls", certificates)
        made = xltool.distribute(office.folder, mail="send").mailed
        assert sorted(mailed_by(made)) == ["LIB", "MUS", "PARK"]
        parts = [list(attached(message)) for to, message in server.mails if to == ["park@example.invalid"]]
        assert parts == [["PARK-Parks-Trees.xlsx"], ["PARK-Parks-Ponds.xlsx"]]


def test_a_file_that_no_mail_takes_is_named(mailing: Office, server: PostOffice, certificates: Certificates) -> None:
    set_server(mailing.folder, server.port, "tls", certificates, more=["  max_mb: 0.1"])
    (marked,) = mailing.folder.glob("returns/LIB/*.xlsx")
    marked.write_bytes(marked.read_bytes() + bytes(200_000))
    (problem,) = send_back(mailing).problems
    assert problem.en.startswith("LIB Library of Changzhou: with its attachment the mail takes 0.")
    assert "more than 0.1 MB" in problem.en


# --- what goes over the line ------------------------------------------------------------------------------------------


def test_mails_are_plain_ascii_with_encoded_names(mailing: Office, server: PostOffice) -> None:
    """RFC 2047 in headers, RFC 2231 in names of files; lines of at most 998 characters (RFC 5322, 2.1.1)."""
    send_back(mailing, lang="zh")
    xltool.distribute(mailing.folder, mail="send")
    for raw in server.handler.raw:
        assert raw.isascii()
        assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert "【退回修改】".encode() not in server.handler.raw[0]
    assert b"Subject: =?utf-8?" in server.handler.raw[0]
    museum = server.handler.raw[2]
    assert b"To: =?utf-8?" in museum
    assert b"filename*=utf-8''MUS-%E5%B8%82%E5%8D%9A%E7%89%A9%E9%A6%86" in museum.replace(b"\r\n", b"")
    assert b" name*=utf-8''" in museum, "for programs that look at Content-Type"


def test_the_password_is_nowhere(mailing: Office, run: Run) -> None:
    outcome = run("remind", mailing.folder, "--mail", "send", "-vv")
    assert PASSWORD not in outcome.out + outcome.err
    for path in mailing.folder.rglob("*"):
        if path.is_file():
            assert PASSWORD.encode() not in path.read_bytes(), path


def test_a_name_does_not_become_a_header(tmp_path: Path) -> None:
    office = open_office(tmp_path / "campaign", 'id,name,email\nA,"Evil\nBcc: x@example.invalid",a@example.invalid\n')
    made = xltool.remind(office.folder, lang="en", now=EARLY)
    draft = parse(made.drafts[0])
    assert draft["Bcc"] is None
    assert draft["Subject"] == "Please send: Grants 2022 (Evil Bcc: x@example.invalid)"


# --- drafts, and what is only shown -----------------------------------------------------------------------------------


def test_drafts_that_are_out_of_date_are_put_away(mailing: Office) -> None:
    drafts = mailing.folder / "outbox" / "mail"
    xltool.distribute(mailing.folder, mail="draft")
    remind(mailing, mail="draft")
    assert sorted(path.name for path in drafts.glob("*.eml")) == ["LIB.eml", "LIB.remind.eml", "MUS.eml", "PARK.eml", "PARK.remind.eml"]
    mailing.send("right.xlsx", "LIB", "Reading", day(4))
    mailing.collect()
    assert [path.name for path in remind(mailing, mail="draft", units=["PARK"]).put_away] == ["LIB.remind.eml"]
    remind(mailing)
    assert sorted(path.name for path in drafts.glob("*.eml")) == ["LIB.eml", "MUS.eml", "PARK.eml"], "what was sent is not a draft any more"
    assert sorted(path.name for path in (drafts / "old").iterdir()) == ["LIB.remind.eml", "PARK.remind.eml"]


def test_a_draft_of_a_unit_with_an_odd_id_is_its_own(tmp_path: Path) -> None:
    office = open_office(tmp_path / "campaign", "id,name,email\nA,A,a@example.invalid\nA.remind,B,b@example.invalid\n")
    xltool.distribute(office.folder, mail="draft")
    made = xltool.remind(office.folder, now=EARLY)
    assert {path.name: parse(path)["To"].addresses[0].username for path in (office.folder / "outbox/mail").glob("*.eml")} == {
        "A.eml": "a", "A.remind.eml": "b", "A.remind-2.eml": "a", "A.remind.remind.eml": "b",
    }  # fmt: skip
    assert len(made.drafts) == 2


def test_a_dry_run_shows_exactly_what_goes_out_and_changes_nothing(mailing: Office, server: PostOffice, run: Run) -> None:
    def state() -> dict[str, int]:
        return {str(path): path.stat().st_mtime_ns for path in mailing.folder.rglob("*") if path.is_file() and "ledger" not in path.name}

    before = state()
    shown = run("return", mailing.folder, "--mail", "send", "--receipts", "--dry-run", "--format", "json")
    assert (shown.status, state(), server.mails) == (0, before, [])
    letters = json.loads(shown.out)["letters"]
    run("return", mailing.folder, "--mail", "send", "--receipts")
    went_out = [
        {"to": to, "subject": message["Subject"], "text": text_of(message), "files": list(attached(message))}
        for to, message in server.mails
    ]
    assert [
        {**{name: item[name] for name in ("to", "subject", "text")}, "files": [file["name"] for file in item["attachments"]]}
        for item in letters
    ] == went_out
    assert json.loads(run("return", mailing.folder, "--mail", "send", "--receipts", "--dry-run", "--format", "json").out)["as_before"] == 2


def test_what_the_commands_say(mailing: Office, run: Run) -> None:
    roster = mailing.folder / "roster.csv"
    more = "NONE,Nobody,,,\nBAD,Bad,,nowhere,\n"
    roster.write_text(roster.read_text(encoding="utf-8") + more, encoding="utf-8")
    xltool.distribute(mailing.folder)
    mailing.collect()
    outcome = run("remind", mailing.folder)
    assert outcome.status == 2
    send = f"xltool remind {mailing.folder} --mail send"
    assert outcome.out.splitlines()[-2:] == [
        "mail: 2 new drafts, 0 sent, 0 as before",
        f"next: open the drafts in {mailing.folder}/outbox/mail in a mail program and send them, or have a mail server do it: {send}",
    ]
    assert outcome.err.splitlines() == ["no e-mail address: NONE Nobody", "BAD: 'nowhere' is not an e-mail address. Please correct it"]
    assert run("remind", mailing.folder, "--unit", "LIB", "--lang", "zh").out.startswith("草稿  催报  LIB Library")
    unknown = run("remind", mailing.folder, "--unit", "LIBB")
    assert (unknown.status, unknown.err) == (2, "the roster has no unit 'LIBB'; did you mean 'LIB'?\n")


# --- words ------------------------------------------------------------------------------------------------------------


def test_a_campaign_has_letters_of_its_own(mailing: Office, server: PostOffice) -> None:
    letter = mailing.folder / "letters" / "remind.en.txt"
    assert letter.read_bytes().startswith(b"\xef\xbb\xbf# ")
    letter.write_bytes(
        "# Kept short\r\n主题： {unit}: {title}\r\n\r\nPlease send:\r\n{forms}\r\nNothing attached:\r\n{files}\r\n".encode("gb18030")
    )
    remind(mailing, units=["Parks"])
    ((_, message),) = server.mails
    assert message["Subject"] == "Parks: Grants 2022"
    assert text_of(message) == "Please send:\n    1. Trees: not received yet\n    2. Ponds: not received yet\n"


def test_a_placeholder_that_there_is_not_is_shown_at_its_place(mailing: Office, server: PostOffice) -> None:
    letter = mailing.folder / "letters" / "remind.en.txt"
    letter.write_text("Subject: {title}\n\nDear {unti},\n", encoding="utf-8")
    (mailing.folder / "letters" / "return.en.txt").write_text("Hello\n", encoding="utf-8")
    with pytest.raises(DefinitionError) as caught:
        remind(mailing)
    assert caught.value.say("en").splitlines()[:4] == [
        "2 error(s) in letters/",
        f"{letter}:3:6: there is no placeholder {{unti}}; did you mean 'unit'?",
        "    Dear {unti},",
        "         ^^^^^^",
    ]
    assert server.mails == []


def test_a_placeholder_of_the_settings_as_well(mailing: Office) -> None:
    set_mail(mailing.folder, '  subject: "{titel}"')
    with pytest.raises(DefinitionError, match=r"there is no placeholder \{titel\}; did you mean 'title'\?"):
        xltool.distribute(mailing.folder, mail="draft")


def test_lines_without_anything_to_say_are_left_out() -> None:
    assert filled("A\n\nAttached:\n{files}\n\nDeadline: {deadline}{left}\nB {unit}", {"unit": "x"}) == "A\n\nB x"
    assert filled("{unit} {left}", {"unit": "{left}"}) == "{left} ", "what is filled in stays as it is"


@pytest.mark.parametrize("kind", LETTER_KINDS.values(), ids=LETTER_KINDS)
def test_usual_words_have_the_same_placeholders_in_both_languages(kind: object) -> None:
    import re

    from xltool.campaign.issue.letter_kinds import LetterKind

    assert isinstance(kind, LetterKind)
    for text in (kind.subject, kind.text):
        names = [set(re.findall(r"\{(\w+)\}", part)) for part in (text.zh, text.en)]
        assert names[0] == names[1] <= PLACEHOLDERS.keys()


# --- what is recorded -------------------------------------------------------------------------------------------------


def test_status_and_history_say_what_was_sent_when(mailing: Office, run: Run) -> None:
    send_back(mailing)
    remind(mailing)
    assert run("status", mailing.folder).out.count("Reminded 2") == 3
    forms = json.loads(run("status", mailing.folder, "--format", "json").out)["forms"]
    assert [(letter["kind"], letter["to"]) for letter in forms[0]["letters"]] == [
        ("return", ["lib@example.invalid"]),
        ("remind", ["lib@example.invalid"]),
    ]
    assert "Returned 2" in run("status", mailing.folder, "--format", "html").out
    history = run("status", mailing.folder, "--unit", "PARK")
    assert "  to park@example.invalid  Trees  Ponds" not in history.out
    assert "Reminded 2" in history.out
    assert "to park@example.invalid" in history.out
    assert len(json.loads(run("status", mailing.folder, "--unit", "PARK", "--format", "json").out)["letters"]) == 2
    assert xltool.status(mailing.folder, as_of=EARLY).forms[0].letters == (), "it was sent later"


def test_an_import_knows_what_was_sent(mailing: Office, server: PostOffice, tmp_path: Path) -> None:
    send_back(mailing)
    xltool.export(mailing.folder, tmp_path / "export.zip")
    xltool.import_(tmp_path / "export.zip", tmp_path / "other")
    assert (tmp_path / "other" / "letters" / "remind.zh.txt").is_file()
    server.mails.clear()
    assert xltool.return_(tmp_path / "other", mail="send", lang="en").n_unchanged == 1
    assert server.mails == []
    assert xltool.verify(tmp_path / "other").problems == ()


@pytest.mark.usefixtures("server")
def test_a_recovered_ledger_knows_what_was_sent(mailing: Office, tmp_path: Path) -> None:
    send_back(mailing)
    xltool.export(mailing.folder, tmp_path / "export.zip")
    (mailing.folder / "ledger.sqlite").unlink()
    xltool.recover(mailing.folder, source=tmp_path / "export.zip")
    xltool.distribute(mailing.folder)
    mailing.collect()
    assert send_back(mailing).n_unchanged == 1
    assert [unit.id for unit in remind(mailing).sent] == ["LIB", "PARK"]


@pytest.mark.usefixtures("server")
def test_a_damaged_ledger_tells_what_was_sent_after_the_export(mailing: Office, tmp_path: Path) -> None:
    send_back(mailing)
    xltool.export(mailing.folder, tmp_path / "export.zip")
    remind(mailing)
    path = mailing.folder / "ledger.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'arrival'").fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    with path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)
    xltool.recover(mailing.folder, source=tmp_path / "export.zip")
    with open_campaign(mailing.folder) as campaign:
        assert [record.kind for record in campaign.ledger.mailed("LIB")] == ["return", "remind"]


def test_a_run_that_is_killed_goes_on_where_it_was(mailing: Office, server: PostOffice) -> None:
    """The process ends while the server has the second letter; the first is recorded."""
    server.handler.closes_after = 1
    command = [sys.executable, "-m", "xltool", "remind", str(mailing.folder), "--mail", "send"]
    process = subprocess.run(command, env={**os.environ, "LC_ALL": "en_US.UTF-8"}, capture_output=True, text=True, check=False)
    assert process.returncode == 2, process.stderr
    server.handler.closes_after = None
    remind(mailing, datetime.now(UTC))
    assert to_whom(server) == ["lib", "park"]
