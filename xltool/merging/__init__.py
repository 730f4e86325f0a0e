"""Many forms: the merged data set and the summary workbook."""

__all__ = ["dataset", "exclusion", "merge", "rounds", "stand_out", "summary", "write_rounds"]
