"""The functions of the rule language (`docs/rule-language.md`), from their registry."""

from __future__ import annotations

from tests.generated_docs import generated, table
from xltool.rules.functions import FUNCTIONS
from xltool.rules.language.function import Function

_GIVES = {"number": "number", "text": "text", "boolean": "condition", None: "type of both"}


@generated("functions")
def functions() -> str:
    """Return a row for every function, in the order of the registry."""
    return table(("function", "gives", "notes"), [_row(function) for function in FUNCTIONS.values()])


def _row(function: Function) -> tuple[str, str, str]:
    return f"`{function.usage}`", _GIVES[function.signature.result], function.doc.en
