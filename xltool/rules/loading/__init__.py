"""Loading: YAML layout, JSON Schema with rules and CSV code lists, each read with the position of everything in it.

`source` reads files, `shape` holds them against a meta-schema, the other modules make the parts of a definition;
`xltool.rules.load` puts them together. Every error of a definition is reported at once, with file, line, column and a caret.
"""

from xltool.rules.loading.schema_keywords import SCHEMA_KEYWORDS
from xltool.rules.loading.shape import load_meta_schema, report_shape, shape_errors
from xltool.rules.loading.shared_parts import take_in_parts
from xltool.rules.loading.source import SourceFile, read_json, read_text, read_yaml

__all__ = [
    "SCHEMA_KEYWORDS",
    "SourceFile",
    "load_meta_schema",
    "read_json",
    "read_text",
    "read_yaml",
    "report_shape",
    "shape_errors",
    "take_in_parts",
]
