"""What a form is: its fields, layout, code lists and roster."""
