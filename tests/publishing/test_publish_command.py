"""`xltool publish`: a campaign or files, one file or one each, exit statuses and errors that say what to do."""

from __future__ import annotations

import sys
from copy import deepcopy
from pathlib import Path

import pytest

import xltool
from tests.generated_docs import ROOT
from tests.publishing.prints import example, texts_of
from xltool.base.errors import UsageError
from xltool.base.states import SubmissionState
from xltool.cli import main

TEMPLATE = ROOT / "templates" / "monthly-report.yaml"


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("forms") / "月报.xlsx"
    xltool.build("monthly-report", path, data=dict(example(TEMPLATE)))
    return path


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = deepcopy(dict(example(TEMPLATE)))
    data["sign"]["phone"] = "12"
    path = tmp_path_factory.mktemp("faulty") / "有误.xlsx"
    xltool.build("monthly-report", path, data=data)
    return path


def run(*words: str | Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["xltool", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
    out, err = capsys.readouterr()
    return int(ended.value.code or 0), out, err


def test_one_file_whose_ending_names_the_format(workbook: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for ending in ("pdf", "docx", "html"):
        path = tmp_path / f"print.{ending}"
        status, out, err = run("--lang", "en", "publish", workbook, "-o", path, capsys=capsys)
        assert (status, err) == (0, "")
        assert out.splitlines()[0] == f"wrote {path}, 1 form"
        assert path.stat().st_size > 5000


def test_a_folder_takes_one_file_or_one_for_each_form(
    workbook: Path, faulty: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, _, err = run("--lang", "zh", "publish", workbook, faulty, "-o", tmp_path / "one", capsys=capsys)
    assert (status, [path.name for path in (tmp_path / "one").iterdir()]) == (1, ["一般公共预算支出执行情况月报表.pdf"])
    assert "有误.xlsx：有错误，仍已公开" in err
    status, out, _ = run("--lang", "zh", "publish", workbook, faulty, "-o", tmp_path / "each", "--each", "--format", "html", capsys=capsys)
    assert status == 1
    assert len([path for path in (tmp_path / "each").iterdir() if path.name.startswith("示例市财政局")]) == 2
    assert "2 个文件" in out


def test_masking_says_what_it_did(workbook: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "masked.pdf"
    status, out, _ = run("--lang", "zh", "publish", workbook, "-o", path, "--mask", "--stamp", capsys=capsys)
    text = texts_of(path.read_bytes(), "-layout")
    assert status == 0
    assert "已隐去：联系电话，1 处" in out
    assert "0519****" in text
    assert "85680000" not in text
    assert "通过 · 数据截至" in text


def test_what_cannot_be_read_is_left_out_with_a_warning(workbook: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = tmp_path / "other.xlsx"
    other.write_bytes(b"no workbook")
    status, _, err = run("--lang", "en", "publish", workbook, other, "-o", tmp_path / "a.pdf", capsys=capsys)
    assert status == 1
    assert "other.xlsx: cannot be read and is left out" in err
    status, _, err = run("--lang", "en", "publish", other, "-o", tmp_path / "b.pdf", capsys=capsys)
    assert status == 2
    assert "nothing to publish" in err
    assert not (tmp_path / "b.pdf").exists()


@pytest.mark.parametrize(("words", "said"), [
    (["-o", "a.pdf", "--format", "html"], "does not fit --format html"),
    (["-o", "a.pdf", "--each"], "-o must be a folder"),
    (["-o", "a.docx", "--standard", "ua"], "--standard is for PDF alone"),
    (["-o", "a", "--standard", "x"], "ua"),
    ([], "-o"),
])  # fmt: skip
def test_options_that_contradict_each_other(words: list[str], said: str, workbook: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run("--lang", "en", "publish", workbook, *words, capsys=capsys)
    assert (status, out) == (2, "")
    assert said in err


@pytest.mark.parametrize(("format_", "module", "package"), [("pdf", "typst", "typst"), ("docx", "docx", "python-docx")])
def test_a_missing_package_says_what_to_install(
    format_: str, module: str, package: str, workbook: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(UsageError) as caught:
        xltool.publish(workbook, output=tmp_path / f"a.{format_}")
    assert f"{package} is missing" in caught.value.message.en
    assert 'pip install "xltool[publish]"' in caught.value.message.zh


def test_a_campaign_publishes_what_it_accepted(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    list(xltool.demo(tmp_path / "demo"))
    accepted = [stand for stand in xltool.status(tmp_path / "demo").forms if stand.state == SubmissionState.ACCEPTED]
    capsys.readouterr()
    status, out, _ = run("--lang", "en", "publish", tmp_path / "demo", "-o", tmp_path / "all.pdf", capsys=capsys)
    assert status == 0
    assert f"{len(accepted)} forms" in out
    text = texts_of((tmp_path / "all.pdf").read_bytes(), "-l", "1")
    assert all(stand.unit.name in text for stand in accepted)
