"""What a form is: its fields, layout, code lists and roster."""

__all__ = [
    "block",
    "blocks",
    "codes",
    "fixed_rows",
    "kind",
    "kinds",
    "layout",
    "prefill",
    "roster",
    "row_keys",
    "schema",
    "sheet_names",
    "template",
]
