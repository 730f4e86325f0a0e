"""The lines of `docs/programs.md`: what a program does, what the sender of such a file sees, and which test shows it."""

from __future__ import annotations

from dataclasses import dataclass

_SAVED = "tests/programs/test_saved_forms.py::test_what_the_sender_sees"
_ENTRIES = "tests/programs/test_saved_forms.py::test_what_becomes_of_an_entry"
_SHEETS = "tests/programs/test_saved_forms.py::"
_FORMULAS = "tests/programs/test_formulas.py::"
_BY_FORMAT = "tests/formats/"
_DROPPED = "tests/senders/dropped_by_programs/test_dropped_by_programs.py::"
_ENGINES = "tests/formula/test_second_engine.py::"


@dataclass(frozen=True, kw_only=True)
class ProgramLine:
    """One thing that a program does."""

    program: str  # of `PROGRAMS_TRIED`
    files: tuple[str, ...]  # the formats in which it does it; none where no file is saved
    does: str
    sees: tuple[str, ...] = ()  # the rules of the findings that the sender gets for it; none where nothing is said
    words: str = ""  # words of the message in English, where one rule says different things
    therefore: str = ""  # what we do about it, where nothing is to be seen
    shown_by: tuple[str, ...]  # tests, `file.py::test`, and scripts of findings/


#: What is left of a form that was opened, filled in and saved.
FORMS = (
    ProgramLine(
        program="LibreOffice", files=(".xlsx", ".ods", ".xls"), does="keeps what reading needs", shown_by=(_SAVED,),
    ),
    ProgramLine(
        program="LibreOffice", files=(".ods",), does="drops the rights to sort and to filter on a protected sheet",
        therefore="rights are not compared", shown_by=(_SHEETS + "test_rights_on_a_protected_sheet",),
    ),
    ProgramLine(
        program="LibreOffice", files=(".xlsx", ".ods", ".xls"), does="makes very hidden sheets hidden ones",
        therefore="both are hidden to us", shown_by=(_SHEETS + "test_hidden_sheets",),
    ),
    ProgramLine(
        program="LibreOffice", files=(".ods",), does="writes a document type into the part of a macro",
        therefore="parts that nobody parses may have one", shown_by=(_BY_FORMAT + "test_archive.py::test_an_ods_with_a_macro_of_libreoffice",),
    ),
    ProgramLine(program="Gnumeric", files=(".xlsx", ".ods", ".xls"), does="keeps what reading needs", shown_by=(_SAVED,)),
    ProgramLine(
        program="Gnumeric", files=(".xlsx",), does="makes hidden and very hidden sheets visible",
        therefore="our own sheets may be seen", shown_by=(_SHEETS + "test_hidden_sheets",),
    ),
    ProgramLine(
        program="Gnumeric", files=(".xlsx",), does="cuts the first of two overlapping conditional formats down to what the other leaves of it",
        therefore="the check sheet says what a colour no longer says", shown_by=(_SHEETS + "test_overlapping_conditional_formats",),
    ),
    ProgramLine(program="openpyxl", files=(".xlsx",), does="keeps what reading needs", shown_by=(_SAVED,)),
    ProgramLine(
        program="openpyxl", files=(".xlsx",), does="takes a text that begins with `=` for a formula, and writes it without a result",
        sees=("file.made-formulas",), words="made formulas of the texts", shown_by=(_DROPPED + "test_one_text_that_a_script_made_a_formula_of",),
    ),
    ProgramLine(program="xlsx-populate", files=(".xlsx",), does="keeps what reading needs", shown_by=(_SAVED,)),
    ProgramLine(
        program="xlsx-populate", files=(".xlsx",), does="makes a number of a text that looks like one, such as the code `201`, though nobody has touched it",
        therefore="a number is read as the text that it spells, also in keys of rows and in the version",
        shown_by=("tests/roundtrip/test_fixed_rows.py::test_every_row_comes_back_as_itself", "findings/xlsx-populate-text-becomes-number.sh"),
    ),
    ProgramLine(program="ExcelJS", files=(".xlsx",), does="keeps what reading needs", shown_by=(_SAVED,)),
    ProgramLine(
        program="ExcelJS", files=(".xlsx",), does="breaks names that are calculated with OFFSET, and makes NaN of a DATE in a limit of entry",
        therefore="issued forms have neither", shown_by=(_SHEETS + "test_exceljs_breaks_calculated_names_and_limits",),
    ),
    *(
        ProgramLine(
            program=program, files=(".xlsx", ".xlsm")[:n], does="drops protection, dropdowns, limits of entry and conditional formats",
            sees=("file.features-lost",), words="the protection of the sheets, dropdowns and limits of entry",
            shown_by=(_SAVED, _SHEETS + "test_sheetjs_drops_colours_and_protection"),
        )
        for program, n in (("SheetJS", 2), ("SheetJS 0.18", 1))
    ),
    *(
        ProgramLine(
            program=program, files=files, does="drops the same, in a format of which we do not read them",
            therefore="what a format does not tell is not missed", shown_by=(_SAVED,),
        )
        for program, files in (("SheetJS", (".xlsb", ".ods")), ("SheetJS 0.18", (".ods",)))
    ),
    ProgramLine(
        program="pandas", files=(".xlsx",), does="keeps nothing but values", sees=("file.features-lost",), words="the names of the fields",
        shown_by=(_DROPPED + "test_a_form_without_such_texts_has_lost_features_only",),
    ),
    ProgramLine(
        program="PyExcelerate", files=(".xlsx",), does="keeps nothing but values", sees=("file.features-lost",), words="the names of the fields",
        shown_by=(_DROPPED + "test_a_form_without_such_texts_has_lost_features_only",),
    ),
    *(
        ProgramLine(
            program=program, files=(".xlsx",), does="makes a formula of a text that begins with `=`, such as `=3个`",
            sees=("file.made-formulas",), words="the texts were read as they were typed",
            shown_by=(_DROPPED + "test_texts_that_became_formulas_are_one_finding", *scripts),
        )
        for program, scripts in (("pandas", ("findings/pandas-text-becomes-formula.sh",)), ("PyExcelerate", ()))
    ),
    ProgramLine(
        program="Excel", files=(".xlsx",), does="writes a second `workbookPr`, of its version 2013, which says nothing of the first day of dates",
        therefore="elements count by their namespace",
        shown_by=(_BY_FORMAT + "test_foreign_elements.py::test_days_that_count_from_1904_are_not_undone_by_an_extension",),
    ),
    ProgramLine(
        program="Excel", files=(".xlsb",), does="writes blocks of records of its later versions behind the cells",
        therefore="they are passed over", shown_by=(_BY_FORMAT + "test_xlsb.py::test_what_later_versions_add_is_passed_over",),
    ),
    ProgramLine(
        program="Excel for Mac", files=(".xlsb",), does="writes sheets without any cell record",
        therefore="they are blank", shown_by=(_BY_FORMAT + "test_xlsb.py::test_a_sheet_may_be_empty",),
    ),
    ProgramLine(
        program="Excel", files=(".xls",), does="declares 65,536 rows of 256 columns in files of a few kilobytes",
        therefore="cells are counted, not declared ones", shown_by=(_BY_FORMAT + "test_xls.py::test_wide_dimensions_are_not_believed",),
    ),
    ProgramLine(
        program="WPS", files=(".xlsx", ".xls"), does="calls either format .et", therefore="a format is known by its content",
        shown_by=(_BY_FORMAT + "test_other_formats.py::test_wps_names_either_format_et",),
    ),
)  # fmt: skip

