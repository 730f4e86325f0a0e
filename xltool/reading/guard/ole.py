"""OLE containers: old workbooks (.xls, WPS .et), encrypted packages, and documents of other programs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from xltool.base.messages import Text
from xltool.reading.guard.refusal import Refused, broken

#: The streams that hold a workbook: BIFF8 (Excel 97 and later), BIFF5 (Excel 5 and 95).
_WORKBOOKS = ("Workbook", "Book")
_MESSAGE = "__properties_version1.0"
_OTHERS = {
    "WordDocument": Text("Word 文档", "a Word document"),
    "PowerPoint Document": Text("PowerPoint 演示文稿", "a PowerPoint presentation"),
    _MESSAGE: Text("Outlook 邮件（.msg）", "an Outlook message (.msg)"),
}
_SAVE_ATTACHMENTS = Text(
    "请在 Outlook 中打开，把附件另存后发送，或把邮件另存为 .eml", "open it in Outlook and send the saved attachments, or save it as .eml"
)
_UNKNOWN = Text("其他程序的 OLE 文件", "an OLE file of another program")
_BROKEN = Text("OLE 容器结构错误", "the OLE container is broken")


@dataclass(frozen=True, kw_only=True)
class OleContainer:
    """What an OLE container holds."""

    workbook: bytes | None  # the stream of a workbook; None when there is none
    what: Text  # what the file is when it holds no workbook
    advice: Text | None = None  # what its sender is to do, where it holds other files


def open_container(path: Path) -> OleContainer:
    """Read an OLE container. Raises Refused when it is broken or an encrypted package."""
    import olefile

    try:
        with olefile.OleFileIO(str(path)) as container:
            is_encrypted = container.exists("EncryptedPackage")
            name = next((name for name in _WORKBOOKS if container.exists(name)), None)
            what = next((what for name, what in _OTHERS.items() if container.exists(name)), _UNKNOWN)
            advice = _SAVE_ATTACHMENTS if container.exists(_MESSAGE) else None
            stream = bytes(container.openstream(name).read()) if name and not is_encrypted else None
    except Exception as error:  # noqa: BLE001 - olefile raises whatever the broken structure makes it raise
        raise broken(error, _BROKEN) from None
    if is_encrypted:
        raise Refused("file.encrypted")
    return OleContainer(workbook=stream, what=what, advice=advice)
