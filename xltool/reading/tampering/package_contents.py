"""Report what a workbook has beside its cells, by the names of its parts."""

from __future__ import annotations

from collections.abc import Iterator

from xltool.base.display import visible
from xltool.base.findings import Finding
from xltool.base.reader_rules import READER_RULES
from xltool.reading.book import Book

_MACROS = ("vbaproject.bin", "xl/macrosheets/", "basic/", "scripts/")
_LINKS = ("xl/externallinks/externallink", "xl/connections.", "xl/querytables/")


def package_findings(book: Book) -> Iterator[Finding]:
    """Report macros, and links to other files and programs; neither was run or opened."""
    if any(name.startswith(_MACROS) or name.endswith(_MACROS[0]) for name in book.part_names):
        yield READER_RULES["file.macros"].finding()
    link = next((name for name in book.part_names if name.startswith(_LINKS)), None)
    if link is not None:
        yield READER_RULES["file.external-links"].finding(part=visible(link))
