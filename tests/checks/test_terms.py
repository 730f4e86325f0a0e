"""What a check declares, its words and options, is what it uses: entries of definitions are held to it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from xltool.rules import checks
from xltool.rules.checks import check_names
from xltool.rules.checks.registry import check_terms

FOLDER = Path(next(iter(checks.__path__)))
MODULES = [path for path in sorted(FOLDER.glob("*.py")) if '@check("' in path.read_text(encoding="utf-8") and path.stem != "registry"]


def declared(tree: ast.Module) -> list[str]:
    """The names of the checks in a module."""
    decorators = [
        call for node in tree.body if isinstance(node, ast.FunctionDef) for call in node.decorator_list if isinstance(call, ast.Call)
    ]
    return [str(ast.literal_eval(call.args[0])) for call in decorators if ast.unparse(call.func) == "check"]


def words(tree: ast.Module) -> Iterator[str]:
    """The words of every hit that the checks of a module yield."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "Hit" and isinstance(node.args[1], ast.Dict):
            yield from (str(ast.literal_eval(key)) for key in node.args[1].keys if key is not None)


def options(tree: ast.Module) -> Iterator[str]:
    """The options that the checks of a module ask for."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("subject.options.get", "words"):
            yield next(str(argument.value) for argument in node.args if isinstance(argument, ast.Constant))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_a_module_uses_what_its_checks_declare(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    terms = [check_terms(name) for name in declared(tree)]
    assert set(words(tree)) == {word for each in terms for word in each.words or ()}
    assert set(options(tree)) == {option for each in terms for option in each.options or {}}


def test_every_check_of_ours_declares_everything() -> None:
    incomplete = [name for name in check_names() if check_terms(name).words is None or check_terms(name).options is None]
    assert not incomplete
