"""The workers: what a file does to one is that file's finding, and nobody else notices."""

from __future__ import annotations

import errno
import mmap
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

import xltool
from tests.formats.packages import NAME, changed, good_bytes, text_cell
from tests.hostile.tricks import make
from xltool.base.errors import DefinitionError, UsageError, XltoolError
from xltool.base.messages import Text
from xltool.reading.guard import Limits
from xltool.reading.guard.refusal import Refused, broken
from xltool.reading.pool import isolation, processes, workers
from xltool.reading.read_workbook import read_many, read_workbook, work_many
from xltool.reading.reading_record import Reading

KILLER = ".xlsb, a sheet of 250 MB"


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    isolation.end_workers()
    yield
    isolation.end_workers()


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("good") / "good.xlsx"
    path.write_bytes(good_bytes())
    return path


@pytest.fixture
def spawning() -> Iterator[None]:
    """A second thread: workers are no longer forked but started anew."""
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    yield
    done.set()
    thread.join()


def rules(reading: Reading) -> list[str]:
    return [finding.rule for finding in reading.document.findings]


def test_a_worker_reads_what_this_process_reads(good: Path) -> None:
    there, here = read_workbook(good), read_workbook(good, limits=Limits(isolated=False))
    assert there.document == here.document
    assert there.definition == here.definition


@pytest.mark.usefixtures("spawning")
def test_a_started_worker_reads_what_a_forked_one_reads(good: Path) -> None:
    assert read_workbook(good).document == read_workbook(good, limits=Limits(isolated=False)).document


@pytest.mark.parametrize("n_workers", [1, 2, 3])
def test_order_is_kept_and_a_killer_harms_itself_only(n_workers: int, good: Path, tmp_path: Path) -> None:
    killer = make(KILLER, tmp_path)
    named = [changed(tmp_path / f"{number}.xlsx", text_cell("B4", f"n{number}")) for number in range(4)]
    paths = [named[0], killer, named[1], killer, killer, named[2], named[3], good]
    found = list(read_many(paths, n_workers=n_workers))
    assert [rules(reading) == ["file.too-costly"] for reading in found] == [path == killer for path in paths]
    alone = [read_workbook(path).document for path in paths]
    assert [reading.document for reading in found] == alone


@pytest.mark.usefixtures("spawning")
def test_a_killed_worker_that_was_started_is_replaced(good: Path, tmp_path: Path) -> None:
    found = list(read_many([make(KILLER, tmp_path), good]))
    assert rules(found[0]) == ["file.too-costly"]
    assert found[1].document.data


def test_time(good: Path) -> None:
    reading = read_workbook(good, limits=Limits(seconds=0.001))
    assert rules(reading) == ["file.too-costly"]
    assert "0.003 s" in reading.document.findings[0].message.en
    assert read_workbook(good).document.data


def test_memory(good: Path, tmp_path: Path) -> None:
    killer = make(KILLER, tmp_path)
    reading = read_workbook(killer, limits=Limits(seconds=60))
    assert rules(reading) == ["file.too-costly"]
    assert "memory" in reading.document.findings[0].message.en
    assert read_workbook(good).document.data


def test_a_worker_that_died_while_idle_is_replaced(good: Path) -> None:
    before = worker_of(good)
    os.kill(before, signal.SIGKILL)
    while Path(f"/proc/{before}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] != "Z":
        time.sleep(0.01)  # a busy machine takes its time
    assert worker_of(good) != before


def test_a_worker_serves_many_calls(good: Path) -> None:
    assert worker_of(good) == worker_of(good)


def worker_of(good: Path) -> int:
    """The process that reads."""
    assert read_workbook(good).document.data
    children = Path(f"/proc/self/task/{threading.get_native_id()}/children").read_text().split()
    return int(children[-1])


def test_many_threads(good: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: read_workbook(good).document, range(12)))
    assert all(document == found[0] for document in found)
    assert found[0].data


def test_a_caller_may_stop_early(good: Path) -> None:
    readings = read_many([good] * 20, n_workers=2)
    assert next(readings).document.data
    readings.close()  # type: ignore[attr-defined]
    assert read_workbook(good).document.data


def test_relative_paths_follow_the_caller(good: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a", "b"):
        folder = tmp_path / name
        folder.mkdir()
        changed(folder / "form.xlsx", text_cell("B4", name))
        monkeypatch.chdir(folder)
        assert read_workbook(Path("form.xlsx")).document.get(NAME) is not None
        assert read_workbook(Path("form.xlsx")).document == read_workbook(folder / "form.xlsx").document
    assert read_workbook(good).document.data


def test_a_wrong_definition_is_told_to_the_caller(good: Path, tmp_path: Path) -> None:
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / "project-performance-target.yaml").write_text("id: [", encoding="utf-8")
    with pytest.raises(DefinitionError) as there:
        read_workbook(good, folder)
    with pytest.raises(DefinitionError) as here:
        read_workbook(good, folder, Limits(isolated=False))
    assert there.value == here.value
    with pytest.raises(UsageError):
        read_workbook(good, tmp_path / "nowhere")
    assert read_workbook(good).document.data


