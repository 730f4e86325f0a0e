"""`xltool export` and `xltool import`: a campaign with all that it holds, from any database to any other."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import stat
import tracemalloc
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

import xltool
from tests.cli.conftest import MINIMAL, Run
from tests.databases import PostgreSQL
from xltool.base.errors import UsageError, XltoolError
from xltool.campaign.campaign_archive import ArchiveWriter, Manifest
from xltool.campaign.config import load_config
from xltool.campaign.export_import import Moved, with_ledger_url
from xltool.campaign.folder import open_campaign
from xltool.campaign.ledger.portable import row_to_json

ROSTER = "id,name,department,projects\nA,城市管理局,城市管理局,\nB,图书馆,文化局,新馆;旧馆\n"


def make(folder: Path, ledger_url: str | None = None) -> Path:
    """A campaign in which everything is: workbooks sent, some sent back blank and marked, a zip, a file that is none."""
    (folder.parent / "units.csv").write_text(ROSTER, encoding="utf-8")
    xltool.init(folder, MINIMAL / "templates" / "minimal.yaml", roster=folder.parent / "units.csv", ledger_url=ledger_url)
    first, *others = xltool.distribute(folder).written
    shutil.copy(first, folder / "inbox" / "甲.xlsx")
    (folder / "inbox" / "notes.txt").write_text("no workbook")
    with zipfile.ZipFile(folder / "inbox" / "rest.zip", "w") as archive:
        for path in others:
            archive.write(path, path.name)
    xltool.collect(folder)
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make(tmp_path / "campaign")


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One export for all who only read it."""
    root = tmp_path_factory.mktemp("exported")
    return xltool.export(make(root / "campaign"), root / "export.zip").path


