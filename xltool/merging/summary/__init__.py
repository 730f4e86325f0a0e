"""The summary workbook (汇总表): what came in, its money and its rows, by department; every finding; who has not sent."""

from xltool.merging.summary.summary_workbook import build_summary, write_summary

__all__ = ["build_summary", "write_summary"]
