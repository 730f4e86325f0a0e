"""Definitions in: YAML layout, JSON Schema with rules, CSV code lists, verified as a whole.

Every error of a definition is reported at once, each with file, line, column and a caret, before any workbook is opened.
"""

from xltool.rules.loading.load import find_definition, list_definitions, load_definition

__all__ = ["find_definition", "list_definitions", "load_definition"]
