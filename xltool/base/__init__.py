"""The ground: messages, normalisation, places, errors, findings, documents. Nothing here knows a form."""

__all__ = [
    "cells",
    "dates",
    "display",
    "document",
    "errors",
    "files",
    "findings",
    "formula_text",
    "messages",
    "normalise",
    "number_formats",
    "option_spelling",
    "paths",
    "quantity",
    "reader_rules",
    "registry",
    "report_format",
    "states",
    "suggestions",
    "value_types",
]
