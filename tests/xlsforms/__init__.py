"""XLSForms read: a dozen forms written after the documentation of XLSForm."""
