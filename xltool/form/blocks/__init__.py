"""The kinds of blocks: one module each, whose `BLOCK` is the whole of it. A kind is added by adding a module to this folder."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from xltool.base.registry import by_name
from xltool.form.block import Block, BlockKind
from xltool.form.heads import HEAD_SHAPE
from xltool.form.look import LOOKS_SHAPE


def load_blocks() -> dict[str, BlockKind]:
    """Import every module of this folder and return its block kind by name."""
    kinds: list[BlockKind] = [import_module(f"{__name__}.{module.name}").BLOCK for module in iter_modules(__path__)]
    return by_name(sorted(kinds, key=lambda kind: kind.name), "kinds of blocks")


#: Every block kind by its name.
BLOCKS: dict[str, BlockKind] = load_blocks()


def block_named(name: str) -> BlockKind:
    """Return the block kind of that name."""
    return BLOCKS[name]


def kind_of_block(block: Block) -> BlockKind:
    """Return the kind of a parsed block."""
    return next(kind for kind in BLOCKS.values() if kind.record is type(block))


def block_shapes() -> dict[str, Any]:
    """Return the `$defs` of the template's meta-schema: any block, each kind, and what several kinds share."""
    chosen = [
        {"if": {"properties": {"block": {"const": name}}, "required": ["block"]}, "then": {"$ref": f"#/$defs/{name}"}} for name in BLOCKS
    ]
    block = {"type": "object", "required": ["block"], "properties": {"block": {"enum": list(BLOCKS)}}, "allOf": chosen}
    return {"block": block, **{name: kind.shape() for name, kind in BLOCKS.items()}, "head": HEAD_SHAPE, "looks": LOOKS_SHAPE}
