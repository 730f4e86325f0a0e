"""Read which rich values of an Open XML workbook are pictures: Excel keeps a picture placed in a cell as one ([MS-XLSX] 2.3.6).

Such a cell holds the error #VALUE! for programs that do not know it, and the number of a value (`vm`) whose parts lead to what it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xltool.reading.parsing.package import Package
from xltool.reading.parsing.xml_stream import Attributes, Handler

_RICH = "XLRICHVALUE"
_NUMBER = "{http://schemas.microsoft.com/office/spreadsheetml/2017/richdata}rvb"
#: Structures of values that show a picture: `_localImage` is one placed in the cell, `_webimage` one of the function IMAGE.
_PICTURE = "image"
_MOST = 100_000  # values that are looked at


def picture_values(package: Package, by_type: Mapping[str, str], depth: int) -> frozenset[int]:
    """Return the numbers, from 1 on, of the values that are pictures. `by_type` maps types of relationships to parts. Raises Refused."""
    metadata, values, structures = _Metadata(), _Values(), _Structures()
    for kind, handler in (("sheetMetadata", metadata), ("rdRichValue", values), ("rdRichValueStructure", structures)):
        part = by_type.get(kind)
        if part is None or part not in package:
            return frozenset()
        package.parse(part, handler, depth)
    pictures = {number for number, name in enumerate(structures.names) if _PICTURE in name.lower()}
    shown = {number for number, structure in enumerate(values.structures) if structure in pictures}
    return frozenset(number for number, value in enumerate(metadata.rich_values(), start=1) if value in shown)


def is_picture_only(package: Package, by_type: Mapping[str, str], depth: int) -> bool:
    """Return whether all rich values of a workbook are pictures. Raises Refused."""
    part = by_type.get("rdRichValueStructure")
    if part is None or part not in package:
        return False
    structures = _Structures()
    package.parse(part, structures, depth)
    return bool(structures.names) and all(_PICTURE in name.lower() for name in structures.names)


class _Metadata(Handler):
    """`metadata`: each value names a type and a number among the blocks of that type, and that block names the rich value."""

    def __init__(self) -> None:
        super().__init__()
        self.types: list[str] = []
        self.blocks: dict[str, list[int | None]] = {}  # type → rich value of each block
        self.values: list[tuple[int, int]] = []  # type, from 1 on, and block
        self.block: list[int | None] | None = None
        self.is_values = False

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "metadataType":
            self.types.append(attributes.get("name", ""))
        elif name == "futureMetadata":
            self.block = self.blocks.setdefault(attributes.get("name", ""), [])
        elif name == "valueMetadata":
            self.is_values = True
        elif name == "bk" and self.block is not None and len(self.block) < _MOST:
            self.block.append(None)
        elif name == "rc" and self.is_values and len(self.values) < _MOST:
            self.values.append((_number(attributes.get("t")), _number(attributes.get("v"))))

    def end(self, name: str) -> None:
        if name == "futureMetadata":
            self.block = None
        elif name == "valueMetadata":
            self.is_values = False

    def start_foreign(self, name: str, attributes: Attributes) -> None:
        if name == _NUMBER and self.block:
            self.block[-1] = _number(attributes.get("i"))

    def rich_values(self) -> Sequence[int | None]:
        """Return the rich value of each value, None where it is of another type."""
        rich = self.blocks.get(_RICH, [])
        types = dict(enumerate(self.types, start=1))
        return [rich[block] if types.get(type_) == _RICH and 0 <= block < len(rich) else None for type_, block in self.values]


class _Values(Handler):
    """`rvData`: the structure of each rich value."""

    def __init__(self) -> None:
        super().__init__()
        self.structures: list[int] = []

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "rv" and len(self.structures) < _MOST:
            self.structures.append(_number(attributes.get("s")))


class _Structures(Handler):
    """`rvStructures`: what each structure is called."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "s" and len(self.names) < _MOST:
            self.names.append(attributes.get("t", ""))


def _number(text: str | None) -> int:
    """Parse a number; -1 for anything else."""
    return int(text) if text is not None and text.isascii() and text.isdigit() and len(text) < len(str(_MOST)) else -1