#: What becomes of single values.
VALUES = (
    ProgramLine(
        program="LibreOffice", files=(".ods",), does="loses a tab behind a line end of a text", shown_by=(_ENTRIES,),
    ),
    ProgramLine(
        program="LibreOffice", files=(".xlsx",), does="shows the escape `_x000D_` of a carriage return as a plain line end",
        therefore="both are one line end to us", shown_by=(_ENTRIES,),
    ),
    ProgramLine(
        program="ExcelJS", files=(".xlsx",), does="writes a text such as `_x0041_` as it is, which every program then reads as `A`",
        shown_by=("findings/exceljs-text-becomes-escape.sh",),
    ),
    *(
        ProgramLine(
            program=program, files=files, does="writes a text such as `_x0041_` as it is, which every program then reads as `A`",
            shown_by=(_ENTRIES,),
        )
        for program, files in (("SheetJS", (".xlsx", ".xlsm")), ("SheetJS 0.18", (".xlsx",)), ("Gnumeric", (".xlsx",)))
    ),
    ProgramLine(
        program="Gnumeric", files=(".ods", ".xls"), does="takes the escape of such a text for its characters: `_x0041_` becomes `_x005F_x0041_`",
        shown_by=(_ENTRIES,),
    ),
    *(
        ProgramLine(
            program=program, files=files, does="takes the escape of a carriage return for its characters: `_x000D_` stands at the ends of lines",
            shown_by=(_ENTRIES,),
        )
        for program, files in (("SheetJS 0.18", (".ods",)), ("Gnumeric", (".ods", ".xls")))
    ),
    *(
        ProgramLine(
            program=program, files=files, does="writes the largest number as one that is larger still, or as infinite",
            sees=("value.type",), words="cannot be read as", shown_by=(_ENTRIES,),
        )
        for program, files in (("openpyxl", (".xlsx",)), ("Gnumeric", (".xlsx", ".ods", ".xls")), ("SheetJS", (".xlsb",)))
    ),
    ProgramLine(
        program="SheetJS 0.18", files=(".xls",), does="cuts every text at 255 characters", sees=("value.cut",), words="some programs cut the texts of an .xls",
        shown_by=(_BY_FORMAT + "test_pictures.py::test_sheetjs_cuts_the_texts_of_an_xls", "findings/sheetjs-cuts-texts-of-xls.sh"),
    ),
    ProgramLine(
        program="SheetJS 0.18", files=(), does="with `cellDates`, counts dates of a workbook from 1904 as if they were from 1900",
        therefore="issued forms count from 1900", shown_by=("findings/sheetjs-dates-ignore-1904.sh",),
    ),
    ProgramLine(
        program="openpyxl", files=(".xlsx",), does="opens no sheet in which a cell shares a formula and does not say where it is",
        therefore="every cell of an issued form says where it is", shown_by=("findings/openpyxl-shared-formula-without-place.sh",),
    ),
    ProgramLine(
        program="WPS", files=(".xlsx",), does="keeps a picture in a cell as the formula DISPIMG", sees=("value.picture",),
        words="a picture placed in the cell", shown_by=(_BY_FORMAT + "test_pictures.py::test_a_picture_in_a_cell_is_one_finding",),
    ),
    ProgramLine(
        program="Excel", files=(".xlsx", ".xlsb"), does="keeps a picture in a cell as the error #VALUE! with a rich value",
        sees=("value.picture",), words="a picture placed in the cell",
        shown_by=(_BY_FORMAT + "test_pictures.py::test_a_picture_in_a_cell_is_one_finding",),
    ),
)  # fmt: skip

