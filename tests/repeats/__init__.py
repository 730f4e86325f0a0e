"""Repeated blocks: an array of objects on the form, with a table in each."""
