"""Render pages that load nothing: one HTML file with its own style and script, which works from disk."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from xltool import __version__
from xltool.base.messages import Lang, Text

#: The language of a page as HTML names it (BCP 47).
_LANGUAGE_TAG = Text(zh="zh-CN", en="en")


def render(name: str, lang: Lang, *, styles: Sequence[str], script: str, **values: Any) -> str:
    """Render a template in `pages`; its security policy lets nothing run but this style and this script."""
    css, js = "".join(map(_asset, styles)), _asset(script)
    return _template(name).render(
        lang=_LANGUAGE_TAG.as_is(lang),
        version=__version__,
        css=Markup(css),  # noqa: S704 - ours, from the package
        js=Markup(js),  # noqa: S704 - ours, from the package
        css_hash=_hash(css),
        js_hash=_hash(js),
        **values,
    )


@cache
def _template(name: str) -> Template:
    environment = Environment(
        loader=PackageLoader("xltool.checking", "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template(name)


@cache
def _asset(name: str) -> str:
    return files("xltool.checking").joinpath("pages", name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    """Hash a style or script as the page's security policy names it."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
