"""Read the files of a definition, with the place of every value in them."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from yaml.constructor import SafeConstructor

from xltool.base.errors import Problem
from xltool.base.messages import Text
from xltool.base.paths import pointer_token
from xltool.base.system_errors import reason_of
from xltool.form.repeated import as_written
from xltool.rules.loading.unsound_paths import NOTHING_UNSOUND, UnsoundPaths

Span = tuple[int, int]  # 0-based character positions in the text, end exclusive
#: Definitions are small; a file beyond this size is none.
MAX_BYTES = 16 * 1024 * 1024
#: And so is one whose values nest deeper.
MAX_DEPTH = 200


@dataclass
class SourceFile:
    """One file: its text, the value it holds, and where each part of the value stands. Problems collect here."""

    path: Path
    text: str = ""
    data: Any = None
    values: dict[str, Span] = field(default_factory=dict)  # JSON pointer → span of the value
    keys: dict[str, Span] = field(default_factory=dict)  # JSON pointer → span of the key of that value
    problems: list[Problem] = field(default_factory=list)
    repeats: Mapping[str, int] = field(default_factory=dict)  # path of an array → how many blocks the layout gives its objects
    unsound: UnsoundPaths = NOTHING_UNSOUND  # of a schema: what is not known of its form, since something is wrong with it
    left_aside: tuple[Span, ...] = ()  # where parts of the wrong shape stand that `data` does not hold
    is_placed: bool = True  # else `values` and `keys` are found when something is reported
    parts: dict[str, SharedPart] = field(default_factory=dict)  # JSON pointer of what stands in another file → where it stands

    def report(self, message: Text, pointer: str = "", *, key: bool = False, within: Span | None = None) -> None:
        """Note an error at the value (or key) of a JSON pointer; `within` narrows it to a part of a string's content."""
        file, pointer = self.place(as_written(pointer))
        if file is not self:
            file.repeats = self.repeats
            file.report(message, pointer, key=key, within=within)
            return
        self.find_places()
        span = self.keys.get(pointer) if key else None
        span = span or self.span(pointer)
        if within is not None:
            span = self._inside(span, within)
        self.report_span(message, span)

    def place(self, pointer: str) -> tuple[SourceFile, str]:
        """Return the file in which what a JSON pointer means is written, and its pointer there."""
        for root, part in self.parts.items():
            if pointer == root or pointer.startswith(f"{root}/"):
                return part.source, part.pointer + pointer[len(root) :]
        return self, pointer

    def written_reference(self, reference: str) -> str:
        """Return how a `$ref` is written, which may mean a part in another file."""
        part = self.parts.get(reference.removeprefix("#"))
        return reference if part is None else part.reference

    def find_places(self) -> None:
        """Find where everything stands in a JSON text, if that has not been done."""
        if self.is_placed:
            return
        from xltool.rules.loading.json_places import RepeatedKey, json_places

        self.is_placed = True
        for place in json_places(self.text):
            if isinstance(place, RepeatedKey):
                self.report_span(_twice(place.name), place.key)
                continue
            self.values[place.pointer] = place.value
            if place.key is not None:
                self.keys[place.pointer] = place.key

    def report_span(self, message: Text, span: Span) -> None:
        """Note an error at 0-based character positions of the text; what is wrong in every block of a repeated one is so once."""
        start, end = span
        for path in self.repeats:
            number = re.compile(rf"{re.escape(path)}\[\d+\]")
            message = Text(zh=number.sub(path, message.zh), en=number.sub(path, message.en))
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

    def is_whole(self, pointer: str = "") -> bool:
        """Return whether no part of a value was left aside."""
        start, end = self.span(pointer) if pointer else (0, len(self.text))
        return not any(start <= first and last <= end for first, last in self.left_aside)

    def span(self, pointer: str) -> Span:
        """Return where a value stands, or the nearest around it of which that is known."""
        pointer = as_written(pointer)
        while pointer and pointer not in self.values:
            pointer = pointer.rpartition("/")[0]
        return self.values.get(pointer, (0, 1))

    def _inside(self, span: Span, part: Span) -> Span:
        """Convert positions inside the content of a JSON string to positions in the file, where escapes take more characters."""
        offsets = list(_character_offsets(self.text[span[0] : span[1]]))
        start, end = (offsets[min(position, len(offsets) - 1)] for position in part)
        return span[0] + start, span[0] + max(end, start + 1)


