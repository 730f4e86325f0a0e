"""What a command loads and converts before it does anything."""

from __future__ import annotations

import enum
import subprocess
import sys
from pathlib import Path
from typing import Annotated, Any

import pytest
import typer
from typer.testing import CliRunner

from tests.cli.conftest import TEMPLATE, Run
from tests.cli.test_process import environment
from xltool.cli.quick import QuickCommand, QuickGroup

#: What takes long to load and has no business in the commands below, nor in their workers.
HEAVY = {
    "alembic", "concurrent", "email.mime", "jinja2", "jsonschema", "logging", "olefile", "openpyxl", "pandas", "pyarrow", "pydantic", "rich.console",
    "sqlalchemy", "xlsxwriter",
}  # fmt: skip


def loaded(*arguments: str | Path) -> set[str]:
    """The names of all modules that a command and its workers import."""
    command = [sys.executable, "-X", "importtime", "-m", "xltool", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, check=False, timeout=120, env=environment(XLTOOL_DEBUG="1"))
    lines = done.stderr.decode("utf-8", "replace").splitlines()
    return {line.rpartition("|")[2].strip() for line in lines if line.startswith("import time:")}


def heavy(modules: set[str]) -> set[str]:
    return {name for name in HEAVY if any(module == name or module.startswith(f"{name}.") for module in modules)}


def test_help_loads_nothing_heavy() -> None:
    modules = loaded("--help")
    assert "typer" in modules
    assert not heavy(modules)
    assert "yaml" not in modules


@pytest.mark.parametrize("options", [(), ("--format", "json", "--lang", "en")], ids=["text", "json"])
def test_a_check_loads_nothing_heavy(options: tuple[str, ...], run: Run, tmp_path: Path) -> None:
    workbook = tmp_path / "a.xlsx"
    run("build", TEMPLATE, "-o", workbook)
    folder = tmp_path / "here"
    folder.mkdir()
    modules = loaded("check", workbook, *options)
    assert "xltool.reading.read_workbook" in modules
    assert not heavy(modules)
    assert "xltool.rules.loading.json_places" not in modules


def test_a_faulty_definition_loads_what_says_where(tmp_path: Path) -> None:
    template = tmp_path / "templates" / "a.yaml"
    template.parent.mkdir()
    template.write_text("id: a\nsheets: 5\n", encoding="utf-8")
    assert "jsonschema" in heavy(loaded("rules", template))


# --- values of options ------------------------------------------------------------------------------------------------


class Colour(enum.StrEnum):
    """Choices."""

    red = "red"
    green = "green"


def told(
    files: Annotated[list[Path], typer.Argument()],
    name: Annotated[str, typer.Option()] = "none",
    colour: Annotated[Colour, typer.Option()] = Colour.red,
    number: Annotated[int | None, typer.Option()] = None,
    folder: Annotated[Path | None, typer.Option(exists=True, file_okay=False)] = None,
    more: Annotated[list[str] | None, typer.Option()] = None,
    flag: Annotated[bool, typer.Option("--flag")] = False,
) -> None:
    """Say what came."""
    typer.echo(repr((files, name, colour, number, folder, more, flag)))


def outcome(arguments: list[str], **kinds: Any) -> tuple[int, str]:
    app = typer.Typer(cls=kinds.get("group"), add_completion=False, rich_markup_mode=None)
    app.command(cls=kinds.get("command"))(told)
    app.command("other", cls=kinds.get("command"))(told)
    done = CliRunner().invoke(app, arguments)
    return done.exit_code, done.output


@pytest.mark.parametrize(
    "arguments",
    [
        ["told", "a.xlsx", "b c.xlsx"],
        ["told", "a", "--name", " 名 ", "--colour", "green", "--number", "5", "--flag"],
        ["told", "", "--name", ""],
        ["told", ".", "--folder", ".", "--more", "x", "--more", ""],
        ["told", "a", "--colour", "blue"],
        ["told", "a", "--colour", "RED"],
        ["told", "a", "--number", "five"],
        ["told", "a", "--number", "5.5"],
        ["told", "a", "--folder", "nothere"],
        ["told", "a\0b"],
        ["told"],
        ["told", "--help"],
        ["--help"],
        ["nothing"],
    ],
    ids=" ".join,
)
def test_values_and_complaints_are_those_of_typer(arguments: list[str]) -> None:
    assert outcome(arguments, group=QuickGroup, command=QuickCommand) == outcome(arguments)
