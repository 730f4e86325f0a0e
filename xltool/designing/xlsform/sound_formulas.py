"""Leave out the formulas that the language of rules refuses, so that the rest of a form can be used."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from xltool.base.errors import DefinitionError, Problem
from xltool.base.messages import Text
from xltool.designing.definition_source import DefinitionSource
from xltool.designing.xlsform.survey_sheets import Unmatched
from xltool.rules.design_sheets import DesignParts, write_definition
from xltool.rules.load import load_definition
from xltool.rules.loading import read_json

#: Subschema, by its identity, and keyword → the cell that says it, and what it says. A rule is its own subschema.
Said = Mapping[tuple[int, str], tuple[str, str]]
#: One formula left out may make another one refused that reads its field.
_ROUNDS = 5


def leave_out_unsound(source: DefinitionSource, said: Said, left: Unmatched) -> None:
    """Take formulas out of a schema until it can be loaded, or what is wrong with it is something else."""
    for _ in range(_ROUNDS):
        refused = dict(_refused(source, said))
        for (identity, keyword), message in refused.items():
            cell, written = said[identity, keyword]
            left.add(cell, f"没有对应：{written}（{message.zh}）", f"no counterpart: {written} ({message.en})")
            _take_out(source.schema, identity, keyword)
        if not refused:
            return


def _refused(source: DefinitionSource, said: Said) -> Iterator[tuple[tuple[int, str], Text]]:
    """Yield the formulas that are refused, with the reason."""
    with tempfile.TemporaryDirectory(prefix="xltool-xlsform-") as folder:
        template = write_definition(DesignParts(template=source.template, schema=source.schema), Path(folder))
        try:
            load_definition(template)
        except DefinitionError as error:
            for problem in error.problems:
                if problem.file.endswith(".json") and (place := _place(source.schema, Path(folder), problem, said)) is not None:
                    yield place, problem.message


def _place(schema: dict[str, Any], folder: Path, problem: Problem, said: Said) -> tuple[int, str] | None:
    """Return the formula in which an error lies."""
    file = read_json(next((folder / "rules").glob("*.json")))
    file.find_places()
    lines = file.text.splitlines(keepends=True)
    offset = sum(map(len, lines[: problem.line - 1])) + problem.column - 1
    pointers = [pointer for pointer, (start, end) in [*file.values.items(), *file.keys.items()] if start <= offset < end]
    for pointer in sorted(pointers, key=len, reverse=True):
        steps = pointer.strip("/").split("/")
        for length in range(len(steps), 0, -1):
            node = _node(schema, steps[:length])
            for keyword in ("rule", "" if length == len(steps) else steps[length]):
                if (id(node), keyword) in said:
                    return id(node), keyword
    return None


def _node(schema: Any, steps: list[str]) -> Any:
    node = schema
    for step in steps:
        node = node[int(step)] if isinstance(node, list) else node.get(step) if isinstance(node, dict) else None
    return node


def _take_out(node: Any, identity: int, keyword: str) -> None:
    """Take a keyword, or a rule, out of a schema."""
    if isinstance(node, dict) and id(node) == identity:
        node.pop(keyword, None)
        if keyword == "x-value":
            node["type"] = ["string", "null"]
    for inner in list(node.values()) if isinstance(node, dict) else node if isinstance(node, list) else ():
        _take_out(inner, identity, keyword)
    if isinstance(node, list):
        node[:] = [inner for inner in node if not (id(inner) == identity and keyword == "rule")]
