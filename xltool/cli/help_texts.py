"""Keep the help of options and arguments in both languages: declarations carry the English text, help pages show either."""

from __future__ import annotations

import re

from xltool.base.messages import Lang, Text

_BY_ENGLISH: dict[str, Text] = {}
#: What stands for a value, word by word.
_PLACEHOLDERS = {
    "COMMAND": Text(zh="命令", en="COMMAND"),
    "CSV": Text(zh="名录", en="CSV"),
    "DATA": Text(zh="数据", en="DATA"),
    "DIR": Text(zh="文件夹", en="DIR"),
    "DOC": Text(zh="数据", en="DOC"),
    "EXPORT": Text(zh="导出文件", en="EXPORT"),
    "FILE": Text(zh="文件", en="FILE"),
    "FOLDER": Text(zh="文件夹", en="FOLDER"),
    "ID": Text(zh="编码", en="ID"),
    "NAME": Text(zh="姓名", en="NAME"),
    "OPTIONS": Text(zh="选项", en="OPTIONS"),
    "PASSWORD": Text(zh="密码", en="PASSWORD"),
    "SHA": Text(zh="校验码", en="SHA"),
    "TEMPLATE": Text(zh="模板", en="TEMPLATE"),
    "TIME": Text(zh="时间", en="TIME"),
    "TITLE": Text(zh="名称", en="TITLE"),
    "URL": Text(zh="地址", en="URL"),
    "ZIP": Text(zh="压缩包", en="ZIP"),
    "WHY": Text(zh="原因", en="WHY"),
    "VERSION": Text(zh="版本", en="VERSION"),
    "YEAR": Text(zh="年度", en="YEAR"),
}
_WORD = re.compile("[A-Z]{2,}")


def both(*, zh: str, en: str) -> str:
    """Register a help text in both languages and return the English one, by which `help_text` finds it."""
    text = _BY_ENGLISH.setdefault(en, Text(zh=zh, en=en))
    if text.zh != zh:
        raise ValueError(f"two Chinese texts for {en!r}")
    return en


def help_text(english: str) -> Text:
    """Return a help text in both languages; one that nobody registered is English in both."""
    return _BY_ENGLISH.get(english) or Text(zh=english, en=english)


def placeholder(metavar: str, lang: Lang) -> str:
    """Return what stands for a value, such as DIR, in a language."""
    return _WORD.sub(lambda word: _PLACEHOLDERS[word[0]].as_is(lang) if word[0] in _PLACEHOLDERS else word[0], metavar)
