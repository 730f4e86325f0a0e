"""Build the fields and tables of a form from its JSON Schema, and the schema with code lists filled in."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from decimal import Decimal
from typing import Any

from xltool.base.cells import LONGEST_NAME, is_legal_name
from xltool.base.messages import Lang, Text
from xltool.base.normalise import exact
from xltool.base.option_spelling import whole_options
from xltool.base.paths import defined_name, in_row, name_of, parent_of, pointer_token, steps, without_rows
from xltool.base.suggestions import did_you_mean
from xltool.form.codes import CodeList, LookupSource
from xltool.form.kind import Kind, hints
from xltool.form.kinds import KINDS, implied_kind
from xltool.form.repeated import Repeat
from xltool.form.schema import RESERVED_NAMES, Field, Schema, Table
from xltool.rules.loading.codes_keyword import CodesKeyword, FieldCodes, chosen_by
from xltool.rules.loading.implied_fields import NOTHING_IMPLIED, Implied
from xltool.rules.loading.implied_types import implied_type
from xltool.rules.loading.resolved_schema import resolved_schema
from xltool.rules.loading.rows_keyword import RowsKeyword, with_fixed_columns
from xltool.rules.loading.schema_walk import Subschema, local_target, subschemas
from xltool.rules.loading.source import SourceFile
from xltool.rules.schema_formats import schema_formats

#: The longest name that the workbook makes of a field path is this much longer than the path.
_LONGEST_PREFIX = "xltool.remark."
#: One step of a field path, as formulas read it.
_STEP = re.compile(r"[^\W\d]\w*")
#: Units that are dollars.
_DOLLARS = re.compile(r"\$|\bUSD?\b|dollar|美元", re.IGNORECASE)
#: The id of a violated format that has none of its own.
_FORMAT = "schema.format"
#: Levels of nested objects; deeper nesting comes from a circular `$ref`.
_MOST_LEVELS = 10


def build_schema(
    source: SourceFile,
    codes: Mapping[str, CodeList],
    language: Lang,
    implied: Implied = NOTHING_IMPLIED,
    conditional: Container[str] = (),
) -> tuple[Schema, frozenset[str]]:
    """Build the fields and tables of a schema, and list the paths of fields whose kind cannot be determined.

    `implied` is what the layout means for the fields, `conditional` are the paths of those asked for in some cases only. What is wrong with
    them is reported in the source.
    """
    builder = _Builder(source, codes, language, implied, conditional)
    builder.walk_object(source.data, "", "")
    builder.check_names()
    schema = Schema(
        title=source.data.get("title", ""),
        description=source.data.get("description", ""),
        fields=builder.fields,
        tables=builder.tables,
        titles=builder.titles,
        notes=builder.notes,
        repeats=builder.repeats,
        resolved=resolved_schema(source.data, builder.all_fields(), builder.tables),
    )
    return schema, frozenset(builder.faulty)


class _Builder:
    def __init__(
        self, source: SourceFile, codes: Mapping[str, CodeList], language: Lang, implied: Implied, conditional: Container[str]
    ) -> None:
        self.source = source
        self.conditional = conditional
        self.implied = implied
        self.codes = codes
        self.language = language
        self.fields: dict[str, Field] = {}
        self.tables: dict[str, Table] = {}
        self.titles: dict[str, str] = {}
        self.notes: dict[str, str] = {}
        self.repeats: dict[str, Repeat] = {}
        self.pointers: dict[str, str] = {}  # path → JSON pointer
        self.circular: set[str] = set()  # pointers of subschemas whose references are circular
        self.faulty: set[str] = set()  # paths of fields whose kind is unknown
        self.implied_types = _implied_types(source, implied)  # path → JSON type of a computed field that declares none

    def all_fields(self) -> list[Field]:
        return [*self.fields.values(), *(column for table in self.tables.values() for column in table.columns)]

    def report(self, pointer: str, zh: str, en: str, *, key: bool = False) -> None:
        self.source.report(Text(zh=zh, en=en), pointer, key=key)

    def dereference(self, node: Mapping[str, Any], pointer: str) -> dict[str, Any]:
        """Return a subschema with its local `$ref` merged in; what stands beside the reference wins."""
        merged = dict(node)
        seen: set[str] = set()
        while "$ref" in merged:
            ref = str(merged.pop("$ref"))
            target = local_target(self.source.data, ref)
            if target is None or ref in seen:
                written = self.source.written_reference(ref)
                self.report(f"{pointer}/$ref", f"引用 {written} 形成循环", f"the reference {written} is circular")
                self.circular.add(pointer)
                break
            seen.add(ref)
            merged = {**target, **merged}
        return merged

    def walk_object(self, node: Mapping[str, Any], path: str, pointer: str) -> None:
        for key, raw in node.get("properties", {}).items():
            child_path = f"{path}.{key}" if path else key
            child_pointer = f"{pointer}/properties/{pointer_token(key)}"
            child = self.dereference(raw, child_pointer)
            self.pointers[child_path] = child_pointer
            if "properties" in child:
                self.titles[child_path] = child.get("title", key)
                self.notes[child_path] = child.get("description", "")
                self.group(child, child_path, child_pointer)
            elif _is_table(child) and child_path in self.source.repeats:
                self.repeat(child, child_path, child_pointer)
            elif _is_table(child):
                self.table(child, child_path, child_pointer)
            else:
                self.fields[child_path] = self.field(child, child_path, child_pointer, None, {}, node.get("x-unit", ""))

    def group(self, node: Mapping[str, Any], path: str, pointer: str) -> None:
        if path.count(".") < _MOST_LEVELS:
            self.walk_object(node, path, pointer)
        else:
            zh, en = (
                f"对象嵌套超过 {_MOST_LEVELS} 层，或存在循环引用",
                f"objects are nested more than {_MOST_LEVELS} levels deep, or a $ref is circular",
            )
            self.report(pointer, zh, en, key=True)

    def repeat(self, node: Mapping[str, Any], path: str, pointer: str) -> None:
        """Build the fields and tables of each block of an array whose objects stand on the form as blocks."""
        items = self.dereference(node.get("items", {}), f"{pointer}/items")
        most, title = self.source.repeats[path], node.get("title", path)
        self.titles[path], self.notes[path] = title, node.get("description", "")
        self.repeats[path] = Repeat(
            path=path, title=title, most=most, most_items=node.get("maxItems"), least=min(node.get("minItems", 0), most)
        )
        if node.get("minItems", 0) > most:
            zh, en = f"区块只有 {most} 个，少于 minItems", f"there are only {most} blocks, fewer than minItems demands"
            self.report(f"{pointer}/minItems", zh, en)
        for name in ("x-rows", "x-key", "uniqueItems", "x-ids"):
            if name in node:
                self.report(f"{pointer}/{name}", f"重复区块上不能写“{name}”", f"{name!r} cannot stand on a repeated block", key=True)
        for index in range(most):
            block = in_row(path, index)
            self.titles[block], self.notes[block] = f"{items.get('title', title)} {index + 1}", items.get("description", "")
            self.group(items, block, f"{pointer}/items")
        for field in self.fields_in(in_row(path, 0)):
            given = {"default": field.default is not None, "const": field.constant is not None, "readOnly": field.is_read_only}
            for name in (name for name, is_given in given.items() if is_given):
                zh, en = f"重复区块中的字段不能写“{name}”", f"a field of a repeated block cannot have {name!r}"
                self.report(f"{self.pointers[field.path]}/{name}", zh, en, key=True)

    def fields_in(self, block: str) -> list[Field]:
        return [field for field in self.all_fields() if field.path.startswith(f"{block}.")]

    def table(self, node: Mapping[str, Any], path: str, pointer: str) -> None:
        items_pointer = f"{pointer}/items"
        items = self.dereference(node.get("items", {}), items_pointer)
        columns: dict[str, Field] = {}
        for key, raw in items.get("properties", {}).items():
            column_pointer = f"{items_pointer}/properties/{pointer_token(key)}"
            column_path = f"{path}.{key}"
            self.pointers[column_path] = column_pointer
            column = self.dereference(raw, column_pointer)
            columns[key] = self.field(column, column_path, column_pointer, path, columns, node.get("x-unit", ""))
        keyword = RowsKeyword(
            node=node,
            pointer=pointer,
            columns=columns,
            codes=self.codes,
            report=self.report,
            knows_columns=not self.source.unsound.hides(path),
        )
        fixed = keyword.rows()
        self.titles[path] = node.get("title", path)
        self.tables[path] = Table(
            path=path,
            title=node.get("title", path),
            description=node.get("description", ""),
            columns=with_fixed_columns(columns, fixed),
            max_items=node.get("maxItems"),
            min_items=node.get("minItems"),
            unique_items=node.get("uniqueItems", False),
            ids=node.get("x-ids", {}),
            fixed=fixed,
            key=self.key(node, columns, path, pointer),
        )

    def key(self, node: Mapping[str, Any], columns: Mapping[str, Field], path: str, pointer: str) -> tuple[str, ...]:
        """Return the columns by which rows of earlier data are found; report those that cannot tell rows apart."""
        for index, name in enumerate(node.get("x-key", ())):
            column, where = columns.get(name), f"{pointer}/x-key/{index}"
            if column is None and self.source.unsound.hides(path):
                continue
            if column is None:
                offer = did_you_mean(name, columns)
                self.report(where, f"表中没有列“{name}”{offer.zh}", f"the table has no column {name!r}{offer.en}")
            elif column.is_computed or column.kind.is_list:
                zh = f"列“{name}”是自动计算或多选，不能用来认行"
                en = f"the column {name!r} is computed or a multiple choice; it cannot tell rows apart"
                self.report(where, zh, en)
        return tuple(node.get("x-key", ()))

    def field(
        self, node: Mapping[str, Any], path: str, pointer: str, table: str | None, siblings: Mapping[str, Field], unit_above: str
    ) -> Field:
        """Read a field; `unit_above` is the unit that its object or table says for all amounts, "" for none."""
        declared: str | list[str] = node["type"] if "type" in node else self.implied_types.get(path, [])
        types = [declared] if isinstance(declared, str) else list(declared)
        if self.source.unsound.touch(chosen_by(node, path)):
            self.source.unsound = self.source.unsound.with_fields([path])
        listed = self.codes_of(node, path, pointer, siblings if table else None)
        choices = listed.codes.values(listed.level) if listed.codes else tuple(map(str, _enum(node)))
        formula = node.get("x-value") or self.implied.formula(path)
        lookup = _lookup(node)
        title, row_title, head = self.titles_of(node, path, table)
        kind = _kind(node, types, has_choices=bool(choices))
        if kind.options and not choices:
            choices = kind.options.offered.get(self.language, ())
        unit = node.get("x-unit", unit_above if kind.summary_style == "money" else "")
        before = len(self.source.problems)
        if pointer not in self.circular and path not in self.source.unsound:
            self.check_field(node, kind, types, choices, pointer)
            self.check_format(node, kind, pointer)
            self.check_options(kind, choices, pointer)
        if pointer in self.circular or len(self.source.problems) > before or (not types and not self.source.unsound.is_layout_whole):
            self.faulty.add(path)
        is_asked_for = "null" not in types and not formula and not lookup and not _is_never_asked_for(node, table)
        return Field(
            path=path,
            kind=kind,
            title=title,
            row_title=row_title,
            head=head,
            description=node.get("description", ""),
            required=is_asked_for and path not in self.conditional,
            unit=unit,
            is_unit_above="x-unit" not in node and bool(unit),
            precision=_precision(node.get("multipleOf")),
            minimum=node.get("minimum"),
            maximum=node.get("maximum"),
            max_length=node.get("maxLength"),
            min_length=node.get("minLength"),
            pattern=node.get("pattern", ""),
            format=node.get("format", ""),
            min_items=node.get("minItems"),
            max_items=node.get("maxItems"),
            unique_items=node.get("uniqueItems", False),
            choices=choices,
            codes=listed.codes,
            level=listed.level,
            cascade=listed.cascade,
            ids=_ids(node, kind, self.source.data.get("x-constraints", {})),
            table=table,
            spellings=self.spellings(unit, kind, choices),
            language=self.language,
            is_conditional=path in self.conditional,
            required_where_asked=is_asked_for and path in self.conditional,
            formula=formula,
            lookup=lookup,
            default=given_value(node.get("default")),
            constant=given_value(node.get("const")),
            is_read_only=node.get("readOnly", False),
            personal=node.get("x-personal", ""),
        )

    def codes_of(self, node: Mapping[str, Any], path: str, pointer: str, columns: Mapping[str, Field] | None) -> FieldCodes:
        keyword = CodesKeyword(
            node=node,
            path=path,
            pointer=pointer,
            columns=columns,
            fields=self.fields,
            lists=self.codes,
            unsound=self.source.unsound,
            report=self.report,
        )
        return keyword.read()

    def titles_of(self, node: Mapping[str, Any], path: str, table: str | None) -> tuple[str, str, str]:
        """Return how a field is called; for a cell of a grid, `教育支出·1月`, also by row and by column, else "" for both."""
        title, owner = str(node.get("title", name_of(path))), parent_of(path)
        if table is not None or not owner or owner not in self.implied.rows:
            return title, "", ""
        row = self.implied.rows[owner] or self.titles[owner]
        between = Text(zh="·", en=" · ").as_is(self.language)
        return f"{row}{between}{title}", row, title

    def check_field(self, node: Mapping[str, Any], kind: Kind, types: list[str], choices: tuple[str, ...], pointer: str) -> None:
        """Refuse what a spreadsheet cell cannot hold, and what the two sides would read differently."""
        plain = [name for name in types if name != "null"]
        if "properties" in node or _is_table(node):
            self.report(pointer, "表的列应为单个值，不能是对象或表", "a column must be a single value, not an object or a table", key=True)
        elif not plain and self.source.unsound.is_layout_whole:  # else it may be a sum by its place
            self.report(pointer, '字段没有类型，请写 "type"', 'the field has no type; add "type"', key=True)
        elif not plain:
            return
        elif len(plain) > 1:
            zh = f"字段只能有一种类型（可加 null），写了 {'、'.join(plain)}"
            en = f"a field must have exactly one type (besides null), not {', '.join(plain)}"
            self.report(f"{pointer}/type", zh, en)
        elif plain[0] not in kind.json_types:
            offered = " | ".join(kind.json_types)
            zh = f"类型 {plain[0]} 与字段种类 {kind.name} 不符，应为 {offered}（可加 null）"
            en = f"the type {plain[0]} does not fit the kind {kind.name}; use {offered} (besides null)"
            self.report(f"{pointer}/type", zh, en)
        elif kind.choices == "needed" and not choices and "x-codes" not in node:
            self.report(pointer, "选择字段没有选项，请写 enum 或 x-codes", "the field has no choices; add enum or x-codes", key=True)
        elif kind.choices == "refused" and choices:
            self.report(pointer, f"{kind.name} 类字段不能有 enum", f"a field of kind {kind.name} has no choices", key=True)

    def spellings(self, unit: str, kind: Kind, choices: tuple[str, ...]) -> Mapping[str, str]:
        """Return what is replaced in a typed text before it is read."""
        if kind.is_list and not kind.options:
            return whole_options(choices)
        return currency_spellings(self.language, unit, kind)

    def check_options(self, kind: Kind, choices: tuple[str, ...], pointer: str) -> None:
        """Report options that a cell cannot hold so that they are read again, such as one with a box of its own."""
        lost = [option for option in choices if _is_lost(kind, option, (option,))] or [
            option for option in choices if _is_lost(kind, option, choices)
        ]
        for option in lost:
            zh = f"选项“{option}”写入单元格后不能识别（其中有方框、勾或多余的空格，或与别的选项只差空格）；请改写"
            en = f"the option {option!r} cannot be read from a cell (it holds a box, a tick or stray spaces, or only spaces tell it from another)"
            self.report(pointer, zh, f"{en}; write it differently", key=True)

    def check_format(self, node: Mapping[str, Any], kind: Kind, pointer: str) -> None:
        """Report a format beside another kind, which would read the cell without it."""
        name = str(node.get("format", ""))
        if name in schema_formats() and not _is_implied(kind, name):
            zh = f"“format: {name}”表示 {schema_formats()[name]} 类字段，这里却是 {kind.name} 类，不会按它检查；请删去 format，或改 x-kind"
            en = f"“format: {name}” means the kind {schema_formats()[name]}, and the field is of the kind {kind.name}, which ignores it; "
            self.report(f"{pointer}/format", zh, f"{en}take the format away or change x-kind")

    def check_names(self) -> None:
        """Report field paths that cannot be defined names of the workbook, where case does not count."""
        seen: dict[str, str] = {}
        for concrete, pointer in self.pointers.items():
            step = pointer.rpartition("/")[2].replace("~1", "/").replace("~0", "~")
            path, name = without_rows(concrete), defined_name(concrete)
            if len(f"{_LONGEST_PREFIX}{name}") > LONGEST_NAME:
                most = LONGEST_NAME - len(_LONGEST_PREFIX)
                zh = f"字段路径有 {len(name)} 个字符，长于 {most} 个，请缩短"
                en = f"the field path has {len(name)} characters, more than {most}; shorten it"
                self.report(pointer, zh, en, key=True)
            elif not is_legal_name(f"{_LONGEST_PREFIX}{name}") or not _STEP.fullmatch(step):
                zh = f"字段名“{step}”只能由字母、数字、下划线组成，且不能以数字开头"
                en = f"invalid field name {step!r}: use letters, digits and underscores only, and no digit first"
                self.report(pointer, zh, en, key=True)
            elif not is_legal_name(path) or steps(path)[0].lower() in RESERVED_NAMES:
                is_free = is_legal_name(f"{path}_") and steps(f"{path}_")[0].lower() not in RESERVED_NAMES
                offer = Text(zh=f"为 {step}_", en=f" to {step}_") if is_free else Text(zh="", en="")
                zh = f"字段路径“{path}”不能用作 Excel 名称（像单元格地址，或为保留名），请改名{offer.zh}"
                en = f"the field path {path!r} cannot be a defined name in Excel (it looks like a cell address or is reserved); rename it{offer.en}"
                self.report(pointer, zh, en, key=True)
            if other := seen.get(name.lower()):
                zh = f"字段路径“{path}”与“{other}”只差大小写，请改名"
                en = f"the field paths {path!r} and {other!r} differ only in case; rename one"
                self.report(pointer, zh, en, key=True)
            seen[name.lower()] = path


def _implied_types(source: SourceFile, implied: Implied) -> dict[str, str]:
    """Return the JSON types of the computed fields whose formulas say them, and of constants."""
    fields = {node.path: node for node in subschemas(source.data, source.repeats) if node.place == "field"}
    sums = {path: total.type for path, total in implied.sums.items() if not fields[path].types}
    looked_up = {path: "string" for path, node in fields.items() if not node.types and "x-lookup" in node.keywords}
    constants = {path: _type_of(node.keywords["const"]) for path, node in fields.items() if not node.types and "const" in node.keywords}
    types = {path: node.types[0] for path, node in fields.items() if node.types} | looked_up | constants | sums
    untyped = [node for node in fields.values() if not node.types and "x-value" in node.keywords]
    for _ in range(len(untyped) + 1):  # one may take its type from another
        types |= {without_rows(path): found for path, found in types.items()}  # as formulas over all blocks name them
        types |= {node.path: _type_of_value(node, types) for node in untyped}
        types |= {path: "integer" for path in sums if all(types.get(addend) == "integer" for addend in implied.sums[path].addends)}
    return looked_up | constants | {path: types[path] for path in sums} | {node.path: types[node.path] for node in untyped}


def _type_of_value(node: Subschema, types: Mapping[str, str]) -> str:
    """Return the JSON type of a computed field that declares none; one with a kind or decimals of its own is not taken for whole."""
    found = implied_type(str(node.keywords["x-value"]), types, parent_of(node.path))
    return "number" if found == "integer" and {"x-kind", "multipleOf"} & node.keywords.keys() else found


def _lookup(node: Mapping[str, Any]) -> LookupSource | None:
    """Return where the value of a field is looked up; its keyword has the right shape."""
    keyword = node.get("x-lookup")
    return LookupSource(list_name=keyword["list"], by=keyword["by"], column=keyword["column"]) if keyword else None


def _type_of(constant: Any) -> str:
    """Return the JSON type of a constant."""
    if isinstance(constant, str):
        return "string"
    return "array" if isinstance(constant, list) else "integer" if isinstance(constant, int) else "number"


def given_value(value: Any) -> Any:
    """Return a value of the schema as documents hold it: numbers exact."""
    return exact(value) if isinstance(value, float) else value


def _is_never_asked_for(node: Mapping[str, Any], table: str | None) -> bool:
    """Return whether nobody can fill a field in: it is constant, or locked and not in a row, which may be one too many."""
    return "const" in node or (table is None and node.get("readOnly") is True)


def _is_table(node: Mapping[str, Any]) -> bool:
    items = node.get("items")
    return node.get("type") == "array" and isinstance(items, Mapping) and ("properties" in items or "$ref" in items)


def _enum(node: Mapping[str, Any]) -> list[Any]:
    items = node.get("items")
    listed = items.get("enum", []) if isinstance(items, Mapping) else node.get("enum", [])
    return [value for value in listed if value is not None]


def _kind(node: Mapping[str, Any], types: list[str], *, has_choices: bool) -> Kind:
    """Return the declared kind, else the one that the type, the choices or the format imply."""
    declared = node.get("x-kind")
    if declared in KINDS:
        return KINDS[declared]
    return implied_kind(hints(types, str(node.get("format", "")), has_choices=has_choices))


def currency_spellings(language: Lang, unit: str, kind: Kind) -> dict[str, str]:
    """Return how a currency sign is spelled before an amount that it belongs to: as the sign of a number.

    A dollar sign belongs to a field whose unit is dollars, and in an English form to an amount without a unit. Elsewhere it is not read.
    """
    is_amount = kind.is_number and kind.summary_style != "share"
    is_dollars = _DOLLARS.search(unit) is not None if unit else language == "en"
    return {"-$": "-", "$": "+"} if is_amount and is_dollars else {}


def _is_implied(kind: Kind, format_: str) -> bool:
    return kind.implied_by == f"format: {format_}"


def _ids(node: Mapping[str, Any], kind: Kind, constraints: Container[str]) -> Mapping[str, str]:
    """Return the rule ids of keywords; where a format is the kind, its id is that of what cannot be read.

    `constraints` are the ids that have sentences of their own, among which may be that of formats without an id.
    """
    ids: Mapping[str, str] = node.get("x-ids", {})
    if not _is_implied(kind, str(node.get("format", ""))) or not ("format" in ids or _FORMAT in constraints):
        return ids
    return {"type": ids.get("format", _FORMAT), **ids}


def _precision(multiple_of: float | None) -> int | None:
    if multiple_of is None:
        return None
    exponent = Decimal(str(multiple_of)).normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else None


def _is_lost(kind: Kind, option: str, choices: tuple[str, ...]) -> bool:
    """Return whether a cell that holds an option is read as something else."""
    value = [option] if kind.is_list else option
    return kind.options is not None and kind.options.read(kind.options.written(value, choices), choices).value != value
