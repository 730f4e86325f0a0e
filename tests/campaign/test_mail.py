"""Mailing workbooks: drafts for a mail program, or sent by a server. The server here is a real one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.campaign.mail_settings import attached, parse, set_mail, set_server, text_of
from tests.campaign.post_office import (
    PASSWORD,
    USER,
    Certificates,
    PostOffice,
    free_port,
    post_office,
)
from tests.campaign.sending import collected
from tests.cli.conftest import MINIMAL, Run
from xltool.base.errors import UsageError, XltoolError
from xltool.base.messages import Lang
from xltool.campaign.config import Security
from xltool.campaign.distribute import distribute
from xltool.campaign.folder import init
from xltool.campaign.issue.letters import recipients
from xltool.campaign.issue.outgoing import Mailed, Way
from xltool.campaign.ledger import Ledger
from xltool.form.roster import Unit

#: aiosmtpd warns that it cannot see the protection of a connection that is TLS from its first byte.
pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH")

PROTECTED: tuple[Security, ...] = ("tls", "starttls")
ROSTER = """\
id,name,department,email,projects
A,城市管理局,城市管理局,a@example.invalid; a2@example.invalid,
B,图书馆,文化局,b@example.invalid,新馆;旧馆
C,Archive,,,
"""


@pytest.fixture(autouse=True)
def password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMTP_PASSWORD", PASSWORD)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A campaign of three units: one has two addresses, one two projects, one no address."""
    return campaign(tmp_path, ROSTER)


def campaign(tmp_path: Path, roster: str, title: str = "2022 Inventory") -> Path:
    (tmp_path / "units.csv").write_text(roster, encoding="utf-8")
    return init(
        tmp_path / "campaign",
        MINIMAL / "templates" / "minimal.yaml",
        title=title,
        deadline="2022-12-31 18:00",
        roster=tmp_path / "units.csv",
    )


def mail(folder: Path, way: Way = "send", lang: Lang = "en") -> Mailed:
    mailed = distribute(folder, mail=way, lang=lang).mailed
    assert mailed is not None
    return mailed


# --- drafts -----------------------------------------------------------------------------------------------------------


def test_a_draft_holds_the_workbooks_of_its_unit(folder: Path) -> None:
    mailed = mail(folder, "draft")
    assert [path.relative_to(folder).as_posix() for path in mailed.drafts] == ["outbox/mail/A.eml", "outbox/mail/B.eml"]
    draft = parse(folder / "outbox" / "mail" / "B.eml")
    assert draft["X-Unsent"] == "1"
    assert draft["To"] == "图书馆 <b@example.invalid>"
    assert draft["Subject"] == "2022 Inventory: please complete (图书馆)"
    books = sorted((folder / "outbox" / "B").iterdir())
    assert attached(draft) == {path.name: path.read_bytes() for path in books}
    assert all(path.name in text_of(draft) for path in books)
    assert "Saturday, December 31, 2022, 18:00" in text_of(draft)


def test_a_unit_without_address_is_listed_and_has_no_draft(folder: Path) -> None:
    assert [unit.id for unit in mail(folder, "draft").unaddressed] == ["C"]


def test_every_address_of_a_unit_gets_the_mail(folder: Path) -> None:
    mail(folder, "draft")
    assert [address.addr_spec for address in parse(folder / "outbox/mail/A.eml")["To"].addresses] == [
        "a@example.invalid",
        "a2@example.invalid",
    ]


def test_an_unchanged_draft_is_an_unchanged_file(folder: Path) -> None:
    mail(folder, "draft")
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in (folder / "outbox/mail").iterdir()}
    again = mail(folder, "draft")
    assert (again.drafts, again.n_unchanged) == ((), 2)
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in before} == before


def test_a_draft_changes_with_what_it_says(folder: Path) -> None:
    mail(folder, "draft")
    identity = parse(folder / "outbox/mail/A.eml")["Message-ID"]
    set_mail(folder, '  subject: "{title} / {unit} / {deadline}"', "  text: |", "    Files:", "    {files}")
    assert len(mail(folder, "draft").drafts) == 2
    draft = parse(folder / "outbox/mail/A.eml")
    assert draft["Subject"] == "2022 Inventory / 城市管理局 / Saturday, December 31, 2022, 18:00"
    assert text_of(draft).split() == ["Files:", "A-城市管理局.xlsx"]
    assert draft["From"] == "Budget office <budget@example.invalid>"
    assert draft["Message-ID"] != identity


