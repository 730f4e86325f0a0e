"""Mails as mail programs really write them: nothing that came with one is lost, and what is not read has a line."""

from __future__ import annotations

import binascii
from base64 import b64encode
from urllib.parse import quote

import pytest

import xltool
from tests.campaign.office import Office, day
from tests.campaign.sending import collected
from tests.campaign.test_containers import arrivals, decisions, whole
from xltool.campaign.ledger_records import Submission

PDF = b"%PDF-1.4 stamped and scanned\n"
PNG = b"\x89PNG\r\n\x1a\n picture"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEAD = b"From: clerk@example.invalid\r\nTo: budget@example.invalid\r\nDate: Tue, 01 Mar 2022 09:00:00 +0800\r\nSubject: form\r\nMIME-Version: 1.0\r\n"


@pytest.fixture
def form(office: Office) -> bytes:
    """The library's form, filled in."""
    return office.filled("LIB", "Reading", [("Atlas", 30)])


def part(content: bytes, *headers: bytes) -> bytes:
    """One part, in Base64, with headers as they are."""
    return b"\r\n".join([*headers, b"Content-Transfer-Encoding: base64", b"", b64encode(content)])


def mail(*parts: bytes, text: bytes = b"As asked.", head: bytes = HEAD) -> bytes:
    """A mail of a text and parts."""
    body = b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + text
    inside = b"".join(b"--=x\r\n" + each + b"\r\n" for each in (body, *parts))
    return head + b'Content-Type: multipart/mixed; boundary="=x"\r\n\r\n' + inside + b"--=x--\r\n"


def attached(content: bytes, name: bytes = b'filename="form.xlsx"') -> bytes:
    return part(content, b"Content-Type: application/octet-stream", b"Content-Disposition: attachment; " + name)


def received(office: Office, content: bytes, name: str = "mail.eml") -> list[Submission]:
    return collected(office.folder, office.receive(name, content, day(2)))


def states(made: list[Submission]) -> dict[str, str]:
    """Decisions by what stands behind the mail's name; "" is the mail itself."""
    return {name.partition("!/")[2]: state for name, state in decisions(made).items()}


def rules(office: Office, made: list[Submission]) -> dict[str, list[str]]:
    return {item.name.partition("!/")[2]: [finding.rule for finding in whole(office.folder, item).findings] for item in made}


@pytest.mark.parametrize("headers", [
    pytest.param((b"Content-Type: " + XLSX.encode(),), id="without a name"),
    pytest.param((b"Content-Type: application/octet-stream", b"Content-Disposition: attachment"), id="attached without a name"),
    pytest.param((b"Content-Type: image/png", b'Content-Disposition: inline; filename="form.xlsx"', b"Content-ID: <1>"), id="declared a picture"),
    pytest.param((b"Content-Type: text/plain", b'Content-Disposition: attachment; filename="form.xlsx"'), id="declared a text"),
    pytest.param((b"Content-Type: text/calendar", b'Content-Disposition: attachment; filename="form.ics"'), id="declared a date"),
])  # fmt: skip
def test_form_is_taken_whatever_is_said_of_it(office: Office, form: bytes, headers: tuple[bytes, ...]) -> None:
    assert list(states(received(office, mail(part(form, *headers)))).values()) == ["accepted"]


def uuencoded(content: bytes, name: bytes) -> bytes:
    lines = [binascii.b2a_uu(content[at : at + 45], backtick=True) for at in range(0, len(content), 45)]
    return b"begin 644 " + name + b"\n" + b"".join(lines) + b"`\nend\n"


def test_form_uuencoded_in_the_text(office: Office, form: bytes) -> None:
    content = HEAD + b"\r\nAs asked.\r\n\r\n" + uuencoded(form, "报表.xlsx".encode("gbk"))
    assert states(received(office, content)) == {"报表.xlsx": "accepted"}


def test_form_uuencoded_as_a_part(office: Office, form: bytes) -> None:
    headers = b'Content-Type: application/octet-stream; name="form.xlsx"\r\nContent-Transfer-Encoding: x-uuencode\r\n\r\n'
    assert states(received(office, mail(headers + uuencoded(form, b"form.xlsx")))) == {"form.xlsx": "accepted"}


def words(text: str, charset: str, label: str) -> bytes:
    return b"=?" + label.encode() + b"?B?" + b64encode(text.encode(charset)) + b"?="


