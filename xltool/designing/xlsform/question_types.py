"""What a type of question becomes: the keywords of a field, or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from xltool.base.messages import Text


@dataclass(frozen=True, kw_only=True)
class QuestionType:
    """One type of question."""

    keywords: Mapping[str, Any]  # of the field
    kind: str = "text"  # what expressions know of it, see `SurveyQuestion`
    lost: Text | None = None  # what of it has no counterpart


_DATE_AND_TIME = Text(zh="日期和时刻合为一格文本", en="day and time of day become one text")
_RANK = Text(zh="排序改为多选，不记先后", en="a ranking becomes several choices, without their order")
_FROM_FILE = Text(zh="另存文件中的选项不读，改为文本", en="choices in a file of their own are not read; it becomes a text")
_TYPED = Text(zh="扫码改为录入", en="a barcode becomes a text to be typed")
#: Type → what it becomes.
QUESTION_TYPES: Mapping[str, QuestionType] = {
    "text": QuestionType(keywords={"type": "string", "maxLength": 200}),
    "string": QuestionType(keywords={"type": "string", "maxLength": 200}),
    "integer": QuestionType(keywords={"type": "integer"}, kind="number"),
    "int": QuestionType(keywords={"type": "integer"}, kind="number"),
    "range": QuestionType(keywords={"type": "number"}, kind="number"),
    "decimal": QuestionType(keywords={"type": "number"}, kind="number"),
    "date": QuestionType(keywords={"type": "string", "x-kind": "date"}, kind="date"),
    "time": QuestionType(keywords={"type": "string", "x-kind": "time"}),
    "datetime": QuestionType(keywords={"type": "string", "maxLength": 40}, lost=_DATE_AND_TIME),
    "select_one": QuestionType(keywords={"type": "string"}, kind="one"),
    "select one": QuestionType(keywords={"type": "string"}, kind="one"),
    "select_multiple": QuestionType(keywords={"type": "array"}, kind="several"),
    "select multiple": QuestionType(keywords={"type": "array"}, kind="several"),
    "rank": QuestionType(keywords={"type": "array"}, kind="several", lost=_RANK),
    "select_one_from_file": QuestionType(keywords={"type": "string", "maxLength": 200}, lost=_FROM_FILE),
    "select_multiple_from_file": QuestionType(keywords={"type": "string", "maxLength": 200}, lost=_FROM_FILE),
    "select_one_external": QuestionType(keywords={"type": "string", "maxLength": 200}, lost=_FROM_FILE),
    "acknowledge": QuestionType(keywords={"type": "string", "x-kind": "yes-no"}),
    "trigger": QuestionType(keywords={"type": "string", "x-kind": "yes-no"}),
    "barcode": QuestionType(keywords={"type": "string", "maxLength": 200}, lost=_TYPED),
    "email": QuestionType(keywords={"type": "string", "x-kind": "email"}),
    "phone": QuestionType(keywords={"type": "string", "x-kind": "phone"}),
    "calculate": QuestionType(keywords={}),
}
#: Types of which nothing becomes a field, and nobody would fill in.
OF_THE_PHONE = (
    "start", "end", "today", "deviceid", "username", "phonenumber", "subscriberid", "simserial", "audit", "start-geopoint", "background-audio",
    "xml-external", "csv-external", "hidden", "background-geopoint",
)  # fmt: skip
