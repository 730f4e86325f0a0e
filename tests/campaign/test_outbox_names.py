"""Names of what is sent out: each its own, whatever the roster says, within what Windows allows, and the same from run to run."""

from __future__ import annotations

import os
import random
import zipfile
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.campaign.office import Office, day, open_office
from xltool import distribute
from xltool.campaign.file_names import LONGEST_NAME, file_name, file_name_of, is_portable, unique_names
from xltool.campaign.folder import open_campaign
from xltool.campaign.issue.outbox_names import returns_folder

#: `XLTOOL_FORMS=500` makes a shorter run.
N_FORMS = int(os.environ.get("XLTOOL_FORMS", "5000"))
#: Where an office keeps a campaign: 120 characters, and the path of a workbook is still one that Windows takes.
FAR_AWAY = "C:/Users/zhangsan/Documents/预算绩效管理科/2026年/" + "市级部门预算项目绩效目标申报" * 5
WINDOWS_PATH = 259  # units of UTF-16: MAX_PATH without the NUL
AREAS = ("常州市", "武进区", "新北区", "天宁区", "钟楼区", "经开区", "溧阳市", "金坛区")
OFFICES = ("城市管理和综合行政执法局", "卫生健康委员会", "文化广电和旅游局", "住房和城乡建设局", "人力资源和社会保障局", "农业农村局")
PARTS = ("第{}实验幼儿园（原第{}机关幼儿园）", "下属第{}综合服务中心（挂第{}信息中心牌子）", "{}街道办事处第{}社区卫生服务中心")
TOPICS = (
    "城市生活垃圾分类收集、转运与终端处理设施建设",
    "农村饮用水水源地环境综合整治及长效管护",
    "公共文化服务体系建设补助资金（含免费开放）",
)


def long_name(text: str, longest: int = 60) -> str:
    """A name of exactly that many characters, which differs from others at its end only."""
    return ("关于进一步加强和改进" * 6 + text)[-longest:]


def large_roster(n_units: int, n_projects: int) -> str:
    """A roster as a city has it: long names, many of which begin alike."""
    chance = random.Random(15)
    lines = ["编码,单位名称,主管部门,项目"]
    projects: list[list[str]] = [[] for _ in range(n_units)]
    for number in range(n_projects):
        topic, kind = chance.choice(TOPICS), chance.choice(("一期", "二期", "A:B标段", "a:b标段", "（续建）"))
        projects[number % n_units].append(long_name(f"{topic}第{number // n_units}批{kind}"))
    for number in range(n_units):
        office = chance.choice(AREAS) + chance.choice(OFFICES)
        name = long_name(office + chance.choice(PARTS).format(number, number))
        lines.append(f"{320400 + number},{name},{office},{';'.join(projects[number])}")
    return "\n".join(lines) + "\n"


def paths_of(office: Office) -> dict[tuple[str, str], str]:
    with open_campaign(office.folder) as campaign:
        return {(row.unit, row.project): row.path for row in campaign.ledger.issued()}


def assert_windows_takes(path: str) -> None:
    whole = PureWindowsPath(FAR_AWAY, "outbox", *PurePosixPath(path).parts)
    assert len(str(whole).encode("utf-16-le")) // 2 <= WINDOWS_PATH
    assert all(is_portable(part) and len(part.encode()) <= 235 for part in PurePosixPath(path).parts)


