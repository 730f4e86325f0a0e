"""Texts of Open XML: shared ones, and those that stand in their cell."""

from __future__ import annotations

import io
import re

from xltool.reading.fast.scan import scan_texts
from xltool.reading.parsing.package import Package
from xltool.reading.parsing.xml_stream import Attributes, Handler, parse

_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


def shared_texts(package: Package, part: str, depth: int) -> list[str]:
    """Read the texts of a part in the order in which cells refer to them. Raises Refused."""
    content = package.kept(part)

    def parse_item(markup: str) -> str:
        handler = _SharedTexts()
        parse(io.BytesIO(f"<sst><si>{markup}</si></sst>".encode()), part, handler, depth)  # as deep as it stands there
        return "".join(handler.texts)

    scanned = scan_texts(content, parse_item) if content is not None else None
    if scanned is not None:
        return [unescape(text) for text in scanned]
    handler = _SharedTexts()
    package.parse(part, handler, depth)
    return handler.texts


class Texts(Handler):
    """Collects the runs of a text: `t`, alone or in `r`, but not the pronunciation (`rPh`)."""

    def __init__(self) -> None:
        super().__init__()
        self.runs: list[str] = []
        self.phonetic = False

    def start(self, name: str, attributes: Attributes) -> None:  # noqa: ARG002 - the handler's signature
        """Handle the start of an element."""
        if name == "t" and not self.phonetic:
            self.collecting = self.runs
        elif name == "rPh":
            self.phonetic = True

    def end(self, name: str) -> None:
        """Handle the end of an element."""
        if name == "t":
            self.collecting = None
        elif name == "rPh":
            self.phonetic = False

    def take(self) -> str:
        """Return the text so far, unescaped; the next starts empty."""
        text = unescape("".join(self.runs))
        self.runs.clear()
        return text


class _SharedTexts(Texts):
    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def end(self, name: str) -> None:
        super().end(name)
        if name == "si":
            self.texts.append(self.take())


def unescape(text: str) -> str:
    """Replace `_xHHHH_` (ST_Xstring) by the UTF-16 code units that they stand for; half a surrogate pair becomes U+FFFD."""
    if "_x" not in text:
        return text
    units = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    return units.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
