"""Files follow the umask, devices and links are written through, and what a killed run leaves aside goes with the next one."""

from __future__ import annotations

import io
import os
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from xltool.base.aside import PREFIX, folder_aside, make_folder
from xltool.base.files import UnwritableError, write_whole, writing_whole
from xltool.campaign.store import Store

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="rights, links and devices as POSIX has them")


@pytest.fixture(params=[0o022, 0o002, 0o077, 0o027])
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def rights(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


# --- rights -----------------------------------------------------------------------------------------------------------


def test_files_and_folders_have_the_rights_that_the_umask_gives(tmp_path: Path, umask: int) -> None:
    path = write_whole(tmp_path / "new" / "a.xlsx", b"x")
    assert rights(path) == 0o666 & ~umask
    assert rights(path.parent) == 0o777 & ~umask


def test_contents_of_the_store_can_be_read_by_whom_the_umask_lets_read(tmp_path: Path, umask: int) -> None:
    store = Store(tmp_path / "store")
    path = store.path(store.keep(io.BytesIO(b"content")).sha256)
    assert rights(path) == 0o444 & ~umask


@pytest.mark.usefixtures("umask")
def test_file_that_was_there_keeps_its_rights(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"old")
    path.chmod(0o640)
    write_whole(path, b"new")
    assert (path.read_bytes(), rights(path)) == (b"new", 0o640)


@pytest.mark.usefixtures("umask")
def test_in_a_folder_of_a_group_all_is_the_groups(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o2770)
    path = write_whole(shared / "unit" / "a.xlsx", b"x")
    assert rights(path.parent) & 0o2070 == 0o2070
    assert rights(path) & 0o070 == 0o060
    store = Store(shared / "store")
    content = store.path(store.keep(io.BytesIO(b"content")).sha256)
    assert (rights(content) & 0o070, rights(content.parent) & 0o2070) == (0o040, 0o2070)


def test_file_where_a_folder_is_needed_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(UnwritableError, match="a file stands where a folder is needed"):
        write_whole(tmp_path / "file" / "b" / "a.xlsx", b"x")
    make_folder(tmp_path / "a" / "b")
    make_folder(tmp_path / "a" / "b")


# --- links and devices ------------------------------------------------------------------------------------------------


def test_link_is_written_through(tmp_path: Path) -> None:
    target, link = tmp_path / "real" / "a.xlsx", tmp_path / "link.xlsx"
    link.symlink_to(Path("real") / "a.xlsx")
    write_whole(link, b"first")  # it leads to nothing yet
    write_whole(link, b"second")
    assert link.is_symlink()
    assert target.read_bytes() == b"second"
    assert list(target.parent.iterdir()) == [target]


def test_links_in_a_circle_are_named(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    with pytest.raises(UnwritableError, match="links"):
        write_whole(tmp_path / "a", b"x")
    assert (tmp_path / "a").is_symlink()


def test_hard_link_is_parted_from_the_copy_that_a_backup_has(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    os.link(tmp_path / "a", tmp_path / "backup")
    write_whole(tmp_path / "a", b"new")
    assert ((tmp_path / "a").read_bytes(), (tmp_path / "backup").read_bytes()) == (b"new", b"old")


def test_pipe_is_written_through(tmp_path: Path) -> None:
    pipe, got = tmp_path / "pipe", []
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: got.append(pipe.read_bytes()), daemon=True)
    reader.start()
    write_whole(pipe, b"x" * 200_000)
    reader.join(30)
    assert got == [b"x" * 200_000]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root makes devices")
def test_device_stays_a_device(tmp_path: Path) -> None:
    device = tmp_path / "nothing"
    try:
        os.mknod(device, 0o666 | stat.S_IFCHR, os.makedev(1, 3))  # what /dev/null is
        device.write_bytes(b"")
    except OSError as error:
        pytest.skip(f"no devices can be made or used here ({error.strerror})")
    before = device.stat()
    write_whole(device, b"content")
    after = device.stat()
    assert (after.st_mode, after.st_rdev, after.st_ino) == (before.st_mode, before.st_rdev, before.st_ino)


@pytest.mark.parametrize("how", ["wb", "ab"])
def test_open_file_goes_on_where_it_is(tmp_path: Path, how: str) -> None:
    path = tmp_path / "out"
    path.write_bytes(b"before ")
    code = "from xltool.base.files import write_whole; write_whole('/dev/stdout', b'content'); print(' after')"
    with path.open(how) as file:
        subprocess.run([sys.executable, "-c", code], stdout=file, check=True)
    assert path.read_bytes() == (b"before " if how == "ab" else b"") + b"content after\n"


def test_what_fails_leaves_the_target_as_it_was(tmp_path: Path) -> None:
    path = write_whole(tmp_path / "a", b"old")

    def fail() -> None:
        with writing_whole(path) as file:
            file.write(b"half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert (path.read_bytes(), list(tmp_path.iterdir())) == (b"old", [path])


# --- leftovers --------------------------------------------------------------------------------------------------------

_WRITES = """
import io, sys, time
from pathlib import Path
from xltool.base.aside import folder_aside
from xltool.base.files import writing_whole
from xltool.campaign.store import Store
class Slow:
    def read(self, size):
        print("ready", flush=True)
        time.sleep(60)
where = Path(sys.argv[1])
with folder_aside(where) as folder, writing_whole(where / "a.xlsx") as file:
    (folder / "half").write_bytes(b"half")
    file.write(b"half")
    Store(where / "store").keep(Slow())
"""
_NEXT = """
import io, sys
from pathlib import Path
from xltool.base.files import write_whole
from xltool.campaign.store import Store
where = Path(sys.argv[1])
write_whole(where / "b.xlsx", b"whole")
Store(where / "store").clear()
"""


@pytest.fixture
def at_work(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process in mid-work on a file, a folder and a content."""
    process = subprocess.Popen([sys.executable, "-c", _WRITES, tmp_path], stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    yield process
    process.kill()
    process.wait()


def asides(folder: Path) -> list[Path]:
    return [*folder.glob(f"{PREFIX}*"), *folder.glob("store/.incoming-*")]


def test_next_run_removes_what_a_killed_one_left_and_nothing_of_one_at_work(tmp_path: Path, at_work: subprocess.Popen[bytes]) -> None:
    assert len(asides(tmp_path)) == 3
    subprocess.run([sys.executable, "-c", _NEXT, tmp_path], check=True)
    assert len(asides(tmp_path)) == 3, "it is at work"
    at_work.send_signal(signal.SIGKILL)
    at_work.wait()
    subprocess.run([sys.executable, "-c", _NEXT, tmp_path], check=True)
    assert not asides(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"b.xlsx", "store"}


def test_what_another_computer_made_is_given_a_day(tmp_path: Path) -> None:
    young, old = tmp_path / f"{PREFIX}00000000-ab", tmp_path / f"{PREFIX}00000000-cd"
    earlier = tmp_path / "store" / ".incoming-k3x_9a2b"  # as version 0.1.0 names them
    for path in (young, old, earlier):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"half")
    for path in (old, earlier):
        os.utime(path, (time.time() - 100_000,) * 2)
    subprocess.run([sys.executable, "-c", _NEXT, tmp_path], check=True)
    assert asides(tmp_path) == [young]


def test_temporary_folder_is_gone_at_the_end(tmp_path: Path) -> None:
    with folder_aside(tmp_path) as folder:
        (folder / "a").write_bytes(b"")
        assert rights(folder) == 0o700
    assert not list(tmp_path.iterdir())