def test_a_large_roster_of_long_names_is_sent_out_as_it_is(tmp_path: Path) -> None:
    office = open_office(tmp_path / "campaign", large_roster(N_FORMS * 3 // 5, N_FORMS))
    made = distribute(office.folder, zips=True)
    paths = paths_of(office)
    assert len(made.written) == len(paths) == len({path.casefold() for path in paths.values()}) == N_FORMS
    for (unit, _), path in paths.items():
        assert_windows_takes(path)
        assert path.startswith(f"{unit}/{unit}-")
    assert made.department_zips is not None
    packed = [name for path in made.department_zips.written for name in zipfile.ZipFile(path).namelist()]
    assert sorted(packed) == sorted(paths.values())
    again = distribute(office.folder)
    assert (len(again.written), len(again.unchanged)) == (0, N_FORMS)


def test_units_and_projects_of_one_name_get_numbers_all_at_once(tmp_path: Path) -> None:
    office = open_office(tmp_path / "campaign", 'id,name,projects\na:b,甲,\na?b,乙,\nA*B,丙,\nu,丁,"x:y;x?y;X*Y;x_y-2"\n')
    distribute(office.folder)
    assert paths_of(office) == {
        ("a:b", ""): "a_b/a_b-甲.xlsx",
        ("a?b", ""): "a_b-2/a_b-乙.xlsx",
        ("A*B", ""): "A_B-3/A_B-丙.xlsx",
        ("u", "x:y"): "u/u-丁-x_y.xlsx",
        ("u", "x?y"): "u/u-丁-x_y-2.xlsx",
        ("u", "X*Y"): "u/u-丁-X_Y-3.xlsx",
        ("u", "x_y-2"): "u/u-丁-x_y-2-2.xlsx",
    }


def test_names_stay_when_others_come_and_go(tmp_path: Path) -> None:
    office = open_office(tmp_path / "campaign", "id,name,projects\na:b,甲,\nu,丁,x:y;x?y\n")
    distribute(office.folder)
    before = paths_of(office)
    (office.folder / "roster.csv").write_text("id,name,projects\na?b,乙,\na:b,甲,\nu,丁,x*y;x?y\n", encoding="utf-8")
    made = distribute(office.folder)
    after = paths_of(office)
    assert {form: after[form] for form in before} == before  # that of the project that is gone is nobody else's
    assert (after["a?b", ""], after["u", "x*y"]) == ("a_b-2/a_b-乙.xlsx", "u/u-丁-x_y-3.xlsx")
    assert (len(made.written), len(made.unchanged), len(made.gone)) == (2, 2, 1)


def test_marked_returns_lie_in_folders_of_the_same_names(tmp_path: Path) -> None:
    """A folder is handed back as it is: it holds nothing of another unit."""
    office = open_office(tmp_path / "campaign", "id,name\na:b,甲\na?b,乙\n")
    distribute(office.folder)
    for number, unit in enumerate(("a:b", "a?b")):
        office.send(f"{number}.xlsx", unit, None, day(1 + number), total=1)
    office.collect()
    with open_campaign(office.folder) as campaign:
        folders = {item.unit: PurePosixPath(str(item.returned)).parts[0] for item in campaign.ledger.heads()}
    assert folders == {"a:b": "a_b", "a?b": "a_b-2"}
    assert returns_folder("a*b", {"a:b": "a_b", "a?b": "a_b-2"}) == "a_b-3"  # not on the roster
    assert returns_folder(None, {}) == "_"


def test_drafts_and_zips_have_names_of_their_own_too(tmp_path: Path) -> None:
    roster = "id,name,department,email\na:b,甲,D/1,a@example.invalid\na?b,乙,D?1,b@example.invalid\n"
    office = open_office(tmp_path / "campaign", roster)
    made = distribute(office.folder, zips=True, mail="draft")
    assert made.mailed is not None
    assert made.department_zips is not None
    assert [path.name for path in made.mailed.drafts] == ["a_b.eml", "a_b-2.eml"]
    assert [path.name for path in made.department_zips.written] == ["D_1.zip", "D_1-2.zip"]
    assert zipfile.ZipFile(made.department_zips.written[1]).namelist() == ["a_b-2/a_b-乙.xlsx"]


@pytest.mark.parametrize(
    ("parts", "wanted"),
    [
        (("A1", "档案馆", "数字化"), "A1-档案馆-数字化"),
        (("A1", "局" * 60, "路灯改造二期工程项目"), f"A1-{'局' * 37}…{'局' * 18}-路灯改造二期工程项目"),  # only the longest is shortened
        (("A1", "局" * 60, "灯" * 60), f"A1-{'局' * 22}…{'局' * 10}-{'灯' * 22}…{'灯' * 10}"),
        (("A1", "𠮷" * 60), f"A1-{'𠮷' * 22}…{'𠮷' * 11}"),  # two units of UTF-16 each
    ],
)
def test_the_project_never_falls_off(parts: tuple[str, ...], wanted: str) -> None:
    assert file_name_of(parts) == wanted


@given(st.lists(st.text(max_size=200), unique=True, max_size=30), st.sets(st.text(max_size=5), max_size=3))
def test_any_texts_have_names_that_every_system_takes(texts: list[str], taken: set[str]) -> None:
    names = unique_names({text: file_name(text) for text in texts}, taken=taken)
    assert list(names) == texts
    assert len({name.casefold() for name in names.values()} - {name.casefold() for name in taken}) == len(texts)
    for name in names.values():
        assert is_portable(name)
        assert len(name.encode("utf-16-le")) // 2 <= LONGEST_NAME + 3
    assert unique_names({text: file_name(text) for text in reversed(texts)}, before=names, taken=taken) == names


def test_thousands_of_one_name_take_no_time() -> None:
    names = unique_names({str(number): "same" for number in range(20_000)})
    assert len(set(names.values())) == 20_000
    assert names["19999"] == "same-20000"
