"""The summary workbook (汇总表): what came in, its money and its rows, by department; every finding; who has not sent.

Its lists are written by what writes any long list into a workbook: `SummaryBook` and `write_listing`.
"""

from xltool.merging.summary.listing import write_listing
from xltool.merging.summary.live_cells import ListCells
from xltool.merging.summary.sheet_records import Heading, ListRows
from xltool.merging.summary.summary_book import SummaryBook
from xltool.merging.summary.summary_workbook import build_summary, write_summary

__all__ = ["Heading", "ListCells", "ListRows", "SummaryBook", "build_summary", "write_listing", "write_summary"]
