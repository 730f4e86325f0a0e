"""Name the files of an export so that every system can hold them: a name with a ":" or one that differs by case is changed, and told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from xltool.base.display import visible
from xltool.base.messages import Text, listed_briefly
from xltool.campaign.file_names import file_name, free_path, is_portable

_RENAMED = Text(
    zh="{n} 个文件名是其他系统不允许的，导出时已改名：{names}",
    en="{n} file(s) have names that other systems do not take and were renamed in the export: {names}",
)
_LEFT_OUT = Text(zh="{n} 个不属于收集任务的文件没有导出：{names}", en="{n} file(s) outside the campaign were not exported: {names}")


class ExportNames:
    """The names of one export, as they are given out."""

    def __init__(self) -> None:
        self._taken: set[str] = set()  # as `free_path` keeps them
        self._renamed: list[tuple[str, str]] = []
        self._left_out: list[str] = []

    def name_for(self, original: str) -> str:
        """Return the path of a file in the export: its own, or one like it that no other file has and every system takes."""
        parts = (part if is_portable(part) else _with_ending(part) for part in original.split("/"))
        name = str(free_path(PurePosixPath(*parts), self._taken))
        if name != original:
            self._renamed.append((original, name))
        return name

    def leave_out(self, original: str) -> None:
        """Record a file that does not belong to the campaign."""
        self._left_out.append(original)

    def notes(self) -> Iterator[Text]:
        """Yield the notes for the caller: the files under other names, and those left out."""
        if self._renamed:
            names = listed_briefly([f"{visible(original)} → {name}" for original, name in self._renamed])
            yield _RENAMED.filled(n=len(self._renamed), names=names)
        if self._left_out:
            names = listed_briefly([visible(original) for original in self._left_out])
            yield _LEFT_OUT.filled(n=len(self._left_out), names=names)


def _with_ending(name: str) -> str:
    """Return a name that every system takes; one that is cut keeps its ending."""
    path = PurePosixPath(name)
    return file_name(path.stem) + file_name(f"x{path.suffix}").removeprefix("x")
