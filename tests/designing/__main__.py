"""Hold the round trip of every definition of the project, in both languages: `python -m tests.designing`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.designing.definitions import TEMPLATES, assert_same, source_of
from xltool.base.messages import Lang
from xltool.designing.write_design import design_workbook
from xltool.rules.design_sheets import design_parts


def main() -> int:
    langs: tuple[Lang, ...] = ("zh", "en")
    with tempfile.TemporaryDirectory() as folder:
        for template in TEMPLATES:
            source = source_of(template)
            for lang in langs:
                path = Path(folder) / "design.xlsx"
                path.write_bytes(design_workbook(source, lang))
                assert_same(design_parts(path), source)
    print(f"{len(TEMPLATES)} definitions, nothing lost")
    return 0


if __name__ == "__main__":
    sys.exit(main())
