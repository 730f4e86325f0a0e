"""Name what a file is by its content, whatever its name says."""

from __future__ import annotations

import re
from collections.abc import Sequence

from xltool.base.messages import Text

ZIP_HEADS = (b"PK\x03\x04", b"PK\x05\x06")
OLE_HEAD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: How much of a file is looked at.
HEAD = 4096

_OLD_EXCEL = Text(
    "Excel {version} 的 .xls 文件（1990 年代初的格式），请用 LibreOffice 打开后另存为 .xlsx",
    "an .xls file of Excel {version}, a format of the early 1990s; LibreOffice can open it and save it as .xlsx",
)
_BY_HEAD: tuple[tuple[bytes, Text], ...] = (
    (b"%PDF", Text("PDF 文档", "a PDF document")),
    (b"{\\rt", Text("RTF 文档", "an RTF document")),
    (b"\x1f\x8b", Text("GZIP 压缩包", "a GZIP archive")),
    (b"\xff\xd8\xff", Text("JPEG 图片", "a JPEG picture")),
    (b"\x89PNG", Text("PNG 图片", "a PNG picture")),
    (b"GIF8", Text("GIF 图片", "a GIF picture")),
    (b"MZ", Text("可执行程序", "a program")),
    (b"\x7fELF", Text("可执行程序", "a program")),
    # A BOF record of BIFF 2, 3 and 4, which stand in no container ([MS-XLS] has later ones only).
    (b"\x09\x00\x04\x00", _OLD_EXCEL.filled(version="2")),
    (b"\x09\x02\x06\x00", _OLD_EXCEL.filled(version="3")),
    (b"\x09\x04\x06\x00", _OLD_EXCEL.filled(version="4")),
)
_BY_TEXT: tuple[tuple[re.Pattern[str], Text], ...] = (
    (re.compile(r"urn:schemas-microsoft-com:office:spreadsheet"), Text("XML 电子表格 2003", "an XML Spreadsheet 2003")),
    (re.compile(r"uof:|http://schemas\.uof\.org", re.IGNORECASE), Text("UOF 文档", "a UOF document")),
    (re.compile(r"<office:document\b"), Text("单一 XML 的 OpenDocument", "a flat OpenDocument file")),
    (re.compile(r"<(!doctype\s+html|html|table|head|body|meta|script)\b", re.IGNORECASE), Text("HTML 网页", "an HTML page")),
    (re.compile(r"\A\s*<(\?xml|[A-Za-z])"), Text("XML 文件", "an XML file")),
    (re.compile(r"\AMIME-Version:", re.IGNORECASE), Text("MHTML 网页", "an MHTML page")),
    (re.compile(r"\AID;P|\ASYLK", re.IGNORECASE), Text("SYLK 文件", "a SYLK file")),
    (re.compile(r"\A\s*[\[{]"), Text("JSON 文件", "a JSON file")),
    (re.compile(r"\A[^\n]*[,;\t|]"), Text("CSV 文本", "CSV text")),
)
_UNPACK = Text("请解压后发送其中的表格，或打成 ZIP 压缩包", "send the workbooks in it, or pack them as a ZIP archive")
_PLAIN_MAIL = Text(
    "请发件人改用不加密的邮件重新发送，或在邮件程序中打开后把附件另存",
    "have it sent again without encryption or an opaque signature, or open it in a mail program and save the attachments",
)
_WRAPPINGS: tuple[tuple[re.Pattern[bytes], Text, Text], ...] = (
    (re.compile(rb"Rar!\x1a\x07"), Text("RAR 压缩包", "a RAR archive"), _UNPACK),
    (re.compile(rb"7z\xbc\xaf\x27\x1c"), Text("7z 压缩包", "a 7z archive"), _UNPACK),
    (re.compile(rb"MSCF\0\0\0\0"), Text("CAB 压缩包", "a CAB archive"), _UNPACK),
    (re.compile(rb"\x28\xb5\x2f\xfd"), Text("Zstandard 压缩包", "a Zstandard archive"), _UNPACK),
    (re.compile(rb"(?s)..-lh[0-9ds]-"), Text("LHA 压缩包", "an LHA archive"), _UNPACK),
    # TNEF_SIGNATURE of [MS-OXTNEF]
    (
        re.compile(rb"\x78\x9f\x3e\x22"),
        Text("Outlook 的 winmail.dat（TNEF）", "Outlook's winmail.dat (TNEF)"),
        Text(
            "请发件人把邮件格式改为 HTML 或纯文本后重新发送", "have it sent again from Outlook as HTML or plain text and not as rich text"
        ),
    ),
    # A ContentInfo of signed-data or enveloped-data (RFC 5652), as DER or BER
    (
        re.compile(rb"(?s)\x30(?:[\x00-\x80]|\x81.|\x82..|\x83...|\x84....)\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07[\x02\x03]"),
        Text("S/MIME 签名或加密邮件（smime.p7m）", "a mail signed or encrypted with S/MIME (smime.p7m)"),
        _PLAIN_MAIL,
    ),
    (re.compile(rb"-----BEGIN PGP MESSAGE-----"), Text("PGP 加密邮件", "a mail encrypted with PGP"), _PLAIN_MAIL),
)
#: How the names of parts begin in the packages of other programs.
_BY_PART: tuple[tuple[str, Text], ...] = (
    ("word/", Text("Word 文档", "a Word document")),
    ("ppt/", Text("PowerPoint 演示文稿", "a PowerPoint presentation")),
    ("index/", Text("Apple Numbers 表格", "an Apple Numbers document")),
    ("content.xml", Text("其他 OpenDocument 文档", "another OpenDocument document")),
)
_ARCHIVE = Text("ZIP 压缩包，请解压后发送其中的表格", "a ZIP archive; send the workbooks in it")
_PLAIN = Text("纯文本", "plain text")
_ZEROS = Text("内容全为零，可能未下载完", "only zeros, perhaps an unfinished download")
_UNKNOWN = Text("无法识别的内容", "unknown content")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def what_is(head: bytes) -> Text:
    """Name what a file is that is not a workbook, as far as that helps its sender; `head` is its first bytes."""
    if not head.strip(b"\0"):
        return _ZEROS
    for start, name in _BY_HEAD:
        if head.startswith(start):
            return name
    text = _as_text(head)
    if text is None:
        return _UNKNOWN
    return next((name for pattern, name in _BY_TEXT if pattern.search(text)), _PLAIN)


def what_wraps(head: bytes) -> tuple[Text, Text] | None:
    """Name what holds other files and is not opened, and say what its sender is to do; None for all else."""
    return next(((what, advice) for pattern, what, advice in _WRAPPINGS if pattern.match(head)), None)


def what_package_is(part_names: Sequence[str]) -> Text:
    """Name a ZIP package that is not a workbook by its parts, in lower case."""
    return next((what for start, what in _BY_PART if any(name.startswith(start) for name in part_names)), _ARCHIVE)


def _as_text(head: bytes) -> str | None:
    """Decode bytes in the encodings that text files of Chinese offices have; None when they are not text."""
    encodings = ["utf-16"] if head[:2] in (b"\xff\xfe", b"\xfe\xff") else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        for cut in range(4):  # the last character may be cut
            try:
                text = head[: len(head) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
            return None if _CONTROL.search(text) else text
    return None
