"""Parse XML parts as a stream: whatever prefix, encoding or namespace variant a program writes, local names come out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import IO
from xml.parsers import expat

from xltool.base.messages import Text
from xltool.reading.guard.refusal import damaged, unsafe

_CHUNK = 1 << 16
_DOCTYPE = Text("{name} 含有 DOCTYPE 或实体声明", "{name} declares a DOCTYPE or entities")
_DEEP = Text("{name} 的元素嵌套超过 {depth} 层", "{name} nests elements deeper than {depth}")
_BROKEN = Text("{name} 不是正确的 XML：第 {line} 行", "{name} is not well-formed XML, line {line}")

Attributes = Mapping[str, str]


class Stop(Exception):  # noqa: N818 - not an error: enough was read
    """Raised by a handler that needs no more of a part."""


class Handler:
    """What is done with the elements of a part; names come without prefix."""

    def __init__(self) -> None:
        self.collecting: list[str] | None = None  # where the text that follows goes
        self.asleep: str | None = None  # the element before whose start nothing is of interest

    def start(self, name: str, attributes: Attributes) -> None:
        """Handle the start of an element."""

    def end(self, name: str) -> None:
        """Handle the end of an element."""


def parse(stream: IO[bytes], name: str, handler: Handler, depth: int) -> int | None:
    """Feed a part to a handler. Returns the offset at which the handler stopped, None when it went to the end.

    Raises Refused for what is not well-formed, nests deeper than `depth` or declares a document type.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    _connect(parser, name, handler, depth)
    try:
        while chunk := stream.read(_CHUNK):
            parser.Parse(chunk, False)  # noqa: FBT003 - expat's own signature
        parser.Parse(b"", True)  # noqa: FBT003
    except Stop:
        return parser.CurrentByteIndex
    except (expat.ExpatError, LookupError, ValueError):  # expat takes encodings of one byte or its own, and no other
        raise damaged(_BROKEN, name=name, line=parser.CurrentLineNumber) from None
    finally:  # parser and handlers hold each other, and with them the open file
        parser.StartElementHandler = parser.EndElementHandler = parser.CharacterDataHandler = None
        parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = None
    return None


class _LocalNames(dict[str, str]):
    """Tags → names without prefix."""

    def __missing__(self, tag: str) -> str:
        return self.setdefault(tag, tag.rpartition(":")[2])


def _connect(parser: expat.XMLParserType, name: str, handler: Handler, depth: int) -> None:
    local = _LocalNames()
    level = 0
    on_start: Callable[[str, Attributes], None] = handler.start
    on_end: Callable[[str], None] = handler.end

    def start(tag: str, attributes: Attributes) -> None:
        nonlocal level
        level += 1
        if level > depth:
            raise unsafe(_DEEP, name=name, depth=depth)
        on_start(local[tag], attributes)
        if handler.asleep is not None:
            parser.StartElementHandler = start_asleep
            parser.EndElementHandler = parser.CharacterDataHandler = None

    def start_asleep(tag: str, attributes: Attributes) -> None:
        nonlocal level
        if local[tag] == handler.asleep:
            handler.asleep = None
            level -= 2  # the element that it fell asleep in, and the one around that, have ended
            listen()
            start(tag, attributes)

    def end(tag: str) -> None:
        nonlocal level
        level -= 1
        on_end(local[tag])

    def text(data: str) -> None:
        if handler.collecting is not None:
            handler.collecting.append(data)

    def refuse(*_: object) -> None:
        raise unsafe(_DOCTYPE, name=name)

    def listen() -> None:
        parser.StartElementHandler = start
        parser.EndElementHandler = end
        parser.CharacterDataHandler = text

    listen()
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse


def local_attribute(attributes: Attributes, name: str) -> str | None:
    """Return an attribute that some prefix qualifies, `r:id`."""
    return next((value for key, value in attributes.items() if key.endswith(f":{name}")), None)
