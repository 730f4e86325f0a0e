"""How a campaign stands, and the history of a unit, for people and programs: text, JSON, a page, a workbook."""
