"""Workbooks as somebody has drawn them: looks and lines of cells beside what stands in them."""

from xltool.reading.drawn.drawn_book import open_drawn

__all__ = ["open_drawn"]
