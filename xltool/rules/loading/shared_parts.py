"""Parts that several schemas share: `$ref` to a subschema in a file of the folder `rules/parts/`.

References are resolved as JSON Schema resolves them (RFC 3986): against where the schema stands, or its `$id`. Nothing outside the folder is
read, and nothing is fetched. What is referred to is taken into `$defs` of the schema under a name of ours, so that all that reads the schema
finds it there; the source knows in which file it stands.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin

from xltool.base.messages import Text
from xltool.base.paths import pointer_token
from xltool.base.suggestions import did_you_mean
from xltool.rules.loading.source import SharedPart, SourceFile, read_json

#: The folder of parts, in `rules/`.
PARTS_FOLDER = "parts"
#: What may stand at the top of a file of parts; fields, rules and checks there would be read by nobody.
_TOP = ("$schema", "$id", "$comment", "title", "description", "$defs")
#: More files of parts than any form has.
MOST_FILES = 50
_DEFINITIONS = "/$defs/"


def take_in_parts(source: SourceFile, folder: Path) -> tuple[SourceFile, ...]:
    """Take the parts that a schema refers to into its `$defs`, and return the files in which they stand.

    `folder` holds the schema, and the parts in its folder `parts`. What is wrong with a reference is reported where it is written; the reference
    then stays as it is. Problems in the files of parts are among those of the schema.
    """
    if not isinstance(source.data, dict) or not isinstance(source.data.get("$defs", {}), dict):
        return ()
    parts = _Parts(source, folder)
    parts.take_in(source.data, source, "", is_form=True)
    return tuple(file for file in parts.files.values() if file is not None)


class _Parts:
    def __init__(self, source: SourceFile, folder: Path) -> None:
        self.source = source
        self.address = (folder.resolve() / source.path.name).as_uri()  # of the schema
        self.folder = folder.resolve() / PARTS_FOLDER
        self.files: dict[str, SourceFile | None] = {}  # by name; None for one that cannot be used
        self.taken: dict[tuple[str, str], str] = {}  # file and place of a part → its name in `$defs`

    def take_in(self, node: dict[str, Any], file: SourceFile, pointer: str, *, is_form: bool = False) -> None:
        """Take in what a subschema refers to, and what that does; `pointer` is its place in its file."""
        waiting = [(node, file, pointer, is_form)]
        while waiting:
            node, file, pointer, is_form = waiting.pop()
            for holder, place in list(_references(node, pointer, is_form=is_form)):
                reference = str(holder["$ref"])
                if file is self.source and reference.startswith("#"):
                    continue
                part = self._part(reference, file, f"{place}/$ref")
                if part is None:
                    holder["$ref"] = urljoin(f"{PARTS_FOLDER}/", reference)  # else it would be looked up in the schema
                    continue
                name, is_new = self._named(part)
                holder["$ref"] = f"#{_DEFINITIONS}{name}"
                if is_new:
                    waiting.append((self.source.data["$defs"][name], part.source, part.pointer, False))

    def _named(self, part: SharedPart) -> tuple[str, bool]:
        """Return the name of a part in `$defs` of the schema, where it is put when it is first referred to."""
        key = str(part.source.path), part.pointer
        if key in self.taken:
            return self.taken[key], False
        definitions = self.source.data.setdefault("$defs", {})
        name = f"parts:{len(self.taken) + 1}"
        while name in definitions:
            name += ":"
        self.taken[key] = name
        definitions[name] = copy.deepcopy(part.source.data["$defs"][_named_by(part.pointer)])
        self.source.parts[f"{_DEFINITIONS}{name}"] = part
        return name, True

    def _part(self, reference: str, file: SourceFile, place: str) -> SharedPart | None:
        """Return what a reference means; None where it is wrong, which is reported."""
        base = self.address if file is self.source else (self.folder / file.path.name).as_uri()
        address, fragment = urldefrag(urljoin(urljoin(base, str(file.data.get("$id", ""))), reference))
        above, _, name = address.rpartition("/")
        name, fragment = unquote(name), unquote(fragment)
        if above != self.folder.as_uri():
            file.report(_outside(reference, has_id="$id" in file.data), place)
            return None
        target = self._file(name, reference, file, place)
        if target is None:
            return None
        definitions = target.data.get("$defs")
        known = definitions if isinstance(definitions, dict) else {}
        part = _named_by(fragment)
        if not fragment.startswith(_DEFINITIONS) or not isinstance(known.get(part), dict):
            file.report(_not_there(reference, name, known), place)
            return None
        return SharedPart(source=target, pointer=f"{_DEFINITIONS}{pointer_token(part)}", reference=f"{PARTS_FOLDER}/{name}#{fragment}")

    def _file(self, name: str, reference: str, file: SourceFile, place: str) -> SourceFile | None:
        if name not in self.files:
            self.files[name] = self._read(name, reference, file, place)
        return self.files[name]

    def _read(self, name: str, reference: str, file: SourceFile, place: str) -> SourceFile | None:
        known = sorted(path.name for path in self.folder.iterdir() if path.is_file()) if self.folder.is_dir() else []
        if name not in known or (self.folder / name).resolve().parent != self.folder.resolve():
            offer = did_you_mean(name, known)
            zh, en = f"rules/{PARTS_FOLDER} 中没有文件 {name}{offer.zh}", f"there is no file {name} in rules/{PARTS_FOLDER}{offer.en}"
            file.report(Text(zh=f"找不到引用 {reference}：{zh}", en=f"reference {reference} not found: {en}"), place)
            return None
        if len(self.files) >= MOST_FILES:
            zh, en = f"引用的文件超过 {MOST_FILES} 个", f"more than {MOST_FILES} files are referred to"
            file.report(Text(zh=zh, en=en), place)
            return None
        found = read_json(self.source.path.parent / PARTS_FOLDER / name)
        self.source.problems.extend(found.problems)
        found.problems = self.source.problems
        if found.data is None:
            return None
        return found if self._is_sound(found) else None

    def _is_sound(self, file: SourceFile) -> bool:
        if not isinstance(file.data, dict):
            file.report(Text(zh="共用部分的文件应为 JSON 对象", en="a file of parts must be a JSON object"))
            return False
        for key in file.data:
            if key not in _TOP:
                zh = f"“{key}”在共用部分的文件中不起作用；各部分请写在 $defs 中"
                file.report(
                    Text(zh=zh, en=f"{key!r} has no effect in a file of parts; put the parts in $defs"), f"/{pointer_token(key)}", key=True
                )
        return True


def text_with_parts(source: SourceFile) -> str:
    """Return the text of a schema with the text of each part that it refers to in the place of the first reference that means it alone.

    The parts that parts refer to follow. So a part counts for its content and not for the file in which it stands.
    """
    if not source.parts:
        return source.text
    text, behind = source.text, list[str]()
    for part in source.parts.values():
        part.source.find_places()
        start, end = part.source.span(part.pointer)
        content = part.source.text[start:end]
        alone = re.search(rf'\{{\s*"\$ref"\s*:\s*{re.escape(json.dumps(part.reference, ensure_ascii=False))}\s*\}}', text)
        if alone:
            text = text[: alone.start()] + content + text[alone.end() :]
        else:
            behind += [part.reference, content]
    return "\0".join([text, *behind])


def _named_by(pointer: str) -> str:
    """Return the name of a member of `$defs` from its JSON pointer."""
    return pointer.removeprefix(_DEFINITIONS).replace("~1", "/").replace("~0", "~")


def _references(node: Any, pointer: str, *, is_form: bool) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield each object with a `$ref`, and its place; of a form not those in its rules and checks."""
    waiting = [(node, pointer)]
    while waiting:
        node, pointer = waiting.pop()
        if isinstance(node, dict) and isinstance(node.get("$ref"), str):
            yield node, pointer
        for step, child in node.items() if isinstance(node, dict) else enumerate(node):
            is_beside = is_form and pointer == "" and str(step).startswith("x-")
            if isinstance(child, dict | list) and not is_beside:
                waiting.append((child, f"{pointer}/{pointer_token(str(step))}"))


def _outside(reference: str, *, has_id: bool) -> Text:
    zh = f"引用 {reference} 不在 rules/{PARTS_FOLDER} 中；请写 {PARTS_FOLDER}/文件.schema.json#/$defs/…"
    en = f"the reference {reference} leads out of rules/{PARTS_FOLDER}; write {PARTS_FOLDER}/FILE.schema.json#/$defs/…"
    if not has_id:
        return Text(zh=zh, en=en)
    return Text(zh=f"{zh}（相对地址以 $id 为准，请去掉 $id）", en=f"{en} (it is taken relative to $id; remove that)")


def _not_there(reference: str, file: str, known: dict[str, Any]) -> Text:
    offer = did_you_mean(reference, (f"{reference.partition('#')[0]}#{_DEFINITIONS}{name}" for name in known))
    zh, en = f"找不到引用 {reference}{offer.zh}", f"reference {reference} not found{offer.en}"
    if offer.en:
        return Text(zh=zh, en=en)
    return Text(zh=f"{zh}；请写出 {file} 中的一部分：#/$defs/…", en=f"{en}; name a part of {file}: #/$defs/…")