#: How engines and validators calculate. Issued forms have only what all programs calculate alike; rules that do not are refused or rendered so.
CALCULATIONS = (
    ProgramLine(
        program="LibreOffice", files=(), does="MOD(4.35,0.01) and SUM(0.1,0.2,-0.3) are 0, where binary numbers leave a rest",
        therefore="calculated numbers are compared at six decimals", shown_by=(_FORMULAS + "test_libreoffice",),
    ),
    ProgramLine(
        program="LibreOffice", files=(), does='COUNTIF(r,"*") counts numbers as well as texts',
        therefore="patterns count texts only, by another formula", shown_by=(_FORMULAS + "test_libreoffice",),
    ),
    ProgramLine(
        program="LibreOffice", files=(), does="`ﬁ` equals `fi`, and FALSE>0 is FALSE",
        therefore="texts are compared exactly, and no truth value with a number",
        shown_by=(_FORMULAS + "test_libreoffice", "tests/workbook/test_truth_values.py::test_no_formula_compares_a_truth_value_with_a_number"),
    ),
    ProgramLine(
        program="LibreOffice", files=(".xlsx",), does="does not pass an entry on through a shared formula whose saved value is empty",
        therefore="formulas are shared only where it does", shown_by=("findings/libreoffice-shared-formula-empty-value.sh",),
    ),
    ProgramLine(program="Gnumeric", files=(".xlsx",), does="2^3^2 is 512, and 64 in Excel", shown_by=(_FORMULAS + "test_gnumeric",)),
    ProgramLine(
        program="HyperFormula", files=(), does="INT cuts towards zero, `?` matches nothing as well, numbers have eleven digits",
        therefore="it judges with `smartRounding: false`, and what it differs in is listed",
        shown_by=(_ENGINES + "test_hyperformula", "findings/hyperformula-int-cuts.sh", "findings/hyperformula-question-mark.sh"),
    ),
    ProgramLine(
        program="ironcalc", files=(".xlsx",), does="reads ranges in functions inside SUMPRODUCT as one cell, and drops parentheses",
        therefore="it judges with the formulas of the file put back",
        shown_by=(_ENGINES + "test_ironcalc", "findings/ironcalc-import-rewrites-formulas.sh"),
    ),
    ProgramLine(
        program="formualizer", files=(".xlsx",), does="EXACT of a range looks at its first cell", therefore="it is not a referee",
        shown_by=("findings/formualizer-exact-first-cell.sh",),
    ),
    ProgramLine(
        program="excelize", files=(), does='COUNTIF(r,"<>5") leaves out texts; FALSE>0 is FALSE',
        therefore="no formula compares a truth value with a number",
        shown_by=("tests/workbook/test_truth_values.py::test_no_formula_compares_a_truth_value_with_a_number",),
    ),
    ProgramLine(
        program="jsonschema", files=(), does="4.35 is not a multiple of 0.01; `\\w` and `\\d` take characters of any script",
        therefore="documents are judged as jsonschema-rs does", shown_by=("findings/jsonschema-multiple-of.sh", "findings/jsonschema-patterns.sh"),
    ),
    ProgramLine(
        program="jsonschema-rs", files=(), does="4.35 is a multiple of 0.01; `\\w` and `\\d` take ASCII only",
        therefore="a `pattern` with `^\\w+$` refuses Chinese texts", shown_by=("findings/jsonschema-multiple-of.sh", "findings/jsonschema-patterns.sh"),
    ),
)  # fmt: skip

LINES = (*FORMS, *VALUES, *CALCULATIONS)
