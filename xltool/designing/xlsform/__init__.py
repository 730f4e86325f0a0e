"""XLSForm read: a form in the sheets survey, choices and settings, made a definition as far as it has a counterpart.

Facts about XLSForm: https://xlsform.org/en/ (columns, question types, languages) and https://docs.getodk.org/form-operators-functions/
(expressions).
"""
