"""Programs that we did not write open our workbooks, fill them in and save them; what comes back reads the same."""
