"""The published JSON Schemas of the definition format (data, no code)."""
