"""Archives as programs really make them, archives in archives, and what lies in the inbox beside forms."""

from __future__ import annotations

import gzip
import io
import os
import shutil
import socket
import subprocess
import tarfile
import zipfile
from pathlib import Path

import pytest

import xltool
from tests.campaign.office import Office, day
from tests.campaign.sending import collected
from tests.campaign.test_containers import decisions, whole, zipped
from tests.campaign.test_mail_programs import PDF, attached, mail, states
from xltool.base.states import SubmissionState
from xltool.campaign.folder import open_campaign
from xltool.campaign.ledger_records import Submission
from xltool.campaign.receive.container import RATIO

NAME = "报表.xlsx"


@pytest.fixture
def form(office: Office) -> bytes:
    return office.filled("LIB", "Reading", [("Atlas", 30)])


@pytest.fixture
def files(tmp_path: Path, form: bytes) -> Path:
    """A folder with a form in it."""
    folder = tmp_path / "files"
    (folder / "水利").mkdir(parents=True)
    (folder / "水利" / NAME).write_bytes(form)
    return folder


def received(office: Office, content: bytes, name: str) -> list[Submission]:
    return collected(office.folder, office.receive(name, content, day(2)))


def rules(office: Office, made: list[Submission]) -> list[str]:
    return [finding.rule for item in made for finding in whole(office.folder, item).findings]


def packed(files: Path, *command: str) -> bytes:
    """What a program makes of the folder; it writes into the file named last."""
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    archive = files.parent / command[-1]
    subprocess.run([part if part != command[-1] else str(archive) for part in command] + ["."], cwd=files, check=True, capture_output=True)
    return archive.read_bytes()


PROGRAMS = {
    "bsdtar": ("bsdtar", "-c", "--format=zip", "-f", "a.zip"),
    "Info-ZIP": ("zip", "-q", "-r", "a.zip"),
    "bsdtar, tar.gz": ("bsdtar", "-c", "-z", "-f", "a.tar.gz"),
    "GNU tar": ("tar", "-c", "-f", "a.tar"),
    "GNU tar, xz": ("tar", "-c", "-J", "-f", "a.txz"),
}


@pytest.mark.parametrize("command", PROGRAMS.values(), ids=PROGRAMS)
def test_form_in_what_a_program_has_packed(office: Office, files: Path, command: tuple[str, ...]) -> None:
    content = packed(files, *command)
    if command[0] == "bsdtar" and command[-1] == "a.zip":
        assert b"./" in content, "its names begin with ./"
    made = received(office, content, command[-1])
    assert [item.decision for item in made] == ["accepted"]
    assert made[0].name.endswith(f"!/水利/{NAME}")


@pytest.mark.parametrize(("written", "read"), [
    ("./x.xlsx", "x.xlsx"), ("../x.xlsx", "x.xlsx"), ("..\\x.xlsx", "x.xlsx"), ("a/./b/../x.xlsx", "a/b/x.xlsx"), ("/x.xlsx", "x.xlsx"),
    ("D:\\x.xlsx", "x.xlsx"), (".\\水利\\x.xlsx", "水利/x.xlsx"), (".x.xlsx", ".x.xlsx"), ("__MACOSX/x.xlsx", "__MACOSX/x.xlsx"),
    ("~$x.xlsx", "~$x.xlsx"),
])  # fmt: skip
def test_form_is_read_wherever_a_member_says_that_it_lies(office: Office, form: bytes, written: str, read: str) -> None:
    assert decisions(received(office, zipped((written, form)), "a.zip")) == {f"inbox/a.zip!/{read}": "accepted"}


@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "gb18030"])
def test_names_without_the_flag_for_utf8(office: Office, form: bytes, encoding: str) -> None:
    raw = NAME.encode(encoding)
    content = zipped(("X" * len(raw), form)).replace(b"X" * len(raw), raw)
    assert list(decisions(received(office, content, "a.zip"))) == [f"inbox/a.zip!/{NAME}"]


def test_name_in_the_extra_field_for_unicode(office: Office, form: bytes) -> None:
    """Info-ZIP and WinRAR write the name in a poorer encoding, and beside it in UTF-8."""
    import struct
    import zlib

    info = zipfile.ZipInfo("____.xlsx")
    field = b"\1" + struct.pack("<L", zlib.crc32(b"____.xlsx")) + NAME.encode()
    info.extra = struct.pack("<HH", 0x7075, len(field)) + field
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(info, form)
    assert list(decisions(received(office, buffer.getvalue(), "a.zip"))) == [f"inbox/a.zip!/{NAME}"]


def test_single_file_packed(office: Office, form: bytes) -> None:
    assert decisions(received(office, gzip.compress(form), "form.xlsx.gz")) == {"inbox/form.xlsx.gz!/form.xlsx": "accepted"}


def test_links_and_devices_in_a_tar_are_named(office: Office, form: bytes) -> None:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        link = tarfile.TarInfo("link.xlsx")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
        info = tarfile.TarInfo("./form.xlsx")
        info.size = len(form)
        archive.addfile(info, io.BytesIO(form))
    made = received(office, buffer.getvalue(), "a.tar")
    assert decisions(made) == {"inbox/a.tar!/form.xlsx": "accepted", "inbox/a.tar": "unreadable"}
    assert whole(office.folder, made[1]).findings[0].message.en.startswith("link.xlsx: ")


