"""Which fonts a print is set in: none are shipped, those of the system are used."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from xltool.base.errors import UsageError
from xltool.base.messages import Lang, Text

#: Fonts with Chinese characters, by preference: 宋体 first, as official forms are set, then any other. Windows, macOS, Linux.
CHINESE_FONTS = (
    "Noto Serif CJK SC", "Source Han Serif SC", "Source Han Serif CN", "Noto Serif SC", "SimSun", "NSimSun", "Songti SC", "STSong", "FangSong",
    "STFangsong", "AR PL UMing CN", "AR PL SungtiL GB", "FandolSong", "Noto Sans CJK SC", "Source Han Sans SC", "Source Han Sans CN", "Noto Sans SC",
    "Microsoft YaHei", "PingFang SC", "Heiti SC", "STHeiti", "SimHei", "WenQuanYi Zen Hei", "WenQuanYi Micro Hei", "Droid Sans Fallback",
)  # fmt: skip
#: Fonts for what has no Chinese characters; the last come with the program that sets the print.
LATIN_FONTS = ("Noto Serif", "Liberation Serif", "Times New Roman", "Libertinus Serif")
_NO_CHINESE = Text(
    zh=(
        "本机没有能排中文的字体。请安装其中一种：Noto Serif CJK SC（思源宋体；Debian、Ubuntu：apt install fonts-noto-cjk；"
        "Fedora：dnf install google-noto-serif-cjk-fonts）、宋体（SimSun）或 Songti SC"
    ),
    en=(
        "no font for Chinese is installed. Install one of: Noto Serif CJK SC (Debian, Ubuntu: apt install fonts-noto-cjk; "
        "Fedora: dnf install google-noto-serif-cjk-fonts), SimSun or Songti SC"
    ),
)


def fonts_for(texts: Iterable[str], installed: Collection[str]) -> dict[Lang, list[str]]:
    """Return the families to set forms of each language in, by preference.

    Raises UsageError where the texts hold Chinese and no font for it is installed.
    """
    chinese = [family for family in CHINESE_FONTS if family in installed]
    latin = [family for family in LATIN_FONTS if family in installed]
    if not chinese and any(map(_is_chinese, texts)):
        raise UsageError(_NO_CHINESE)
    return {"zh": [*chinese, *latin], "en": [*latin, *chinese]}


def _is_chinese(text: str) -> bool:
    return any("\u3400" <= character <= "\u9fff" for character in text)
