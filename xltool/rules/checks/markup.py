"""HTML that a web form left in a text, and the quoted and bracketed parts of Chinese prose.

Every pattern here runs in time linear in the text, whatever the text: an opening sign is given up at the next one.
"""

from __future__ import annotations

import re
from functools import lru_cache

_BLOCKS = (
    "address article aside blockquote br dd div dl dt figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p "
    "pre section table tbody td tfoot th thead tr ul"
)
_INLINE = (
    "a abbr acronym area audio b base bdi bdo big body button canvas caption center cite code col colgroup data del "
    "details dfn em embed fieldset figcaption font frame frameset head html i iframe img input ins kbd label legend "
    "link map mark meta noscript object optgroup option param picture progress q rp rt ruby s samp script select small "
    "source span strike strong style sub summary sup svg textarea time title track tt u var video wbr"
)
_BLOCK_NAMES = frozenset(_BLOCKS.split())
_NAMES = _BLOCK_NAMES | frozenset(_INLINE.split())

#: `<p class="x">`, `</p>`, `<br/>`, `<o:p>` and comments; whether the name is one of HTML is looked up afterwards.
_TAG = re.compile(r"</?(?P<name>[A-Za-z][A-Za-z0-9:]*)(?:[\s/][^<>]*)?>|<!--[^<>]*-->")
_MANY_LINES_OR_HTML = re.compile(r"[<&\r\n]")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")

_QUOTES = '“”‘’"＂「」『』'
_QUOTED = r"“[^“”]*”|‘[^‘’]*’|「[^「」]*」|『[^『』]*』|\"[^\"]*\"|＂[^＂]*＂"
_TITLES = r"《[^《》]*》|〈[^〈〉]*〉"
_BRACKETED = r"[(（][^()（）]*[)）]|[\[［][^\[\]［］]*[\]］]|【[^【】]*】"
_QUOTED_OR_BRACKETED = re.compile(f"{_QUOTED}|{_TITLES}|{_BRACKETED}")
_TITLES_OR_BRACKETED = re.compile(f"{_TITLES}|{_BRACKETED}")
_QUOTED_OR_TITLES = re.compile(f"{_QUOTED}|{_TITLES}")
_WHOLLY_QUOTED = re.compile(_QUOTED)
_QUOTES_AND_SPACES = re.compile(rf"[{_QUOTES}\s]+")
#: What stands in place of a part left out, so that what was before and after it does not join up.
GAP = "…"


def tags(text: str) -> list[str]:
    """Return the HTML tags of a text, bare (`<p>`, `</p>`, `<br>`), each once, in their order."""
    if "<" not in text:
        return []
    bare = (_bare_tag(match) for match in _TAG.finditer(text) if _is_html(match))
    return list(dict.fromkeys(bare))


def paragraphs(text: str) -> tuple[str, ...]:
    """Return the paragraphs of a text, those of HTML or of line ends, without tags and without blank ones."""
    return _html_paragraphs(text) if "<" in text or "&" in text else _lines(text)


def plain_text(text: str) -> str:
    """Return the text without HTML tags, one paragraph per line, as it is checked and shown."""
    if not _MANY_LINES_OR_HTML.search(text):
        return text.strip()
    return "\n".join(paragraphs(text))


def plain_texts(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Texts without HTML tags; one look at all of them tells whether there is any to take out."""
    return tuple(map(plain_text if _MANY_LINES_OR_HTML.search("".join(texts)) else str.strip, texts))


def unquoted(text: str) -> str:
    """Return the text without its quotation marks and spaces, as names are compared."""
    return _QUOTES_AND_SPACES.sub("", text)


def unquoted_texts(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Texts without quotation marks and spaces; one look at all of them tells whether there are any to take out."""
    return tuple(map(unquoted, texts)) if _QUOTES_AND_SPACES.search("".join(texts)) else texts


def is_wholly_quoted(text: str) -> bool:
    """Return whether one pair of quotation marks holds the whole text."""
    return _WHOLLY_QUOTED.fullmatch(text) is not None


def outside_quotes_and_brackets(text: str) -> str:
    """Return the text with a gap for everything in quotes, in brackets and in 《title marks》."""
    once = _QUOTED_OR_BRACKETED.sub(GAP, text)
    return _QUOTED_OR_BRACKETED.sub(GAP, once)  # a second time for brackets within brackets


def outside_titles_and_brackets(text: str) -> str:
    """Return the text with a gap for everything in brackets and in 《title marks》."""
    return _TITLES_OR_BRACKETED.sub(GAP, _TITLES_OR_BRACKETED.sub(GAP, text))


def outside_quotes_and_titles(text: str) -> str:
    """Return the text with a gap for everything in quotes and in 《title marks》."""
    return _QUOTED_OR_TITLES.sub(GAP, text)


def _is_html(match: re.Match[str]) -> bool:
    name = match["name"]
    return name is None or ":" in name or name.lower() in _NAMES


def _bare_tag(match: re.Match[str]) -> str:
    slash = "/" if match[0].startswith("</") else ""
    return f"<{slash}{match['name'].lower()}>" if match["name"] else "<!-- -->"


def _without_tag(match: re.Match[str]) -> str:
    if not _is_html(match):
        return match[0]
    return "\n" if match["name"] and match["name"].lower() in _BLOCK_NAMES else ""


@lru_cache(maxsize=64)  # several checks look at the same few long texts
def _html_paragraphs(text: str) -> tuple[str, ...]:
    stripped = _TAG.sub(_without_tag, text)
    return _lines(_ENTITY.sub(_unescaped, stripped))


def _unescaped(entity: re.Match[str]) -> str:
    from html import unescape

    return unescape(entity[0])


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line for part in text.splitlines() if (line := part.strip()))