SCRIPT = """
    import sys, threading, xltool
    if len(sys.argv) > 2:
        threading.Thread(target=threading.Event().wait, daemon=True).start()
    print(len(xltool.read(sys.argv[1]).data))
    print(open(f"/proc/self/task/{threading.get_native_id()}/children").read().split()[-1])
"""


@pytest.mark.parametrize("threads", [[], ["with a thread"]], ids=["forked", "started"])
def test_a_plain_script(threads: list[str], good: Path, tmp_path: Path) -> None:
    """Nothing but a script: no `if __name__ == "__main__"`, and no process stays behind."""
    script = tmp_path / "script.py"
    script.write_text(textwrap.dedent(SCRIPT), encoding="utf-8")
    done = subprocess.run([sys.executable, str(script), str(good), *threads], capture_output=True, text=True, timeout=60, check=True)
    n_fields, worker = done.stdout.split()
    assert int(n_fields) == len(xltool.read(good).data)
    assert done.stderr == ""
    assert not Path(f"/proc/{worker}").exists()


INTERRUPTED = """
    import signal, sys, xltool
    signal.signal(signal.SIGINT, signal.default_int_handler)  # what is started in the background ignores interrupts
    print("on", flush=True)
    while True: xltool.check([sys.argv[1]] * 50)
"""


