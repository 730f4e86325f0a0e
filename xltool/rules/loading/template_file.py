"""The YAML layout of a form, parsed into the records of `xltool.form.template`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import replace
from typing import Any

from xltool.base.cells import parse_area, parse_columns
from xltool.base.messages import Text
from xltool.base.paths import name_of, parent_of, pointer_token, without_rows
from xltool.base.suggestions import did_you_mean, did_you_mean_path
from xltool.form.block import Block, Columns, LookedArea
from xltool.form.blocks import block_named, block_shapes
from xltool.form.look import look_of
from xltool.form.picture import PICTURE_SHAPE, Picture
from xltool.form.repeated import of_block
from xltool.form.schema import Schema
from xltool.form.sheet_setup import SETUP_SHAPES
from xltool.form.template import CarriedFields, IdentityFields, PlacedBlock, Template, TemplateSheet
from xltool.rules.loading.implied_fields import Implied
from xltool.rules.loading.picture_file import read_picture
from xltool.rules.loading.prune import pruned
from xltool.rules.loading.shape import ShapeError, load_meta_schema, report_shape, shape_errors
from xltool.rules.loading.sheet_setup_file import read_setup
from xltool.rules.loading.source import SourceFile
from xltool.rules.loading.summary_file import SUMMARY_SHAPES, read_summary
from xltool.rules.loading.unsound_paths import UnsoundPaths

#: Keys of a sheet besides its name whose texts may hold the number of the repeated block that stands on it.
_NUMBERED = ("title", "header", "footer")


def sound_template(source: SourceFile) -> SourceFile | None:
    """Return a source that holds a template, without the parts of the wrong shape.

    Errors of shape are reported at their places. None when nothing is known of the sheets.
    """
    if not isinstance(source.data, dict):
        source.report(Text(zh="模板应为 YAML 映射（键: 值）", en="a template must be a YAML mapping (key: value)"))
        return None
    errors = _shape_errors(source.data)
    report_shape(source, errors)
    _report_other_name(source)
    if not errors:
        return source
    rest, left_aside = pruned(source, lambda data: (error.steps for error in _shape_errors(data)))
    rest.unsound = UnsoundPaths(is_layout_whole=all(steps[0] != "sheets" for steps in left_aside))
    return rest if rest.data.get("sheets") else None


def _report_other_name(source: SourceFile) -> None:
    """Report an id, or a version, that is not the one by which the file is called: `ID.yaml`, or `ID@VERSION.yaml`."""
    name, _, version = source.path.stem.partition("@")
    said = source.data.get("id"), source.data.get("version")
    if isinstance(said[0], str) and said[0] != name:
        source.report(Text(zh=f"id 应与文件名相同（{name}）", en=f"the id must match the file name ({name})"), "/id")
    if version and isinstance(said[1], str) and said[1] != version:
        zh, en = f"version 应与文件名相同（{version}）", f"the version must match the file name ({version})"
        source.report(Text(zh=zh, en=en), "/version")


def template_meta_schema() -> dict[str, Any]:
    """Return the meta-schema of templates, the block kinds and the measures as they are registered."""
    meta = load_meta_schema("template.schema.json")
    sheets = deepcopy(meta["properties"]["sheets"])
    sheets["items"]["properties"] |= {**SETUP_SHAPES, "picture": PICTURE_SHAPE}
    summary = deepcopy(meta["properties"]["summary"])
    summary["properties"] |= SUMMARY_SHAPES
    return {**meta, "properties": {**meta["properties"], "sheets": sheets, "summary": summary}, "$defs": block_shapes()}


def _shape_errors(data: Any) -> list[ShapeError]:
    return shape_errors(data, template_meta_schema())


def build_template(source: SourceFile, schema: Schema, implied: Implied, unsound: UnsoundPaths) -> Template:
    """Build the template from a source of the right shape; `implied` is what it means for the fields, `unsound` what is not known of them."""
    data = source.data
    reader = _Reader(source, schema, implied, unsound)
    return Template(
        id=data.get("id", source.path.stem.partition("@")[0]),
        version=data.get("version", ""),
        language=data.get("language", "zh"),
        sheets=tuple(sheet for index, written in enumerate(data["sheets"]) for sheet in reader.sheets(written, f"/sheets/{index}")),
        identity=reader.identity(data.get("identity", {})),
        summary=read_summary(data.get("summary", {}), schema, source, unsound),
        prefill={column: reader.known_input(path, f"/prefill/{column}") for column, path in data.get("prefill", {}).items()},
        renamed=reader.renamed(data.get("renamed", {})),
        carry=reader.carried(data.get("carry", {})),
    )


def _with_number(texts: Any, number: int) -> Any:
    """Return a text, or several by key, with the number of a block in the place of `{number}`."""
    if isinstance(texts, Mapping):
        return {key: _with_number(text, number) for key, text in texts.items()}
    return texts.replace("{number}", str(number))


class _Reader:
    """Parses a template, and offers to blocks what they need (see `BlockReader`)."""

    def __init__(self, source: SourceFile, schema: Schema, implied: Implied, unsound: UnsoundPaths, *, shift: int = 0) -> None:
        self.source = source
        self.schema = schema
        self.implied = implied
        self.unsound = unsound
        self.shift = shift  # sheet columns to the right of where the template says
        self.pictures: dict[str, Picture | None] = {}  # place in the YAML file → the picture
        self.copied: dict[int, int] = {}  # sheet column of a block that is repeated → that of the first such block

    def columns(self, text: str, pointer: str) -> Columns:
        columns = parse_columns(str(text))
        if columns is None:
            message = Text(zh=f"“{text}”不是列，应写作 B 或 B:D", en=f"invalid columns {text!r}; write B or B:D")
            self.source.report(message, pointer)
        first, last = columns or (1, 1)
        self.copied |= {column + self.shift: column for column in range(first, last + 1) if self.shift}
        return first + self.shift, last + self.shift

    def shifted(self, columns: int) -> _Reader:
        reader = _Reader(self.source, self.schema, self.implied, self.unsound, shift=self.shift + columns)
        reader.copied = self.copied
        return reader

    def known_field(self, path: str, pointer: str) -> str:
        if path not in self.schema.fields and not self.unsound.hides(path):
            if path in self.schema.tables:
                zh, en = f"“{path}”是一张表，此处应为单个字段", f"{path!r} is a table where a single field is expected"
            else:
                offer = did_you_mean_path(path, self.schema.fields)
                zh, en = f"模式中没有字段“{path}”{offer.zh}", f"unknown field {path!r}{offer.en}"
            self.source.report(Text(zh=zh, en=en), pointer)
        return path

    def report_unknown(self, what: Text, path: str, known: Iterable[str], pointer: str) -> None:
        """Report a path at which the schema has nothing of a kind, with the one that is probably meant; not where it may have it."""
        if not self.unsound.hides(path):
            offer = did_you_mean_path(path, dict.fromkeys(map(without_rows, known)))
            self.report(Text(zh=f"模式中没有{what.zh}“{path}”{offer.zh}", en=f"unknown {what.en} {path!r}{offer.en}"), pointer)

    def known_repeat(self, path: str, pointer: str) -> int | None:
        """Return the most objects that an array may have, None for any number; report an array that the schema has not."""
        if path not in self.schema.repeats:
            self.report_unknown(Text(zh="对象数组", en="array of objects"), path, self.schema.tables, pointer)
            return None
        return self.schema.repeats[path].most_items

    def known_input(self, path: str, pointer: str) -> str:
        """Return the path of a single field that is typed; report one that is computed."""
        field = self.schema.fields.get(self.known_field(path, pointer))
        if field is not None and field.is_computed:
            zh, en = f"字段“{path}”自动计算，不能预填", f"the field {path!r} is computed and cannot be filled in beforehand"
            self.source.report(Text(zh=zh, en=en), pointer)
        if field is not None and field.constant is not None:
            zh, en = (
                f"字段“{path}”的值是固定的（const），不能预填",
                f"the field {path!r} is constant and cannot be filled in from the roster",
            )
            self.source.report(Text(zh=zh, en=en), pointer)
        return path

    def known_members(self, path: str, pointer: str) -> tuple[str, ...]:
        """Return the names of the single fields of an object; report an object that the schema has not."""
        if path not in self.schema.titles or path in self.schema.tables:
            self.report_unknown(Text(zh="对象", en="object"), path, self.objects(), pointer)
        return tuple(name_of(field) for field in self.schema.fields if parent_of(field) == path)

    def is_number(self, path: str) -> bool:
        """Return whether the values of a field or column can be added up; True for one that the schema has not."""
        field = self.schema.field(path)
        return field is None or field.is_number or path in self.unsound

    def has_formula(self, path: str) -> bool:
        """Return whether the schema says how the value of a field is computed, or may do so."""
        field = self.schema.field(path)
        return path in self.unsound or (field is not None and field.is_computed and path not in self.implied.sums)

    def identity(self, data: Mapping[str, str]) -> IdentityFields:
        return IdentityFields(**{"unit": "", **{key: self.known_field(path, f"/identity/{key}") for key, path in data.items()}})

    def renamed(self, data: Mapping[str, str]) -> dict[str, str]:
        schema = self.schema
        for old, new in data.items():
            if not schema.is_declared(new) or new in schema.titles:
                known = (field.path for field in schema.all_fields())
                self.report_unknown(Text(zh="字段", en="field"), new, known, f"/renamed/{pointer_token(old)}")
        return dict(data)

    def carried(self, data: Mapping[str, list[str]]) -> CarriedFields:
        schema = self.schema
        for key, paths in data.items():
            for index, path in enumerate(paths):
                if not schema.is_declared(path):
                    known = [*schema.titles, *(field.path for field in schema.all_fields())]
                    self.report_unknown(Text(zh="字段、表或分组", en="field, table or object"), path, known, f"/carry/{key}/{index}")
        only = data.get("only")
        return CarriedFields(only=None if only is None else tuple(only), besides=tuple(data.get("except", ())))

    def known_table(self, path: str, pointer: str) -> tuple[str, ...] | None:
        """Return the columns of a table; report one that the schema has not and return None."""
        table = self.schema.tables.get(path)
        if table is None:
            self.report_unknown(Text(zh="表", en="table"), path, self.schema.tables, pointer)
            return None
        if self.unsound.hides(path):
            return None
        return tuple(column.name for column in table.columns)

    def row_counts(self, path: str) -> tuple[int | None, int | None]:
        """Return how many rows a code list gives to a table, None where people add them; and the most that it may have, None for any number.

        The first is 0 where a list may give rows, but not how many.
        """
        table = self.schema.tables.get(path)
        if table is None or path in self.unsound:
            return 0, None
        return len(table.fixed) if table.fixed is not None else None, table.max_items

    def known_object(self, path: str, pointer: str) -> str:
        """Return the path of an object that groups fields; report one that the schema has not."""
        if path not in self.schema.titles:
            self.report_unknown(Text(zh="对象", en="object"), path, self.objects(), pointer)
        return path

    def objects(self) -> list[str]:
        """Return the paths of the objects that group fields."""
        return [path for path in self.schema.titles if path not in self.schema.tables]

    def report(self, message: Text, pointer: str, *, key: bool = False) -> None:
        """Report an error at a value, or at its key."""
        self.source.report(message, pointer, key=key)

    def report_column(self, name: str, known: Iterable[str], pointer: str, among: str, *, key: bool = False) -> None:
        """Report a column that is not among the known ones, unless it may be among the parts of the wrong shape of the value at `among`."""
        offer = did_you_mean(name, known)
        self.report_missing(Text(zh=f"没有列“{name}”{offer.zh}", en=f"unknown column {name!r}{offer.en}"), pointer, among, key=key)

    def report_missing(self, message: Text, pointer: str, among: str, *, key: bool = False) -> None:
        """Report what is missing, unless it may be among the parts of the wrong shape of the value at the pointer `among`."""
        if self.source.is_whole(among):
            self.report(message, pointer, key=key)

    def sheets(self, data: Mapping[str, Any], pointer: str) -> Iterator[TemplateSheet]:
        """Yield a sheet; for a repeated block with a sheet each one for every object, with the number of it in its name."""
        each = [(index, block) for index, block in enumerate(data["blocks"]) if block.get("arrange") == "sheets"]
        if not each:
            yield self.sheet(data, pointer)
            return
        place, repeat = each[0]
        named = data["name"] if "{number}" in data["name"] else f"{data['name']} {{number}}"
        for number in range(repeat["most"]):
            blocks = [of_block(block, repeat["of"], number) for block in data["blocks"]]
            blocks[place] = {**repeat, "only": number}
            texts = {key: _with_number(data[key], number + 1) for key in _NUMBERED if key in data}
            yield self.sheet({**data, **texts, "name": named.replace("{number}", str(number + 1)), "blocks": blocks}, pointer)

    def sheet(self, data: Mapping[str, Any], pointer: str) -> TemplateSheet:
        widths = {}
        for letters, width in data.get("widths", {}).items():
            first, last = self.columns(letters, f"{pointer}/widths/{letters}")
            widths.update(dict.fromkeys(range(first, last + 1), float(width)))
        blocks = []
        for index, block in enumerate(data["blocks"]):
            where = f"{pointer}/blocks/{index}"
            blocks.append(PlacedBlock(block=self.block(block, where), row=block.get("row")))
        widths = {column: widths[first] for column, first in self.copied.items() if first in widths} | widths
        self.copied.clear()
        return TemplateSheet(
            name=data["name"],
            widths=widths,
            title=data.get("title", ""),
            setup=read_setup(data, pointer, data.get("title", self.schema.title), self.report),
            blocks=tuple(blocks),
            picture=self.picture(data["picture"], f"{pointer}/picture") if "picture" in data else None,
            pointer=pointer,
        )

    def picture(self, data: Mapping[str, Any], pointer: str) -> Picture | None:
        """Read the picture of a sheet, once for all sheets of a repeated block."""
        if pointer not in self.pictures:
            self.pictures[pointer] = read_picture(data, pointer, self.source.path, self.report)
        return self.pictures[pointer]

    def block(self, data: Mapping[str, Any], pointer: str) -> Block:
        """Parse a block of any kind."""
        parsed: Block = block_named(data["block"]).parse(data, pointer, self)
        return replace(parsed, looks=tuple(self.looks(data["looks"], f"{pointer}/looks"))) if "looks" in data else parsed

    def looks(self, data: Mapping[str, Any], pointer: str) -> Iterator[LookedArea]:
        """Yield the looks of a block; cells that cannot be are reported."""
        for cells, look in data.items():
            where, area = f"{pointer}/{cells}", parse_area(cells.upper())
            if area is None:
                zh, en = f"“{cells}”不是单元格，应写作 B2 或 B2:D4", f"invalid cells {cells!r}; write B2 or B2:D4"
                self.report(Text(zh=zh, en=en), where, key=True)
            else:
                area = replace(area, left=area.left + self.shift, right=area.right + self.shift)
                yield LookedArea(area=area, look=look_of(look), pointer=where)
