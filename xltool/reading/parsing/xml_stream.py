"""Parse XML parts as a stream: whatever prefix, encoding or namespace variant a program writes, local names come out.

Elements of other namespaces and of extensions are kept apart: later versions and other programs put there what may be called as an
element of ours is (`x15:workbookPr`). Of alternatives (`mc:AlternateContent`, ECMA-376-3) one is read.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping
from typing import IO, ClassVar
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
    """What is done with the elements of a part; its own come without prefix."""

    #: How the namespaces of its own elements begin; None: its own are those in the namespace of the part's root.
    namespaces: ClassVar[str | None] = None
    #: Elements that hold what later versions and other programs add, in whatever namespace.
    extensions: ClassVar[frozenset[str]] = frozenset({"extLst"})

    def __init__(self) -> None:
        self.collecting: list[str] | None = None  # where the text that follows goes
        self.is_asleep = False  # set at the start of an element: of the one around it, nothing more is of interest

    def start(self, name: str, attributes: Attributes) -> None:
        """Handle the start of an element."""

    def end(self, name: str) -> None:
        """Handle the end of an element."""

    def start_foreign(self, name: str, attributes: Attributes) -> None:
        """Handle the start of an element of another namespace or within an extension: `{namespace}name`."""

    def end_foreign(self, name: str) -> None:
        """Handle the end of such an element."""


def parse(stream: IO[bytes], name: str, handler: Handler, depth: int) -> int | None:
    """Feed a part to a handler. Returns the offset at which the handler stopped, None when it went to the end.

    Raises Refused for what is not well-formed, nests deeper than `depth` or declares a document type.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    events = _Events(parser, name, handler, depth)
    events.listen()
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


#: Alternatives: the first whose namespaces are known is read. Known are those that Office itself adds.
_ALTERNATIVES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_CHOICES, _CHOICE, _FALLBACK = (f"{_ALTERNATIVES}{name}" for name in ("AlternateContent", "Choice", "Fallback"))
_KNOWN = "http://schemas.microsoft.com/office/"


class _Scope:
    """What prefixes stand for within one element, and what its tags mean."""

    def __init__(self, level: int, bound: ChainMap[str, str]) -> None:
        self.level = level
        self.bound = bound  # prefix, "" for none → namespace
        self.own: dict[str, str | None] = {}  # tag → name; None for an element of another namespace

    def namespace(self, prefix: str) -> str:
        """Return what a prefix stands for: for itself if nothing was declared, which some programs do not mind."""
        return self.bound.get(prefix, prefix)

    def full(self, tag: str) -> str:
        """Return a tag as `{namespace}name`."""
        prefix, _, name = tag.rpartition(":")
        return f"{{{self.namespace(prefix)}}}{name}"


