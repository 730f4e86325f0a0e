"""Show records as HTML where a notebook displays them (`_repr_html_`). Everything in them is escaped: a sender may have typed markup."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import islice

from xltool.base.display import visible
from xltool.base.messages import Text, locale_language

_LONGEST = 200  # characters of a cell
_MORE = Text(zh="还有更多，未列出", en="and more, not listed")


def html_block(title: str, *parts: str) -> str:
    """Return a title and what stands below it; `parts` are HTML, the title is text."""
    return f"<div><p><strong>{_cell(title)}</strong></p>{''.join(parts)}</div>"


def html_table(heads: Sequence[Text], rows: Iterable[Sequence[object]], most: int = 30) -> str:
    """Return a table of the first rows, with a line below it where there are more. Values may be anything; None is blank."""
    rows = iter(rows)
    lang = locale_language()
    head = "".join(f"<th>{_cell(text.as_is(lang))}</th>" for text in heads)
    body = "".join(f"<tr>{''.join(_cells(row))}</tr>" for row in islice(rows, most))
    more = f"<p>{_MORE.as_is(lang)}</p>" if next(rows, None) is not None else ""
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}" if body else ""


def _cells(row: Sequence[object]) -> Iterator[str]:
    lang = locale_language()
    for value in row:
        text = "" if value is None else value.as_is(lang) if isinstance(value, Text) else str(value)
        yield f'<td style="text-align:left">{_cell(text)}</td>'


def _cell(text: str) -> str:
    return escape(visible(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"))
