"""A whole definition from its files, and where definitions are looked up."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import xltool.checks  # noqa: F401 - registers the built-in checks
from xltool.errors import DefinitionError, Problem, UsageError
from xltool.load.codes import load_codes
from xltool.load.rules_file import build_rules
from xltool.load.schema_file import build_schema, schema_fits
from xltool.load.source import Source, read_json, read_yaml
from xltool.load.template_file import build_template, check_layout, template_fits
from xltool.schema import CodeList
from xltool.template import Definition
from xltool.text import Text


def builtin_folder() -> Path:
    """The folder of the built-in `templates/` and `rules/`: inside the installed package, else at the top of the source tree."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "builtin"
    return installed if installed.is_dir() else package.parent


def search_folders(templates: Path | str | None = None) -> list[Path]:
    """The folders in which template ids are looked up, first match wins."""
    chosen = Path(templates) if templates is not None else Path("templates")
    if templates is not None and not chosen.is_dir():
        raise UsageError(Text(zh=f"没有文件夹 {chosen}", en=f"there is no folder {chosen}"))
    return [folder for folder in (chosen, builtin_folder() / "templates") if folder.is_dir()]


def list_definitions(templates: Path | str | None = None) -> list[str]:
    """The ids that can be given as TEMPLATE, sorted."""
    return sorted({path.stem for folder in search_folders(templates) for path in folder.glob("*.yaml")})


def find_definition(template: str | Path, templates: Path | str | None = None) -> Path:
    """The template file of an id or a path. Raises UsageError when there is none."""
    path = Path(template)
    if path.suffix in (".yaml", ".yml"):
        if path.is_file():
            return path
        raise UsageError(Text(zh=f"没有文件 {path}", en=f"there is no file {path}"))
    if path.name == str(template):
        for folder in search_folders(templates):
            candidate = folder / f"{template}.yaml"
            if candidate.is_file():
                return candidate
    offered = "、".join(list_definitions(templates))
    raise UsageError(Text(zh=f"没有模板“{template}”；可用：{offered}", en=f"there is no template {str(template)!r}; there are: {offered}"))


def load_definition(template: str | Path, templates: Path | str | None = None) -> Definition:
    """Load and verify a definition, given by id or by the path of its template file.

    Raises DefinitionError with every problem found, UsageError when there is no such template.
    """
    path = find_definition(template, templates)
    return _load(path, _fingerprint(path))


def _fingerprint(path: Path) -> tuple[tuple[str, int, int], ...]:
    """What changes when any file of a definition does."""
    folder = _rules_folder(path)
    files = [path, *sorted(folder.glob("*.schema.json")), *sorted((folder / "codes").glob("*.csv"))]
    return tuple((str(file), file.stat().st_mtime_ns, file.stat().st_size) for file in files)


def _rules_folder(path: Path) -> Path:
    return path.resolve().parent.parent / "rules"


@lru_cache(maxsize=32)
def _load(path: Path, _fingerprint: tuple[tuple[str, int, int], ...]) -> Definition:
    layout_source = read_yaml(path)
    sources = [layout_source]
    definition = None
    if not layout_source.problems and template_fits(layout_source):
        definition = _load_parts(layout_source, sources)
    problems = list(_problems(sources))
    if problems or definition is None:
        raise DefinitionError(problems)
    return definition


def _load_parts(layout_source: Source, sources: list[Source]) -> Definition | None:
    path = layout_source.path
    folder = _rules_folder(path)
    schema_path = folder / layout_source.data.get("schema", f"{layout_source.data['id']}.schema.json")
    if schema_path.resolve().parent != folder.resolve():
        message = Text(zh=f"模式应在 {folder.name} 文件夹中", en=f"the schema must be in the folder {folder.name}")
        layout_source.report(message, "/schema")
        return None
    schema_source = read_json(schema_path)
    sources.append(schema_source)
    if schema_source.problems or not schema_fits(schema_source):
        return None
    codes = _load_code_lists(schema_source, folder / "codes", sources)
    schema = build_schema(schema_source, codes)
    rules = build_rules(schema_source, schema)
    template = build_template(layout_source, schema)
    if template.id != path.stem:
        message = Text(zh=f"id 应与文件名相同（{path.stem}）", en=f"the id must be the file's name ({path.stem})")
        layout_source.report(message, "/id")
    if not layout_source.problems:
        check_layout(layout_source, template, schema)
    return Definition(
        template=template, schema=schema, rules=rules, codes=codes, digest=_digest(sources), path=path
    )


def _load_code_lists(schema_source: Source, folder: Path, sources: list[Source]) -> dict[str, CodeList]:
    found: dict[str, CodeList] = {}
    for name in sorted(set(_code_names(schema_source.data))):
        if not (folder / f"{name}.csv").is_file():
            continue  # reported where the schema names it
        found[name], source = load_codes(folder / f"{name}.csv")
        sources.append(source)
    return found


def _code_names(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("x-codes"), str):
            yield node["x-codes"]
        for value in node.values():
            yield from _code_names(value)
    elif isinstance(node, list):
        for value in node:
            yield from _code_names(value)


def _digest(sources: list[Source]) -> str:
    """What the workbook carries to tell one state of a definition from another: 16 hex digits of SHA-256."""
    digest = hashlib.sha256()
    for source in sources:
        digest.update(source.path.name.encode() + b"\0" + source.text.replace("\r\n", "\n").encode() + b"\0")
    return digest.hexdigest()[:16]


def _problems(sources: list[Source]) -> Iterator[Problem]:
    for source in sources:
        yield from sorted(source.problems, key=lambda problem: (problem.line, problem.column))
