"""The half of the LibreOffice referee that talks UNO.

Run by a Python that can `import uno` (often not the one that runs the tests), so this file imports nothing from
its own package and keeps to what an older Python (3.8, as bundled with LibreOffice) understands.

Protocol: one JSON object a line. In: `{"op": ..., ...}`. Out: `{"ok": result}` or `{"error": text, "kind": word}`.
The first line out is sent when the connection to the office stands. End of input ends the office: no office
outlives the tests that started it, however they died.

Values travel as JSON: text, numbers, true/false and null as themselves, `{"typed": "50%"}` as a person types it,
an error cell as `{"error": "#N/A"}`.
"""

from __future__ import annotations

import importlib
import json
import os
import shutil
import sys
import time
from pathlib import Path
from typing import Any

uno: Any = importlib.import_module("uno")

CONTENT = 1 | 2 | 4 | 16  # CellFlags VALUE, DATETIME, STRING, FORMULA: contents go, formats and comments stay
ERRORS = 4  # FormulaResult ERROR
FILTERS = {
    ".xlsx": "Calc MS Excel 2007 XML",
    ".xls": "MS Excel 97",
    ".ods": "calc8",
    ".pdf": "calc_pdf_Export",
    ".csv": "Text - txt - csv (StarCalc)",
}
SPARSE = 8  # one read of a whole box pays as long as it holds at most this many cells for each cell wanted


class RefusedError(Exception):
    """The caller asked for something that cannot be done; `kind` tells the caller which exception to raise."""

    def __init__(self, message: str, kind: str = "request") -> None:
        super().__init__(message)
        self.kind = kind


class Target:
    """The cells one defined name (or `Sheet!A1:A9`) stands for: one cell, or one row or column of cells."""

    def __init__(self, label: str, cells: Any) -> None:
        address = cells.getRangeAddress()
        sheet = cells.getSpreadsheet()
        right, bottom = address.EndColumn, address.EndRow
        if (right, bottom) != (address.StartColumn, address.StartRow):
            # A merged area is one cell to a person: only its first cell holds anything.
            area = sheet.createCursorByRange(cells.getCellByPosition(0, 0))
            area.collapseToMergedArea()
            merged = area.getRangeAddress()
            right = address.StartColumn if merged.EndColumn >= right else right
            bottom = address.StartRow if merged.EndRow >= bottom else bottom
        self.label = label
        self.sheet = sheet
        self.sheet_index: int = address.Sheet
        self.left: int = address.StartColumn
        self.top: int = address.StartRow
        self.width = right - self.left + 1
        self.height = bottom - self.top + 1
        if self.width > 1 and self.height > 1:
            raise RefusedError(f"{label} covers {self.height} x {self.width} cells, not one row or column")
        self.single = len(self) == 1
        self.cells = sheet.getCellRangeByPosition(self.left, self.top, right, bottom)
        self.writable = False
        # A cell or range that the office hands out costs some 8 ms, a call on it 0.1 ms: keep what was handed out.
        self._heads: dict[int, Any] = {}
        self._cells: dict[int, Any] = {}

    def __len__(self) -> int:
        return int(self.width * self.height)

    def cell(self, index: int) -> Any:
        """The index-th cell of the target, counted from 0; raises RefusedError beyond its end."""
        if not 0 <= index < len(self):
            raise RefusedError(f"{self.label} has {len(self)} cells, no index {index}")
        if index not in self._cells:
            place = (index, 0) if self.width > 1 else (0, index)
            self._cells[index] = self.cells.getCellByPosition(*place)
        return self._cells[index]

    def head(self, count: int) -> Any:
        """The first `count` cells as one range; raises RefusedError where there are fewer."""
        if count > len(self):
            raise RefusedError(f"{self.label} has {len(self)} cells, too few for {count} values")
        if count not in self._heads:
            box = (count - 1, 0) if self.width > 1 else (0, count - 1)
            self._heads[count] = self.cells.getCellRangeByPosition(0, 0, *box)
        return self._heads[count]

    def require_writable(self) -> None:
        """Refuse what a person could not do either; the office itself would ignore the write without a word."""
        if self.writable:
            return
        if self.sheet.isProtected():
            protection = self.cells.CellProtection  # void when the cells differ
            if protection is None or protection.IsLocked:
                raise RefusedError(f"{self.label} is locked on the protected sheet {self.sheet.Name}", "locked")
        self.writable = True


