"""Read the picture that a template names for a sheet: a file beside the template, whose bytes say what it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from xltool.base.cells import Area, parse_area
from xltool.base.messages import Text
from xltool.base.picture_header import PictureHeader, is_whole_picture, picture_header
from xltool.base.suggestions import did_you_mean
from xltool.base.system_errors import reason_of
from xltool.form.picture import LARGEST_PICTURE, LARGEST_ROOM, LONGEST_SIDE, MOST_PIXELS, PICTURE_ENDINGS, TITLE_ENDS, Picture, TitleEnd

Report = Callable[[Text, str], None]
_BESIDE = Text(zh="图片应与模板放在同一文件夹，此处只写文件名", en="a picture lies beside the template; write the name of the file alone")
_NO_PICTURE = Text(
    zh="不是 PNG 或 JPEG 图片（看的是文件内容，不是文件名）；请用图片软件另存为 PNG",
    en="not a PNG or JPEG picture by its content, whatever its name; save it as PNG in an image program",
)
_BROKEN = Text(zh="图片不完整或已损坏，请重新另存", en="the picture is cut off or damaged; save it again")


def read_picture(data: Mapping[str, Any], pointer: str, template: Path, report: Report) -> Picture | None:
    """Build the picture of a sheet from its keys, which have the right shape. None, and a report, for one that cannot be used."""
    room = _room(data.get("at", "left"), f"{pointer}/at", report)
    path = _file(data["file"], template.resolve().parent, f"{pointer}/file", report)
    content = _content(path, f"{pointer}/file", report) if path is not None else b""
    header = _header(content, f"{pointer}/file", report) if content else None
    if room is None or header is None:
        return None
    return Picture(
        file=data["file"],
        content=content,
        width=header.width,
        height=header.height,
        room=room,
        description=data.get("description", ""),
        pointer=pointer,
    )


def _room(at: str, pointer: str, report: Report) -> Area | TitleEnd | None:
    if at in TITLE_ENDS:
        return TITLE_ENDS[at]
    area = parse_area(at)
    if area is None:
        zh = f"“{at}”不是图片的位置，应写作 left 或 right（标题的左端、右端），或单元格，如 A1:B2"
        report(Text(zh=zh, en=f"invalid place {at!r}; write left or right (of the title), or cells such as A1:B2"), pointer)
    elif area.bottom - area.top >= LARGEST_ROOM or area.right - area.left >= LARGEST_ROOM:
        zh = f"图片至多占 {LARGEST_ROOM} 行 {LARGEST_ROOM} 列"
        report(Text(zh=zh, en=f"a picture takes at most {LARGEST_ROOM} rows and {LARGEST_ROOM} columns"), pointer)
        return None
    return area


def _file(name: str, folder: Path, pointer: str, report: Report) -> Path | None:
    """Return the file of exactly that name in a folder, also where case does not count; what leads elsewhere is reported unseen."""
    path = folder / name
    if "\0" in name or name in (".", "..") or {"/", "\\", ":"} & set(name) or path.name != name:
        report(_BESIDE, pointer)
        return None
    if path.suffix.lower() not in PICTURE_ENDINGS:
        known = "、".join(PICTURE_ENDINGS), ", ".join(PICTURE_ENDINGS)
        report(Text(zh=f"图片文件名应以 {known[0]} 结尾", en=f"the name of a picture ends with one of {known[1]}"), pointer)
        return None
    beside = [file.name for file in folder.iterdir() if file.suffix.lower() in PICTURE_ENDINGS]
    if name not in beside or not path.is_file():
        near = did_you_mean(name, beside)
        zh, en = f"模板所在文件夹中没有 {name}{near.zh}", f"picture not found beside the template: {name}{near.en}"
        report(Text(zh=zh, en=en), pointer)
        return None
    if path.resolve().parent != folder:
        report(_BESIDE, pointer)
        return None
    return path


def _content(path: Path, pointer: str, report: Report) -> bytes:
    """Return the bytes of a picture; b"" for one that is too large or cannot be read."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_PICTURE + 1)
    except OSError as error:
        reason = reason_of(error)
        report(Text(zh=f"无法打开 {path.name}（{reason.zh}）", en=f"{path.name} cannot be opened ({reason.en})"), pointer)
        return b""
    if len(content) > LARGEST_PICTURE:
        most = LARGEST_PICTURE // 1024
        zh = f"图片超过 {most} KB；每份工作簿都带有它，请缩小"
        report(Text(zh=zh, en=f"the picture is larger than {most} KiB; every workbook carries it, so make it smaller"), pointer)
        return b""
    if not content:
        report(_NO_PICTURE, pointer)
    return content


def _header(content: bytes, pointer: str, report: Report) -> PictureHeader | None:
    header = picture_header(content)
    if header is None:
        report(_NO_PICTURE, pointer)
        return None
    if not is_whole_picture(content):
        report(_BROKEN, pointer)
        return None
    if max(header.width, header.height) > LONGEST_SIDE or header.width * header.height > MOST_PIXELS:
        size, side, most = f"{header.width}×{header.height}", f"{LONGEST_SIDE:,}", MOST_PIXELS // 1_000_000
        zh = f"图片有 {size} 像素；边长至多 {side} 像素，总数至多 {most * 100} 万像素，请缩小"
        en = f"the picture has {size} pixels; make it smaller, at most {side} on a side and {most} million in all"
        report(Text(zh=zh, en=en), pointer)
        return None
    return header
