"""Where a result is to be written: what would be a file that no program opens is refused before the work begins."""

from __future__ import annotations

from pathlib import Path

from xltool.base.errors import UsageError
from xltool.base.files import is_written_through
from xltool.base.messages import Text


def refuse_output(path: Path | str, ending: str, what: Text) -> None:
    """Raise UsageError when a file of that kind cannot go there: a folder, or another ending than programs know it by.

    A device or a pipe has no ending.
    """
    path = Path(path)
    if path.is_dir():
        raise UsageError(Text(zh=f"-o {path} 是文件夹", en=f"-o {path} is a folder"))
    if not is_written_through(path) and path.suffix.lower() != ending:
        zh, en = f"-o {path}：{what.zh}的扩展名应为 {ending}", f"-o {path}: {what.en} must be an {ending} file"
        raise UsageError(Text(zh=zh, en=en))


def refuse_input(path: Path | str, source: Path | str) -> None:
    """Raise UsageError when a result would be written over the file that it is made from."""
    path, source = Path(path), Path(source)
    if path.exists() and source.exists() and path.samefile(source):
        zh, en = f"-o {path} 是原件，不能覆盖；请另取文件名", f"-o {path} is the file that is read; choose another name"
        raise UsageError(Text(zh=zh, en=en))
