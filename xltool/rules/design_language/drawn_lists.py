"""Blocks whose drawing has headings: tables and grids."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import groupby
from typing import Any

from xltool.rules.design_language.drawing import DrawnCell
from xltool.rules.design_language.drawn_rows import Heights
from xltool.rules.design_language.form_names import FormNames
from xltool.rules.design_language.found_block import FoundBlock

GAP = "—"
#: Name of a column → its first cell.
Columns = Mapping[str, DrawnCell]


def find_table(cells: list[DrawnCell], heights: Heights, names: FormNames) -> FoundBlock:
    """Return a table: headings, a row with a field for each column, a total above or below."""
    found = FoundBlock(data={"block": "table"}, row=cells[0].row if cells else 1)
    first = next((cell for cell in cells if names.table_of(cell.field)), None) or next((cell for cell in cells if cell.field), None)
    if first is None:
        return found
    table = names.table_of(first.field) or first.field.rpartition(".")[0]
    found.put("table", table, first)
    _expect_bold(found, cells)
    columns = {_name(cell): cell for cell in cells if cell.row == first.row and cell.field.rpartition(".")[0] == table}
    _put_columns(found, columns)
    for cell in cells:
        if cell.special == "remark":
            found.put("remark", cell.columns, cell)
    found.put_height(heights.get(first.row))
    _put_total(found, [cell for cell in cells if cell.row != first.row], columns, first.row, names)
    above = first.row - (found.data.get("total", {}).get("place") == "above") - 1
    _put_headings(found, cells, columns, above, names, table)
    return found


def _expect_bold(found: FoundBlock, cells: Iterable[DrawnCell]) -> None:
    """Note that headings are bold in any case."""
    found.said |= {(cell.row, cell.column, "bold") for cell in cells if cell.is_text}


def _name(cell: DrawnCell) -> str:
    return cell.field.rpartition(".")[2]


def _put_columns(found: FoundBlock, columns: Columns) -> None:
    found.data["columns"] = {name: cell.columns for name, cell in columns.items()}
    found.places |= {f"/columns/{name}": (cell.row, cell.column) for name, cell in columns.items()}


def _put_headings(found: FoundBlock, cells: list[DrawnCell], columns: Columns, last: int, names: FormNames, parent: str) -> None:
    """Note the heads over the headings of the columns. `last` is the row of the headings."""
    texts = [cell for cell in cells if cell.is_text and cell.row <= last]
    headings = {(cell.column, cell.last_column): cell for cell in texts if cell.last_row == last}
    for name, cell in columns.items():
        heading = headings.get((cell.column, cell.last_column))
        if heading is not None and parent:
            names.is_title(f"{parent}.{name}", heading.text)
    heads = _heads([cell for cell in texts if cell.last_row < last], columns)
    if heads:
        found.data["heads"] = heads
        found.places["/heads"] = (texts[0].row, texts[0].column)


def _heads(texts: list[DrawnCell], columns: Columns) -> list[dict[str, Any]]:
    heads: list[dict[str, Any]] = []
    rest = sorted(texts, key=lambda cell: (cell.row, cell.column))
    while rest:
        head = rest.pop(0)
        below = [cell for cell in rest if head.column <= cell.column and cell.last_column <= head.last_column]
        rest = [cell for cell in rest if cell not in below]
        inner = _heads(below, columns)
        heads.append({"over": _over(head, columns), "text": head.text, **({"heads": inner} if inner else {})})
    return heads


def _over(head: DrawnCell, columns: Columns) -> Any:
    """Return over which columns a head stands: by their names where it begins and ends with one."""
    first = next((name for name, cell in columns.items() if cell.column == head.column), None)
    last = next((name for name, cell in columns.items() if cell.last_column == head.last_column), None)
    if first is None or last is None:
        return head.columns
    return [first] if first == last else [first, last]


def _put_total(found: FoundBlock, cells: Iterable[DrawnCell], columns: Columns, input_row: int, names: FormNames) -> None:
    sums = [cell for cell in cells if cell.field]
    if not sums:
        return
    path, row = sums[0].field.rpartition(".")[0], sums[0].row
    label = next((cell.text for cell in cells if cell.row == row and cell.is_text and cell.text != GAP), "")
    added = [_name(cell) for cell in sums]
    total: dict[str, Any] = {"field": path}
    if label and label != names.title(path):
        total["label"] = label
    if set(added) != {name for name in names.members.get(path, ()) if name in columns}:
        total["columns"] = added
    if row < input_row:
        total["place"] = "above"
    found.data["total"] = total
    found.places["/total"] = (row, sums[0].column)


def find_grid(cells: list[DrawnCell], heights: Heights, names: FormNames) -> FoundBlock:
    """Return a grid: a heading row, a row for each object; a row whose label is a heading is the total."""
    found = FoundBlock(data={"block": "grid"}, row=cells[0].row if cells else 1)
    rows = {row: list(in_row) for row, in_row in groupby(cells, key=lambda cell: cell.row)}
    objects = {row: _object(in_row) for row, in_row in rows.items() if any(cell.field for cell in in_row)}
    if not objects:
        return found
    inputs = [cell for row in objects for cell in rows[row] if cell.field]
    columns: dict[str, DrawnCell] = {}
    for cell in sorted(inputs, key=lambda cell: cell.column):
        columns.setdefault(_name(cell), cell)
    labels = {row: _first(rows[row], lambda cell: cell.is_text and not _under(cell, columns)) for row in objects}
    total = next((row for row in (min(objects), max(objects)) if len(objects) > 1 and _is_heading(labels[row])), None)
    plain = [row for row in objects if row != total]
    found.data["rows"] = [objects[row] for row in plain]
    _expect_bold(found, [cell for cell in cells if cell.row not in plain])
    found.places |= {f"/rows/{index}": (row, rows[row][0].column) for index, row in enumerate(plain)}
    if (label := labels[plain[0]]) is not None:
        found.put("labels", label.columns, label)
    _put_columns(found, columns)
    _put_number(found, cells)
    found.put_height(heights.get(plain[0]))
    if total is not None:
        _put_total(found, rows[total], columns, plain[0], names)
    _put_gap(found, [cell for row in plain for cell in rows[row]], columns)
    _put_headings(found, cells, columns, min(objects) - 1, names, "")
    _put_texts(found, rows, objects, label)
    return found


def _object(cells: Iterable[DrawnCell]) -> str:
    return next(cell.field.rpartition(".")[0] for cell in cells if cell.field)


def _first(cells: Iterable[DrawnCell], wanted: Callable[[DrawnCell], bool]) -> DrawnCell | None:
    return next((cell for cell in cells if wanted(cell)), None)


def _under(cell: DrawnCell, columns: Columns) -> bool:
    return any(other.column == cell.column for other in columns.values())


def _is_heading(cell: DrawnCell | None) -> bool:
    return cell is not None and cell.look == "heading"


def _put_number(found: FoundBlock, cells: Iterable[DrawnCell]) -> None:
    for cell in cells:
        if cell.special == "number" and "number" not in found.data:
            found.put("number", cell.columns, cell)


def _put_gap(found: FoundBlock, cells: Iterable[DrawnCell], columns: Columns) -> None:
    gap = _first(cells, lambda cell: cell.is_text and _under(cell, columns))
    if gap is not None and gap.text != GAP:
        found.put("gap", gap.text, gap)


def _put_texts(found: FoundBlock, rows: Mapping[int, list[DrawnCell]], objects: Mapping[int, str], label: DrawnCell | None) -> None:
    """Note the heading over the labels, and columns that hold fixed texts."""
    taken = set(found.data["columns"].values())
    gap = found.data.get("gap", GAP)
    texts: dict[str, dict[str, Any]] = {}
    for row, in_row in rows.items():
        for cell in in_row:
            if not cell.is_text or cell.columns in taken or (row not in objects and cell.last_row != min(objects) - 1):
                continue
            if label is not None and cell.column == label.column:
                if row not in objects:
                    found.put("corner", cell.text, cell)
                continue
            if "number" in found.data and cell.columns == found.data["number"]:
                continue
            entry = texts.setdefault(cell.columns, {"at": cell.columns})
            if row not in objects:
                entry["head"] = cell.text
            elif cell.text != gap:
                entry.setdefault("rows", {})[objects[row]] = cell.text
    if texts:
        found.data["texts"] = list(texts.values())