def test_drafts_speak_chinese_too(folder: Path) -> None:
    mail(folder, "draft", "zh")
    draft = parse(folder / "outbox/mail/A.eml")
    assert draft["Subject"] == "2022 Inventory：请填报（城市管理局）"
    assert "截止时间：2022年12月31日（星期六）18:00" in text_of(draft)


def test_a_draft_to_a_unit_that_left_is_put_away(folder: Path) -> None:
    mail(folder, "draft")
    (folder / "outbox/mail/of mine.eml").write_bytes(b"Subject: mine\r\n\r\n")
    roster = folder / "roster.csv"
    roster.write_text(ROSTER.replace("b@example.invalid", ""), encoding="utf-8")
    again = mail(folder, "draft")
    assert [path.relative_to(folder).as_posix() for path in again.put_away] == ["outbox/mail/old/B.eml"]
    assert [path.name for path in again.left] == ["of mine.eml"]
    assert sorted(path.name for path in (folder / "outbox/mail").glob("*.eml")) == ["A.eml", "of mine.eml"]


def test_what_was_drafted_can_be_collected(folder: Path) -> None:
    """A unit may send the draft back as a mail: its attachments are the workbooks."""
    mail(folder, "draft")
    came = collected(folder, folder / "outbox/mail/B.eml")
    assert sorted(item.project for item in came) == ["新馆", "旧馆"]


# --- nothing a person writes becomes a header -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["Evil\nBcc: x@example.invalid", "Evil\r\nBcc: x@example.invalid", "Evil\x0bBcc: x", "Evil\u2028Bcc: x", "\x85Bcc: x"]
)
def test_a_name_stays_in_its_line(tmp_path: Path, name: str) -> None:
    folder = campaign(tmp_path, f'id,name,email\nA,"{name}",a@example.invalid\n', title="Title")
    mail(folder, "draft")
    headers = (folder / "outbox/mail/A.eml").read_bytes().partition(b"\r\n\r\n")[0]
    assert not [line for line in headers.split(b"\r\n") if line.lower().startswith(b"bcc")]
    assert parse(folder / "outbox/mail/A.eml")["Bcc"] is None


def test_a_title_stays_in_its_line(tmp_path: Path) -> None:
    folder = campaign(tmp_path, ROSTER, title="Title\r\nBcc: x@example.invalid")
    mail(folder, "draft")
    draft = parse(folder / "outbox/mail/A.eml")
    assert draft["Bcc"] is None
    assert draft["Subject"].startswith("Title Bcc: x@example.invalid")


BAD_ADDRESSES = [
    "nobody", "a@", "@b.example", "a@b", "a b@c.example", "a@b.example\nBcc: c@d.example", "a@b.example\r\nRCPT TO:<c@d.example>",
    "<a@b.example>", "A <a@b.example>", "a@b.example,c@d.example", "a@b..example", "局@b.example", "a@局.example", "a@b.example\0", '"a\n"@b.example', "a@[1.2.3.4\r\n]",
]  # fmt: skip


@pytest.mark.parametrize("address", BAD_ADDRESSES)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(UsageError, match=r"A: .* is not an e-mail address"):
        recipients(Unit(id="A", name="A", email=address))


def test_a_bad_address_does_not_stop_the_others(tmp_path: Path) -> None:
    folder = campaign(tmp_path, "id,name,email\nA,A,nobody\nB,B,b@example.invalid\n")
    mailed = mail(folder, "draft")
    assert [path.name for path in mailed.drafts] == ["B.eml"]
    assert [problem.en for problem in mailed.problems] == ["A: 'nobody' is not an e-mail address. Please correct it"]


# --- sending ----------------------------------------------------------------------------------------------------------


@pytest.fixture(params=["tls", "starttls", "none"])
def security(request: pytest.FixtureRequest) -> Security:
    found: Security = request.param
    return found


@pytest.fixture
def server(certificates: Certificates) -> Iterator[PostOffice]:
    with post_office("starttls", certificates) as running:
        yield running


def test_mails_are_sent_once(folder: Path, security: Security, certificates: Certificates) -> None:
    with post_office(security, certificates) as server:
        set_server(folder, server.port, security, certificates)
        mailed = mail(folder)
        assert [unit.id for unit in mailed.sent] == ["A", "B"]
        assert [unit.id for unit in mailed.unaddressed] == ["C"]
        again = mail(folder, lang="zh")
        assert (again.sent, again.n_unchanged) == ((), 2)
    assert [to for to, _ in server.mails] == [["a@example.invalid", "a2@example.invalid"], ["b@example.invalid"]]
    message = server.mails[1][1]
    assert attached(message) == {path.name: path.read_bytes() for path in (folder / "outbox/B").iterdir()}
    assert message["X-Unsent"] is None
    assert message["From"] == "Budget office <budget@example.invalid>"


