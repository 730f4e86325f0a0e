"""Forms published: the official print and the data beside it, with personal data masked where that is wished."""

__all__ = ["publish", "writers"]
