"""Draw the pictures of the cookbook anew: `python -m tests.cookbook_pictures [PATTERN…]`; without names, those that are older than their forms."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from tests.cookbook.drawing import DIGESTS, digest, draw
from tests.cookbook.patterns import own_checks, patterns
from tests.referees.libreoffice import LibreOffice


def main(wanted: list[str]) -> None:
    """Draw, and note what was drawn."""
    noted = json.loads(DIGESTS.read_text(encoding="utf-8")) if DIGESTS.is_file() else {}
    drawn = {}
    with LibreOffice() as office, tempfile.TemporaryDirectory() as scratch:
        for pattern in patterns():
            key = f"{pattern.name}/{pattern.lang}"
            with own_checks(pattern):
                drawn[key] = digest(pattern, Path(scratch))
                if pattern.name in wanted or not pattern.picture.is_file() or drawn[key] != noted.get(key):
                    pattern.picture.write_bytes(draw(pattern, office, Path(scratch)))
                    print(pattern.picture, pattern.picture.stat().st_size)
    DIGESTS.write_text(json.dumps(drawn, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
