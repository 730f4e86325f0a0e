"""Load whole definitions from their files."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from xltool.base.errors import DefinitionError, Problem
from xltool.base.logs import Log
from xltool.base.messages import Lang, Text
from xltool.base.paths import name_of
from xltool.form.codes import BEFORE_LIST, LIST_COLUMN, CodeList
from xltool.form.picture import PICTURE_ENDINGS, Picture
from xltool.rules.definition import Definition
from xltool.rules.definition_files import find_definition
from xltool.rules.definition_formats import at_their_cells, unfolded
from xltool.rules.loading.applicability_file import written_conditions
from xltool.rules.loading.codes_file import load_codes
from xltool.rules.loading.computed_file import build_computed
from xltool.rules.loading.given_file import report_given, report_unfilled
from xltool.rules.loading.implied_fields import NOTHING_IMPLIED, implied_by, repeats_in
from xltool.rules.loading.keyword_check import report_keywords
from xltool.rules.loading.layout_check import check_layout
from xltool.rules.loading.room_rules import room_rules
from xltool.rules.loading.rules_file import build_rules
from xltool.rules.loading.schema_file import build_schema
from xltool.rules.loading.schema_shape import sound_schema
from xltool.rules.loading.shared_parts import PARTS_FOLDER, take_in_parts, text_with_parts
from xltool.rules.loading.source import SourceFile, read_json, read_yaml
from xltool.rules.loading.template_file import build_template, sound_template

_log = Log(__name__)
#: `x-personal` with its value, as it stands in a schema, and the comma before or behind it.
_PERSONAL = re.compile(r',\s*"x-personal"\s*:\s*"[^"]*"|"x-personal"\s*:\s*"[^"]*"\s*,?\s*')
_LOADED = Text(zh="已读入定义 {id} {version}（{path}）", en="loaded the definition {id} {version} ({path})")


def load_definition(template: str | Path, templates: Path | str | None = None) -> Definition:
    """Load and verify a definition, given by id, or by the path of its template or of a design workbook.

    Raises DefinitionError with every problem found, UsageError when there is no such template.

    >>> definition = xltool.load_definition("project-performance-target@2022.2")
    >>> definition.schema.field("income.total").unit
    '万元'
    """
    path = unfolded(find_definition(template, templates))
    key = path, _fingerprint(path)
    if key not in _loaded:
        remember({key: _load(path)})
    return _loaded[key]


#: A template file, and path, time and size of every file of its definition.
LoadedKey = tuple[Path, tuple[tuple[str, int, int], ...]]
#: The definitions that this process knows, newest last.
_loaded: dict[LoadedKey, Definition] = {}
_MOST_LOADED = 32


def loaded() -> Mapping[LoadedKey, Definition]:
    """Return the definitions that this process has loaded or remembered from another."""
    return _loaded


def recall(key: LoadedKey) -> Definition:
    """Return a remembered definition, loading it again if it was dropped. Raises as `load_definition`."""
    return _loaded.get(key) or load_definition(key[0])


def remember(definitions: Mapping[LoadedKey, Definition]) -> None:
    """Remember definitions that were loaded elsewhere; they are loaded again when one of their files changes."""
    _loaded.update(definitions)
    for key in list(_loaded)[:-_MOST_LOADED]:
        del _loaded[key]


def _fingerprint(path: Path) -> tuple[tuple[str, int, int], ...]:
    """Return a key that changes when any file of a definition does. It is asked for with every file that is read, so it must be cheap."""
    beside = os.path.dirname(os.path.realpath(path))  # noqa: PTH120 - paths as texts are five times as fast
    rules = os.path.join(os.path.dirname(beside), "rules")  # noqa: PTH118, PTH120
    beside_schemas = (("codes", ".csv"), (PARTS_FOLDER, ".json"))
    stamps = (
        *_stamps(rules, ".schema.json"),
        *(stamp for folder, ending in beside_schemas for stamp in _stamps(os.path.join(rules, folder), ending)),  # noqa: PTH118
    )
    return (_stamp(path), *stamps, *_stamps(beside, *PICTURE_ENDINGS))


def _stamps(folder: str, *endings: str) -> list[tuple[str, int, int]]:
    try:
        with os.scandir(folder) as entries:
            return sorted(_stamp(entry) for entry in entries if entry.name.lower().endswith(endings))
    except OSError:
        return []


def _stamp(file: os.PathLike[str]) -> tuple[str, int, int]:
    status = os.stat(file)  # noqa: PTH116 - entries of a folder have no time of their own on every system
    return os.fspath(file), status.st_mtime_ns, status.st_size


def _rules_folder(path: Path) -> Path:
    """Return `rules/` beside the folder of a template, written as the caller wrote the template: from here, or from the root."""
    folder = path.resolve().parent.parent / "rules"
    return folder if path.is_absolute() else Path(os.path.relpath(folder))


def _load(path: Path) -> Definition:
    loader = _Loader(path)
    definition = loader.load()
    problems = at_their_cells(path, _problems(loader.sources))
    if problems or definition is None:
        raise DefinitionError(problems)
    _log.debug(_LOADED, id=definition.id, version=definition.version, path=path)
    return definition


class _Loader:
    """All files of one definition; each is looked at even when another is wrong, so that all errors are found at once."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.folder = _rules_folder(path)
        self.sources: list[SourceFile] = []  # those of parts share the problems of the schema

    def load(self) -> Definition | None:
        """Return the definition; None, and problems in the sources, when it cannot be made."""
        layout = read_yaml(self.path)
        self.sources.append(layout)
        sound_layout = sound_template(layout) if not layout.problems else None
        schema_path = self._schema_path(layout)
        if schema_path is None:
            return None
        source = read_json(schema_path)
        self.sources.append(source)
        parts = take_in_parts(source, self.folder)
        codes = self._code_lists(source)
        repeats = repeats_in(layout.data)
        is_layout_whole = sound_layout is not None and sound_layout.unsound.is_layout_whole
        sound = sound_schema(source, repeats, is_layout_whole=is_layout_whole) if source.data is not None else None
        if sound is None:
            return None
        if sound_layout is not None:
            sound_layout.repeats = repeats
        report_keywords(sound)
        implied = implied_by(sound_layout.data, sound) if sound_layout else NOTHING_IMPLIED
        sound.unsound = sound.unsound.with_fields(implied.unknown)
        written = written_conditions(sound_layout, sound)
        schema, faulty = build_schema(sound, codes, _language(layout.data), implied, written.applies)
        sound.unsound = sound.unsound.with_fields(faulty)
        report_given(sound, schema)
        computed = build_computed(sound, schema, implied, layout, codes)
        rules = build_rules(sound, schema, whole=source.data, computed=computed, written=written)
        if sound_layout is None:
            return None
        template = build_template(sound_layout, schema, implied, sound.unsound)
        if sound_layout is layout:
            report_unfilled(sound, schema, template)
        laid_out = check_layout(sound_layout, template, schema, sound.unsound)
        pictures = {sheet.picture.file: sheet.picture for sheet in template.sheets if sheet.picture is not None}
        return Definition(
            template=template,
            schema=schema,
            rules=rules if layout.problems else rules.with_rules(room_rules(laid_out, schema, template)),
            codes=codes,
            digest=_digest(self.sources, source, pictures.values()),
            path=self.path.absolute(),  # a definition is cached and outlives the current folder
            files=(
                *(file.path.absolute() for file in (*self.sources, *parts)),
                *(self.path.resolve().parent / name for name in pictures),
            ),
        )

    def _schema_path(self, layout: SourceFile) -> Path | None:
        """Return the schema that the template names, else the one of the same name."""
        named = layout.data.get("schema") if isinstance(layout.data, dict) else None
        if not isinstance(named, str):
            path = self.folder / f"{self.path.stem}.schema.json"
            return path if path.is_file() or not layout.problems else None  # the key that names it may be what is wrong
        path = self.folder / named
        if "\0" in named or path.resolve().parent != self.folder.resolve():
            if not layout.problems:
                zh, en = f"模式应在 {self.folder.name} 文件夹中", f"the schema must be in the folder {self.folder.name}"
                layout.report(Text(zh=zh, en=en), "/schema")
            return None
        if not path.is_file():
            zh, en = f"文件夹 rules 中没有 {named}", f"schema not found in the folder rules: {named}"
            layout.report(Text(zh=zh, en=en), "/schema")
            return None
        return path

    def _code_lists(self, schema: SourceFile) -> dict[str, CodeList]:
        lists: dict[str, CodeList] = {}
        folder = self.folder / "codes"
        selecting = _selecting(schema.data)
        parts: dict[str, list[str]] = {}  # file → the names of its lists
        for name in sorted(set(_code_names(schema.data))):
            file = name if _is_file(folder, f"{name}.csv") else name.partition(BEFORE_LIST)[0]
            parts.setdefault(file, []).append(name)
        for file, names in parts.items():
            if not _is_file(folder, f"{file}.csv"):
                continue  # reported where the schema names it
            columns = [*(column for name in names for column in selecting.get(name, ())), *([LIST_COLUMN] if names != [file] else [])]
            whole, source = load_codes(folder / f"{file}.csv", tuple(dict.fromkeys(columns)))
            self.sources.append(source)
            found = {name: whole if name == file else whole.part(name.partition(BEFORE_LIST)[2]) for name in names}
            lists |= {name: codes for name, codes in found.items() if codes.codes or source.problems or name == file}
        return lists


