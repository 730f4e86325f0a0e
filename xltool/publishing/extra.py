"""The packages of `xltool[publish]`, which are imported when something is published."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import Any

from xltool.base.errors import UsageError
from xltool.base.messages import Text


def publishing_package(name: str, package: str) -> Any:
    """Import a module of a package that only publishing needs. Raises UsageError, which says what to install, where it is missing."""
    try:
        module: ModuleType = import_module(name)
    except ImportError as error:
        zh = f'缺少 {package}，不能生成这种格式。请运行：pip install "xltool[publish]"'
        en = f'{package} is missing, which writes this format. Run: pip install "xltool[publish]"'
        raise UsageError(Text(zh=zh, en=en)) from error
    return module
