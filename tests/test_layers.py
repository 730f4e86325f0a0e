"""The house: packages on floors, each with one door; short chains of imports; one name for one thing."""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import xltool
from tests.floors import FLOORS, LONGEST_CHAIN

PACKAGE = Path(xltool.__file__).parent
HOUSES = [floor.package for floor in FLOORS]
#: What stands beside the houses: `import xltool` and `python -m xltool`.
TOP = {"", "__main__"}


class Import(NamedTuple):
    """One import of one of our modules by another. Names are without `xltool.`; "" is the package itself."""

    importer: str
    imported: str
    name: str  # what the statement names: a module, or a name in one
    line: int

    def __str__(self) -> str:
        return f"xltool/{FILES[self.importer].relative_to(PACKAGE)}:{self.line} imports {self.name}"


def module_name(path: Path) -> str:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


FILES = {module_name(path): path for path in sorted(PACKAGE.rglob("*.py")) if "builtin" not in path.parts}
TREES = {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in FILES.items()}


def imports_of(name: str) -> Iterator[Import]:
    """Every import of ours in a module: at its top, inside functions, for types only."""
    for node in ast.walk(TREES[name]):
        for imported, spelled in _imported(node):
            if imported != name:
                yield Import(name, imported, spelled, getattr(node, "lineno", 0))


def _imported(node: ast.AST) -> Iterator[tuple[str, str]]:
    if isinstance(node, ast.Import):
        for alias in node.names:
            if alias.name == "xltool" or alias.name.startswith("xltool."):
                inner = alias.name.removeprefix("xltool").lstrip(".")
                yield inner, inner
    elif isinstance(node, ast.ImportFrom):
        assert not node.level, "imports are written in full"
        module = node.module or ""
        if module == "xltool" or module.startswith("xltool."):
            home = module.removeprefix("xltool").lstrip(".")
            for alias in node.names:  # `from package import module` imports the module
                if (home, alias.name) == ("", "__version__"):
                    continue  # a constant of the package, there before anything else
                inner = f"{home}.{alias.name}".lstrip(".")
                yield (inner if inner in FILES else home), inner


IMPORTS = [statement for name in FILES for statement in imports_of(name)]
#: The verbs of the library import their homes for types only; nothing of ours but the command line imports them.
GRAPH = {name: {found.imported for found in IMPORTS if found.importer == name} for name in FILES if name not in TOP}


def house_of(module: str) -> str:
    return module.partition(".")[0]


def test_the_folders_are_the_houses() -> None:
    packages = {path.name for path in PACKAGE.iterdir() if (path / "__init__.py").exists()}
    modules = {path.stem for path in PACKAGE.glob("*.py")}
    assert packages - {"builtin"} == set(HOUSES)
    assert modules == {"__init__", "__main__"}


def _floor(module: str) -> int:
    """The verbs of the library stand just below the command line, which calls them."""
    return len(HOUSES) - 1 if module in TOP else HOUSES.index(house_of(module))


def test_modules_import_only_from_floors_below() -> None:
    upward = [
        str(found) for found in IMPORTS if found.importer not in TOP and _floor(found.imported) > HOUSES.index(house_of(found.importer))
    ]
    assert not upward, "\n".join(upward)


@cache
def door(house: str) -> frozenset[str]:
    return frozenset(importlib.import_module(f"xltool.{house}").__all__)


@pytest.mark.parametrize("house", HOUSES)
def test_a_house_has_one_door(house: str) -> None:
    """An import from outside names the package, or what stands in its `__all__`."""
    past = [
        str(found)
        for found in IMPORTS
        if house_of(found.imported) == house != house_of(found.importer) and not _through_door(found.name, house)
    ]
    assert not past, "\n".join(past)


def _through_door(name: str, house: str) -> bool:
    steps = name.split(".")[1:]
    if steps and steps[0] not in door(house):
        return False
    return len(steps) <= 2 and f"{house}.{'.'.join(steps)}" not in _inner_modules()


@cache
def _inner_modules() -> frozenset[str]:
    """Modules inside the packages of a house: outsiders take names from their package."""
    return frozenset(name for name in FILES if name.count(".") >= 2)


