"""The table of block kinds in `docs/definition-format.md`."""

from __future__ import annotations

from tests.generated_docs import generated, table
from xltool.form.block import BlockKind
from xltool.form.blocks import BLOCKS


@generated("blocks")
def blocks() -> str:
    """Write a row for each block kind: its keys, and what it draws."""
    return table(("block", "keys", "what it draws"), [(f"`{kind.name}`", _keys(kind), kind.doc.en) for kind in BLOCKS.values()])


def _keys(kind: BlockKind) -> str:
    """Name the keys of a block; those of which one is enough are joined by "or"."""
    others = [f"`{key}`" for key in kind.properties if key not in kind.one_of]
    choice = " or ".join(f"`{key}`" for key in kind.one_of)
    return ", ".join([*others[:1], *([choice] if choice else []), *others[1:]])
