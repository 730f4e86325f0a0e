"""The sheets and the measures of the summary in the documents."""

from __future__ import annotations

from tests.generated_docs import generated
from xltool.form.measures import MEASURES
from xltool.merging.rounds.pages import PAGES
from xltool.merging.summary.sheets import SHEETS


@generated("summary-sheets")
def summary_sheets() -> str:
    """A line for each kind of sheet, in the order of the tabs."""
    rows = [f"| {sheet.usual_name.zh} | {sheet.doc.en} |" for sheet in SHEETS.values()]
    return "\n".join(["| sheet | what it holds |", "| --- | --- |", *rows])


@generated("rounds-sheets")
def rounds_sheets() -> str:
    """A line for each sheet on several campaigns."""
    rows = [f"| {page.title.zh} ({page.title.en}) | {page.doc.en} |" for page in PAGES.values()]
    return "\n".join(["| sheet | what it holds |", "| --- | --- |", *rows])


@generated("rounds-sheets-zh")
def rounds_sheets_zh() -> str:
    """The same in Chinese."""
    return "\n".join(["| 工作表 | 内容 |", "| --- | --- |", *(f"| {page.title.zh} | {page.doc.zh} |" for page in PAGES.values())])


@generated("measures")
def measures() -> str:
    """A line for each measure."""
    takes = {"numbers": "numbers", "anything": "any field; a table, for its rows"}
    rows = [f"| `{kind.name}` | {kind.doc.en} | {takes[kind.takes]} |" for kind in MEASURES.values()]
    return "\n".join(["| measure | is | of |", "| --- | --- | --- |", *rows])
