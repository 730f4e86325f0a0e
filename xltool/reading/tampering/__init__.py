"""Report what was altered about a form, by comparison with the form that is expected."""
