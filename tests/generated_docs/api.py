"""The library reference (`docs/api.md`), from signatures, docstrings and the comments behind attributes."""

from __future__ import annotations

import ast
import dataclasses
import inspect
import io
import re
import sys
import textwrap
import tokenize
import typing
from collections.abc import Iterable, Iterator
from importlib import import_module
from typing import Any

import xltool
from tests.generated_docs import generated, table

_CAMPAIGN = (
    "init",
    "distribute",
    "collect",
    "status",
    "remind",
    "return_",
    "history",
    "diff_submissions",
    "verify",
    "recover",
    "export",
    "import_",
)
_WIDTH = 100  # of a signature, before each parameter gets a line of its own


def _verbs() -> list[str]:
    return [name for name in xltool.__all__ if not isinstance(public(name), type)]


def public(name: str) -> Any:
    """What the door offers; a verb that shares its name with a package is what calling that calls."""
    offered = getattr(xltool, name)
    if inspect.ismodule(offered):
        home = {"rules": "xltool.rules.reference", "adopt": "xltool.adopt.adopt"}[name]
        return getattr(import_module(home), name)
    return offered


@generated("api-forms")
def forms_and_files() -> str:
    """Write the functions that need no campaign."""
    return _functions(name for name in _verbs() if name not in _CAMPAIGN)


@generated("api-campaigns")
def campaigns() -> str:
    """Write the functions of campaigns."""
    assert set(_CAMPAIGN) <= set(_verbs())
    return _functions(_CAMPAIGN)


@generated("api-records")
def records() -> str:
    """Write the records that the door offers, and those that its functions return."""
    offered = {record for name in xltool.__all__ if isinstance(record := public(name), type) and not issubclass(record, Exception)}
    returned = {record for name in _verbs() for record in _records_in(_hints(public(name)).get("return"))}
    return "\n\n".join(_record(record) for record in sorted(offered | returned, key=lambda record: record.__name__))


@generated("api-errors")
def errors() -> str:
    """Write the exceptions."""
    offered = [public(name) for name in xltool.__all__]
    kinds = [error for error in offered if isinstance(error, type) and issubclass(error, Exception)]
    return "\n\n".join(f"### `xltool.{error.__name__}`\n\n{_prose(error)}" for error in kinds)


# --- functions --------------------------------------------------------------------------------------------------------


def _functions(names: Iterable[str]) -> str:
    return "\n\n".join(
        f"### `xltool.{name}`\n\n```python\n{signature(name, public(name))}\n```\n\n{_prose(public(name))}" for name in names
    )


def signature(name: str, function: Any) -> str:
    """Write how a function is called: annotations as in the source, a default that is an object of ours by its name."""
    described = inspect.signature(function)
    parameters, is_named = [], False
    for parameter in described.parameters.values():
        if parameter.name == "self":
            continue
        if parameter.kind is parameter.KEYWORD_ONLY and not is_named:
            parameters.append("*")
            is_named = True
        default = "" if parameter.default is parameter.empty else f" = {_default(parameter.default)}"
        parameters.append(f"{parameter.name}: {parameter.annotation}{default}")
    result = f" -> {described.return_annotation}"
    line = f"{name}({', '.join(parameters)}){result}"
    return line if len(line) <= _WIDTH else f"{name}(\n" + "".join(f"    {parameter},\n" for parameter in parameters) + f"){result}"


def _default(value: Any) -> str:
    if inspect.isfunction(value):
        return value.__name__
    return "LOCAL" if type(value).__module__.startswith("xltool") else repr(value)


def _prose(described: Any) -> str:
    """The docstring as Markdown: examples fenced, lines of a paragraph joined."""
    paragraphs = (inspect.getdoc(described) or "").split("\n\n")
    return "\n\n".join(f"```pycon\n{part}\n```" if part.startswith(">>>") else part.replace("\n", " ") for part in paragraphs)


# --- records ----------------------------------------------------------------------------------------------------------


def _hints(function: Any) -> dict[str, Any]:
    return typing.get_type_hints(function, vars(sys.modules[function.__module__]))


def _records_in(hint: Any) -> Iterator[type[Any]]:
    if isinstance(hint, type) and dataclasses.is_dataclass(hint) and hint.__module__.startswith("xltool"):
        yield hint
    for argument in typing.get_args(hint):
        yield from _records_in(argument)


def _record(record: type[Any]) -> str:
    name = f"xltool.{record.__name__}" if record.__name__ in xltool.__all__ else record.__name__
    parts = [f"### `{name}`", _prose(record), table(("attribute", "type", "what it is"), list(attributes(record)))]
    parts += [f"- `{line}`: {text}" for line, text in _methods(record)]
    head, rest = parts[:3], parts[3:]
    return "\n\n".join([*head, "\n".join(rest)] if rest else head)


def attributes(record: type[Any]) -> Iterator[tuple[str, str, str]]:
    """Yield the attributes of a record with their types and the comments behind them."""
    source = textwrap.dedent(inspect.getsource(record))
    comments = {token.start[0]: token.string.lstrip("# ") for token in _comments(source)}
    (body,) = [node for node in ast.parse(source).body if isinstance(node, ast.ClassDef)]
    for node in body.body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and not node.target.id.startswith("_"):
            comment = re.sub(r"noqa.*", "", comments.get(node.end_lineno or 0, ""))
            yield f"`{node.target.id}`", f"`{ast.unparse(node.annotation)}`", comment


def _comments(source: str) -> Iterator[tokenize.TokenInfo]:
    return (token for token in tokenize.generate_tokens(io.StringIO(source).readline) if token.type == tokenize.COMMENT)


def _methods(record: type[Any]) -> Iterator[tuple[str, str]]:
    for name, member in vars(record).items():
        if name.startswith("_"):
            continue
        if inspect.isfunction(member):
            yield signature(name, member).replace("\n", " "), _prose(member).replace("\n\n", " ")
        elif isinstance(member, property) or hasattr(member, "func"):
            yield name, _prose(member).replace("\n\n", " ")
