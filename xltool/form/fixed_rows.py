"""Fixed rows: a table whose rows a code list gives, in the order of the list. Their keys and names stand in the form and are locked."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True, kw_only=True)
class FixedRows:
    """The rows of a table, as the list has them; all tuples have one entry for each row."""

    list_name: str
    key: str  # column whose value tells one row from another
    keys: tuple[str, ...]
    levels: tuple[int, ...]  # in a nested list, 1-based
    name: str | None = None  # column by which people call a row
    names: tuple[str, ...] = ()  # what stands in it; () without such a column

    def __len__(self) -> int:
        return len(self.keys)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that the list fills in: the key and, if there is one, the name."""
        return (self.key,) if self.name is None else (self.key, self.name)

    @cached_property
    def cells(self) -> tuple[dict[str, str], ...]:
        """What stands in these columns, row by row."""
        if self.name is None:
            return tuple({self.key: key} for key in self.keys)
        return tuple({self.key: key, self.name: name} for key, name in zip(self.keys, self.names, strict=True))

    def called(self, row: int) -> str:
        """Return what people call a row: its name, else its key. "" beyond the last row."""
        texts = self.names or self.keys
        return texts[row] if row < len(texts) else ""
