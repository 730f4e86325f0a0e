"""Start a worker process and the line to it, forked where that is safe."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import weakref
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Protocol

from xltool.base.errors import XltoolError
from xltool.base.messages import Text

NO_WORKER = Text("无法启动读取进程，请检查系统资源", "cannot start a reading process; please check the resources of the system")
_THREADS = Path("/proc/self/task")

Serve = Callable[["Connection[Any, Any]"], None]


class WorkerProcess(Protocol):
    """A process as its caller handles it."""

    pid: int

    def kill(self) -> None:
        """End it at once."""
        ...

    def wait(self) -> object:
        """Wait for its end."""
        ...


class _ForkedProcess:
    """A forked process, with the little of subprocess.Popen that is needed."""

    def __init__(self, pid: int) -> None:
        self.pid = pid

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)

    def wait(self) -> None:
        with suppress(ChildProcessError):
            os.waitpid(self.pid, 0)


#: This process's ends of all lines: a forked worker must not keep those of the others open.
_lines: weakref.WeakSet[Connection[Any, Any]] = weakref.WeakSet()


def processor_time(pid: int) -> float | None:
    """Return the seconds that a process has computed for; None where the system does not tell."""
    try:
        return _windows_time(pid) if sys.platform == "win32" else _proc_time(pid) if _THREADS.exists() else ps_time(pid)
    except (OSError, IndexError, ValueError, subprocess.SubprocessError):
        return None


def _proc_time(pid: int) -> float:
    """Ask Linux (proc(5): utime and stime, in clock ticks)."""
    figures = Path(f"/proc/{pid}/stat").read_text("ascii", "replace").rpartition(")")[2].split()
    return (int(figures[11]) + int(figures[12])) / os.sysconf("SC_CLK_TCK")


def ps_time(pid: int) -> float:
    """Ask any POSIX system, such as macOS: `[[days-]hours:]minutes:seconds`, the seconds perhaps with decimals (POSIX, ps)."""
    answer = subprocess.run(["ps", "-o", "time=", "-p", str(pid)], capture_output=True, text=True, check=True, timeout=10)  # noqa: S603, S607 - a number of ours; where ps lies differs
    days, _, clock = answer.stdout.strip().rpartition("-")
    seconds = 0.0
    for part in clock.split(":"):
        seconds = seconds * 60 + float(part)
    return seconds + int(days or 0) * 86_400


def _windows_time(pid: int) -> float | None:
    """Ask Windows (GetProcessTimes: in units of 100 ns)."""
    if sys.platform != "win32":
        return None
    import ctypes
    from ctypes import wintypes

    kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    kernel.OpenProcess.restype = wintypes.HANDLE
    handle = kernel.OpenProcess(0x1000, False, pid)  # noqa: FBT003 - PROCESS_QUERY_LIMITED_INFORMATION; the handle is not inherited
    if not handle:
        return None
    try:
        created, ended, in_kernel, in_user = (wintypes.FILETIME() for _ in range(4))
        asked = kernel.GetProcessTimes(wintypes.HANDLE(handle), *map(ctypes.byref, (created, ended, in_kernel, in_user)))
    finally:
        kernel.CloseHandle(wintypes.HANDLE(handle))
    spent = sum((time.dwHighDateTime << 32) + time.dwLowDateTime for time in (in_kernel, in_user))
    return spent / 1e7 if asked else None


def start_process(serve: Serve, preload: str) -> tuple[Connection[Any, Any], WorkerProcess]:
    """Start a process that serves on a line; return our end of the line, and the process.

    One that is not forked imports the module `preload` before it counts the time and memory of its jobs.
    """
    ours, theirs = Pipe()
    try:
        process = _fork(ours, theirs, serve) if _can_fork() else _spawn(theirs, serve, preload)
    except OSError:
        raise XltoolError(NO_WORKER) from None
    finally:
        theirs.close()
    _lines.add(ours)
    return ours, process


def _can_fork() -> bool:
    """Return whether this process has a single thread: a fork copies one thread only; locks that others hold would stay locked for ever."""
    try:
        return len(list(_THREADS.iterdir())) == 1
    except OSError:
        return False


def _fork(ours: Connection[Any, Any], theirs: Connection[Any, Any], serve: Serve) -> WorkerProcess:
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, OSError, ValueError):
            stream.flush()
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # or an interrupt might meet the child on its way
    pid = os.fork()
    if pid:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        return _ForkedProcess(pid)
    try:
        for line in (ours, *_lines):
            line.close()
        serve(theirs)
    finally:
        os._exit(0)


def _spawn(theirs: Connection[Any, Any], serve: Serve, preload: str) -> WorkerProcess:
    handle = theirs.fileno()
    modules = "" if preload == "__main__" else f"import {preload}; "
    code = f"import sys; sys.path[:] = {sys.path!r}; {modules}from {serve.__module__} import main; main({handle})"
    command = [sys.executable, "-c", code]
    if sys.platform == "win32":
        os.set_handle_inheritable(handle, True)  # noqa: FBT003 - as the library has it
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, close_fds=False)  # noqa: S603
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, pass_fds=[handle])  # noqa: S603 - our own interpreter