@pytest.mark.parametrize("house", HOUSES)
def test_a_door_names_what_is_there_and_used(house: str) -> None:
    """A door is as small as it can be: all that it names exists, and is used outside."""
    outside = {
        found.name.split(".")[1] for found in IMPORTS if house_of(found.imported) == house != house_of(found.importer) and "." in found.name
    }
    homes = set(xltool._HOMES.values()) | {"xltool.cli"}  # noqa: SLF001 - where the verbs of the library live
    outside |= {home.split(".")[2] for home in homes if home.startswith(f"xltool.{house}.")}
    package = importlib.import_module(f"xltool.{house}")
    for name in door(house):
        assert f"{house}.{name}" in FILES or hasattr(package, name), name
    unused = door(house) - outside - ({"main", "app"} if house == "cli" else set())
    assert not unused, f"nothing outside uses {sorted(unused)}"


def test_nothing_imports_in_a_circle() -> None:
    try:
        TopologicalSorter(GRAPH).prepare()
    except CycleError as error:
        pytest.fail(f"import cycle: {' → '.join(error.args[1])}")


def longest_chain() -> tuple[str, ...]:
    @cache
    def chain(name: str) -> tuple[str, ...]:
        return (*max((chain(below) for below in sorted(GRAPH[name]) if below in GRAPH), key=len, default=()), name)

    return max(map(chain, GRAPH), key=len)


def test_chains_of_imports_are_short() -> None:
    """All imports count, also those inside functions and those for types only."""
    chain = longest_chain()
    assert len(chain) <= LONGEST_CHAIN, f"{len(chain)} modules: {' ← '.join(chain)}"


#: Packages whose modules are variants in one registry: their names need differ only inside it.
REGISTRIES = (
    "form.kinds", "form.blocks", "rules.functions", "rules.checks", "rules.definition_formats", "reading.formats", "merging.summary.sheets", "campaign.receive.containers",
)  # fmt: skip


def _variant_of(module: str) -> str:
    return next((registry for registry in REGISTRIES if module.startswith(f"{registry}.")), "")


def test_no_two_modules_have_one_name() -> None:
    homes: dict[str, list[str]] = defaultdict(list)
    for module, path in FILES.items():
        if path.name not in ("__init__.py", "__main__.py"):
            homes[f"{_variant_of(module)}:{path.stem}"].append(module)
    twice = {name: modules for name, modules in homes.items() if len(modules) > 1}
    assert not twice


def test_no_two_public_classes_have_one_name() -> None:
    homes: dict[str, list[str]] = defaultdict(list)
    for module, tree in TREES.items():
        for node in tree.body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                homes[node.name].append(module)
    twice = {name: modules for name, modules in homes.items() if len(modules) > 1}
    assert not twice


def test_import_xltool_is_quick() -> None:
    """`import xltool` loads nothing of ours but itself: the functions come when first used."""
    code = "import sys, xltool; print(*(name for name in sys.modules if name.startswith('xltool.')))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not loaded


def test_the_rule_reference_is_called_by_the_name_of_its_house() -> None:
    """`xltool.rules` is a function of the library and a house: calling the house calls the function."""
    entries = importlib.import_module("xltool.rules.reference").rules("project-performance-target")
    library: Any = importlib.import_module("xltool")
    house: Any = importlib.import_module("xltool.rules")
    assert library.rules("project-performance-target") == house("project-performance-target") == entries
    assert {"R22", "R24"} <= {entry.id for entry in entries}


def test_what_the_architecture_names_is_there() -> None:
    """Names in the document such as `rules.load` are modules, from the top or inside the package that the text is about."""
    document = (Path(__file__).parents[1] / "docs" / "architecture.md").read_text(encoding="utf-8")
    names = set(re.findall(r"`([a-z_]+(?:\.[a-z_]+)+)`", document)) - {"forms.zip"}
    names = {name for name in names if not name.startswith("xltool.")}  # the verbs
    missing = {name for name in names if not any(module == name or module.endswith(f".{name}") for module in FILES)}
    assert len(names) > 20
    assert not missing
