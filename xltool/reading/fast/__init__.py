"""Fast twins: regular expressions that scan plainly written sheets, held to the parser by tests."""
