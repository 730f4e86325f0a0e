"""Formula text that finds a text among others in cells that begin in row 2, also among tens of thousands."""

from __future__ import annotations

from functools import lru_cache

#: Texts from which on one is looked for by MATCH, for which programs keep an index, and not compared with each of them.
LONG_LIST = 500
#: What MATCH takes for other characters, and the longest text that it looks for (Excel).
_WILDCARDS = frozenset("*?~")
_LONGEST_MATCHED = 255


def place_in(texts: tuple[str, ...], cells: str, text: str) -> str:
    """Return formula text: the number, from 1, of a text among others; 0 for none of them.

    MATCH for equal texts needs no order, which programs and languages see differently. But it takes `a` for `A` and `?` for any character:
    what it finds is compared, and where the texts themselves are such, all of them are.
    """
    if can_be_matched(texts):
        found = f"MATCH({text},{cells},0)"
        return f"IFERROR(IF(EXACT(INDEX({cells},{found}),{text}),{found},0),0)"
    return f"SUMPRODUCT(EXACT({cells},{text})*(ROW({cells})-1))"


def is_among(texts: tuple[str, ...], cells: str, text: str) -> str:
    """Return formula text: whether a text is one of others."""
    if len(texts) >= LONG_LIST and can_be_matched(texts):
        return f"{place_in(texts, cells, text)}>0"
    return f"SUMPRODUCT(EXACT({cells},{text})*1)>0"


@lru_cache(maxsize=256)
def can_be_matched(texts: tuple[str, ...]) -> bool:
    """Return whether a program that takes some texts for equal finds none of these in the place of another."""
    from unicodedata import normalize

    alike = {normalize("NFKC", normalize("NFKC", text).casefold()) for text in texts}
    return len(alike) == len(set(texts)) and not any(_WILDCARDS & set(text) or len(text) > _LONGEST_MATCHED for text in texts)
