"""Print the built-in forms with LibreOffice and compare the pages with the documents: `python -m tests.printed_pages [FORM...]`.

Every form is printed blank, half filled, filled in, with texts of 5,000 characters, and marked. Prints what is cut off, which is every label and text of the form's sheets that
`pdftotext` does not find on the pages, how many pages hold nothing that was filled in and no label but headings of a list, and whether messages of rows
are printed; the exit status is 1 when anything is cut, when a page is empty that need not be, and when messages are printed.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import xltool
from tests.referees.libreoffice import LibreOffice
from tests.shelf.examples import FORMS, definition_of, document, expected, right
from xltool.base.paths import put, value_at
from xltool.form.layout import Layout, heading_labels, place
from xltool.form.schema import Schema
from xltool.rules.definition import Definition
from xltool.workbook.build import build
from xltool.workbook.form_messages import REMARK_HEAD

_N_LONG = 5000
_BLANKS = re.compile(r"\s+")
#: How sheets beside the form begin; on the first page of the form the check sheet is a link.
_BESIDE = ("填报检查", "Checks", "须改", "没有须改", "Tobecorrected", "Nothingtobecorrected")
#: Characters at the beginning and at the end of a text that are looked for.
_ENDS = 2


@dataclass(frozen=True, kw_only=True)
class Printed:
    """One workbook on paper."""

    cut: tuple[str, ...]  # texts of which something is missing
    n_pages: int  # of the whole workbook
    n_own: int  # of the form alone
    n_empty: int  # pages of the form that hold no entry and no label but headings of a list
    has_messages: bool  # whether the messages of rows are on paper


def long_text(n_characters: int, number: int) -> str:
    """Return a text that ends with a character that no other has."""
    return (
        "".join(f"第{index:04d}条要点内容说明，" for index in range(n_characters // 12 + 1))[: n_characters - 2]
        + f"完{chr(0x4E10 + number)}"
    )


def states(definition: Definition, name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield what is printed: a name and a document."""
    whole = document(name, right(name)[0])
    yield "blank", {}
    yield "half filled", {key: whole[key] for key in list(whole)[: len(whole) // 2]}
    yield "filled in", whole
    long = document(name, right(name)[0])
    for number, field in enumerate(definition.schema.fields.values()):
        if field.kind.prose in ("long", "paragraphs") and not field.is_locked and not definition.schema.block_of(field.path):
            put(long, field.path, long_text(_N_LONG, number))
    yield "5,000 characters", long


def marked(name: str, folder: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Yield the marked return of an example with errors, and its document; none of a form without one."""
    wrong = next((example for example in expected(name) if example.startswith(("wrong", "published", "faulty"))), None)
    if wrong is not None:
        sent = build(FORMS[name].path, folder / f"{name}.xlsx", data=document(name, wrong))
        yield from ((path, document(name, wrong)) for path in xltool.annotate(xltool.check([sent]), folder / "marked"))


def printed(office: LibreOffice, definition: Definition, path: Path, data: Mapping[str, Any], folder: Path) -> Printed:
    """Print the workbook of a document, or one that is there already, and compare its pages with what it holds."""
    pdf = folder / "book.pdf"
    with office.open(path if path.suffix == ".xlsx" else build(path, folder / "book.xlsx", data=data)) as book:
        book.save_as(pdf)
    text = subprocess.run(["pdftotext", pdf, "-"], check=True, capture_output=True, text=True).stdout
    pages = [_BLANKS.sub("", page) for page in text.split("\f")[:-1]]
    layout = place(definition.template, definition.schema)
    own = pages[: next((n for n, page in enumerate(pages) if n and page.startswith(_BESIDE)), len(pages))]  # on the first it is a link
    labels, values = list(_labels(layout, definition.schema)), list(_values(definition.schema, data))
    cut = tuple(text for text in (*labels, *values) if not _is_in(text, own))
    unit = value_at(data, definition.template.identity.unit)
    repeated = {_BLANKS.sub("", text) for text in (*_headings(layout, definition.schema), *([unit] if unit else []))}
    return Printed(
        cut=cut,
        n_pages=len(pages),
        n_own=len(own),
        n_empty=sum(_is_empty(page, repeated) for page in own[1:]),
        has_messages=any(_BLANKS.sub("", REMARK_HEAD.say(definition.template.language)) in page for page in own),
    )


def _headings(layout: Layout, schema: Schema) -> Iterator[str]:
    """Yield what may be printed on every page of a list: its headings and the labels of groups and totals beside it."""
    for sheet in layout.sheets:
        yield from (label.text for label in sheet.labels if label.style in ("heading", "group", "gap") or label.text in ("合计", "Total"))
        for table in sheet.tables:
            yield from (label.text for label in heading_labels(table, schema))


def _labels(layout: Layout, schema: Schema) -> Iterator[str]:
    for sheet in layout.sheets:
        yield from (label.text for label in sheet.labels if label.style not in ("gap", "room") and label.text)
        yield from (schema.tables[table.path].column(name).label for table in sheet.tables for name in table.columns)  # type: ignore[union-attr]  # every column is there


def _values(schema: Schema, data: Mapping[str, Any]) -> Iterator[str]:
    """Yield the texts of a document that nothing shows otherwise than they are written."""
    for field in schema.fields.values():
        value = value_at(data, field.path)
        if field.kind.prose != "none" and isinstance(value, str):
            yield value
    for table in schema.tables.values():
        for row in value_at(data, table.path) or ():
            yield from (
                row[column.name] for column in table.columns if column.kind.prose != "none" and isinstance(row.get(column.name), str)
            )


def _is_in(text: str, pages: list[str]) -> bool:
    """Return whether a text stands on the pages, whole, or from its first characters to its last: its lines may stand between those of other cells."""
    plain, everything = _BLANKS.sub("", text), "".join(pages)
    return plain in everything or (plain[:_ENDS] in everything and plain[-_ENDS:] in everything)


def _is_empty(page: str, repeated: Collection[str]) -> bool:
    """Return whether nothing is left of a page without headings, page numbers, sums and stars."""
    for text in sorted(repeated, key=len, reverse=True):
        page = page.replace(text, "")
    return not re.sub(r"[\d/第页,.*$%—-]", "", page.replace("Page", ""))


def main(names: Collection[str]) -> int:
    """Print the forms and report; return the exit status."""
    n_wrong = 0
    with LibreOffice(timeout=600) as office, TemporaryDirectory() as scratch:
        for name in names or FORMS:
            definition = definition_of(name)
            built = [(state, FORMS[name].path, data) for state, data in states(definition, name)]
            built += [("marked", path, data) for path, data in marked(name, Path(scratch))]
            for state, path, data in built:
                result = printed(office, definition, path, data, Path(scratch))
                n_wrong += len(result.cut) + result.has_messages + result.n_empty
                print(
                    f"{name}, {state}: {result.n_pages} pages, {result.n_empty} empty, {len(result.cut)} texts cut{', with messages' * result.has_messages}",
                    flush=True,
                )
                for text in result.cut[:8]:
                    print(f"    {text[:60]}")
    return int(n_wrong > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
