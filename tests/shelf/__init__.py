"""The built-in forms."""
