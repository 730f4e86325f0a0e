"""The formats of prints in the documents."""

from __future__ import annotations

from tests.generated_docs import generated, table
from xltool.publishing.writers import WRITERS


@generated("print-formats")
def print_formats() -> str:
    return table(("`--format`", "is"), [(f"`{writer.name}`", writer.doc.en) for writer in WRITERS.values()])


@generated("print-formats-zh")
def print_formats_zh() -> str:
    return table(("`--format`", "是"), [(f"`{writer.name}`", writer.doc.zh) for writer in WRITERS.values()])