def cut_words(text: str, charset: str, label: bytes) -> bytes:
    """Two encoded words, cut within a character."""
    raw = text.encode(charset)
    return b" ".join(b"=?" + label + b"?B?" + b64encode(piece) + b"?=" for piece in (raw[:3], raw[3:]))


NAME = "绩效目标表（龑镕）.xlsx"
NAMES = {
    "raw GBK": b'filename="' + NAME.encode("gbk") + b'"',
    "raw UTF-8": b'filename="' + NAME.encode() + b'"',
    "raw UTF-8 without quotes": b"filename=" + NAME.encode(),
    "gb2312 with GBK characters": b'filename="' + words(NAME, "gbk", "gb2312") + b'"',
    "GB18030": b'filename="' + words(NAME, "gb18030", "GB18030") + b'"',
    "two words cut within a character": b'filename="' + cut_words(NAME, "gbk", b"gb2312") + b'"',
    "an unknown character set": b'filename="' + words(NAME, "utf-8", "x-unknown") + b'"',
    "the wrong character set": b'filename="' + words(NAME, "gbk", "utf-8") + b'"',
    "filename* before filename": b"filename=\"????.xlsx\"; filename*=UTF-8''" + quote(NAME).encode(),
    "filename* in GBK": b"filename*=gb2312''" + quote(NAME.encode("gbk")).encode() + b'; filename="form.xlsx"',
    "in pieces": b"filename*0*=UTF-8''" + quote(NAME[:4]).encode() + b"; filename*1*=" + quote(NAME[4:]).encode(),
    "in pieces without a character set": b'filename*0="' + NAME[:4].encode() + b'"; filename*1="' + NAME[4:].encode() + b'"',
    "a path of Windows": b'filename="C:\\\\temp\\\\' + NAME.encode() + b'"',
}  # fmt: skip


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_name_is_what_the_sender_called_it(office: Office, form: bytes, name: bytes) -> None:
    assert states(received(office, mail(attached(form, name)))) == {NAME: "accepted"}


def test_name_of_the_content_where_the_disposition_has_none(office: Office, form: bytes) -> None:
    content = mail(part(form, b'Content-Type: application/octet-stream;\r\n name="' + words(NAME, "gbk", "gbk") + b'"'))
    assert states(received(office, content)) == {NAME: "accepted"}


WRAPPED = {
    "smime.p7m": (b"\x30\x82\x10\x00\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03" + b"\0" * 50, "S/MIME"),
    "winmail.dat": (b"\x78\x9f\x3e\x22" + b"\1" * 50, "winmail.dat"),
    "forms.rar": (b"Rar!\x1a\x07\x01\x00" + b"\1" * 50, "RAR"),
    "forms.7z": (b"7z\xbc\xaf\x27\x1c" + b"\1" * 50, "7z"),
    "secret.bin": (b"-----BEGIN PGP MESSAGE-----\n\nhQEM", "PGP"),
}


@pytest.mark.parametrize("name", WRAPPED)
def test_what_cannot_be_opened_is_named_with_what_to_do(office: Office, form: bytes, name: str) -> None:
    content, what = WRAPPED[name]
    made = received(office, mail(attached(form), attached(content, f'filename="{name}"'.encode())))
    assert states(made) == {"form.xlsx": "accepted", name: "unreadable"}, "no form is in sight there, but one may be in it"
    (finding,) = whole(office.folder, made[1]).findings
    assert (finding.rule, what in finding.message.en) == ("file.wrapped", True)
    assert any(word in finding.message.en for word in ("send", "sent"))


def test_mail_that_holds_only_a_link(office: Office) -> None:
    text = "表已上传：https://pan.baidu.com/s/1abc 提取码 1234".encode()
    made = received(office, mail(text=text))
    assert states(made) == {"": "unreadable"}
    (finding,) = whole(office.folder, made[0]).findings
    assert finding.rule == "mail.link"
    assert "百度网盘" in finding.message.zh
    assert "pan.baidu.com" in finding.message.en


def test_link_beside_a_scan_is_named_and_beside_a_form_is_not(office: Office, form: bytes) -> None:
    text = b'<a href="https://wx.mail.qq.com/ftn/download?func=3&k=1">x</a>'
    assert "mail.link" in rules(office, received(office, mail(attached(PDF, b'filename="scan.pdf"'), text=text), "1.eml"))[""]
    assert states(received(office, mail(attached(form), text=text), "2.eml")) == {"form.xlsx": "accepted"}


