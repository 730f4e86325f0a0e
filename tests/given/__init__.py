"""Tests of given values: defaults, constants, locked fields, columns of the roster, rows of earlier data."""