def _language(layout: Any) -> Lang:
    """Return the language of a form, whatever else is wrong with its template."""
    return "en" if isinstance(layout, dict) and layout.get("language") == "en" else "zh"


def _is_file(folder: Path, name: str) -> bool:
    """Return whether a folder holds a file of exactly that name, also where case does not count."""
    return Path(name).name == name and "\0" not in name and folder.is_dir() and name in {file.name for file in folder.iterdir()}


def _code_names(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        keywords = [node.get("x-rows"), node.get("x-lookup")]
        named = [node.get("x-codes"), *(keyword.get("list") for keyword in keywords if isinstance(keyword, dict))]
        yield from (name for name in named if isinstance(name, str))
        for value in node.values():
            yield from _code_names(value)
    elif isinstance(node, list):
        for value in node:
            yield from _code_names(value)


def _selecting(node: Any) -> dict[str, dict[str, None]]:
    """Return the columns of code lists by which several fields together select among the codes, in small letters."""
    found: dict[str, dict[str, None]] = {}
    if isinstance(node, dict):
        name, parents = node.get("x-codes"), node.get("x-parent")
        if isinstance(name, str) and isinstance(parents, list):
            found[name] = {name_of(parent).lower(): None for parent in parents if isinstance(parent, str)}
    for value in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        for name, columns in _selecting(value).items():
            found[name] = found.get(name, {}) | columns
    return found


def _digest(sources: list[SourceFile], schema: SourceFile, pictures: Iterable[Picture]) -> str:
    """Return the first 16 hex digits of SHA-256 over all files: the workbook carries them to tell one state of a definition from another.

    Of files of parts only those parts count that the schema refers to. Which fields hold personal data does not count: it alters nothing
    of the workbook, so those sent out before it was said stay the same form.
    """
    digest = hashlib.sha256()
    for source in sources:
        text = text_with_parts(source) if source is schema else source.text
        text = _PERSONAL.sub("", text)
        digest.update(source.path.name.encode() + b"\0" + text.replace("\r\n", "\n").encode() + b"\0")
    for picture in pictures:
        digest.update(picture.file.encode() + b"\0" + picture.content + b"\0")
    return digest.hexdigest()[:16]


def _problems(sources: list[SourceFile]) -> Iterator[Problem]:
    """Yield all problems once, those of each file in the order of their places; those of parts come behind those of the schema."""
    for source in sources:
        own = str(source.path)
        yield from sorted(dict.fromkeys(source.problems), key=lambda one: (one.file != own, one.file, one.line, one.column))