class Book:
    """One open workbook."""

    def __init__(self, document: Any) -> None:
        self.document = document
        self._targets: dict[str, Target] = {}
        self._read_plans: dict[tuple[str, ...], list[tuple[Any, int, int, list[str]]]] = {}
        # Excel's names ignore case, the office's do not.
        self._names = {name.casefold(): name for name in document.NamedRanges.ElementNames}

    def names(self) -> list[tuple[str, str]]:
        """Every workbook-level name and what it refers to, in the office's own notation."""
        return [(name, self.document.NamedRanges.getByName(name).Content) for name in self._names.values()]

    def target(self, label: str) -> Target:
        """The cells behind a defined name or a `Sheet!A1` address; raises RefusedError where there are none."""
        found = self._targets.get(label)
        if found is None:
            found = self._targets[label] = Target(label, self._cells(label))
        return found

    def _cells(self, label: str) -> Any:
        if "!" in label:
            sheet, _, address = label.rpartition("!")
            sheets = self.document.Sheets
            if not sheets.hasByName(sheet):
                raise RefusedError(f"no sheet {sheet}", "name")
            return sheets.getByName(sheet).getCellRangeByName(address)
        name = self._names.get(label.casefold())
        if name is None:
            raise RefusedError(f"no workbook-level name {label} among {len(self._names)} names", "name")
        entry = self.document.NamedRanges.getByName(name)
        cells = entry.ReferredCells
        if cells is None:
            raise RefusedError(f"{label} refers to {entry.Content!r}, not to a range of cells", "name")
        return cells

    # writing

    def fill(self, entries: list[tuple[str, int | None, Any]]) -> None:
        """Set cells: entries of (name, index or null, value); a list as value fills from the first cell on."""
        for label, index, value in entries:
            target = self.target(label)
            target.require_writable()
            if isinstance(value, list):
                self._set_many(target, value)
            elif index is None and not target.single:
                raise RefusedError(f"{label} covers {len(target)} cells: give a list, or an index")
            else:
                set_cell(target.cell(index or 0), value)

    def _set_many(self, target: Target, values: list[Any]) -> None:
        if not values:
            return
        if all(value is None or type(value) in (str, float) for value in values):
            plain = tuple("" if value is None else value for value in values)
            target.head(len(values)).setDataArray((plain,) if target.width > 1 else tuple((v,) for v in plain))
        else:
            for index, value in enumerate(values):
                set_cell(target.cell(index), value)

    def clearers(self, labels: list[str]) -> list[Any]:
        """All cells behind the names as objects with `clearContents`, one for each sheet.

        LibreOffice clears nothing, and does not say so, where one such object has ranges of several sheets.
        """
        by_sheet: dict[int, Any] = {}
        for label in labels:
            target = self.target(label)
            target.require_writable()
            if target.sheet_index not in by_sheet:
                by_sheet[target.sheet_index] = self.document.createInstance("com.sun.star.sheet.SheetCellRanges")
            by_sheet[target.sheet_index].addRangeAddress(target.cells.getRangeAddress(), False)
        return list(by_sheet.values())

    # reading

    def values(self, labels: list[str]) -> list[Any]:
        """The value of every name, in their order: one value for one cell, a list for a row or column."""
        found: dict[str, Any] = {}
        for cells, top, left, members in self._read_plan(tuple(labels)):
            data = cells.getDataArray()
            for label in members:
                target = self.target(label)
                rows = data[target.top - top : target.top - top + target.height]
                flat = [value for row in rows for value in row[target.left - left : target.left - left + target.width]]
                read = [error_at(target.cell(i)) if value is None else value for i, value in enumerate(flat)]
                found[label] = read[0] if target.single else read
        return [found[label] for label in labels]

    def _read_plan(self, labels: tuple[str, ...]) -> list[tuple[Any, int, int, list[str]]]:
        """How to fetch many names with few round trips: (range, its top, its left, the names inside it)."""
        if labels not in self._read_plans:
            by_sheet: dict[int, list[Target]] = {}
            for label in labels:
                target = self.target(label)
                by_sheet.setdefault(target.sheet_index, []).append(target)
            self._read_plans[labels] = [box for targets in by_sheet.values() for box in boxes(targets)]
        return self._read_plans[labels]

    def formulas(self, label: str) -> Any:
        """The formula (or, without one, the content) of the cells, in English notation."""
        target = self.target(label)
        flat = [text for row in target.cells.getFormulaArray() for text in row]
        return flat[0] if target.single else flat

    def errors(self) -> list[str]:
        """The places of all formula cells that show an error, in the office's own notation."""
        found: list[str] = []
        for sheet in self.document.Sheets:
            places = sheet.queryFormulaCells(ERRORS).RangeAddressesAsString
            found += places.split(";") if places else []
        return found

    # many cases

    def evaluate(self, cases: list[list[tuple[str, int | None, Any]]], clear: list[str], read: list[str], *, hard: bool) -> list[list[Any]]:
        """For each case: clear, fill, recalculate, read. `hard` recalculates every formula, not only dependents."""
        document = self.document
        clearers = self.clearers(clear)
        document.lockControllers()
        document.addActionLock()
        document.enableAutomaticCalculation(False)
        results = []
        try:
            for entries in cases:
                for clearer in clearers:
                    clearer.clearContents(CONTENT)
                self.fill(entries)
                if hard:
                    document.calculateAll()
                else:
                    document.calculate()
                results.append(self.values(read))
        finally:
            document.enableAutomaticCalculation(True)
            document.removeActionLock()
            document.unlockControllers()
        return results

    # one entry after the other

    def enter(self, entries: list[tuple[str, int | None, Any]], read: list[str]) -> list[list[Any]]:
        """Set one cell after the other and read after each: the office calculates by itself, as it does for a person."""
        results = []
        for entry in entries:
            self.fill([entry])
            results.append(self.values(read))
        return results

    # cutting and pasting

    def move(self, source: str, target: str) -> None:
        """Cut cells and paste them from the first cell of `target` on; refuses what protection forbids."""
        cells, place = self._cells(source), self._cells(target)
        corner = place.getCellByPosition(0, 0).getCellAddress()
        held = cells.getDataArray()
        cells.getSpreadsheet().moveRange(corner, cells.getRangeAddress())
        width, height = len(held[0]), len(held)
        pasted = place.getSpreadsheet().getCellRangeByPosition(
            corner.Column, corner.Row, corner.Column + width - 1, corner.Row + height - 1
        )
        if pasted.getDataArray() != held:  # the office says nothing
            raise RefusedError(f"{source} cannot be moved to {target}", "locked")


