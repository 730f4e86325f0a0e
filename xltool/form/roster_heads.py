"""Find the heads of a roster below its titles, and say which are not understood."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from xltool.base.cells import a1
from xltool.base.errors import UsageError
from xltool.base.messages import Text
from xltool.base.normalise import clean_line
from xltool.base.suggestions import did_you_mean
from xltool.form.roster_columns import ROSTER_COLUMNS, RosterColumn, column_of, is_not_needed, known_heads, plain_head
from xltool.form.roster_line import RosterLine, at_line

#: Lines with something in them among which heads are looked for; titles stand above them.
_SEARCHED = 20


@dataclass(frozen=True, kw_only=True)
class RosterHeads:
    """The heads of a roster."""

    columns: Mapping[str, int]  # column of each key, 0-based
    texts: Sequence[str]  # the heads as they are written, by column
    row: int  # of the sheet, 1-based
    below: Sequence[RosterLine]  # the lines under them
    further: Mapping[str, tuple[int, ...]]  # head of any other column, as it is written → where it stands, 0-based


def find_heads(path: Path, readings: Iterable[Sequence[RosterLine]], named: Collection[str] = ()) -> RosterHeads:
    """Find the heads in the first reading of a file that has those which must be there.

    `named` are heads that a form asks for, so that they mean themselves and not one that they resemble. Raises UsageError, with the
    heads that were found, when there are none, some are not understood or two mean the same.
    """
    best = 0, RosterLine(number=1, row=1, texts=())
    for lines in readings:
        for above, line, below in _candidates(lines):
            heads = _merged(above, line)
            columns = [column for head in heads if (column := column_of(head)) is not None]
            if all(column in columns for column in ROSTER_COLUMNS if column.is_required):
                own = _columns(path, line, heads, frozenset(map(plain_head, named)))
                return RosterHeads(columns=own, texts=heads, row=line.row, below=below, further=_further(heads, own))
            if len(columns) > best[0] or not best[1].texts:
                best = len(columns), line
    raise UsageError(_lacking(path, best[1]))


def _candidates(lines: Sequence[RosterLine]) -> Iterable[tuple[RosterLine | None, RosterLine, Sequence[RosterLine]]]:
    """Yield the first lines that hold something, each with the one above it and those below."""
    filled = [index for index, line in enumerate(lines) if any(map(clean_line, line.texts))]
    for index in filled[:_SEARCHED]:
        yield lines[index - 1] if index else None, lines[index], lines[index + 1 :]


def _merged(above: RosterLine | None, line: RosterLine) -> list[str]:
    """Return the heads of a line; where it is blank, one above it that is merged with its cell, as in heads of two rows."""
    heads = [clean_line(text) for text in line.texts]
    upper = [clean_line(text) for text in above.texts] if above is not None else []
    for index, head in enumerate(upper):
        if column_of(head) is not None and index < len(heads) and not heads[index]:
            heads[index] = head
    return heads


def _further(heads: Sequence[str], columns: Mapping[str, int]) -> dict[str, tuple[int, ...]]:
    """Return where the columns stand that xltool itself has no use for, by their heads."""
    own = set(columns.values())
    others = [(index, head) for index, head in enumerate(heads) if head and index not in own]
    return {head: tuple(index for index, other in others if other == head) for _, head in others}


def _columns(path: Path, line: RosterLine, heads: Sequence[str], named: frozenset[str]) -> dict[str, int]:
    """Return the column of each key. Raises UsageError for heads that may be slips of ours or mean the same, all at once.

    A column headed by a key itself is the one; another of the same meaning is one like any other then.
    """
    columns = {column.key: index for index, head in enumerate(heads) if (column := column_of(head)) is not None and column.key == head}
    problems: list[Text] = []
    unknown: list[Text] = []
    for index, head in enumerate(heads):
        column = column_of(head)
        if column is None:
            is_known = is_not_needed(head) or plain_head(head) in named
            unknown += [] if is_known else [_unknown(line, index, head)]
            problems += [unknown[-1]] if not is_known and did_you_mean(head, known_heads()).en else []
        elif column.key in columns and heads[columns[column.key]] == column.key:
            continue
        elif column.key in columns:
            problems.append(_double(line, column, columns[column.key], index))
        else:
            columns[column.key] = index
    if problems:
        problems = [*(text for text in problems if text not in unknown), *unknown]
        zh, en = ("；".join(text.zh for text in problems), "; ".join(text.en for text in problems))
        found = _found(heads)
        zh_known, en_known = _known(ROSTER_COLUMNS)
        zh = f"{zh}。{found.zh}。可用的表头：{zh_known}。请改正表头，或删去不需要的列"
        en = f"{en}. {found.en}. Heads that are known: {en_known}. Correct the head, or delete a column that is not needed"
        raise UsageError(at_line(path, line.number, zh, en))
    return columns


def _unknown(line: RosterLine, index: int, head: str) -> Text:
    cell, offer = a1(line.row, index + 1), did_you_mean(head, known_heads())
    return Text(zh=f"{cell} 的表头“{head}”无法识别{offer.zh}", en=f"the head {head!r} in {cell} is not known{offer.en}")


def _double(line: RosterLine, column: RosterColumn, first: int, second: int) -> Text:
    cells, heads = [a1(line.row, index + 1) for index in (first, second)], [clean_line(line.texts[index]) for index in (first, second)]
    zh = f"{cells[0]} 的“{heads[0]}”与 {cells[1]} 的“{heads[1]}”都表示{column.heads[0]}，请只留一列"
    return Text(zh=zh, en=f"{heads[0]!r} in {cells[0]} and {heads[1]!r} in {cells[1]} both mean the {column.key}; keep one")


def _lacking(path: Path, line: RosterLine) -> Text:
    """Say which columns are missing, what was found and how the missing ones may be called."""
    heads = [head for text in line.texts if (head := clean_line(text))]
    present = [column_of(head) for head in heads]
    missing = [column for column in ROSTER_COLUMNS if column.is_required and column not in present]
    word = "column" if len(missing) == 1 else "columns"
    found, (zh_known, en_known) = _found(heads), _known(missing)
    zh = f"缺少列 {'、'.join(column.key for column in missing)}。{found.zh}。可用的表头：{zh_known}"
    en = f"the roster lacks the {word} {', '.join(column.key for column in missing)}. {found.en}. Heads that are known: {en_known}"
    offers = [(head, did_you_mean(head, known_heads())) for head in heads if column_of(head) is None and not is_not_needed(head)]
    zh += "".join(f"。“{head}”{offer.zh}" for head, offer in offers if offer.zh)
    en += "".join(f". {head!r}{offer.en}" for head, offer in offers if offer.en)
    return at_line(path, line.number, zh, en)


def _found(heads: Sequence[str]) -> Text:
    words = [head for head in heads if head]
    return Text(zh=f"找到的表头：{'、'.join(words) or '无'}", en=f"Heads found: {', '.join(words) or 'none'}")


def _known(columns: Iterable[RosterColumn]) -> tuple[str, str]:
    named = [f"{column.key}（{'、'.join(column.heads[:3])}）" for column in columns]
    return "，".join(named), ", ".join(f"{column.key} ({', '.join(column.heads[:3])})" for column in columns)
