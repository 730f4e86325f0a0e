"""Grids and total rows: objects one below the other, sums that nobody types."""
