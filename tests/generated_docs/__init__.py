"""Parts of the documents that are generated from the program, so that they cannot lag behind it.

A document holds `<!-- generated: NAME -->` … `<!-- end of generated -->`. A module of this package registers the function that
writes the part: `@generated("NAME")`. `python -m tests.generated_docs` rewrites the documents; `tests/test_docs.py` compares.
"""

from __future__ import annotations

import pkgutil
import re
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
_PART = re.compile(r"(?P<start><!-- generated: (?P<name>[\w-]+) -->\n)(?P<body>.*?)(?P<end><!-- end of generated -->)", re.DOTALL)

Generator = Callable[[], str]
_GENERATORS: dict[str, Generator] = {}


def generated(name: str) -> Callable[[Generator], Generator]:
    """Register the function that returns the Markdown of the part NAME. A part in Chinese is a part of its own, `NAME-zh`."""

    def register(generator: Generator) -> Generator:
        assert name not in _GENERATORS, f"two generators are called {name}"
        _GENERATORS[name] = generator
        return generator

    return register


def generators() -> dict[str, Generator]:
    """Return every registered generator by name, importing the modules of this package first."""
    for module in pkgutil.iter_modules(__path__):
        if module.name != "__main__":
            import_module(f"{__name__}.{module.name}")
    return _GENERATORS


def documents() -> list[Path]:
    """Return the documents of the project: those at the top of the tree and those below `docs/`."""
    return [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]


def part_names(text: str) -> list[str]:
    """Return the names of the generated parts of a document."""
    return [part["name"] for part in _PART.finditer(text)]


def rewritten(text: str) -> str:
    """Return a document with its generated parts written anew."""
    known = generators()
    return _PART.sub(lambda part: f"{part['start']}{known[part['name']]().strip()}\n{part['end']}", text)


def outdated() -> Iterator[tuple[Path, str]]:
    """Yield each document whose generated parts lag behind the program, with the text that it should have."""
    for path in documents():
        text = path.read_text(encoding="utf-8")
        new = rewritten(text)
        if new != text:
            yield path, new


def table(heading: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """Write a Markdown table."""
    lines = [heading, ("---",) * len(heading), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)
