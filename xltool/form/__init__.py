"""What a form is: its fields, layout, code lists and roster."""

__all__ = [
    "block",
    "blocks",
    "codes",
    "kind",
    "kinds",
    "layout",
    "prefill",
    "roster",
    "schema",
    "sheet_names",
    "template",
]