class _Events:
    """Passes what a parser meets on to a handler."""

    def __init__(self, parser: expat.XMLParserType, name: str, handler: Handler, depth: int) -> None:
        self._parser = parser
        self._name = name
        self._handler = handler
        self._depth = depth
        self._level = 0
        self._home: str | None = None  # the namespace of the root
        self._scopes = [_Scope(0, ChainMap())]
        self._scope = self._scopes[0]  # the innermost
        self._until = 0  # while passing over elements, or in one that is not the handler's own: the level where that ends
        self._is_chosen: dict[int, bool] = {}  # of alternatives, by their level: whether one has been taken

    def listen(self) -> None:
        """Handle what the parser meets from here on."""
        parser = self._parser
        parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = self._start, self._end, self._text
        parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = self._refuse

    def _refuse(self, *_: object) -> None:
        raise unsafe(_DOCTYPE, name=self._name)

    def _text(self, data: str) -> None:
        if self._handler.collecting is not None:
            self._handler.collecting.append(data)

    # --- the handler's own elements -----------------------------------------------------------------------------------

    def _start(self, tag: str, attributes: Attributes) -> None:
        self._enter(attributes)
        names = self._scope.own
        own = names[tag] if tag in names else self._own(tag)
        if own is None:
            self._start_other(self._scope.full(tag), attributes)
        elif own in self._handler.extensions:
            self._go_outside(self._scope.full(tag), attributes)
        else:
            self._handler.start(own, attributes)
            if self._handler.is_asleep:
                self._handler.is_asleep = False
                self._pass_over(self._level - 1)

    def _end(self, tag: str) -> None:
        names = self._scope.own
        own = names[tag] if tag in names else self._own(tag)
        if own is not None:
            self._handler.end(own)
        self._leave()

    def _enter(self, attributes: Attributes) -> None:
        self._level += 1
        if self._level > self._depth:
            raise unsafe(_DEEP, name=self._name, depth=self._depth)
        if "xmlns" in "".join(attributes):
            self._declare(attributes)

    def _leave(self) -> None:
        self._level -= 1
        if self._scope.level > self._level:
            self._forget()

    def _forget(self) -> None:
        """Forget what elements declared that have ended."""
        while self._scope.level > self._level:
            self._scopes.pop()
            self._scope = self._scopes[-1]

    def _declare(self, attributes: Attributes) -> None:
        """Take in the namespaces that an element declares, if there are any."""
        declared = {key[6:]: value for key, value in attributes.items() if key == "xmlns" or key.startswith("xmlns:")}
        if declared:
            self._scope = _Scope(self._level, self._scope.bound.new_child(declared))
            self._scopes.append(self._scope)

    def _own(self, tag: str) -> str | None:
        """Return the name of an element of the handler's own, None for one of another namespace."""
        prefix, _, name = tag.rpartition(":")
        namespace = self._scope.namespace(prefix)
        if self._home is None:
            self._home = namespace
        expected = self._handler.namespaces
        is_own = namespace == self._home if expected is None else namespace.startswith(expected)
        return self._scope.own.setdefault(tag, name if is_own else None)

    def _start_other(self, full: str, attributes: Attributes) -> None:
        """Choose among alternatives; anything else is not the handler's own."""
        alternatives = self._level - 1
        if full == _CHOICES:
            self._is_chosen[self._level] = False
        elif full not in (_CHOICE, _FALLBACK) or alternatives not in self._is_chosen:
            self._go_outside(full, attributes)
        elif self._is_chosen[alternatives] or (full == _CHOICE and not self._is_known(attributes.get("Requires", ""))):
            self._pass_over(self._level)
        else:
            self._is_chosen[alternatives] = True

    def _is_known(self, prefixes: str) -> bool:
        return all(self._scope.namespace(prefix).startswith(_KNOWN) for prefix in prefixes.split())

    # --- what is passed over ------------------------------------------------------------------------------------------

    def _pass_over(self, until: int) -> None:
        """Pass over all before the end of the element of a level, which is this one's or one around it."""
        self._until = until
        self._parser.StartElementHandler, self._parser.EndElementHandler = self._start_passed, self._end_passed
        self._parser.CharacterDataHandler = None

    def _start_passed(self, _: str, __: Attributes) -> None:
        self._level += 1
        if self._level > self._depth:
            raise unsafe(_DEEP, name=self._name, depth=self._depth)

    def _end_passed(self, tag: str) -> None:
        if self._level > self._until:
            self._level -= 1
        else:
            self._forget()
            self.listen()
            self._end(tag)

    # --- elements of other namespaces ---------------------------------------------------------------------------------

    def _go_outside(self, full: str, attributes: Attributes) -> None:
        self._until = self._level
        self._parser.StartElementHandler, self._parser.EndElementHandler = self._start_outside, self._end_outside
        self._handler.start_foreign(full, attributes)

    def _start_outside(self, tag: str, attributes: Attributes) -> None:
        self._enter(attributes)
        self._handler.start_foreign(self._scope.full(tag), attributes)

    def _end_outside(self, tag: str) -> None:
        self._handler.end_foreign(self._scope.full(tag))
        if self._level == self._until:
            self.listen()
        self._leave()


def local_attribute(attributes: Attributes, name: str) -> str | None:
    """Return an attribute that some prefix qualifies, `r:id`."""
    return next((value for key, value in attributes.items() if key.endswith(f":{name}")), None)
