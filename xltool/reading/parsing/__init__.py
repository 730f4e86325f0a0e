"""Spreadsheet formats, each read into the same grid of cells."""
