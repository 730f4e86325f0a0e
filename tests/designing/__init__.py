"""Design workbooks: definitions written in Excel."""
