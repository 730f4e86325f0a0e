"""Colleagues of a group work on one campaign, by the recipe of docs/campaign.md."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import xltool
from tests.campaign.office import ITEMS, ROSTER, TEMPLATE, YEAR, Office, day

DOCUMENT = Path(__file__).parents[2] / "docs" / "campaign.md"
RECIPE = re.compile(r"^```sh\n(chgrp .*?)```$", re.MULTILINE | re.DOTALL)
#: Numbers that nobody has; the system need not know them.
ANNA, BO, STRANGER, GROUP = 61_001, 61_002, 61_003, 61_000


XLTOOL = ("python/bin/python3", "-m", "xltool")


def _seen() -> dict[str, Path]:
    """What Python needs, by the name under which the others see it: it may be installed where only root can look."""
    paths = [Path(xltool.__file__).parents[1], *map(Path, sys.path)]
    return {"python": Path(sys.base_prefix), **{f"path{number}": path for number, path in enumerate(dict.fromkeys(paths)) if path.is_dir()}}


def _mounts(home: Path) -> str:
    return " && ".join(shlex.join(["mount", "--bind", str(path), str(home / name)]) for name, path in _seen().items())


def _environment(home: Path) -> dict[str, str]:
    paths = os.pathsep.join(str(home / name) for name in _seen() if name != "python")
    own = {"HOME": str(home), "PYTHONHOME": str(home / "python"), "PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1"}
    return {**os.environ, **own, "LD_LIBRARY_PATH": str(home / "python" / "lib")}


@dataclass(frozen=True)
class Colleague:
    """Somebody who works with xltool, as careful with rights as can be."""

    number: int
    home: Path
    groups: tuple[int, ...] = (GROUP,)

    def start(self, *command: str) -> subprocess.Popen[str]:
        who = ["setpriv", f"--reuid={self.number}", f"--regid={self.number}", *self._groups()]
        inside = f'{_mounts(self.home)} && exec {shlex.join(who)} sh -c \'umask 077 && exec "$@"\' - "$@"'
        return subprocess.Popen(
            ["unshare", "--mount", "sh", "-ec", inside, "-", *command], cwd=self.home, env=_environment(self.home),
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def _groups(self) -> list[str]:
        return [f"--groups={','.join(map(str, self.groups))}"] if self.groups else ["--clear-groups"]

    def runs(self, *arguments: str) -> tuple[int, str]:
        """Run a command of xltool."""
        return self.ended(self.start(*XLTOOL, *arguments, "--lang", "en"))

    def ended(self, process: subprocess.Popen[str]) -> tuple[int, str]:
        out, error = process.communicate(timeout=300)
        return process.returncode, out + error


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder that everybody can enter and write into."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("only root can be two users")
    if not (shutil.which("unshare") and shutil.which("setpriv")):
        pytest.skip("util-linux is not installed")
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o777)
    for name in _seen():
        (folder / name).mkdir()
    if subprocess.run(["unshare", "--mount", "true"], check=False, capture_output=True).returncode:
        pytest.skip("no mounts of our own can be made here")
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def shared(home: Path) -> Office:
    """A campaign that Anna has made and given to the group."""
    anna = Colleague(ANNA, home)
    (home / "roster.csv").write_text(ROSTER, encoding="utf-8")
    form = home / "form"
    shutil.copytree(TEMPLATE.parent.parent, form)
    for path in [form, *form.rglob("*"), home / "roster.csv"]:
        path.chmod(0o755)
    year = ("--year", str(YEAR), "--roster", "roster.csv")
    assert anna.runs("init", "2022", "--template", "grant", "--templates", str(form / "templates"), *year)[0] == 0
    (recipe,) = RECIPE.findall(DOCUMENT.read_text(encoding="utf-8"))
    assert anna.ended(anna.start("sh", "-ec", recipe.replace("budget", str(GROUP)))) == (0, "")
    return Office(home / "2022")


def test_colleagues_collect_in_turn_and_at_once(home: Path, shared: Office) -> None:
    anna, bo = Colleague(ANNA, home), Colleague(BO, home)
    assert anna.runs("distribute", "2022")[0] == 0
    assert bo.runs("distribute", "2022", "--zip", "--mail", "draft")[0] == 0
    for number, (unit, project, who) in enumerate((("LIB", "Reading", anna), ("MUS", "Light", bo), ("PARK", "Trees", anna))):
        shared.send(f"{unit}.xlsx", unit, project, day(1 + number), total=1 if who is bo else None)
        status, told = who.runs("collect", "2022")
        assert (status, "1 new" in told) == (int(who is bo), True), told
    for unit, project in (("LIB", "Books"), ("PARK", "Ponds")):
        shared.send(f"{unit}-{project}.xlsx", unit, project, day(9), items=(*ITEMS, (project, 1)))
    both = [who.start(*XLTOOL, "collect", "2022", "--lang", "en") for who in (anna, bo)]
    assert [anna.ended(process)[0] for process in both] == [0, 0]
    for who, output in ((bo, "merged.xlsx"), (anna, "merged.xlsx")):
        assert who.runs("merge", "2022", "-o", f"2022/{output}")[0] == 0
    assert bo.runs("verify", "2022")[0] == 0
    assert anna.runs("status", "2022", "-o", "2022/status.html", "--format", "html")[0] in (0, 1)
    ours = [path for path in shared.folder.rglob("*") if "inbox" not in path.parts]  # files come there from elsewhere
    assert {path.stat().st_gid for path in ours} == {GROUP}
    assert all(path.stat().st_mode & 0o2070 == 0o2070 for path in ours if path.is_dir())
    assert all(path.stat().st_mode & 0o040 for path in ours), "the group can read all"


def test_others_get_nothing(home: Path, shared: Office) -> None:
    stranger = Colleague(STRANGER, home, groups=())
    status, told = stranger.runs("collect", "2022")
    assert status == 2
    assert "may not be read" in told
    assert "Traceback" not in told
    assert shared.folder.is_dir()


def test_new_ledger_is_the_groups_as_the_old_one_was(home: Path, shared: Office) -> None:
    anna, bo = Colleague(ANNA, home), Colleague(BO, home)
    with (shared.folder / "ledger.sqlite").open("r+b") as file:
        file.truncate(1000)
    assert bo.runs("recover", "2022", "--new-key")[0] == 0
    assert anna.runs("distribute", "2022")[0] == 0
