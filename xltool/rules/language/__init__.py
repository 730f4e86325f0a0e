"""The rule language: Excel's formula language over field paths.

`nodes` is the tree, `parser` makes it from text, `types` resolves names against the fields of a form and refuses what Excel,
LibreOffice and Python would not all read alike, `semantics` and `aggregates` are Excel's semantics in Python.
"""