def boxes(targets: list[Target]) -> list[tuple[Any, int, int, list[str]]]:
    """One box around all targets of a sheet when they lie close together, else one box each."""
    top, left = min(t.top for t in targets), min(t.left for t in targets)
    bottom, right = max(t.top + t.height for t in targets), max(t.left + t.width for t in targets)
    if (bottom - top) * (right - left) <= SPARSE * sum(len(t) for t in targets):
        whole = targets[0].sheet.getCellRangeByPosition(left, top, right - 1, bottom - 1)
        return [(whole, top, left, [t.label for t in targets])]
    return [(t.cells, t.top, t.left, [t.label]) for t in targets]


def set_cell(cell: Any, value: Any) -> None:
    """Set one cell: text as text, a number as a number, null as empty, `typed` as if keyed in."""
    if value is None:
        cell.clearContents(CONTENT)
    elif isinstance(value, bool):
        cell.setFormula("TRUE" if value else "FALSE")
    elif isinstance(value, str):
        cell.setString(value)
    elif isinstance(value, dict):
        cell.FormulaLocal = value["typed"]  # unlike setFormula it minds the locale and a cell formatted as text
    else:
        cell.setValue(float(value))


def error_at(cell: Any) -> Any:
    """What an error cell shows (`#N/A`, `#DIV/0!`, `Err:502`), marked as an error."""
    return {"error": cell.getString() or f"Err:{cell.getError()}"}