def test_an_interrupt_ends_the_command_and_its_workers(good: Path, tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(textwrap.dedent(INTERRUPTED), encoding="utf-8")
    running = subprocess.Popen(
        [sys.executable, str(script), str(good)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    )
    try:
        said = interrupt(running)
        assert b"KeyboardInterrupt" in said
        with pytest.raises(ProcessLookupError):
            os.killpg(running.pid, 0)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(running.pid, signal.SIGKILL)  # it would go on for ever


def interrupt(running: subprocess.Popen[bytes]) -> bytes:
    """Interrupt a process and its workers until it ends; return what it complained of."""
    assert running.stdout is not None
    running.stdout.readline()
    time.sleep(1.0)
    for _ in range(40):  # an interrupt that meets a destructor is lost
        os.killpg(running.pid, signal.SIGINT)
        try:
            return running.communicate(timeout=0.5)[1]
        except subprocess.TimeoutExpired:
            continue
    return b""


@pytest.mark.parametrize("size", [10, 3_000_000], ids=["small work", "work that does not fit into a pipe"])
def test_workers_that_die_as_they_start_are_not_started_for_ever(size: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def die(_: object) -> None:
        os._exit(1)  # as when the system gives no memory

    isolation.end_workers()
    monkeypatch.setattr(workers, "serve", die)
    monkeypatch.setattr(processes, "_can_fork", lambda: True)
    with pytest.raises(XltoolError, match="cannot start a reading process"):
        list(work_many([(tmp_path / "a.xlsx", "a")], _Ballast(b"x" * size), n_workers=1))


@dataclass(frozen=True)
class _Ballast:
    """Work that is large."""

    content: bytes

    def __call__(self, reading: object, name: str) -> str:
        return name if reading else ""


def test_file_that_is_none_gives_none_in_its_turn(tmp_path: Path) -> None:
    paths = [tmp_path / f"{number}.xlsx" for number in range(3)]
    files = [None, (paths[0], "a"), None, None, (paths[1], "b"), *[None] * 100, (paths[2], "c"), None]
    wanted = [None, "a", None, None, "b", *[None] * 100, "c", None]
    assert list(work_many(files, _Ballast(b""), n_workers=2)) == wanted


# --- the machine's trouble --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Troubled:
    """Work that writes down what it does, and that the machine disturbs at the file of one name so many times."""

    log: Path
    name: str
    times: int
    trouble: str
    caller: int

    def __call__(self, reading: Reading, name: str) -> str:
        rule = next(iter(rules(reading)), "read")
        if os.getpid() != self.caller:
            self._note(f"begin {name}")
            time.sleep(0.02)  # others would be seen meanwhile
            if name == self.name and self.log.read_text(encoding="ascii").count(f"begin {name}\n") <= self.times:
                if self.trouble == "killed":
                    os.kill(os.getpid(), signal.SIGKILL)
                raise OSError(errno.EMFILE, "Too many open files")
            self._note(f"end {name}")
        return f"{name} {rule}"

    def _note(self, line: str) -> None:
        with self.log.open("a", encoding="ascii") as file:
            file.write(f"{line}\n")


def troubled(good: Path, log: Path, times: int, trouble: str) -> list[str]:
    """Read a file eight times with two workers; the third time is disturbed."""
    work = _Troubled(log, "2", times, trouble, os.getpid())
    return list(work_many([(good, str(number)) for number in range(8)], work, n_workers=2))


@pytest.mark.parametrize("trouble", ["killed", "refused"])
def test_a_file_is_tried_again_alone_before_it_is_blamed(good: Path, tmp_path: Path, trouble: str) -> None:
    usual = read_workbook(good)
    first = next(iter(rules(usual)), "read")
    log = tmp_path / "log"
    assert troubled(good, log, 1, trouble) == [f"{number} {first}" for number in range(8)]
    lines = log.read_text(encoding="ascii").splitlines()
    last = len(lines) - 1 - lines[::-1].index("begin 2")
    assert lines[last + 1] == "end 2", "no other worker did anything meanwhile"
    assert lines.count("begin 2") == 2


@pytest.mark.parametrize(("trouble", "rule"), [("killed", "file.too-costly"), ("refused", "file.missing")])
def test_trouble_that_comes_again_is_named(good: Path, tmp_path: Path, trouble: str, rule: str) -> None:
    found = troubled(good, tmp_path / "log", 2, trouble)
    assert found[2] == f"2 {rule}"
    assert [name.partition(" ")[0] for name in found] == list("01234567")
    assert sum(rule in name for name in found) == 1


class _Heavy:
    """Work whose modules take 300 MB of address space as it reaches a worker."""

    def __reduce__(self) -> tuple[type[_Imported], tuple[int]]:
        return _Imported, (os.getpid(),)


class _Imported:
    def __init__(self, caller: int) -> None:
        self.modules = mmap.mmap(-1, 300 * 1024 * 1024) if os.getpid() != caller else None

    def __call__(self, reading: Reading, name: str) -> tuple[str, int]:
        return next(iter(rules(reading)), name), os.getpid()


def test_modules_of_a_task_do_not_tire_its_worker(good: Path) -> None:
    files = [(good, str(number)) for number in range(4)]
    found = list(work_many(files, _Heavy(), n_workers=1))  # type: ignore[arg-type]  # it is called only where it is _Imported
    assert [name for name, _ in found] == list("0123")
    assert len({pid for _, pid in found}) == 1


@dataclass(frozen=True)
class _Costly:
    """Work that takes so many seconds of the processor, or so much time without it."""

    seconds: float
    is_idle: bool
    caller: int

    def __call__(self, reading: Reading, name: str) -> str:
        if os.getpid() != self.caller:
            if self.is_idle:
                time.sleep(self.seconds)
            end = time.process_time() + self.seconds
            while not self.is_idle and time.process_time() < end:
                pass
        return next((rule for rule in rules(reading) if rule.startswith("file.")), name)


def test_what_we_do_with_a_file_is_not_the_file_s_cost(good: Path) -> None:
    """A marked return of a long form may take longer than reading it may."""
    work, limits = _Costly(2.5, False, os.getpid()), Limits(seconds=0.7)
    assert list(work_many([(good, "a")], work, limits=limits, n_workers=1)) == ["a"]


@pytest.mark.parametrize("is_idle", [False, True], ids=["of the processor", "by the clock"])
def test_that_has_a_limit_too(good: Path, is_idle: bool) -> None:
    work, limits = _Costly(60, is_idle, os.getpid()), Limits(work_seconds=0.3, patience=1.0)
    assert list(work_many([(good, "a")], work, limits=limits, n_workers=1)) == ["file.too-costly"]


def test_processor_time_where_there_is_no_proc() -> None:
    """macOS tells it by `ps`; here it tells whole seconds."""
    while time.process_time() < 1.0:
        pass
    own = processes.processor_time(os.getpid())
    assert own is not None
    assert 0 <= own - processes.ps_time(os.getpid()) < 2


@pytest.mark.parametrize(
    ("error", "is_machine_s"),
    [
        (OSError(errno.EIO, "Input/output error"), True),
        (OSError(errno.EMFILE, "Too many open files"), True),
        (MemoryError(), True),
        (OSError(errno.EINVAL, "Invalid argument"), False),  # an offset before the beginning
        (OSError("not an OLE2 structured storage file"), False),
        (ValueError("bad"), False),
    ],
    ids=repr,
)
def test_what_the_machine_fails_in_is_no_damage(error: Exception, is_machine_s: bool) -> None:
    raised = broken(error, Text(zh="坏", en="bad"))
    assert (raised is error) == is_machine_s
    assert isinstance(raised, Refused) != is_machine_s
