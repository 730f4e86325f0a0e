"""The kinds of personal data in the documents."""

from __future__ import annotations

from tests.generated_docs import generated, table
from xltool.form.personal import PERSONAL


@generated("personal")
def personal() -> str:
    return table(("`x-personal`", "what is left"), [(f"`{kind.name}`", kind.doc.en) for kind in PERSONAL.values()])
