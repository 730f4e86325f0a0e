"""Forms out: the form, its check sheet and instructions, code lists and helper columns."""
