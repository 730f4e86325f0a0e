"""What comes inside something else: zips of any program, mails with attachments, one in the other."""

from __future__ import annotations

import io
import os
import zipfile
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.campaign.sending import Senders, collected, make_campaign
from xltool.campaign.folder import open_campaign
from xltool.campaign.ledger_records import Arrival, Submission


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_campaign(tmp_path / "campaign", 5)


def zipped(*members: tuple[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return buffer.getvalue()


def nested(depth: int) -> bytes:
    """A zip in a zip in a zip."""
    content = b"x"
    for level in range(depth):
        content = zipped((f"{level}.zip" if level else "a.txt", content))
    return content


def mail(*attachments: tuple[str, bytes], subject: str = "报送") -> bytes:
    message = EmailMessage()
    message["From"] = "=?utf-8?B?5byg5LiJ?= <clerk@example.invalid>"
    message["To"] = "budget@example.invalid"
    message["Date"] = "Thu, 01 Dec 2022 09:30:00 +0800"
    message["Subject"] = subject
    message.set_content("请查收。")
    for name, content in attachments:
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def received(folder: Path, name: str, content: bytes) -> list[Submission]:
    path = folder / "inbox" / name
    path.write_bytes(content)
    return collected(folder, path)


def decisions(made: list[Submission]) -> dict[str, str]:
    return {item.name: item.decision for item in made}


def arrivals(folder: Path, made: list[Submission]) -> list[Arrival]:
    with open_campaign(folder) as campaign:
        return [arrival for item in made for arrival in campaign.ledger.arrivals_of(item.sha256)]


def whole(folder: Path, head: Submission) -> Submission:
    """A submission with its content."""
    with open_campaign(folder) as campaign:
        return next(campaign.ledger.submissions([head.sha256]))


def test_zip_of_workbooks(folder: Path) -> None:
    senders = Senders(folder)
    content = zipped(
        ("水利/第1单位.xlsx", senders.workbook("U0001")),
        ("第2单位.xlsx", senders.workbook("U0002")),
        ("__MACOSX/._第2单位.xlsx", b"\0\5\x16\7"),
        ("~$第2单位.xlsx", b"lock"),
        ("说明.txt", "请查收".encode()),
    )
    made = received(folder, "全部.zip", content)
    assert decisions(made) == {
        "inbox/全部.zip!/水利/第1单位.xlsx": "accepted",
        "inbox/全部.zip!/第2单位.xlsx": "accepted",
        "inbox/全部.zip!/__MACOSX/._第2单位.xlsx": "passed-over",
        "inbox/全部.zip!/~$第2单位.xlsx": "passed-over",
        "inbox/全部.zip!/说明.txt": "unreadable",
    }
    assert all(arrival.container for arrival in arrivals(folder, made))
    assert received(folder, "全部.zip", content) == []


def test_zip_with_names_in_gbk(folder: Path) -> None:
    """Chinese programs on Windows write names in GBK and do not say so."""
    raw = zipped(("XXXX.xlsx", Senders(folder).workbook("U0001")))
    content = raw.replace(b"XXXX.xlsx", "水利".encode("gb18030") + b".xlsx")
    assert list(decisions(received(folder, "gbk.zip", content))) == ["inbox/gbk.zip!/水利.xlsx"]


def test_mail_with_attachments(folder: Path) -> None:
    senders = Senders(folder)
    content = mail(
        ("第1单位.xlsx", senders.workbook("U0001")),
        ("其余.zip", zipped(("二.xlsx", senders.workbook("U0002")))),
        ("smime.p7s", b"signature"),
    )
    made = received(folder, "来信.eml", content)
    assert decisions(made) == {
        "inbox/来信.eml!/第1单位.xlsx": "accepted",
        "inbox/来信.eml!/其余.zip!/二.xlsx": "accepted",
        "inbox/来信.eml!/smime.p7s": "passed-over",
    }
    first = arrivals(folder, made)[0]
    assert first.sender == "clerk@example.invalid"
    assert first.received_at == datetime(2022, 12, 1, 1, 30, tzinfo=UTC)


def test_forwarded_mail_is_looked_into(folder: Path) -> None:
    inner = EmailMessage()
    inner["From"], inner["Subject"] = "clerk@example.invalid", "表"
    inner.set_content("附件")
    inner.add_attachment(Senders(folder).workbook("U0001"), maintype="application", subtype="octet-stream", filename="表.xlsx")
    outer = EmailMessage()
    outer["From"], outer["Date"], outer["Subject"] = "chief@example.invalid", "Thu, 01 Dec 2022 09:30:00 +0800", "转发"
    outer.set_content("请处理")
    outer.add_attachment(inner)
    assert decisions(received(folder, "转发.eml", outer.as_bytes())) == {"inbox/转发.eml!/表.xlsx": "accepted"}


@pytest.mark.parametrize(
    ("name", "content", "rule"),
    [
        ("空.zip", zipped(), "file.not-a-workbook"),
        ("无附件.eml", mail(), "file.not-a-workbook"),
        ("断.zip", zipped(("a.txt", os.urandom(5000)))[:3000], "file.damaged"),
        ("大.zip", zipped(("a.xlsx", b"\0" * (65 * 1024 * 1024))), "file.too-large"),
        ("套.zip", nested(5), "file.not-a-workbook"),
    ],
)
def test_container_without_a_form_is_said_to_be_so(folder: Path, name: str, content: bytes, rule: str) -> None:
    made = received(folder, name, content)
    assert [item.decision for item in made] == ["unreadable"]
    assert [finding.rule for finding in whole(folder, made[0]).findings] == [rule]
    assert received(folder, name, content) == []


def test_member_that_needs_a_password_is_named(folder: Path) -> None:
    content = bytearray(zipped(("密.xlsx", b"secret"), ("好.xlsx", Senders(folder).workbook("U0001"))))
    content[6] |= 1  # the flag in the local header
    content[content.index(b"PK\x01\x02") + 8] |= 1  # and in the directory
    made = received(folder, "混.zip", bytes(content))
    assert decisions(made) == {"inbox/混.zip!/好.xlsx": "accepted", "inbox/混.zip": "unreadable"}
    finding = whole(folder, next(item for item in made if item.name == "inbox/混.zip")).findings[0]
    assert (finding.rule, finding.message.zh.partition("：")[0]) == ("file.encrypted", "密.xlsx")


def test_workbook_is_no_archive_whatever_its_name(folder: Path) -> None:
    assert decisions(received(folder, "表.zip", Senders(folder).workbook("U0001"))) == {"inbox/表.zip": "accepted"}


def test_nothing_is_written_where_a_member_says(folder: Path) -> None:
    content = zipped(("../../逃.xlsx", Senders(folder).workbook("U0001")), ("..\\C:\\逃.xlsx", Senders(folder).workbook("U0002")))
    before = set(folder.parent.iterdir())
    made = received(folder, "逃.zip", content)
    assert {item.decision for item in made} == {"accepted"}
    assert set(folder.parent.iterdir()) == before


def test_two_versions_in_one_zip_the_later_saved_counts(folder: Path) -> None:
    from xltool.campaign.standing import standing

    senders = Senders(folder)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, day, source in (("b.xlsx", 1, "旧"), ("a.xlsx", 2, "新")):
            archive.writestr(zipfile.ZipInfo(name, (2022, 12, day, 0, 0, 0)), senders.workbook("U0001", "同一项目", project__leader=source))
    received(folder, "两版.zip", buffer.getvalue())
    with open_campaign(folder) as campaign:
        stand = next(item for item in standing(campaign) if item.unit.id == "U0001")
    assert stand.submission is not None
    assert stand.submission.name.endswith("a.xlsx")
    assert [item.name[-6:] for item in stand.replaced] == ["b.xlsx"]
