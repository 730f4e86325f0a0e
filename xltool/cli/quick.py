"""Values of options and arguments, converted without pydantic where they are plainly right.

typer converts them by pydantic, which takes longer to load than most commands take to run. What is written as it should be
is converted here; all else is left to typer, which also says what is wrong with it.
"""

from __future__ import annotations

import enum
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args, get_origin

import typer
from typer.core import TyperCommand, TyperGroup


class RefusedValue(typer.BadParameter):
    """The error of typer about a value, which it says nothing of but its own sentence; `value` is what was given."""

    def __init__(self, error: typer.BadParameter, value: Any) -> None:
        super().__init__(error.message, ctx=error.ctx, param=error.param, param_hint=error.param_hint)
        self.value = value


class QuickCommand(TyperCommand):
    """A command whose values are converted here where they are plain."""

    def get_params(self, ctx: Any) -> list[Any]:
        """The parameters of the command, with those of typer's own."""
        return list(map(_quickened, super().get_params(ctx)))


class QuickGroup(TyperGroup):
    """All commands, and the options that stand before a command."""

    def get_params(self, ctx: Any) -> list[Any]:
        """The parameters that stand before a command."""
        return list(map(_quickened, super().get_params(ctx)))


def _quickened(param: Any) -> Any:
    """A parameter that asks typer for a converter only where it needs one. Older versions of typer load no pydantic."""
    ask = getattr(param, "get_runtime_param", None)
    if ask is not None and "get_runtime_param" not in vars(param):
        quick = _Quick(param.type_descriptor, ask)
        param.get_runtime_param = lambda: quick
    return param


class _Quick:
    """Stands before typer's converter of a parameter."""

    def __init__(self, declared: Any, ask: Callable[[], Any]) -> None:
        self._convert = _converter(declared.annotation, declared.parameter_info)
        self._ask = ask

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:
        """The value of a parameter."""
        many = param.multiple or param.nargs == -1
        if value is None:
            return () if many else None
        try:
            return [self._convert(item) for item in value] if many else self._convert(value)
        except ValueError:
            return self._coerced(value, param, ctx)

    def _coerced(self, value: Any, param: Any, ctx: Any) -> Any:
        try:
            return self._ask().coerce(value, param=param, ctx=ctx)
        except typer.BadParameter as error:
            raise RefusedValue(error, value) from error


def _converter(kind: Any, info: Any) -> Callable[[Any], Any]:
    """What makes a value of a text, or raises ValueError where typer must look at it."""
    if get_origin(kind) is list:
        (kind,) = get_args(kind)
    if kind is Path and not info.exists:
        return _path
    if kind is int:
        return _number
    return kind if kind is str or (isinstance(kind, type) and issubclass(kind, enum.Enum)) else _refuse


def _path(text: Any) -> Path:
    path = Path(text)
    return path if os.access(path, os.R_OK) or not path.exists() else _refuse(text)


def _number(value: Any) -> int:
    return value if isinstance(value, int) else _refuse(value)  # a default, or how often an option is there


def _refuse(value: Any) -> Any:
    raise ValueError(value)
