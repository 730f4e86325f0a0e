"""Forms designed in a workbook: definitions written as design workbooks, these marked with what is wrong, and a first one to begin with."""

__all__: list[str] = ["definition_source", "design_form", "guesses", "write_design"]
