"""A form whose people read one language only has its messages in that one: nothing is made up for the other."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import xltool
from xltool.base.errors import DefinitionError
from xltool.rules.load import load_definition

MINIMAL = Path(__file__).parent / "clean" / "minimal"


def only_in(language: str, folder: Path) -> Path:
    """The minimal form with its messages in one language; returns its template."""
    shutil.copytree(MINIMAL, folder, dirs_exist_ok=True)
    path = folder / "rules" / "minimal.schema.json"
    schema: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    for entry in [*schema["x-rules"], *schema["x-checks"], *schema["x-constraints"].values()]:
        entry["message"] = {language: entry["message"][language]}
    path.write_text(json.dumps(schema, ensure_ascii=False), encoding="utf-8")
    return folder / "templates" / "minimal.yaml"


def test_a_form_in_english_needs_no_chinese(tmp_path: Path) -> None:
    template = only_in("en", tmp_path)
    data = {"unit": "Parks", "total": 5, "items": [{"name": "Trees", "kind": "goods", "sort": "books", "amount": 4}]}
    workbook = xltool.build(template, tmp_path / "form.xlsx", data=data)
    (finding,) = xltool.check([workbook], templates=template.parent).files[0].findings
    assert (finding.rule, finding.message.en) == ("balance", "The total differs from the sum of the items")
    assert finding.message.zh == finding.message.en
    texts = [str(cell.value) for sheet in openpyxl.load_workbook(workbook) for row in sheet.iter_rows() for cell in row if cell.value]
    assert not [text for text in texts if re.search(r"[\u4e00-\u9fff]", text) and not text.startswith("=")]


def test_a_message_in_no_language_is_refused(tmp_path: Path) -> None:
    template = only_in("zh", tmp_path)
    assert load_definition(template).rules.rules[0].message.en == "合计与各项之和不等"
    path = tmp_path / "rules" / "minimal.schema.json"
    path.write_text(path.read_text(encoding="utf-8").replace('{"zh": "金额为0"}', "{}"), encoding="utf-8")
    with pytest.raises(DefinitionError, match="must not be empty"):
        load_definition(template)
