"""What is decided about a file before any of it is parsed."""

from xltool.reading.guard.limits import Limits

__all__ = ["Limits"]
