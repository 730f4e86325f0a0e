"""Computed fields: what nobody types, in the document, in the workbook, and in what comes back."""
