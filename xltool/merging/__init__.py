"""Many forms: the merged data set and the summary workbook."""
