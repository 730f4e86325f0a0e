"""What a form is: its fields, layout, code lists and roster."""

__all__ = [
    "block",
    "blocks",
    "codes",
    "kind",
    "kinds",
    "layout",
    "roster",
    "schema",
    "sheet_names",
    "template",
]
