"""Forms in: guard, recognise, locate, read, compare with the form that was expected."""
