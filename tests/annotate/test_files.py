"""Which files come back, under which names."""

from __future__ import annotations

from pathlib import Path

from typer.testing import CliRunner

from tests.annotate.support import send
from xltool import annotate, check
from xltool.base.files import WrittenApart
from xltool.checking.marked_return import marked_returns
from xltool.cli import app


def names(paths: list[Path]) -> list[str]:
    return [path.name for path in paths]


def test_the_name_tells_what_it_is(tmp_path: Path) -> None:
    report = check([send(tmp_path / "城管局.xlsx")])
    assert names(annotate(report, tmp_path / "out")) == ["城管局（已标注）.xlsx"]
    assert names(annotate(report, tmp_path / "out", lang="en")) == ["城管局.marked.xlsx"]


def test_the_mark_does_not_pile_up(tmp_path: Path) -> None:
    (first,) = annotate(check([send(tmp_path / "a.xlsx")]), tmp_path / "one")
    assert names(annotate(check([first]), tmp_path / "two")) == ["a（已标注）.xlsx"]


def test_files_of_one_name_do_not_collide(tmp_path: Path) -> None:
    sent = [send(tmp_path / folder / "表.xlsx") for folder in ("水利局", "教育局")]
    sent.append(send(tmp_path / "教育局" / "表.xlsm"))
    made = annotate(check(sent), tmp_path / "out")
    assert names(made) == ["水利局-表（已标注）.xlsx", "教育局-表（已标注）.xlsx", "教育局-表（已标注 2）.xlsx"]
    assert len(list((tmp_path / "out").iterdir())) == 3


def test_a_checked_file_is_never_overwritten(tmp_path: Path) -> None:
    """Not even when it lies where its return would go, or when a link leads to it."""
    (first,) = annotate(check([send(tmp_path / "a.xlsx")]), tmp_path)
    content = first.read_bytes()
    (second,) = annotate(check([first]), tmp_path)
    assert names([second]) == ["a（已标注 2）.xlsx"]
    assert first.read_bytes() == content
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "a（已标注）.xlsx").symlink_to(first)
    assert names(annotate(check([first]), tmp_path / "out")) == ["a（已标注 2）.xlsx"]


def test_running_again_writes_the_same_files(tmp_path: Path) -> None:
    report = check([send(tmp_path / "a.xlsx")])
    assert annotate(report, tmp_path / "out") == annotate(report, tmp_path / "out")
    assert len(list((tmp_path / "out").iterdir())) == 1


def test_a_very_long_name_is_shortened(tmp_path: Path) -> None:
    report = check([send(tmp_path / f"{'名' * 75}.xlsx")])
    (made,) = annotate(report, tmp_path / "out")
    assert made.exists()


def test_an_unreadable_file_has_no_return(tmp_path: Path) -> None:
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04 not really")
    made = list(marked_returns(check([broken, send(tmp_path / "a.xlsx")]), tmp_path / "out", WrittenApart()))
    assert [item.path is None for item in made] == [True, False]


def test_command_line(tmp_path: Path) -> None:
    (tmp_path / "broken.xlsx").write_bytes(b"no workbook")
    send(tmp_path / "a.xlsx")
    arguments = ["check", str(tmp_path / "a.xlsx"), str(tmp_path / "broken.xlsx"), "--annotate", str(tmp_path / "out")]
    done = CliRunner().invoke(app, [*arguments, "--lang", "zh"])
    assert done.exit_code == 1
    assert (tmp_path / "out" / "a（已标注）.xlsx").exists()
    assert "已标注" not in done.stdout
    assert "broken.xlsx：无法读取，没有可退回的标注件" in done.stderr
