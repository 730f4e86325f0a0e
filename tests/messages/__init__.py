"""What is said of every rule: the same live and in Python, in sentences that name the figures."""