def property_value(name: str, value: Any) -> Any:
    """A com.sun.star.beans.PropertyValue."""
    item = uno.createUnoStruct("com.sun.star.beans.PropertyValue")
    item.Name, item.Value = name, value
    return item


class Bridge:
    """The operations the tests can ask for, on one running office."""

    def __init__(self, desktop: Any) -> None:
        self.desktop = desktop
        self.books: dict[int, Book] = {}
        self._last = 0

    def open(self, path: str) -> int:
        """Open a workbook without a window and without macros; returns its handle."""
        options = (property_value("Hidden", True), property_value("MacroExecutionMode", 0))
        document = self.desktop.loadComponentFromURL(uno.systemPathToFileUrl(path), "_blank", 0, options)
        if document is None or not document.supportsService("com.sun.star.sheet.SpreadsheetDocument"):
            if document is not None:
                document.close(True)
            raise RefusedError(f"LibreOffice cannot open {path} as a workbook", "open")
        self._last += 1
        self.books[self._last] = Book(document)
        return self._last

    def close(self, book: int) -> None:
        """Close a workbook, unsaved."""
        self.books.pop(book).document.close(True)

    def recalculate(self, book: int) -> None:
        """Compute every formula anew."""
        self.books[book].document.calculateAll()

    def save_as(self, book: int, path: str) -> None:
        """Write a copy in the format its suffix says."""
        suffix = Path(path).suffix.lower()
        if suffix not in FILTERS:
            raise RefusedError(f"no filter for {suffix or path}; known: {', '.join(FILTERS)}")
        options = (property_value("FilterName", FILTERS[suffix]), property_value("Overwrite", True))
        self.books[book].document.storeToURL(uno.systemPathToFileUrl(path), options)

    def run(self, request: dict[str, Any]) -> Any:
        """Do one request and return its result."""
        operation = request.pop("op")
        if operation in ("open", "close", "recalculate", "save_as"):
            return getattr(self, operation)(**request)
        if operation in ("names", "fill", "values", "formulas", "errors", "evaluate", "enter", "move"):
            return getattr(self.books[request.pop("book")], operation)(**request)
        raise RefusedError(f"unknown operation {operation}")

    def quit(self) -> None:
        """Close every workbook and end the office; it may already be gone."""
        try:
            for book in self.books.values():
                book.document.close(True)
            self.desktop.terminate()
        except uno.getClass("com.sun.star.uno.Exception"):
            pass


def connect(pipe: str, seconds: float) -> Any:
    """The office's desktop, waiting up to `seconds` for the office to come up."""
    context = uno.getComponentContext()
    resolver = context.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", context)
    not_yet = uno.getClass("com.sun.star.connection.NoConnectException")
    deadline = time.monotonic() + seconds
    while True:
        try:
            remote = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            return remote.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", remote)
        except not_yet:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def main(pipe: str, seconds: float, folder: str | None = None) -> None:
    """Serve requests until end of input; `folder` is removed at the end when nobody is left to do it."""
    parent = os.getppid()
    # Whatever a library prints must not get between the answers: the answers get a descriptor of their own.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)

    def answer(message: dict[str, Any]) -> None:
        answers.write(json.dumps(message) + "\n")
        answers.flush()

    bridge = Bridge(connect(pipe, seconds))
    answer({"ok": None})
    try:
        for line in sys.stdin.buffer:
            try:
                answer({"ok": bridge.run(json.loads(line))})
            except RefusedError as refused:
                answer({"error": str(refused), "kind": refused.kind})
            except Exception as error:  # noqa: BLE001 - whatever went wrong, the asking side must hear of it
                answer({"error": f"{type(error).__name__}: {error}", "kind": "office"})
    finally:
        bridge.quit()
        if folder is not None and os.getppid() != parent:
            time.sleep(2)  # the office is still writing its profile on its way out
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]), *sys.argv[3:])