@dataclass(frozen=True)
class SharedPart:
    """A part of a schema that stands in another file."""

    source: SourceFile
    pointer: str  # where it stands there
    reference: str  # the `$ref` that means it


def _character_offsets(raw: str) -> Iterator[int]:
    """Yield where each character of a JSON string's content starts in its source text, and where the content ends."""
    position = 1
    while position < len(raw) - 1:
        yield position
        if raw[position] != "\\":
            position += 1
        else:
            position += 6 if raw[position + 1] == "u" else 2
    yield position


def read_text(path: Path, *encodings: str) -> SourceFile:
    """Read a file as text; one that is in none of the encodings (UTF-8 if none is named) is a problem."""
    source = SourceFile(path)
    try:
        if path.stat().st_size > MAX_BYTES:
            source.report_file(Text(zh="文件过大，不是表格定义", en="the file is too large for a definition"))
            return source
        content = path.read_bytes()
    except OSError as error:
        reason = reason_of(error)
        source.report_file(Text(zh=f"文件无法打开（{reason.zh}）", en=f"the file cannot be opened ({reason.en})"))
        return source
    for encoding in encodings or ("utf-8-sig",):
        try:
            source.text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return source
    source.report_file(Text(zh="文件编码不是 UTF-8，请另存为 UTF-8", en="the file is not UTF-8; save it as UTF-8"))
    return source


def read_json(path: Path) -> SourceFile:
    """Read a JSON file; the places of its values are found when something is wrong with one."""
    source = read_text(path)
    if source.problems:
        return source
    try:
        data, has_repeated = _parse(source.text)
        _refuse_depth(data)
    except json.JSONDecodeError as error:
        message = Text(zh=f"不是合法的 JSON：{error.msg}", en=f"invalid JSON: {error.msg}")
        source.report_span(message, (error.pos, error.pos + 1))
        return source
    except RecursionError:
        source.report_file(Text(zh="JSON 嵌套过深", en="the JSON is nested too deeply"))
        return source
    except ValueError as error:  # NaN, or a number of thousands of digits
        source.report_file(Text(zh=f"不是合法的 JSON：{error}", en=f"invalid JSON: {error}"))
        return source
    source.data = data
    source.is_placed = False
    if has_repeated:
        source.find_places()
    return source


def _parse(text: str) -> tuple[Any, bool]:
    """Parse a JSON text; also return whether an object in it repeats a key."""
    repeated: list[str] = []

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        value = dict(pairs)
        if len(value) < len(pairs):
            repeated.extend(value)
        return value

    data = json.loads(text, parse_constant=_refuse_constant, object_pairs_hook=members)
    return data, bool(repeated)


def _refuse_depth(data: Any) -> None:
    """Raise RecursionError for JSON that nests deeper than any definition. From Python 3.12 on the parser of the library alone would go on."""
    level: list[Any] = [[data]]
    depth = 0
    while level:
        depth += 1
        if depth > MAX_DEPTH:
            raise RecursionError
        nodes = (node.values() if isinstance(node, dict) else node for node in level)
        level = [child for children in nodes for child in children if isinstance(child, dict | list)]


def _refuse_constant(name: str) -> Any:
    raise ValueError(name)


def _twice(key: str) -> Text:
    return Text(zh=f"键“{key}”重复，请删去一个", en=f"duplicate key {key!r}; remove one")


_ALIAS = Text(zh="不支持 YAML 别名（*），请把内容写出来", en="YAML aliases (*) are not supported; write the value out")


