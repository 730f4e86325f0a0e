"""Issue: workbooks for each unit, letters, mail."""
