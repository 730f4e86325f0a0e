// node sheetjs_fill.cjs in.xlsx values.json out.xlsx [package]: set cells by defined name with SheetJS.
"use strict";
const XLSX = require(process.argv[5] ?? "xlsx");
const { planWrites, runFiller } = require("./names.cjs");

const TYPES = { number: "n", string: "s", boolean: "b" };

runFiller((input, values, output) => {
  const book = XLSX.readFile(input, { cellFormula: true, cellNF: true, cellStyles: true });
  const global = (book.Workbook?.Names ?? []).filter((name) => name.Sheet === undefined || name.Sheet === null);
  const references = Object.fromEntries(global.map(({ Name, Ref }) => [Name, Ref]));
  for (const { sheet, row, column, value } of planWrites(values, references)) {
    setCell(book.Sheets[sheet], { r: row, c: column }, value);
  }
  XLSX.writeFile(book, output, { cellStyles: true });
});

/** Set one cell and widen the sheet's used range to hold it: SheetJS writes nothing outside that range. */
function setCell(sheet, place, value) {
  const address = XLSX.utils.encode_cell(place);
  const { z, s } = sheet[address] ?? {};
  delete sheet[address];
  if (value === null) return;
  sheet[address] = { t: TYPES[typeof value], v: value, ...(z && { z }), ...(s && { s }) };
  const used = XLSX.utils.decode_range(sheet["!ref"] ?? address);
  used.s = { r: Math.min(used.s.r, place.r), c: Math.min(used.s.c, place.c) };
  used.e = { r: Math.max(used.e.r, place.r), c: Math.max(used.e.c, place.c) };
  sheet["!ref"] = XLSX.utils.encode_range(used);
}
