"""Tests of what a form is: its kinds of fields."""
