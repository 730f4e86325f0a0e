"""Heads of several rows over tables, and texts fixed in cells."""
