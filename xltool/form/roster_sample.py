"""The sample line of a roster that xltool makes: it shows what goes where, and never becomes a unit."""

from __future__ import annotations

from collections.abc import Mapping

from xltool.base.messages import Text
from xltool.base.normalise import clean_line

#: What each column of the sample line holds, by the key of the column.
SAMPLE: Mapping[str, str] = {
    "id": "示例 SAMPLE",
    "name": "示例单位（请删除本行） Sample unit (delete this line)",
    "level": "市级",
    "department": "示例主管部门 Sample department",
    "aliases": "示例简称；Sample",
    "email": "office@example.invalid",
    "projects": "示例项目一；示例项目二",
    "project_aliases": "",
}
_CHANGED = Text(
    zh="样例行已改动，但仍有样例的{what}“{text}”；请填写单位自己的{what}，或删去本行",
    en="the sample line was changed but still has the sample's {what} “{text}”; enter the unit's own {what}, or delete the line",
)
_WORDS: Mapping[str, Text] = {"id": Text(zh="编码", en="id"), "name": Text(zh="名称", en="name")}


def is_sample(texts: Mapping[str, str]) -> bool:
    """Return whether a line is the sample as it was written; `texts` holds its cells by the keys of their columns."""
    return all(clean_line(texts.get(key, "")) == SAMPLE[key] for key in _WORDS) and all(
        clean_line(text) in ("", SAMPLE.get(key, "")) for key, text in texts.items()
    )


def left_of_sample(texts: Mapping[str, str]) -> list[Text]:
    """Return what is wrong with a line that began as the sample: its id or name is still that of the sample."""
    return [_CHANGED.filled(what=word, text=SAMPLE[key]) for key, word in _WORDS.items() if clean_line(texts.get(key, "")) == SAMPLE[key]]
