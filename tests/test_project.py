"""The project as it is packed: one version, a licence, pinned tools, an interface that shows itself."""

from __future__ import annotations

import ast
import os
import pydoc
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

import xltool

ROOT = Path(__file__).parent.parent
PYPROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PROJECT: dict[str, Any] = PYPROJECT["project"]


def test_there_is_one_version() -> None:
    assert PROJECT["dynamic"] == ["version"]
    assert PYPROJECT["tool"]["hatch"]["version"]["path"] == "xltool/__init__.py"
    assert (ROOT / "CHANGELOG.md").read_text(encoding="utf-8").partition("\n## ")[2].startswith(f"{xltool.__version__} ")


def test_the_licence_is_there() -> None:
    assert PROJECT["license"] == "MIT"
    for name in PROJECT["license-files"]:
        assert "MIT License" in (ROOT / name).read_text(encoding="utf-8")


def test_what_is_packed_is_there() -> None:
    missing = [
        name for name in PYPROJECT["tool"]["hatch"]["build"]["targets"]["sdist"]["include"] if not (ROOT / name.lstrip("/")).exists()
    ]
    assert not (set(missing) - {"/xltool"})  # tested away from the source, the package is installed


@pytest.mark.parametrize("requirement", PROJECT["optional-dependencies"]["dev"])
def test_tools_have_an_upper_bound(requirement: str) -> None:
    assert re.search(r"==|~=|<", requirement)


def test_tools_that_judge_the_code_are_pinned() -> None:
    pinned = {requirement.partition("==")[0] for requirement in PROJECT["optional-dependencies"]["dev"] if "==" in requirement}
    assert {"ruff", "mypy"} <= pinned


@pytest.mark.skipif("XLTOOL_WHEEL" not in os.environ, reason="only .ci/run tests the wheel away from the source")
def test_the_wheel_is_what_is_tested() -> None:
    assert "site-packages" in Path(xltool.__file__).parts
    assert not (ROOT / "xltool").exists()


# --- the interface of the library -------------------------------------------------------------------------------------


def test_dir_and_help_show_the_interface() -> None:
    """In a process of its own: here other tests have imported everything."""
    code = "import xltool, pydoc; print(*dir(xltool)); print(pydoc.render_doc(xltool, renderer=pydoc.plaintext))"
    names, _, described = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.partition("\n")
    assert set(xltool.__all__) <= set(names.split())
    for name in xltool.__all__:
        assert re.search(rf"^    (class )?{name}\b", described, re.MULTILINE), name


def test_every_public_name_is_documented() -> None:
    for name in xltool.__all__:
        assert pydoc.getdoc(getattr(xltool, name)), name


def test_types_and_lazy_names_are_the_same() -> None:
    """What a type checker sees, what is imported when first used, and what is public."""
    tree = ast.parse(Path(xltool.__file__).read_text(encoding="utf-8"))
    typed = {alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module != "typing" for alias in node.names}
    assert typed - {"annotations", "import_module"} == set(xltool.__all__)
