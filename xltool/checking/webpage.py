"""Render pages that load nothing: one HTML file with its own style and script, which works from disk."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from xltool import __version__
from xltool.base.messages import Lang, Text

#: The language of a page as HTML names it (BCP 47).
_LANGUAGE_TAG = Text(zh="zh-CN", en="en")


#: What the pages of a long list say.
_LIST_WORDS: Mapping[str, Text] = {
    "range": Text(zh="第 {start}–{end} 条，共 {all} 条", en="{start}–{end} of {all}"),
    "first_page": Text(zh="首页", en="First page"),
    "previous_page": Text(zh="上一页", en="Previous page"),
    "next_page": Text(zh="下一页", en="Next page"),
    "last_page": Text(zh="末页", en="Last page"),
}


def render(name: str, lang: Lang, words: Mapping[str, Text], *, styles: Sequence[str], scripts: Sequence[str], **values: Any) -> str:
    """Render a template in `pages`, which says `words`; its security policy lets nothing run but these styles and scripts."""
    css, js = "".join(map(_asset, styles)), "".join(map(_asset, scripts))
    every_word = {**_LIST_WORDS, **words}
    return _template(name).render(
        say=lambda word, **filled_in: every_word[word].say(lang, **filled_in),
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
