"""Names of contents: a content is named by its hash, or by the first characters of it."""

from __future__ import annotations

from collections.abc import Iterable

from xltool.base.errors import UsageError
from xltool.base.messages import Text

_UNKNOWN = Text(
    zh="台账中没有编号以“{name}”开头的文件（至少写 {shortest} 位）",
    en="the ledger knows no content whose hash begins with '{name}' (write at least {shortest} characters)",
)
_SEVERAL = Text(zh="“{name}”不止对应一个文件：{candidates}", en="'{name}' stands for several: {candidates}")


def the_content(hashes: Iterable[str], name: str, *, shortest: int) -> str:
    """Return the one hash that begins so; `shortest` is how many characters must be given. Raises UsageError."""
    prefix = name.strip().lower()
    matches = [sha256 for sha256 in hashes if sha256.startswith(prefix)]
    if len(prefix) < shortest or not matches:
        raise UsageError(_UNKNOWN.filled(name=name, shortest=shortest))
    if len(matches) > 1:
        candidates = ", ".join(sha256[: len(prefix) + 4] for sha256 in matches)
        raise UsageError(_SEVERAL.filled(name=name, candidates=candidates))
    return matches[0]
