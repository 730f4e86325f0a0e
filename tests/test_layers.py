"""The floor plan: a module imports only from rows above its own, and nothing imports in a circle.

The table is the documentation. A package stands for all its modules, unless a row names one of them by itself; inside a
package imports are free as long as they make no circle.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import NamedTuple

import pytest

import xltool

#: Rows from the ground up: what stands on one, and what it is there for.
FLOORS: tuple[tuple[frozenset[str], str], ...] = (
    (frozenset({"text", "cells", "meta"}), "words in two languages and their normal writing; places; published schemas"),
    (frozenset({"errors", "quantity", "finding", "sheets"}), "our own failures; texts that hold numbers; what was noticed"),
    (frozenset({"formula"}), "formula text to tree; functions; Excel's semantics"),
    (frozenset({"schema", "files", "roster", "catalogue"}), "what a form asks for; whole files; units; the reader's own rules"),
    (frozenset({"formula.types"}), "names and types of a formula over the fields of a form"),
    (frozenset({"ruleset", "document"}), "the rules of a form; what was read from one"),
    (
        frozenset({"template", "facts", "render", "translate"}),
        "the layout as written; a document as rules see it; tree to Excel, tree to Python",
    ),
    (frozenset({"layout", "evaluate", "validate"}), "where everything sits; rules over a document; JSON Schema at work"),
    (frozenset({"state", "checks"}), "a document under its rules; what a formula cannot say"),
    (frozenset({"load"}), "definitions in"),
    (frozenset({"writer.reading", "writer.codes_sheet"}), "formulas that read a cell as Python does; the choices of fields"),
    (frozenset({"writer.helpers"}), "the hidden sheet: inputs as they are read, rules as columns of 0 and 1"),
    (frozenset({"writer"}), "workbooks out"),
    (frozenset({"reader"}), "workbooks in, compared with what the writer would have written"),
    (frozenset({"executor"}), "where files are read and workbooks rendered: on this machine, or on a cluster"),
    (frozenset({"building", "reading", "checking", "upgrading", "difference"}), "the library functions of the same commands"),
    (
        frozenset({"reports", "reference", "annotating", "dataset", "webpage"}),
        "findings and rules for people; many forms as one table; pages",
    ),
    (frozenset({"html_report", "difference_report", "summary"}), "the same as a page; what changed, for people; the summary workbook"),
    (frozenset({"merging"}), "check, merge, write"),
    (frozenset({"campaign"}), "all of a round of collecting: who was sent what, what came, what was decided"),
    (frozenset({"demonstration"}), "the whole job on the built-in form"),
    (frozenset({"cli"}), "the command line: parses, calls, prints"),
    (frozenset({"", "__main__"}), "`import xltool` and `python -m xltool`"),
)
PACKAGE = Path(xltool.__file__).parent


class Import(NamedTuple):
    """One import of one of our modules by another. Names are without `xltool.`; "" is the package itself."""

    importer: str
    imported: str
    line: int
    type_only: bool  # under `if TYPE_CHECKING`


def module_name(path: Path) -> str:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


FILES = {module_name(path): path for path in sorted(PACKAGE.rglob("*.py")) if "builtin" not in path.parts}


def imports_of(name: str) -> Iterator[Import]:
    """Every import of ours in a module, at its top and inside functions."""
    tree = ast.parse(FILES[name].read_text(encoding="utf-8"))
    type_only = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        for statement in node.body
        for inner in ast.walk(statement)
    }
    for node in ast.walk(tree):
        for imported in _imported(node):
            yield Import(name, imported, getattr(node, "lineno", 0), node in type_only)


def _imported(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        for alias in node.names:
            if alias.name == "xltool" or alias.name.startswith("xltool."):
                yield alias.name.removeprefix("xltool").lstrip(".")
    elif isinstance(node, ast.ImportFrom):
        assert not node.level, "imports are written in full"
        module = node.module or ""
        if module == "xltool" or module.startswith("xltool."):
            home = module.removeprefix("xltool").lstrip(".")
            for alias in node.names:  # `from package import module` imports the module
                if (home, alias.name) == ("", "__version__"):
                    continue  # a constant of the package, there before anything else
                inner = f"{home}.{alias.name}".lstrip(".")
                yield inner if inner in FILES else home


IMPORTS = [found for name in FILES for found in imports_of(name)]


def unit_of(module: str) -> str:
    """The entry of the table that a module belongs to: its own name, else that of its package."""
    entries = {entry for floor, _ in FLOORS for entry in floor}
    while module and module not in entries:
        module = module.rpartition(".")[0]
    return module


def floor_of(unit: str) -> int:
    return next(number for number, (floor, _) in enumerate(FLOORS) if unit in floor)


def test_every_module_has_its_floor() -> None:
    homeless = [name for name in FILES if name and not unit_of(name)]
    assert not homeless, f"give these a row in FLOORS: {homeless}"


def test_every_entry_of_the_table_is_a_module() -> None:
    entries = {entry for floor, _ in FLOORS for entry in floor}
    assert entries <= set(FILES), entries - set(FILES)


@pytest.mark.parametrize("type_only", [False, True], ids=["imports", "imports for types only"])
def test_modules_import_only_from_floors_below(*, type_only: bool) -> None:
    upward = [
        f"xltool/{FILES[found.importer].relative_to(PACKAGE)}:{found.line} imports {found.imported}"
        for found in IMPORTS
        if found.type_only == type_only
        and (importer := unit_of(found.importer)) != (imported := unit_of(found.imported))
        and floor_of(imported) >= floor_of(importer)
    ]
    assert not upward, "\n".join(upward)


@pytest.mark.parametrize("with_types", [False, True], ids=["imports", "with imports for types only"])
def test_nothing_imports_in_a_circle(*, with_types: bool) -> None:
    graph: dict[str, set[str]] = {name: set() for name in FILES}
    for found in IMPORTS:
        if with_types or not found.type_only:
            graph[found.importer].add(found.imported)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(f"import cycle: {' → '.join(error.args[1])}")


def test_import_xltool_is_quick() -> None:
    """`import xltool` loads nothing of ours but itself: the functions come when first used."""
    own = [found.imported for found in IMPORTS if not found.importer and not found.type_only]
    assert not own
