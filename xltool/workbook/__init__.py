"""Forms out: the form with its validation, its helper sheet, the check sheet, the instructions and the code lists."""

__all__ = [
    "assemble",
    "build",
    "cell_texts",
    "code_ranges",
    "drawn_looks",
    "fast",
    "fixed_texts",
    "form_copy",
    "marks",
    "own_looks",
    "styles",
    "template_cache",
    "validation",
]
