"""Receive: find every content, keep it, decide it, record it."""
