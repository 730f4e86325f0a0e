"""Several folders that are not as many campaigns of one form: one sentence in each language says what is wrong and what to do."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.campaign.office import Office, day
from tests.rounds.counties import ROSTERS, opened
from xltool import merge
from xltool.base.errors import UsageError
from xltool.campaign.folder import init

Given = Callable[[Path, list[Path]], list[Path]]


def twice(_: Path, folders: list[Path]) -> list[Path]:
    return [folders[0], folders[1], folders[0] / "inbox" / ".."]


def copied(tmp_path: Path, folders: list[Path]) -> list[Path]:
    shutil.copytree(folders[0], tmp_path / "copy")
    return [folders[0], tmp_path / "copy"]


def a_folder_that_is_none(tmp_path: Path, folders: list[Path]) -> list[Path]:
    (tmp_path / "letters").mkdir()
    return [folders[0], tmp_path / "letters"]


def what_holds_campaigns(_: Path, folders: list[Path]) -> list[Path]:
    return [folders[0].parent, folders[0]]


def one_that_is_not_there(tmp_path: Path, folders: list[Path]) -> list[Path]:
    return [folders[0], tmp_path / "2024"]


def of_two_forms(tmp_path: Path, folders: list[Path]) -> list[Path]:
    init(tmp_path / "audit", "single-audit", year=2022, lang="en")
    return [folders[0], folders[1], tmp_path / "audit"]


CASES: dict[str, tuple[Given, str, str]] = {
    "the same folder twice": (twice, "给出了两次，每个收集任务只能给出一次", "is given twice; name each campaign once"),
    "a copy": (copied, "是同一个收集任务的两份副本（编号都是 grant-", "are copies of one campaign (both have the id grant-"),
    "no campaign": (
        a_folder_that_is_none,
        "letters 不是收集任务文件夹（没有 campaign.yaml）；几个任务一起时只能给出任务文件夹",
        "letters is not a campaign folder (no campaign.yaml found). Where several campaigns are named, all must be campaign folders",
    ),
    "a folder of campaigns": (what_holds_campaigns, "；它下面有：", "; it holds "),
    "nothing there": (one_that_is_not_there, "找不到文件", "file not found"),
}  # fmt: skip
MERGED_ONLY: dict[str, tuple[Given, str, str]] = {
    "two forms": (
        of_two_forms,
        "用的不是同一表格，请按表格分别汇总：grant：xltool merge ",
        "are of different forms, which are merged form by form: grant: xltool merge ",
    ),
}


@pytest.mark.parametrize("case", [*CASES, *MERGED_ONLY])
def test_merge_says_what_is_wrong_and_what_to_do(case: str, folders: list[Path], tmp_path: Path) -> None:
    given, zh, en = (CASES | MERGED_ONLY)[case]
    with pytest.raises(UsageError) as refused:
        merge(given(tmp_path, folders), output=tmp_path / "s.xlsx")
    assert zh in refused.value.message.zh
    assert en in refused.value.message.en
    assert not (tmp_path / "s.xlsx").exists()


def test_several_areas_need_a_file_to_write_to(folders: list[Path]) -> None:
    with pytest.raises(UsageError, match="need a file to write to: xltool merge ") as refused:
        merge(folders)
    assert "请用 -o 指定汇总表" in refused.value.message.zh
    assert not (folders[0] / "summary.xlsx").exists()


def test_a_campaign_among_files_is_refused(folders: list[Path], tmp_path: Path) -> None:
    form = folders[0] / "inbox" / "LIB.xlsx"
    with pytest.raises(UsageError, match="is a campaign, which cannot be merged with other files") as mixed:
        merge([folders[0], form], output=tmp_path / "s.xlsx")
    assert "不能与其他文件一起汇总" in mixed.value.message.zh
    with pytest.raises(UsageError, match=r"holds campaigns. Name their folders: xltool merge .*wujin-2021"):
        merge([folders[0].parent], output=tmp_path / "s.xlsx")


def test_an_output_that_cannot_be_is_refused_before_the_work_begins(folders: list[Path], tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"the summary must be an \.xlsx file"):
        merge(folders, output=tmp_path / "s.csv")


def test_campaigns_with_one_title_are_told_apart_by_their_folders(tmp_path: Path) -> None:
    same = [opened(tmp_path / name, ROSTERS["xinbei-2021"], 2022, "Grants") for name in ("north", "south")]
    merged = merge([office.folder for office in same], output=tmp_path / "s.xlsx", lang="en")
    assert merged.frames["campaigns"]["campaign"].nunique() == 2


def test_a_ledger_in_sqlite_beside_one_in_postgresql(counties: dict[str, Office], tmp_path: Path, postgresql_url: str) -> None:
    other = opened(tmp_path / "2023", ROSTERS["wujin-2022"], 2023, ledger=postgresql_url)
    other.send("LIB.xlsx", "LIB", "P", day(1), items=[("x", 1)])
    other.collect()
    folders = [counties["wujin-2022"].folder, other.folder]
    merged = merge(folders, output=tmp_path / "s.xlsx", lang="en")
    assert merged.forms["year"].tolist() == [2022] * 4 + [2023]


def test_as_they_were_at_a_time(folders: list[Path], tmp_path: Path) -> None:
    merged = merge(folders, output=tmp_path / "s.xlsx", as_of=day(-300))
    assert len(merged.forms) == 0
    assert set(merged.submissions["status"]) == {"missing"}