def test_scan_beside_the_form_is_no_error(office: Office, form: bytes) -> None:
    made = received(office, mail(attached(PDF, b'filename="scan.pdf"'), attached(form)))
    assert states(made) == {"scan.pdf": "passed-over", "form.xlsx": "accepted"}
    scan = whole(office.folder, made[0])
    assert (scan.n_errors, [finding.severity for finding in scan.findings]) == (0, ["info", "info"])
    found = xltool.status(office.folder)
    assert (found.totals.others, found.totals.passed_over) == (0, 1)
    assert [(other.submission.name, other.reason.en) for other in found.others] == [
        ("inbox/mail.eml!/scan.pdf", "Not read, nothing to do: it came beside a form in the same mail")
    ]


def test_scan_without_the_form_is_an_error(office: Office) -> None:
    assert states(received(office, mail(attached(PDF, b'filename="scan.pdf"')))) == {"scan.pdf": "unreadable"}


def test_scan_beside_a_form_that_came_before_is_no_error(office: Office, form: bytes) -> None:
    assert states(received(office, form, "form.xlsx")) == {"": "accepted"}
    assert states(received(office, mail(attached(form), attached(PDF, b'filename="scan.pdf"')))) == {"scan.pdf": "passed-over"}


def test_scan_that_comes_again_without_the_form_is_an_error_then(office: Office, form: bytes) -> None:
    scan = attached(PDF, b'filename="scan.pdf"')
    assert states(received(office, mail(attached(form), scan), "1.eml")) == {"form.xlsx": "accepted", "scan.pdf": "passed-over"}
    assert states(received(office, mail(scan, text=b"Once more."), "2.eml")) == {"scan.pdf": "unreadable"}
    assert xltool.collect(office.folder).decisions == {}


@pytest.mark.parametrize("name", [b'filename="form2.xlsx"', b'filename="b.xls"'])
def test_what_is_called_a_workbook_is_an_error_beside_the_form(office: Office, form: bytes, name: bytes) -> None:
    assert list(states(received(office, mail(attached(form), attached(PDF, name)))).values()) == ["accepted", "unreadable"]


def test_damaged_workbook_is_an_error_beside_the_form(office: Office, form: bytes) -> None:
    made = received(office, mail(attached(form), attached(form[:2000], b'filename="old"')))
    assert states(made) == {"form.xlsx": "accepted", "old": "unreadable"}


def test_scan_stays_passed_over_when_everything_is_decided_anew(office: Office, form: bytes) -> None:
    received(office, mail(attached(form), attached(PDF, b'filename="scan.pdf"')))
    again: list[Submission] = []
    xltool.collect(office.folder, again=True, on_decided=again.append)
    assert states(again) == {"form.xlsx": "accepted", "scan.pdf": "passed-over"}


def test_picture_in_the_text_is_passed_over_and_the_mail_has_no_attachment(office: Office) -> None:
    picture = part(PNG, b"Content-Type: image/png; name=logo.png", b"Content-ID: <logo>", b"Content-Disposition: inline")
    made = received(office, mail(picture))
    assert states(made) == {"logo.png": "passed-over", "": "unreadable"}
    photo = part(PNG + b"2", b"Content-Type: image/png", b"Content-Disposition: attachment; filename=photo.png")
    assert states(received(office, mail(photo), "photo.eml")) == {"photo.png": "unreadable"}, "a photo in place of the form"


def test_mailbox_of_several_mails(office: Office, form: bytes) -> None:
    park = office.filled("PARK", "Trees", [("Oak", 7)])
    mails = [
        mail(attached(form)),
        mail(attached(park), head=HEAD.replace(b"clerk@", b"green@")),
        mail(text=b"From me to you.\r\n\r\n>From the start"),
    ]
    box = b"".join(b"From - Tue Mar 01 09:00:00 2022\r\n" + each + b"\r\n" for each in mails)
    made = received(office, box, "Inbox.mbox")
    assert states(made) == {"1.eml!/form.xlsx": "accepted", "2.eml!/form.xlsx": "accepted", "3.eml": "unreadable"}
    assert [arrival.sender for arrival in arrivals(office.folder, made[:2])] == ["clerk@example.invalid", "green@example.invalid"]
    assert received(office, box, "Inbox.mbox") == []
