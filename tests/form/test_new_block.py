"""A block kind is added by adding one file: a made-up one is parsed, reported on, placed, drawn and documented."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import openpyxl
import pytest

from tests.form.witness import BLOCK
from tests.generated_docs import generators
from xltool.base.errors import DefinitionError
from xltool.form.blocks import BLOCKS
from xltool.form.complete_document import complete
from xltool.rules.load import load_definition
from xltool.rules.loading.template_file import template_meta_schema
from xltool.workbook.assemble import build_workbook

MINIMAL = Path(__file__).parents[1] / "definitions" / "clean" / "minimal"


@pytest.fixture(autouse=True)
def registered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(BLOCKS, BLOCK.name, BLOCK)


def template_with(folder: Path, block: str) -> Path:
    """The smallest form with one more block at its end."""
    shutil.copytree(MINIMAL, folder, dirs_exist_ok=True)
    path = folder / "templates" / "minimal.yaml"
    before, summary, after = path.read_text(encoding="utf-8").partition("\nsummary:")
    path.write_text(f"{before.rstrip()}\n      - {block}\n{summary}{after}", encoding="utf-8")
    return path


def test_new_block_is_drawn_below_the_others(tmp_path: Path) -> None:
    definition = load_definition(template_with(tmp_path, "{block: witness, columns: 'A:B', who: 经办人}"))
    content = build_workbook(definition, complete(definition.schema, {}))
    tab = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    (cell,) = [cell for row in tab.iter_rows() for cell in row if cell.value == "经办人（签字）："]
    row = cell.row
    assert row is not None
    assert tab.row_dimensions[row].height == tab.row_dimensions[row + 1].height == 30
    assert f"A{row}:B{row}" in map(str, tab.merged_cells.ranges)


def test_what_is_wrong_with_a_new_block_is_reported_at_its_place(tmp_path: Path) -> None:
    path = template_with(tmp_path, "{block: witness, columns: 1, whom: 经办人}")
    with pytest.raises(DefinitionError) as raised:
        load_definition(path)
    message = raised.value.say("en")
    assert "unknown key 'whom'; did you mean 'who'?" in message


def test_new_block_is_among_those_that_editors_and_documents_know() -> None:
    assert "witness" in template_meta_schema()["$defs"]["block"]["properties"]["block"]["enum"]
    assert "| `witness` | `columns`, `who`, `height` | a line to sign on |" in generators()["blocks"]()
