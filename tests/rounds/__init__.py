"""Several campaigns of one form: years, counties, versions."""