def bomb(levels: int, n_copies: int) -> bytes:
    """Archives in archives: a few kilobytes that would become gigabytes, every step of it within the limits of one archive."""
    content = zipped(*((f"{number}.bin", number.to_bytes(2, "big") + b"\0" * (20 * 1024 * 1024)) for number in range(n_copies)))
    for _ in range(levels):
        content = zipped(("inner.zip", content))
    return content


def test_archives_in_archives_have_one_limit_over_all_levels(office: Office) -> None:
    content = bomb(2, 15)
    assert len(content) < 50_000
    made = received(office, content, "bomb.zip")
    assert "container.too-large" in rules(office, made)
    with open_campaign(office.folder) as campaign:
        kept = sum(path.stat().st_size for path in campaign.store.folder.rglob("*") if path.is_file())
    assert kept < max(65 * 1024 * 1024, RATIO * len(content)) + len(content) * 4


def test_archive_in_an_archive(office: Office, form: bytes) -> None:
    content = zipped(("./inner.zip", zipped(("../form.xlsx", form))))
    assert decisions(received(office, content, "a.zip")) == {"inbox/a.zip!/inner.zip!/form.xlsx": "accepted"}


def test_scan_in_an_archive_that_a_mail_brought_with_the_form(office: Office, form: bytes) -> None:
    content = mail(attached(zipped(("scan.pdf", PDF), ("form.xlsx", form)), b'filename="all.zip"'))
    assert states(received(office, content, "a.eml")) == {"all.zip!/scan.pdf": "passed-over", "all.zip!/form.xlsx": "accepted"}


@pytest.mark.parametrize(("head", "what"), [
    (b"Rar!\x1a\x07\x01\x00", "RAR"), (b"7z\xbc\xaf\x27\x1c\0\4", "7z"), (b"MSCF\0\0\0\0", "CAB"), (b"\x28\xb5\x2f\xfd\1", "Zstandard"),
    (b"\x20\x00-lh5-\1\2", "LHA"),
])  # fmt: skip
def test_archives_that_are_not_opened_are_named_with_what_to_do(office: Office, head: bytes, what: str) -> None:
    made = received(office, head + b"\1\2\3" * 100, "a.bin")
    (finding,) = whole(office.folder, made[0]).findings
    assert finding.rule == "file.wrapped"
    assert what in finding.message.en
    assert "send the workbooks in it" in finding.message.en


# --- what lies in the inbox -------------------------------------------------------------------------------------------


def test_everything_in_the_inbox_has_a_line(office: Office) -> None:
    others = {
        ".DS_Store": b"\0\0\0\1Bud1", "~$form.xlsx": b"\4Clerk", ".~lock.form.xlsx#": b",clerk,pc,", "Thumbs.db": b"\1\2", "desktop.ini": b"[.]",
        "sub/.keep": b"\1", "__MACOSX/._form.xlsx": b"\0\5\x16\7\0\2",
    }  # fmt: skip
    for name, content in others.items():
        office.receive(name, content, day(1))
    made = collected(office.folder)
    assert {item.name.removeprefix("inbox/") for item in made if item.decision == SubmissionState.PASSED_OVER} == set(others)
    assert collected(office.folder) == []


def test_empty_file_is_an_error_whatever_its_name(office: Office) -> None:
    """All empty files are one content, and one of them may have been a form."""
    office.receive(".keep", b"", day(1))
    office.receive("form.xlsx", b"", day(1))
    assert [item.decision for item in collected(office.folder)] == ["unreadable"]
    assert xltool.status(office.folder).others[0].n_arrivals == 2


def test_empty_workbook_is_an_error(office: Office) -> None:
    assert decisions(received(office, b"", "form.xlsx")) == {"inbox/form.xlsx": "unreadable"}


@pytest.mark.parametrize("name", [".form.xlsx", "~$form.xlsx", ".hidden/form.xlsx"])
def test_form_under_a_hidden_name_is_taken(office: Office, form: bytes, name: str) -> None:
    assert decisions(received(office, form, name)) == {f"inbox/{name}": "accepted"}


def test_what_is_no_file_is_named_and_the_rest_is_taken(office: Office, form: bytes, tmp_path: Path) -> None:
    inbox = office.folder / "inbox"
    office.receive("form.xlsx", form, day(1))
    (tmp_path / "elsewhere").mkdir()
    (inbox / "folder link").symlink_to(tmp_path / "elsewhere")
    (inbox / "broken link").symlink_to(tmp_path / "gone")
    os.mkfifo(inbox / "pipe")
    with socket.socket(socket.AF_UNIX) as plug:
        plug.bind(os.path.relpath(inbox / "socket"))
    made = xltool.collect(office.folder)
    assert made.decisions == {"accepted": 1}
    said = [message.en for message in made.not_taken]
    assert len(said) == 4
    assert all(any(name in line for line in said) for name in ("folder link", "broken link", "pipe", "socket"))


def test_folder_that_cannot_be_opened_is_named_and_the_rest_is_taken(office: Office, form: bytes) -> None:
    """A folder whose path the system refuses: also root, as which tests may run, cannot open it."""
    office.receive("form.xlsx", form, day(1))
    inside = office.folder / "inbox"
    here = os.open(inside, os.O_RDONLY)
    try:
        for _ in range(40):  # deeper than a path may be long
            os.mkdir("d" * 120, dir_fd=here)
            inner = os.open("d" * 120, os.O_RDONLY, dir_fd=here)
            os.close(here)
            here = inner
    finally:
        os.close(here)
    made = xltool.collect(office.folder)
    assert made.decisions == {"accepted": 1}
    assert "cannot be opened" in made.not_taken[0].en
