"""Where a result is to be written: what would be a file that no program opens is refused before the work begins."""

from __future__ import annotations

from pathlib import Path

from xltool.base.errors import UsageError
from xltool.base.files import Output, is_written_through
from xltool.base.messages import Text
from xltool.base.sources import Source


def refuse_output(path: Output, ending: str, what: Text) -> None:
    """Raise UsageError when a file of that kind cannot go there: a folder, or another ending than programs know it by.

    A device, a pipe or a stream has no ending.
    """
    if not isinstance(path, Path | str):
        return
    path = Path(path)
    if path.is_dir():
        raise UsageError(Text(zh=f"-o {path} 是文件夹", en=f"-o {path} is a folder"))
    if not is_written_through(path) and path.suffix.lower() != ending:
        zh, en = f"-o {path}：{what.zh}的扩展名应为 {ending}", f"-o {path}: {what.en} must be an {ending} file"
        raise UsageError(Text(zh=zh, en=en))


def refuse_input(path: Output, source: Source) -> None:
    """Raise UsageError when a result would be written over the file that it is made from."""
    if not isinstance(path, Path | str) or not isinstance(source, Path | str):
        return
    path, source = Path(path), Path(source)
    if path.exists() and source.exists() and path.samefile(source):
        zh, en = f"-o {path} 是原件，不能覆盖；请另取文件名", f"-o {path} is the file that is read; choose another name"
        raise UsageError(Text(zh=zh, en=en))
