"""Check files and print how much memory it took: `python -m tests.hostile.measure FILE...` (KiB, at the peak)."""

from __future__ import annotations

import json
import resource
import sys

import xltool
from xltool.reader import isolation


def main(paths: list[str]) -> None:
    report = xltool.check(paths)
    isolation.end_workers()  # only those that have ended are counted
    print(
        json.dumps(
            {
                "files": len(report.files),
                "worker": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss,
                "parent": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,
            }
        )
    )


if __name__ == "__main__":
    main(sys.argv[1:])
