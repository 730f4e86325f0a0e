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
    "repeated",
    "roster",
    "row_keys",
    "schema",
    "sheet_names",
    "sheet_setup",
    "template",
]