def files(folder: Path) -> dict[str, tuple[str, int]]:
    """Every file but those of the ledger and the settings: its content and its time."""
    return {
        path.relative_to(folder).as_posix(): (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(("ledger.sqlite", "campaign.yaml"))
    }


def rows(folder: Path) -> list[str]:
    with open_campaign(folder) as campaign:
        return [row_to_json(table, row) for table, row in campaign.ledger.dump()]


# --- there and back ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("target", ["sqlite", "postgresql"])
def test_what_is_exported_is_imported(tmp_path: Path, ledger_url: str | None, target: str, postgresql: PostgreSQL) -> None:
    folder, new = make(tmp_path / "campaign", ledger_url), tmp_path / "new"
    made = xltool.export(folder, tmp_path / "export.zip")
    with postgresql.database() as url:
        moved = xltool.import_(made.path, new, ledger_url=url if target == "postgresql" else None)
        assert (moved.n_files, moved.n_received) == (made.n_files, made.n_received) == (len(files(folder)) + 1, 5)
        assert files(new) == files(folder)
        assert rows(new) == rows(folder)
        assert xltool.verify(new).problems == ()
        again = xltool.collect(new)
        assert (again.n_new, again.n_known) == (0, 3), "it knows what it has seen"
        assert xltool.distribute(new).written == (), "with the same key and password"


def test_contents_of_the_store_stay_read_only(exported: Path, tmp_path: Path) -> None:
    new = xltool.import_(exported, tmp_path / "new").path
    assert {path.stat().st_mode & 0o777 for path in (new / "store").glob("*/*")} == {0o444}


def test_only_its_owner_can_read_an_export(exported: Path) -> None:
    assert stat.S_IMODE(exported.stat().st_mode) == 0o600


def test_an_export_does_not_hold_itself(folder: Path) -> None:
    first = xltool.export(folder, folder / "export.zip")
    assert xltool.export(folder, folder / "export.zip").n_files == first.n_files
    assert not [path for path in folder.iterdir() if path.name.startswith(".")], "nothing is left beside it"


def test_what_the_commands_say(run: Run, folder: Path, tmp_path: Path) -> None:
    out = run("export", folder, "-o", tmp_path / "export.zip")
    assert out.status == 0
    told, following = out.out.splitlines()
    assert told == f"exported {tmp_path / 'export.zip'}: 28 files, 5 of them contents received"
    assert following.startswith("next: keep it on another machine")
    assert "it holds the key of the signatures and the sheets' password" in out.err
    back = run("import", tmp_path / "export.zip", tmp_path / "new")
    assert (back.status, back.err) == (0, "")
    refused = run("import", tmp_path / "export.zip", tmp_path / "new")
    assert (refused.status, refused.err) == (2, f"{tmp_path / 'new'} is not an empty folder; choose another\n")


def test_a_large_campaign_takes_little_memory(folder: Path, tmp_path: Path) -> None:
    with (folder / "inbox" / "large.zip").open("wb") as large:
        large.truncate(100 * 2**20)
    tracemalloc.start()
    try:
        xltool.export(folder, tmp_path / "export.zip")
        xltool.import_(tmp_path / "export.zip", tmp_path / "new")
        assert tracemalloc.get_traced_memory()[1] < 30 * 2**20
    finally:
        tracemalloc.stop()
    assert (tmp_path / "new" / "inbox" / "large.zip").stat().st_size == 100 * 2**20


# --- what cannot be exported ------------------------------------------------------------------------------------------


def test_a_link_is_not_followed(folder: Path, tmp_path: Path) -> None:
    (folder / "inbox" / "link").symlink_to("/etc/hostname")
    with pytest.raises(UsageError, match="is a link or device and cannot be exported"):
        xltool.export(folder, tmp_path / "export.zip")
    assert not (tmp_path / "export.zip").exists()


@pytest.mark.parametrize(
    ("name", "exported"), [("a:b.xlsx", "a_b.xlsx"), ("a\\b.xlsx", "a_b.xlsx"), ("a\nb.xlsx", "a b.xlsx"), ("a ", "a"), ("a.", "a")]
)
def test_a_name_that_other_systems_do_not_take_is_changed(folder: Path, tmp_path: Path, name: str, exported: str) -> None:
    (folder / "inbox" / name).write_bytes(b"x")
    (note,) = xltool.export(folder, tmp_path / "export.zip").notes
    assert f"→ inbox/{exported}" in note.en
    xltool.import_(tmp_path / "export.zip", tmp_path / "new")
    assert (tmp_path / "new" / "inbox" / exported).read_bytes() == b"x"


def test_names_that_differ_by_case_only_are_told_apart(folder: Path, tmp_path: Path) -> None:
    for name in ("Form.xlsx", "form.xlsx", "FORM.xlsx"):
        (folder / "inbox" / name).write_bytes(name.encode())
    xltool.export(folder, tmp_path / "export.zip")
    xltool.import_(tmp_path / "export.zip", tmp_path / "new")
    contents = {path.name: path.read_bytes().decode() for path in (tmp_path / "new" / "inbox").glob("[Ff]*.xlsx")}
    assert contents == {"FORM.xlsx": "FORM.xlsx", "Form (2).xlsx": "Form.xlsx", "form (3).xlsx": "form.xlsx"}


def test_what_lies_about_in_a_folder_hurts_no_export(folder: Path, tmp_path: Path) -> None:
    """Copies of the ledger, what file managers and synchronisers leave, in every folder."""
    kept = next((folder / "store").glob("*/*"))
    strays = ["ledger.sqlite.bak", "ledger (conflicted copy).sqlite", "Thumbs.db", "inbox/desktop.ini", "outbox/desktop.ini"]
    for name in strays:
        (folder / name).write_bytes(b"x")
    for name in ("desktop.ini", f"{kept.name}-冲突副本"):
        (kept.parent / name).write_bytes(b"x")
    made = xltool.export(folder, tmp_path / "export.zip")
    assert [note.en.partition(":")[0] for note in made.notes] == ["2 file(s) outside the campaign were not exported"]
    xltool.import_(tmp_path / "export.zip", tmp_path / "new")
    assert all((tmp_path / "new" / name).read_bytes() == b"x" for name in strays)
    assert xltool.verify(tmp_path / "new").problems == ()


def test_an_export_that_could_not_be_imported_is_not_kept(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As by a disk that returns something else than was written."""
    whole = ArchiveWriter.finish

    def finish(writer: ArchiveWriter, manifest: Manifest) -> None:
        first, *rest = manifest.files
        whole(writer, replace(manifest, files=(replace(first, sha256="0" * 64), *rest)))

    monkeypatch.setattr(ArchiveWriter, "finish", finish)
    with pytest.raises(UsageError, match="the export could not be imported and was not kept"):
        xltool.export(folder, tmp_path / "export.zip")
    assert not (tmp_path / "export.zip").exists()


def test_a_store_that_is_not_whole_is_not_exported(folder: Path, tmp_path: Path) -> None:
    content = next((folder / "store").glob("*/*"))
    content.chmod(0o600)
    content.write_bytes(b"altered")
    with pytest.raises(UsageError, match="run xltool verify"):
        xltool.export(folder, tmp_path / "export.zip")
    content.unlink()
    with pytest.raises(UsageError, match="run xltool verify"):
        xltool.export(folder, tmp_path / "export.zip")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["campaign", "units.csv"]


# --- what cannot be imported ------------------------------------------------------------------------------------------

Members = dict[str, bytes]
Change = Callable[[Members], object]


def manifest_of(members: Members) -> Any:
    return json.loads(members["manifest.json"])


def listed(members: Members) -> None:
    """Make the list fit the members again, as somebody would who alters an export by intent."""
    manifest = manifest_of(members)
    ledger = members["ledger.jsonl"]
    manifest["ledger"] |= {"size": len(ledger), "sha256": hashlib.sha256(ledger).hexdigest()}
    manifest["files"] = [
        {"path": name.removeprefix("files/"), "size": len(content), "sha256": hashlib.sha256(content).hexdigest(), "mtime_ns": 0}
        for name, content in members.items()
        if name.startswith("files/")
    ]
    members["manifest.json"] = json.dumps(manifest).encode()


def with_manifest(**changes: Any) -> Change:
    def change(members: Members) -> None:
        members["manifest.json"] = json.dumps(manifest_of(members) | changes).encode()

    return change


def with_file(name: str) -> Change:
    def change(members: Members) -> None:
        members[f"files/{name}"] = b"evil"
        listed(members)

    return change


def with_ledger(old: str, new: str) -> Change:
    def change(members: Members) -> None:
        members["ledger.jsonl"] = re.sub(old.encode(), new.encode(), members["ledger.jsonl"])
        listed(members)

    return change


def stored(members: Members) -> str:
    return next(name for name in members if name.startswith("files/store/"))


def alter_content(members: Members) -> None:
    members[stored(members)] = bytes(len(members[stored(members)]))


def alter_content_and_list(members: Members) -> None:
    alter_content(members)
    listed(members)


def drop_content(members: Members) -> None:
    del members[stored(members)]
    listed(members)


def drop_unlisted(members: Members) -> None:
    del members[stored(members)]


def drop_settings(members: Members) -> None:
    del members["files/campaign.yaml"]
    listed(members)


def other_settings(members: Members) -> None:
    members["files/campaign.yaml"] = re.sub(rb"(?m)^id: .*", b"id: other", members["files/campaign.yaml"])
    listed(members)


def broken_settings(members: Members) -> None:
    members["files/campaign.yaml"] = b"id: [\xff"
    listed(members)


CHANGES: dict[str, tuple[Change, str]] = {
    "a path out of the folder": (with_file("../evil.txt"), "a path that is none"),
    "a path out of the folder, further in": (with_file("inbox/../../evil.txt"), "a path that is none"),
    "an absolute path": (with_file("/tmp/evil.txt"), "a path that is none"),  # noqa: S108 - that is the trick
    "a path with backslashes": (with_file("..\\evil.txt"), "a path that is none"),
    "a path on a drive": (with_file("C:evil.txt"), "a path that is none"),
    "a path that ends in nothing": (with_file("inbox/"), "a path that is none"),
    "a path that goes nowhere": (with_file("inbox/./evil.txt"), "a path that is none"),
    "a file where a folder is": (with_file("store"), "cannot be made"),
    "a ledger of its own": (with_file("ledger.sqlite-wal"), "a ledger's file"),
    "a content that is not what its name says": (alter_content_and_list, "is not what its name says|a content is missing"),
    "a content that was altered": (alter_content, "is not what it was"),
    "a content that is missing": (drop_content, "a content is missing"),
    "a file that is missing": (drop_unlisted, "the list of its files is not what it holds"),
    "a file that is not listed": (lambda members: members.update({"files/more": b""}), "the list of its files is not what it holds"),
    "another member": (lambda members: members.update({"more": b""}), "the list of its files is not what it holds"),
    "no settings": (drop_settings, "it has no campaign.yaml"),
    "settings of another campaign": (other_settings, "that of another campaign"),
    "settings that are not text": (broken_settings, "cannot be read"),
    "a ledger of another campaign": (with_ledger(r'(\["campaign", \{"id": ")[^"]*', r"\1other"), "that of another campaign"),
    "two campaigns": (with_ledger(r'(\["campaign", )(.*)\n', r'\1\2\n["campaign", {"id": "b", "key": "", "password": "", "created_at": "2022-01-01T00:00:00+00:00"}]\n'), "that of another campaign"),
    "a ledger without its campaign": (with_ledger(r'\["campaign", .*\n', ""), "that of another campaign"),
    "a ledger with a table of its own": (with_ledger(r'\["file", ', '["alembic_version", '), "its ledger cannot be read"),
    "a ledger that is not JSON": (with_ledger("^", "x"), "its ledger cannot be read"),
    "a row that refers to none": (with_ledger(r'(\["finding", \{"sha256": ")....', r"\1zzzz"), "rows of its ledger do not fit together: finding"),
    "a row that stands twice": (with_ledger(r'(\["issued", .*\n)', r"\1\1"), "rows of its ledger do not fit together: issued"),
    "a content of another size": (with_ledger(r'("size": )', r"\g<1>1"), "a content is missing"),
    "a row without end": (with_ledger(r"(?s)\A.*\Z", "x" * 2**27), "has no end"),
    "no list": (lambda members: members.pop("manifest.json"), "no list of its files"),
    "a list that is none": (lambda members: members.update({"manifest.json": b"[]"}), "no list of its files"),
    "a list of another program": (with_manifest(format="tar"), "no list of its files"),
    "a newer format": (with_manifest(format_version=2), "a newer xltool made this export"),
    "other tables": (with_manifest(tables="0000"), f"import it with xltool {re.escape(xltool.__version__)}"),
    "sizes that are none": (with_manifest(files=[{"path": "a", "size": "1", "sha256": "a" * 64}]), "no list of its files"),
}  # fmt: skip


def refused(source: Path, tmp_path: Path, said: str, **options: Any) -> None:
    """Importing is refused with a sentence, and leaves nothing behind."""
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(XltoolError, match=said):
        xltool.import_(source, tmp_path / "new", **options)
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("what", CHANGES)
def test_an_export_that_was_altered(what: str, exported: Path, tmp_path: Path) -> None:
    change, said = CHANGES[what]
    with zipfile.ZipFile(exported) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    with zipfile.ZipFile(tmp_path / "altered.zip", "w") as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    refused(tmp_path / "altered.zip", tmp_path, said)


def test_tricks_of_the_zip(exported: Path, tmp_path: Path) -> None:
    content = exported.read_bytes()

    def tricked(name: str, member: str | zipfile.ZipInfo, **options: Any) -> Path:
        path = tmp_path / f"{name}.zip"
        path.write_bytes(content)
        with zipfile.ZipFile(path, "a") as archive:
            archive.writestr(member, b"x" * 100, **options)
        return path

    link = zipfile.ZipInfo("files/link")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with pytest.warns(UserWarning, match="Duplicate name"):
        refused(tricked("twice", "files/campaign.yaml"), tmp_path, "two files of one name")
    refused(tricked("case", "files/CAMPAIGN.yaml"), tmp_path, "two files of one name")
    refused(tricked("link", link), tmp_path, "it holds something that is not a file")
    refused(tricked("bomb", "files/bomb", compress_type=zipfile.ZIP_DEFLATED), tmp_path, "it is compressed or encrypted")


def test_files_that_overlap(tmp_path: Path) -> None:
    """Many names for the same bytes: as large as one likes, without any compression."""
    with zipfile.ZipFile(tmp_path / "overlap.zip", "w") as archive:
        archive.writestr("a", bytes(10_000))
        for name in "bcd":
            member = zipfile.ZipInfo(name)
            member.file_size = member.compress_size = 10_000
            member.CRC, member.header_offset = archive.getinfo("a").CRC, 0
            archive.filelist.append(member)
        archive._didModify = True  # type: ignore[attr-defined]  # noqa: SLF001 - no honest way leads there
    refused(tmp_path / "overlap.zip", tmp_path, "its files overlap")


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.999])
def test_an_export_that_was_cut_off(exported: Path, tmp_path: Path, share: float) -> None:
    content = exported.read_bytes()
    (tmp_path / "cut.zip").write_bytes(content[: int(len(content) * share)])
    refused(tmp_path / "cut.zip", tmp_path, "This is not a complete export")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    refused(tmp_path / "missing.zip", tmp_path, "cannot be opened")


def test_a_database_that_holds_a_ledger_already(exported: Path, tmp_path: Path, postgresql_url: str) -> None:
    xltool.import_(exported, tmp_path / "first", ledger_url=postgresql_url)
    refused(exported, tmp_path, "holds a ledger already", ledger_url=postgresql_url)
    assert xltool.verify(tmp_path / "first").problems == ()


def test_a_failed_import_leaves_no_tables(exported: Path, tmp_path: Path, postgresql_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", fail)  # the last step, when the ledger is there already
        refused(exported, tmp_path, "no space left on the disk", ledger_url=postgresql_url)
    assert isinstance(xltool.import_(exported, tmp_path / "new", ledger_url=postgresql_url), Moved)


# --- the settings -----------------------------------------------------------------------------------------------------

URL = "postgresql://xltool:${LEDGER_PASSWORD}@host/database"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("id: a  # x\n", f'id: a  # x\n\nledger:\n  url: "{URL}"\n'),
        ("ledger:\n  url: sqlite:///x.sqlite  # old\nid: a\n", f'ledger:\n  url: "{URL}"  # old\nid: a\n'),
        ('ledger: {url: "old", wait_seconds: 3}\n', f'ledger: {{url: "{URL}", wait_seconds: 3}}\n'),
        ("ledger: {wait_seconds: 3}\n", f'ledger: {{url: "{URL}", wait_seconds: 3}}\n'),
        ("ledger:\n  # how long\n  wait_seconds: 3\nid: a\n", f'ledger:\n  # how long\n  url: "{URL}"\n  wait_seconds: 3\nid: a\n'),
    ],
)
def test_another_ledger_in_the_settings(before: str, after: str) -> None:
    assert with_ledger_url(before, URL) == after
    assert yaml.safe_load(with_ledger_url(before, URL))["ledger"]["url"] == URL


def test_the_ledger_comes_back_into_the_folder() -> None:
    assert with_ledger_url("id: a\n", None) == "id: a\n"
    assert with_ledger_url("ledger:\n  url: postgresql://h/x\n", None) == 'ledger:\n  url: "sqlite:///ledger.sqlite"\n'


def test_a_password_stays_in_its_environment_variable(
    exported: Path, tmp_path: Path, postgresql: PostgreSQL, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEDGER_PASSWORD", postgresql.password)
    with postgresql.database() as url:
        new = xltool.import_(exported, tmp_path / "new", ledger_url=url.replace(postgresql.password, "${LEDGER_PASSWORD}")).path
        assert load_config(new).ledger_url == url
        assert postgresql.password not in (new / "campaign.yaml").read_text(encoding="utf-8")
