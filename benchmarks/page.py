"""The page that shows results: each part's table stands between two markers, and only that is replaced."""

from __future__ import annotations

from pathlib import Path

from benchmarks.table import Table, markdown


def write(page: Path, part: str, table: Table, measured: str) -> None:
    """Put a part's table into the page; at its end if it has no place there yet."""
    text = page.read_text(encoding="utf-8") if page.exists() else ""
    begin, end = f"<!-- benchmark: {part} -->", f"<!-- end: {part} -->"
    if begin not in text:
        text = f"{text.rstrip()}\n\n{begin}\n{end}\n"
    before, _, rest = text.partition(begin)
    _, _, after = rest.partition(end)
    page.write_text(f"{before}{begin}\n{markdown(table).rstrip()}\n\nMeasured: {measured}\n{end}{after}", encoding="utf-8")
