"""What a form is: its fields, layout, code lists and roster."""

__all__ = [
    "block",
    "blocks",
    "cell_steps",
    "codes",
    "complete_document",
    "fixed_rows",
    "given",
    "kind",
    "kinds",
    "layout",
    "measures",
    "picture",
    "repeated",
    "roster",
    "row_keys",
    "row_tables",
    "schema",
    "sheet_names",
    "sheet_setup",
    "template",
]
