"""The cookbook, `docs/cookbook/`: one small complete definition a pattern, in English and in Chinese."""
