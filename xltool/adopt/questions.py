"""What the officer is asked: guesses that are not sure, fields that are called alike, tables whose end is not drawn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from xltool.adopt.adopted import SURE, FoundField, FoundTable, Question
from xltool.base.messages import Text


def questions_about(fields: Sequence[FoundField], tables: Sequence[FoundTable]) -> Iterator[Question]:
    """Yield the questions by sheets, those about fields first."""
    alike = Counter((field.sheet, field.label) for field in fields if not field.inline)
    for field in fields:
        label = field.label
        if not field.label_cell:
            zh, en = "这一格没有标签，填什么？", "this blank has no label; what goes here?"
        elif field.confidence < SURE:
            zh, en = f"“{label}”是要填写的吗？（{field.reason.zh}）", f"is {label!r} to be filled in? ({field.reason.en})"
        elif label and alike[field.sheet, label] > 1 and not field.inline:
            n_alike = alike.pop((field.sheet, label))  # asked once
            zh, en = (
                f"“{label}”出现 {n_alike} 次，是同一项吗？",
                f"{label!r} occurs {n_alike} times; is it the same?",
            )
        else:
            continue
        yield Question(sheet=field.sheet, cell=field.input.a1, text=Text(zh=zh, en=en))
    for table in tables:
        if table.confidence < SURE or table.first_row == table.last_row:
            rows = f"{table.heading_rows[0]}" if len(table.heading_rows) == 1 else f"{table.heading_rows[0]}–{table.heading_rows[-1]}"
            zh, en = f"第 {rows} 行是表头、以下逐行填写吗？", f"is row {rows} the head of a list that is filled in row by row?"
            yield Question(sheet=table.sheet, cell=table.area.a1, text=Text(zh=zh, en=en))
