"""Views of the state of a campaign: text, page, workbook, JSON."""
