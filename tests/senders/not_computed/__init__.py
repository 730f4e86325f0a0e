"""Formulas that were saved without their results."""
