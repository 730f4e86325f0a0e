"""Fast twins: rows of long lists written as XML, held to xlsxwriter by tests."""