def test_who_gets_another_workbook_gets_another_mail(folder: Path, server: PostOffice, certificates: Certificates) -> None:
    set_server(folder, server.port, "starttls", certificates)
    mail(folder)
    (folder / "roster.csv").write_text(ROSTER.replace("城市管理局,城市管理局", "城管局,城管局"), encoding="utf-8")
    assert [unit.id for unit in mail(folder).sent] == ["A"]


def test_a_refused_recipient_is_named_and_the_others_get_theirs(folder: Path, server: PostOffice, certificates: Certificates) -> None:
    set_server(folder, server.port, "starttls", certificates)
    server.handler.refused = {"a@example.invalid", "a2@example.invalid"}
    mailed = mail(folder)
    assert [unit.id for unit in mailed.sent] == ["B"]
    (problem,) = mailed.problems
    assert problem.en.startswith("A 城市管理局: recipient refused (a@example.invalid: 550 no such user here; a2@")
    server.handler.refused = set()
    assert [unit.id for unit in mail(folder).sent] == ["A"]


def test_one_of_two_recipients_refused_is_a_mail_sent_and_a_problem(folder: Path, server: PostOffice, certificates: Certificates) -> None:
    set_server(folder, server.port, "starttls", certificates)
    server.handler.refused = {"a2@example.invalid"}
    mailed = mail(folder)
    assert [unit.id for unit in mailed.sent] == ["A", "B"]
    assert [problem.en for problem in mailed.problems] == [
        "A 城市管理局: recipient refused (a2@example.invalid: 550 no such user here); look at the address on the roster"
    ]
    assert mail(folder).sent == ()


def test_a_run_that_broke_off_goes_on_where_it_was(folder: Path, server: PostOffice, certificates: Certificates) -> None:
    set_server(folder, server.port, "starttls", certificates)
    server.handler.closes_after = 1
    (problem,) = mail(folder).problems
    assert problem.en.startswith("B 图书馆: the mail server puts it off (421 closing); run the command again later")
    server.handler.closes_after = None
    assert [unit.id for unit in mail(folder).sent] == ["B"]
    assert [to[0] for to, _ in server.mails] == ["a@example.invalid", "b@example.invalid"]


def test_a_run_killed_before_it_records_sends_that_mail_twice_and_no_other(
    folder: Path, server: PostOffice, certificates: Certificates, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_server(folder, server.port, "starttls", certificates)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Ledger, "record_mailed", killed)
        with pytest.raises(KeyboardInterrupt):
            mail(folder)
    mail(folder)
    assert mail(folder).sent == ()
    assert [to[0] for to, _ in server.mails] == ["a@example.invalid", "a@example.invalid", "b@example.invalid"]


# --- what can be wrong with a server ----------------------------------------------------------------------------------


def refusal(folder: Path) -> str:
    with pytest.raises(XltoolError) as caught:
        mail(folder)
    return caught.value.say("en")


