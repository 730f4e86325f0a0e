"""OLE containers: old workbooks (.xls, WPS .et), encrypted packages, and documents of other programs."""

from __future__ import annotations

from pathlib import Path

import olefile

from xltool.base.findings import Finding
from xltool.base.messages import Text
from xltool.base.reader_rules import READER_RULES
from xltool.reading.formats.xls import is_encrypted
from xltool.reading.guard.archive import damaged

#: The streams that hold a workbook: BIFF8 (Excel 97 and later), BIFF5 (Excel 5 and 95).
_WORKBOOKS = ("Workbook", "Book")
_OTHERS = {
    "WordDocument": Text("Word 文档", "a Word document"),
    "PowerPoint Document": Text("PowerPoint 演示文稿", "a PowerPoint presentation"),
    "__properties_version1.0": Text("Outlook 邮件", "an Outlook message"),
}
_UNKNOWN = Text("其他程序的 OLE 文件", "an OLE file of another program")
_BROKEN = Text("OLE 容器结构错误", "the OLE container is broken")


def guard_ole(path: Path) -> Finding | None:
    """What forbids to parse an OLE container; None when it holds a workbook that can be read."""
    try:
        with olefile.OleFileIO(str(path)) as container:
            names = [name for name in _WORKBOOKS if container.exists(name)]
            if container.exists("EncryptedPackage"):
                return READER_RULES["file.encrypted"].finding()
            if not names:
                what = next((what for name, what in _OTHERS.items() if container.exists(name)), _UNKNOWN)
                return READER_RULES["file.not-a-workbook"].finding(reason=what)
            stream = container.openstream(names[0]).read()
    except Exception:  # noqa: BLE001 - olefile raises whatever the broken structure makes it raise
        return damaged(_BROKEN)
    return READER_RULES["file.encrypted"].finding() if is_encrypted(stream) else None


def workbook_stream(path: Path) -> bytes:
    """The stream of the workbook in a container that the guard let through."""
    with olefile.OleFileIO(str(path)) as container:
        name = next(name for name in _WORKBOOKS if container.exists(name))
        return bytes(container.openstream(name).read())
