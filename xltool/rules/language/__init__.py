"""The rule language: Excel's formula language over field paths.

`nodes` is the tree, `parser` makes it from text, `functions` lists what can be called, `types` resolves names
against the fields of a form and refuses what Excel, LibreOffice and Python would not all read alike.
"""

from xltool.rules.language.nodes import Node
from xltool.rules.language.parser import parse

__all__ = ["Node", "parse"]
