"""What senders and programs really do to forms: a folder for each matter, its cases, and what must come of each."""