class _Loader(yaml.SafeLoader):
    """A YAML loader that notes where aliases stand."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.aliases: list[Span] = []

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            event = self.peek_event()  # type: ignore[no-untyped-call]  # types-PyYAML leaves it untyped
            self.aliases.append((event.start_mark.index, event.end_mark.index))
        return super().compose_node(parent, index)


def read_yaml(path: Path) -> SourceFile:
    """Read a YAML file with the place of every value. Anchors and aliases are refused: a definition needs none."""
    source = read_text(path)
    if source.problems:
        return source
    try:
        node, loader = _compose(source)
        if node is not None:
            source.data = _convert(node, "", source, loader, set())
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        start = mark.index if mark else 0
        source.report_span(_not_yaml(error.problem or str(error)), (start, start + 1))
    except yaml.reader.ReaderError as error:
        what = f"U+{error.character:04X}" if isinstance(error.character, int) else str(error.character)
        message = Text(zh=f"YAML 中不能有字符 {what}", en=f"the character {what} is not allowed in YAML")
        source.report_span(message, (error.position, error.position + 1))
    except RecursionError:
        source.report_file(Text(zh="YAML 嵌套过深", en="the YAML is nested too deeply"))
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        source.report_file(_not_yaml(str(error)))
    return source


def _compose(source: SourceFile) -> tuple[yaml.Node | None, SafeConstructor]:
    """Compose the nodes of a text, and return the constructor of their values. PyYAML reads what libyaml might read or explain differently."""
    if yaml.__with_libyaml__:
        from xltool.rules.loading.libyaml import PARTICULAR, QuickLoader

        if not PARTICULAR.search(source.text):
            with suppress(yaml.YAMLError):
                quick = QuickLoader(source.text)
                return quick.get_single_node(), quick
    loader = _Loader(source.text)
    node = loader.get_single_node()
    for span in loader.aliases:
        source.report_span(_ALIAS, span)
    return node, loader


def _not_yaml(reason: str) -> Text:
    return Text(zh=f"不是合法的 YAML：{reason}", en=f"invalid YAML: {reason}")


def _convert(node: yaml.Node, pointer: str, source: SourceFile, loader: SafeConstructor, seen: set[int]) -> Any:
    source.values[pointer] = _extent(node)
    if id(node) in seen:
        return None  # an alias, reported where it stands
    seen.add(id(node))
    if isinstance(node, yaml.SequenceNode):
        return [_convert(item, f"{pointer}/{i}", source, loader, seen) for i, item in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        return _convert_mapping(node, pointer, source, loader, seen)
    return loader.construct_object(node)


#: What YAML makes of a plain word → how people call it.
_TRAPS: dict[type, Text] = {
    bool: Text(zh="真假值 {value}", en="the truth value {value}"),
    int: Text(zh="数值 {value}", en="the number {value}"),
    float: Text(zh="数值 {value}", en="the number {value}"),
    type(None): Text(zh="空值", en="a blank"),
    dt.date: Text(zh="日期 {value}", en="the date {value}"),
    dt.datetime: Text(zh="日期 {value}", en="the date {value}"),
}


def yaml_trap(written: str, value: Any) -> Text | None:
    """Return what YAML read of a plain word that stands where a text is meant, and what to write: `no` is false, 12:30 is 750.

    None for what is a text already, or a number that reads as it is written.
    """
    word = written.strip()
    name = _TRAPS.get(type(value))
    if name is None or (isinstance(value, int | float) and not isinstance(value, bool) and str(value) == word):
        return None
    read = name.filled(value=str(value).lower() if isinstance(value, bool) else value)
    return Text(zh=f'YAML 把“{word}”读作{read.zh}；请加引号："{word}"', en=f'YAML reads {word} as {read.en}; put it in quotes: "{word}"')


def _extent(node: yaml.Node) -> Span:
    """Return where a node stands; PyYAML ends a block at the next token, white space and comments included."""
    start: int = node.start_mark.index
    end: int = node.end_mark.index
    return start, max(end, start + 1)


def _convert_mapping(node: yaml.MappingNode, pointer: str, source: SourceFile, loader: SafeConstructor, seen: set[int]) -> dict[str, Any]:
    mapping: dict[str, Any] = {}
    for key_node, value_node in node.value:
        constructed = loader.construct_object(key_node, deep=True)
        span = _extent(key_node)
        key = str(constructed)
        trap = yaml_trap(source.text[span[0] : span[1]], constructed)
        if trap is not None:
            source.report_span(trap, span)
            key = source.text[span[0] : span[1]].strip()
        if key in mapping:
            source.report_span(_twice(key), span)
        child = f"{pointer}/{pointer_token(key)}"
        source.keys[child] = span
        mapping[key] = _convert(value_node, child, source, loader, seen)
    return mapping


def pointer_of(steps: Iterable[str | int]) -> str:
    """Return the JSON pointer of a sequence of keys and indexes."""
    return "".join(f"/{pointer_token(str(step))}" for step in steps)
