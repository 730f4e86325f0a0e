"""Many forms: the merged data set and the summary workbook."""

__all__ = ["dataset", "exclusion", "merge", "stand_out", "summary"]
