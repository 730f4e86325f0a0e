"""Move, verify and recover campaigns."""
