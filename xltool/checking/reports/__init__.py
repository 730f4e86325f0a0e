"""Reports of findings: text and pages."""
