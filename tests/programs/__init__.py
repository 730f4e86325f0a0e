"""What other programs do to our workbooks and to values, line by line (`docs/programs.md`), each with the test that shows it."""
