"""Files of a definition, with the place of every value in them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from json_source_map import calculate
from json_source_map.errors import InvalidInputError

from xltool.errors import Problem
from xltool.text import Text

Span = tuple[int, int]  # 0-based character positions in the text, end exclusive
#: Definitions are small; a file beyond this size is none.
MAX_BYTES = 16 * 1024 * 1024


@dataclass
class Source:
    """One file: its text, the value it holds, and where each part of the value stands. Problems collect here."""

    path: Path
    text: str = ""
    data: Any = None
    values: dict[str, Span] = field(default_factory=dict)  # JSON pointer → span of the value
    keys: dict[str, Span] = field(default_factory=dict)  # JSON pointer → span of the key of that value
    problems: list[Problem] = field(default_factory=list)

    def report(self, message: Text, pointer: str = "", *, key: bool = False, within: Span | None = None) -> None:
        """Note an error at the value (or key) of a JSON pointer; `within` narrows it to a part of a string's content."""
        span = self.keys.get(pointer) if key else None
        span = span or self._nearest(pointer)
        if within is not None:
            span = self._inside(span, within)
        self.report_span(message, span)

    def report_span(self, message: Text, span: Span) -> None:
        """Note an error at 0-based character positions of the text."""
        start, end = span
        line_start = self.text.rfind("\n", 0, start) + 1
        line_end = self.text.find("\n", start)
        line_end = len(self.text) if line_end < 0 else line_end
        self.problems.append(
            Problem(
                file=str(self.path),
                line=self.text.count("\n", 0, start) + 1,
                column=start - line_start + 1,
                width=max(1, min(end, line_end) - start),
                source=self.text[line_start:line_end],
                message=message,
            )
        )

    def report_file(self, message: Text) -> None:
        """Note an error of the file as a whole."""
        self.problems.append(Problem(file=str(self.path), line=0, column=0, width=0, source="", message=message))

    def _nearest(self, pointer: str) -> Span:
        while pointer and pointer not in self.values:
            pointer = pointer.rpartition("/")[0]
        return self.values.get(pointer, (0, 1))

    def _inside(self, span: Span, part: Span) -> Span:
        """Positions inside the content of a JSON string as positions in the file: escapes take more characters there."""
        offsets = list(_character_offsets(self.text[span[0] : span[1]]))
        start, end = (offsets[min(position, len(offsets) - 1)] for position in part)
        return span[0] + start, span[0] + max(end, start + 1)


def _character_offsets(raw: str) -> Iterator[int]:
    """Where each character of a JSON string's content starts in its source text, and where the content ends."""
    position = 1
    while position < len(raw) - 1:
        yield position
        if raw[position] != "\\":
            position += 1
        else:
            position += 6 if raw[position + 1] == "u" else 2
    yield position


def read_text(path: Path) -> Source:
    """A source with its text; a file that cannot be read as UTF-8 is a problem."""
    source = Source(path)
    try:
        if path.stat().st_size > MAX_BYTES:
            source.report_file(Text(zh="文件过大，不是表格定义", en="the file is too large for a definition"))
            return source
        source.text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        reason = error.strerror or str(error)
        source.report_file(Text(zh=f"文件无法打开（{reason}）", en=f"the file cannot be opened ({reason})"))
    except UnicodeDecodeError:
        source.report_file(Text(zh="文件编码不是 UTF-8", en="the file is not UTF-8"))
    return source


def read_json(path: Path) -> Source:
    """A JSON file with the place of every value."""
    source = read_text(path)
    if source.problems:
        return source
    duplicates: list[str] = []
    try:
        source.data = json.loads(source.text, object_pairs_hook=lambda pairs: _object(pairs, duplicates))
        entries = calculate(source.text)
    except json.JSONDecodeError as error:
        source.report_span(Text(zh=f"不是合法的 JSON：{error.msg}", en=f"not JSON: {error.msg}"), (error.pos, error.pos + 1))
        return source
    except (RecursionError, InvalidInputError):
        source.report_file(Text(zh="JSON 嵌套过深", en="the JSON nests too deeply"))
        return source
    for pointer, entry in entries.items():
        source.values[pointer] = (entry.value_start.position, entry.value_end.position)
        if entry.key_start is not None:
            source.keys[pointer] = (entry.key_start.position, entry.key_end.position)
    for key in duplicates:
        position = source.text.rfind(json.dumps(key, ensure_ascii=False))
        source.report_span(Text(zh=f"键“{key}”重复", en=f"key {key!r} stands twice"), (position, position + len(key) + 2))
    return source


def _object(pairs: list[tuple[str, Any]], duplicates: list[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            duplicates.append(key)
        found[key] = value
    return found


def read_yaml(path: Path) -> Source:
    """A YAML file with the place of every value. Anchors and aliases are refused: a definition needs none."""
    source = read_text(path)
    if source.problems:
        return source
    try:
        loader = yaml.SafeLoader(source.text)
        node = loader.get_single_node()
        if node is not None:
            source.data = _convert(node, "", source, loader, set())
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        position = mark.index if mark else 0
        source.report_span(
            Text(zh=f"不是合法的 YAML：{error.problem}", en=f"not YAML: {error.problem}"), (position, position + 1)
        )
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        source.report_file(Text(zh=f"不是合法的 YAML：{error}", en=f"not YAML: {error}"))
    return source


def _convert(node: yaml.Node, pointer: str, source: Source, loader: yaml.SafeLoader, seen: set[int]) -> Any:
    span = (node.start_mark.index, node.end_mark.index)
    source.values[pointer] = span
    if id(node) in seen:
        source.report_span(Text(zh="不支持 YAML 别名（*）", en="YAML aliases (*) are not supported"), span)
        return None
    seen.add(id(node))
    if isinstance(node, yaml.SequenceNode):
        return [_convert(item, f"{pointer}/{i}", source, loader, seen) for i, item in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        return _convert_mapping(node, pointer, source, loader, seen)
    return loader.construct_object(node)


def _convert_mapping(
    node: yaml.MappingNode, pointer: str, source: Source, loader: yaml.SafeLoader, seen: set[int]
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = str(loader.construct_object(key_node, deep=True))
        span = (key_node.start_mark.index, key_node.end_mark.index)
        if key in found:
            source.report_span(Text(zh=f"键“{key}”重复", en=f"key {key!r} stands twice"), span)
        child = f"{pointer}/{escape(key)}"
        source.keys[child] = span
        found[key] = _convert(value_node, child, source, loader, seen)
    return found


def escape(key: str) -> str:
    """A key as a token of a JSON pointer (RFC 6901)."""
    return key.replace("~", "~0").replace("/", "~1")


def pointer_of(steps: Iterable[str | int]) -> str:
    """The JSON pointer of a sequence of keys and indexes."""
    return "".join(f"/{escape(str(step))}" for step in steps)