def test_a_wrong_password_is_not_shown(
    folder: Path, server: PostOffice, certificates: Certificates, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_server(folder, server.port, "starttls", certificates)
    for wrong in ("open sesame", "口令"):
        monkeypatch.setenv("SMTP_PASSWORD", wrong)
        said = refusal(folder)
        assert "wrong user or password (budget, password from the environment variable SMTP_PASSWORD)" in said
        assert wrong not in said
    assert server.mails == []


def test_a_password_that_is_not_set(folder: Path, certificates: Certificates, monkeypatch: pytest.MonkeyPatch) -> None:
    set_server(folder, 587, "starttls", certificates)
    monkeypatch.delenv("SMTP_PASSWORD")
    assert "Set the environment variable SMTP_PASSWORD" in refusal(folder)
    assert not list((folder / "outbox").iterdir()), "refused before anything is written"


def test_a_password_never_goes_unprotected(folder: Path) -> None:
    set_mail(folder, "  smtp:", "    host: localhost", "    security: none", f"    user: {USER}", "    password_env: SMTP_PASSWORD")
    assert "choose tls or starttls" in refusal(folder)


def test_a_server_that_is_not_there(folder: Path, certificates: Certificates) -> None:
    set_server(folder, free_port(), "starttls", certificates)
    assert "the mail server cannot be reached (the connection was refused)" in refusal(folder)


@pytest.mark.parametrize("security", PROTECTED)
def test_a_certificate_that_nobody_vouches_for(folder: Path, security: Security, certificates: Certificates) -> None:
    with post_office(security, certificates) as server:
        set_server(folder, server.port, security, certificates, trusted=False)
        assert "its certificate is not trusted" in refusal(folder)
        set_server(folder, server.port, security, certificates, host="127.0.0.1")
        assert "its certificate is not trusted" in refusal(folder), "the certificate names localhost"
    assert server.mails == []


def test_a_server_without_protection(folder: Path, certificates: Certificates) -> None:
    with post_office("none", certificates) as server:
        for security in PROTECTED:
            set_server(folder, server.port, security, certificates)
            assert "the connection cannot be protected" in refusal(folder)


def test_an_authority_that_is_no_file(folder: Path, certificates: Certificates, tmp_path: Path) -> None:
    set_server(folder, 587, "starttls", Certificates(tmp_path / "missing.pem", certificates.certificate, certificates.key))
    assert "look at mail.smtp.ca_file" in refusal(folder)


def test_sending_needs_a_server(folder: Path) -> None:
    assert "set from and smtp of mail in campaign.yaml" in refusal(folder)


def test_what_the_command_says(run: Run, folder: Path, server: PostOffice, certificates: Certificates) -> None:
    drafted = run("distribute", folder, "--mail", "draft")
    assert drafted.status == 0
    assert "mail: 2 new drafts, 0 sent, 0 as before" in drafted.out
    assert drafted.err == "no e-mail address: C Archive\n"
    set_server(folder, server.port, "starttls", certificates)
    server.handler.refused = {"b@example.invalid"}
    sent = run("distribute", folder, "--mail", "send", "--zip")
    assert sent.status == 2, "somebody did not get the mail"
    assert "packed 3 departments, 0 unchanged\nmail: 0 new drafts, 1 sent, 0 as before\n" in sent.out
    assert sent.err.splitlines() == [
        "no e-mail address: C Archive",
        "B 图书馆: recipient refused (b@example.invalid: 550 no such user here); look at the address on the roster",
    ]


# --- zips -------------------------------------------------------------------------------------------------------------


def digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in (folder / "outbox").glob("*.zip")}


def test_a_zip_for_each_department(folder: Path) -> None:
    import zipfile

    made = distribute(folder, zips=True).department_zips
    assert made is not None
    assert sorted(path.name for path in made.written) == ["Archive.zip", "城市管理局.zip", "文化局.zip"]
    with zipfile.ZipFile(folder / "outbox" / "文化局.zip") as archive:
        names = archive.namelist()
        assert names == sorted(path.relative_to(folder / "outbox").as_posix() for path in (folder / "outbox/B").iterdir())
        assert all(info.flag_bits & 0x800 for info in archive.infolist()), "names are marked as UTF-8"
        assert archive.read(names[0]) == (folder / "outbox" / names[0]).read_bytes()


def test_a_zip_is_written_again_only_when_something_in_it_changed(folder: Path) -> None:
    distribute(folder, zips=True)
    before = digests(folder)
    same = distribute(folder, zips=True).department_zips
    assert same is not None
    assert (same.written, len(same.unchanged)) == ((), 3)
    (folder / "roster.csv").write_text(ROSTER.replace("C,Archive,", "C,City archive,Archive"), encoding="utf-8")
    changed = distribute(folder, zips=True).department_zips
    assert changed is not None
    assert [path.name for path in changed.written] == ["Archive.zip"]
    assert {name for name, digest in digests(folder).items() if before[name] != digest} == {"Archive.zip"}


def test_a_department_that_left_is_pointed_out(folder: Path) -> None:
    distribute(folder, zips=True)
    (folder / "roster.csv").write_text(ROSTER.replace("C,Archive,,,\n", ""), encoding="utf-8")
    left = distribute(folder, zips=True).department_zips
    assert left is not None
    assert [path.name for path in left.left] == ["Archive.zip"]


def test_names_that_windows_does_not_take(tmp_path: Path) -> None:
    folder = campaign(tmp_path, "id,name,department\nA,A,CON\nB,B,a/b:c\n")
    made = distribute(folder, zips=True).department_zips
    assert made is not None
    assert sorted(path.name for path in made.written) == ["_CON.zip", "a_b_c.zip"]
