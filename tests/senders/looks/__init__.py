"""Cells that show something else than they hold: dates, percentages, leading zeros, long numbers."""
