"""The pictures of the demonstration in the documents show what it makes today; `python -m tests.demo_pictures` draws them anew."""

from __future__ import annotations

import json
from pathlib import Path

from tests.demo_pictures import NOTED, demonstrated, seen


def test_the_pictures_show_what_the_demonstration_makes(tmp_path: Path) -> None:
    """This takes some seconds: pages and summaries of a whole campaign are looked at."""
    assert seen(*demonstrated(tmp_path / "demo")) == json.loads(NOTED.read_text(encoding="utf-8"))
