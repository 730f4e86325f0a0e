"""The files that a path names."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import xltool
from xltool.base.errors import UsageError
from xltool.base.files import files_under


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("b.xlsx", "a/2.xlsx", "a/1.xlsx", "a.xlsx", "~$a.xlsx", ".hidden.xlsx", ".~lock.a.xlsx#", "c/d/e.zip"):
        path = tmp_path / "inbox" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"")
    return tmp_path / "inbox"


def names(found: list[Path], folder: Path) -> list[str]:
    return [path.relative_to(folder).as_posix() for path in found]


def test_folder_stands_for_all_files_in_it(folder: Path) -> None:
    found = names(list(files_under([folder])), folder)
    assert found == ["a/1.xlsx", "a/2.xlsx", "a.xlsx", "b.xlsx", "c/d/e.zip"]
    assert sorted(found, key=lambda name: Path(name).parts) == found


def test_paths_come_in_the_order_in_which_they_are_named(folder: Path) -> None:
    wanted = [folder / "b.xlsx", folder / "a" / "1.xlsx", folder / "~$a.xlsx"]
    assert list(files_under([str(wanted[0]), folder / "a" / "1.xlsx", wanted[2]])) == wanted, "what is named is meant"


def test_one_path_may_stand_by_itself(folder: Path) -> None:
    file = folder / "b.xlsx"
    assert list(files_under(str(file))) == list(files_under(file)) == [file]
    with pytest.raises(UsageError) as caught:
        xltool.check(str(folder / "nofile"))
    assert caught.value.message.en == f"file not found: {folder / 'nofile'}; check the path"


def test_links_to_files_are_followed_and_links_to_folders_are_not(folder: Path) -> None:
    (folder / "z.xlsx").symlink_to(folder / "b.xlsx")
    (folder / "loop").symlink_to(folder)
    assert names(list(files_under([folder])), folder)[-1] == "z.xlsx"


def test_what_is_not_there_is_named(folder: Path) -> None:
    with pytest.raises(UsageError, match=r"none\.xlsx"):
        list(files_under([folder, folder / "none.xlsx"]))


@pytest.mark.skipif(os.geteuid() == 0, reason="every folder opens for root")
def test_folder_that_cannot_be_opened_is_not_passed_over(folder: Path) -> None:
    (folder / "a").chmod(0)
    with pytest.raises(UsageError, match="Permission denied"):
        list(files_under([folder]))
    (folder / "a").chmod(0o755)
