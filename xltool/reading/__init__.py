"""Forms in: guard the file, open its format, find every field, read it, compare it with the form that was sent out.

`book` is an open workbook, `format` what an input format is, `formats` their registry; `parsing` holds what formats are read with.
`drawn` reads a form as it is drawn, with its looks.
`read_file` reads one file, `read_workbook` reads files in worker processes (`pool`), here or on a cluster (`executor`).
"""

__all__ = [
    "book",
    "defined_names",
    "drawn",
    "drawn_records",
    "executor",
    "given_values",
    "guard",
    "identity",
    "located_areas",
    "looks",
    "open_book",
    "pool",
    "read",
    "read_workbook",
    "reading_record",
]
