"""What was altered about a form, by comparison with the form that was expected."""
