"""Rewrite the generated parts of the documents."""

from __future__ import annotations

from tests.generated_docs import ROOT, outdated

for path, text in outdated():
    path.write_text(text, encoding="utf-8")
    print(path.relative_to(ROOT))
