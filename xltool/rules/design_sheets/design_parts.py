"""The definition that a design workbook writes: template, schema and code lists as data, and the cell of every part."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from xltool.base.cells import column_letters, parse_columns
from xltool.base.errors import UsageError
from xltool.base.messages import Text, listed
from xltool.base.paths import pointer_token
from xltool.base.suggestions import did_you_mean
from xltool.rules.design_language.cell_shape import ANYTHING, Shapes
from xltool.rules.design_language.design_words import SHEETS, head_named, keyword_named, sheet_named, title_of
from xltool.rules.design_language.drawing import Drawing
from xltool.rules.design_language.find_blocks import BlockFinder
from xltool.rules.design_language.form_names import FormNames, names_of
from xltool.rules.design_language.keyword_shapes import (
    field_shapes,
    form_shapes,
    measure_shapes,
    rule_shapes,
    sheet_shapes,
    summary_shapes,
    template_shapes,
)
from xltool.rules.design_language.nested_rows import nested, part_shape
from xltool.rules.design_language.plain_fields import add_items, with_type
from xltool.rules.design_language.rules_as_rows import put_rules, rules_of_rows
from xltool.rules.design_language.schema_as_rows import SchemaMaker
from xltool.rules.design_sheets.open_design import DesignSheet, Place, sheets_of_design
from xltool.rules.design_sheets.read_layout import read_layout
from xltool.rules.design_sheets.sheet_tables import CellProblem, ProblemList, TableRow, cell_value, table_rows

#: JSON pointer → the sheet and the cell that say what stands there.
Places = dict[str, tuple[DesignSheet, Place]]
#: Texts of a schema whose field is a text: what Excel made a number of is written out.
_GIVEN = ("default", "const")


@dataclass(kw_only=True)
class DesignParts:
    """A definition as data. `places` are by file: template, schema, and the name of each code list."""

    template: dict[str, Any] = field(default_factory=dict)
    schema: dict[str, Any] = field(default_factory=dict)
    codes: dict[str, list[list[str]]] = field(default_factory=dict)  # name of a list → rows of texts, the first are heads
    places: dict[str, Places] = field(default_factory=dict)
    problems: list[CellProblem] = field(default_factory=list)


def design_parts(path: Path) -> DesignParts:
    """Read a design workbook. Raises UsageError when it is none; what is wrong in it is listed in `problems`."""
    sheets = sheets_of_design(path)
    assembly = _Assembly(sheets)
    if not assembly.kinds.keys() & {"layout", "fields", "settings"}:
        if any(sheet.name.strip().lower() == "survey" for sheet in sheets):
            zh = f"{path} 是 XLSForm。请先生成设计表：xltool design {path.name} -o 设计表.xlsx"
            en = f"{path} is an XLSForm. Make a design workbook of it first: xltool design {path.name} -o design.xlsx"
            raise UsageError(Text(zh=zh, en=en))
        names = listed(text.zh for text in SHEETS.values()).zh, listed(text.en for text in SHEETS.values()).en
        zh, en = f"{path} 不是设计表：没有名为 {names[0]} 的工作表", f"{path} is not a design workbook: no sheet is called {names[1]}"
        raise UsageError(Text(zh=zh, en=en))
    return assembly.parts


class _Assembly:
    """Puts a definition together, sheet by sheet."""

    def __init__(self, sheets: Iterable[DesignSheet]) -> None:
        self.found = ProblemList()
        self.parts = DesignParts(problems=self.found.problems)
        self.template_places: Places = self.parts.places.setdefault("template", {})
        self.schema_places: Places = self.parts.places.setdefault("schema", {})
        self.kinds: dict[str, list[DesignSheet]] = {}
        for sheet in sheets:
            kind = sheet_named(sheet.name)
            if kind is None and sheet.contents and not sheet.name.startswith("_"):
                near = did_you_mean(sheet.name, [word for text in SHEETS.values() for word in (text.zh, text.en)])
                zh, en = (
                    f"不认识的工作表“{sheet.name}”，未读取{near.zh}",
                    f"the sheet {sheet.name!r} is not known and was not read{near.en}",
                )
                self.found.report(sheet, (1, 1), Text(zh=zh, en=en), is_warning=True)
            elif kind is not None:
                self.kinds.setdefault(kind, []).append(sheet)
        own = self._settings()
        self.maker = SchemaMaker(own)
        self.nodes: list[dict[str, Any]] = []  # those that have a row
        self.parts.schema = self.maker.schema
        for kind in ("fields", "tables"):
            for sheet in self.kinds.get(kind, ()):
                self._fields(sheet, in_table=kind == "tables")
        self._complete()
        self._rules()
        self._codes()
        self._layouts()
        self._summary()

    # -- settings ----------------------------------------------------------

    def _settings(self) -> dict[str, Any]:
        """Read the settings into the template, return the keywords of the schema as a whole."""
        own: dict[str, Any] = {}
        self.sheet_settings: dict[str, tuple[dict[str, Any], Places]] = {}
        for sheet in self.kinds.get("settings", ()):
            start = _layout_head(sheet)
            shapes = {**template_shapes(), **form_shapes()}
            for row, keyword, part in self._setting_rows(sheet, shapes, last=start or 10**6):
                value = self._setting_value(row, keyword, part, shapes)
                if value is None:
                    continue
                target, places = (self.parts.template, self.template_places) if keyword in template_shapes() else (own, self.schema_places)
                _put(target, places, keyword, part, value[0], (sheet, row.places["value"]))
            if start is not None:
                self._sheet_settings(sheet, start)
        return own

    def _setting_rows(self, sheet: DesignSheet, shapes: Shapes, last: int = 10**6) -> Iterator[tuple[TableRow, str, str]]:
        """Yield rows of keyword, part and value, those that cannot be read aside."""
        for row in table_rows(sheet, {}, ("keyword", "part", "value", "note"), self.found):
            if row.number >= last or "value" not in row.contents:
                continue
            named = self._keyword(row, shapes)
            if named is not None:
                yield row, *named

    def _keyword(self, row: TableRow, shapes: Shapes) -> tuple[str, str] | None:
        word = row.text("keyword")
        plain = [name for name in shapes if "." not in name]
        keyword = keyword_named(word, plain)
        if keyword is None:
            place = row.places.get("keyword", row.places["value"])
            near = did_you_mean(word, [title for name in plain for title in (title_of(name, "zh"), title_of(name, "en"))])
            zh, en = f"不认识的项目“{word}”{near.zh}", f"unknown setting {word!r}{near.en}"
            self.found.report(row.sheet, place, Text(zh=zh, en=en))
            return None
        part, known = row.text("part"), shapes[keyword].parts
        if part and known:
            found = keyword_named(part, known)
            if found is None:
                near = did_you_mean(part, [title_of(name, "zh") for name in known])
                zh, en = f"“{word}”没有分项“{part}”{near.zh}", f"{word!r} has no part {part!r}{near.en}"
                self.found.report(row.sheet, row.places["part"], Text(zh=zh, en=en))
                return None
            part = found
        return keyword, part

    def _setting_value(self, row: TableRow, keyword: str, part: str, shapes: Shapes) -> tuple[Any] | None:
        return cell_value(row.sheet, row.places["value"], part_shape(keyword, part, shapes), self.found)

    def _sheet_settings(self, sheet: DesignSheet, start: int) -> None:
        """Read the table of the layouts: a column for each, a row for each keyword."""
        layouts = {column: str(content).strip() for column, content in sheet.row(start).items() if column > 2}  # noqa: PLR2004
        shapes = sheet_shapes()
        for number in sorted({row for row, _ in sheet.contents if row > start}):
            cells = sheet.row(number)
            if not any(column in layouts for column in cells):
                continue
            texts = {"keyword": cells.get(1, ""), "part": cells.get(2, "")}
            places = {"keyword": (number, 1), "part": (number, 2), "value": (number, min(cells))}
            named = self._keyword(TableRow(sheet=sheet, number=number, contents=texts, places=places), shapes)
            for column, layout in layouts.items() if named is not None else ():
                if named is None or column not in cells:
                    continue
                value = cell_value(sheet, (number, column), part_shape(*named, shapes), self.found)
                if value is not None:
                    data, found_places = self.sheet_settings.setdefault(layout, ({}, {}))
                    _put(data, found_places, *named, value[0], (sheet, (number, column)))

    # -- schema ------------------------------------------------------------

    def _fields(self, sheet: DesignSheet, *, in_table: bool) -> None:
        shapes = field_shapes()
        for row in table_rows(sheet, shapes, ("path", "status", "note"), self.found):
            path = row.text("path")
            if not path:
                zh, en = "这一行没有写名称", "this row names no field"
                self.found.report(sheet, next(iter(row.places.values())), Text(zh=zh, en=en))
                continue
            try:
                node, pointer = self.maker.add(path, in_table=in_table)
            except KeyError:
                zh, en = f"“{path}”重复，请删去一行", f"{path!r} stands twice; delete one row"
                self.found.report(sheet, row.places["path"], Text(zh=zh, en=en))
                continue
            before = dict(node)
            node |= with_type(nested(row.values(shapes, self.found)))
            node |= before
            self.nodes.append(node)
            self._note_texts(node)
            self._note_places(row, pointer)

    def _note_texts(self, node: dict[str, Any]) -> None:
        """Write out as text what Excel made a number of, where the field is a text."""
        types = node.get("type", [])
        if "string" in ([types] if isinstance(types, str) else types):
            for keyword in _GIVEN:
                if isinstance(value := node.get(keyword), int | float) and not isinstance(value, bool):
                    node[keyword] = str(value)

    def _note_places(self, row: TableRow, pointer: str) -> None:
        self.schema_places[pointer] = (row.sheet, row.places["path"])
        for keyword, place in row.places.items():
            if keyword not in ("path", "status", "note"):
                self.schema_places[f"{pointer}/{keyword.replace('.', '/')}"] = (row.sheet, place)

    def _complete(self) -> None:
        """Give the form the type that every form has, and lists their items."""
        for node in self.nodes:
            add_items(node)
        if "properties" in self.parts.schema:
            self.parts.schema.setdefault("type", "object")

    def _rules(self) -> None:
        shapes = rule_shapes()
        for sheet in self.kinds.get("rules", ()):
            rows = ((nested(row.values(shapes, self.found)), row) for row in table_rows(sheet, shapes, ("status", "note"), self.found))
            for pointer, data, row in rules_of_rows(rows):
                if not pointer.endswith("/"):
                    put_rules(self.parts.schema, pointer, data)
                self.schema_places[pointer] = (sheet, next(iter(row.places.values())))
                for keyword, place in row.places.items():
                    self.schema_places[f"{pointer}/{keyword.replace('.', '/')}"] = (sheet, place)

    # -- code lists --------------------------------------------------------

    def _codes(self) -> None:
        for sheet in self.kinds.get("choices", ()):
            shapes = dict.fromkeys(("level", "value", "parent"), ANYTHING)
            lists: dict[str, list[TableRow]] = {}
            for row in table_rows(sheet, shapes, ("file", "note"), self.found, keeps_others=True):
                if name := row.text("file"):
                    lists.setdefault(name, []).append(row)
                else:
                    zh, en = "这一行没有写属于哪个代码表", "this row names no code list"
                    self.found.report(sheet, next(iter(row.places.values())), Text(zh=zh, en=en))
            for name, rows in lists.items():
                self._code_list(name, rows)

    def _code_list(self, name: str, rows: list[TableRow]) -> None:
        used = dict.fromkeys(keyword for row in rows for keyword in row.contents if keyword not in ("file", "note"))
        heads = list(dict.fromkeys(["level", "value", "parent", *used]))
        self.parts.codes[name] = [heads, *([row.text(keyword) for keyword in heads] for row in rows)]
        places = self.parts.places.setdefault(name, {})
        for index, row in enumerate(rows, start=1):
            fallback = row.places["file"]
            places |= {f"/{index}/{column}": (row.sheet, row.places.get(keyword, fallback)) for column, keyword in enumerate(heads)}

    # -- layouts -----------------------------------------------------------

    def _layouts(self) -> None:
        names = names_of(self.parts.schema)
        sheets: list[dict[str, Any]] = []
        order = list(self.sheet_settings)
        layouts = sorted(self.kinds.get("layout", ()), key=lambda sheet: order.index(sheet.name) if sheet.name in order else len(order))
        for index, sheet in enumerate(layouts):
            settings, places = self.sheet_settings.get(sheet.name, ({}, {}))
            drawing = read_layout(sheet, self.found)
            pointer = f"/sheets/{index}"
            self.template_places |= {f"{pointer}{inner}": place for inner, place in places.items()}
            self.template_places[pointer] = (sheet, (1, 1))
            blocks = self._blocks(sheet, drawing, names, pointer)
            drawing.widths |= _written_widths(settings)
            widths = {"widths": _widths(drawing)} if drawing.widths else {}
            sheets.append({"name": sheet.name, **settings, **widths, "blocks": blocks})
        if sheets:
            self.parts.template["sheets"] = sheets
        self._take_titles(names)

    def _blocks(self, sheet: DesignSheet, drawing: Drawing, names: FormNames, pointer: str) -> list[dict[str, Any]]:
        blocks = BlockFinder(drawing, names).blocks()
        for number, block in enumerate(blocks):
            where = f"{pointer}/blocks/{number}"
            self.template_places[where] = (sheet, (block.row, 1))
            for inner, (row, column) in block.places.items():
                self.template_places[f"{where}{inner}"] = (sheet, (row, max(column, 1)))
        return [block.data for block in blocks]

    def _take_titles(self, names: FormNames) -> None:
        """Give fields without a title what stands beside them on the form."""
        for path, title in names.drawn_titles.items():
            node = _node(self.parts.schema, path)
            if node is not None and "title" not in node:
                node["title"] = title

    # -- summary -----------------------------------------------------------

    def _summary(self) -> None:
        summary: dict[str, Any] = {}
        for sheet in self.kinds.get("summary", ()):
            measures = _measures_head(sheet)
            for row, keyword, part in self._setting_rows(sheet, summary_shapes(), last=measures or 10**6):
                value = self._setting_value(row, keyword, part, summary_shapes())
                if value is not None:
                    _put(summary, self.template_places, keyword, part, value[0], (sheet, row.places["value"]), before="/summary")
            if measures is not None:
                self._measures(sheet, measures, summary)
        if summary:
            self.parts.template["summary"] = summary

    def _measures(self, sheet: DesignSheet, start: int, summary: dict[str, Any]) -> None:
        for row in table_rows(sheet, measure_shapes(), ("note",), self.found, first=start):
            values = row.values(measure_shapes(), self.found)
            if not values:
                continue
            entries = summary.setdefault("measures", [])
            pointer = f"/summary/measures/{len(entries)}"
            entries.append(values)
            self.template_places[pointer] = (sheet, next(iter(row.places.values())))
            self.template_places |= {f"{pointer}/{keyword}": (sheet, place) for keyword, place in row.places.items()}


def _put(
    target: dict[str, Any], places: Places, keyword: str, part: str, value: Any, place: tuple[DesignSheet, Place], *, before: str = ""
) -> None:
    pointer = f"{before}/{pointer_token(keyword)}"
    places.setdefault(pointer, place)
    if part:
        holder = target.setdefault(keyword, {})
        if isinstance(holder, dict):
            holder[part] = value
            places[f"{pointer}/{pointer_token(part)}"] = place
    else:
        target[keyword] = value


def _layout_head(sheet: DesignSheet) -> int | None:
    """Return the row in which the table of the layouts begins: its first cell says layout, and a further one names one."""
    rows = (row for (row, column), content in sheet.contents.items() if column == 1 and sheet_named(str(content)) == "layout")
    return min(rows, default=None)


def _measures_head(sheet: DesignSheet) -> int | None:
    """Return the row of the heads of the measures: the second row of heads."""
    for row in sorted({row for row, _ in sheet.contents}):
        cells = [str(content) for content in sheet.row(row).values()]
        if any(keyword_named(cell, ["by"]) for cell in cells) and not any(head_named(cell) == "value" for cell in cells):
            return row
    return None


def _written_widths(settings: Mapping[str, Any]) -> dict[int, float]:
    """Return the widths that the settings say, by column; what they are not able to say is left to the check of the template."""
    widths: dict[int, float] = {}
    written = settings.get("widths")
    for columns, width in written.items() if isinstance(written, dict) else ():
        span = parse_columns(str(columns))
        if span is not None and isinstance(width, int | float):
            widths |= dict.fromkeys(range(span[0], span[1] + 1), width)
    return widths


def _widths(drawing: Drawing) -> dict[str, Any]:
    """Return the widths as a template writes them: neighbours of one width together."""
    widths: dict[str, Any] = {}
    first: int | None = None
    for column in sorted(drawing.widths):
        follows = first is not None and drawing.widths.get(column - 1) == drawing.widths[column]
        first = first if follows else column
        if follows and first is not None:
            widths.popitem()
        letters = column_letters(first or column)
        widths[letters if first == column else f"{letters}:{column_letters(column)}"] = drawing.widths[column]
    return widths


def _node(schema: Mapping[str, Any], path: str) -> dict[str, Any] | None:
    node: Any = schema
    for name in path.split("."):
        holder = node.get("items", node) if isinstance(node, dict) else {}
        node = holder.get("properties", {}).get(name) if isinstance(holder, dict) else None
    return node if isinstance(node, dict) else None
