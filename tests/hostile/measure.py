"""Check files and print how much memory it took: `python -m tests.hostile.measure FILE...` (KiB, at the peak)."""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path

import xltool
from xltool.reading.pool import isolation


def own_peak() -> int:
    """The most that this process had. `ru_maxrss` would count what its own parent had when it started this one."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))


def main(paths: list[str]) -> None:
    report = xltool.check(paths)
    isolation.end_workers()  # only those that have ended are counted
    print(
        json.dumps(
            {
                "files": len(report.files),
                "worker": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss,
                "parent": own_peak(),
            }
        )
    )


if __name__ == "__main__":
    main(sys.argv[1:])
