// node populate_fill.cjs in.xlsx values.json out.xlsx: set cells by defined name with xlsx-populate.
"use strict";
const XlsxPopulate = require("xlsx-populate");
const { runFiller } = require("./names.cjs");

runFiller(async (input, values, output) => {
  const book = await XlsxPopulate.fromFileAsync(input);
  for (const [name, value] of Object.entries(values)) {
    const place = book.definedName(name);
    if (place === undefined) throw new Error(`no defined name ${name}`);
    const items = Array.isArray(value) ? value : [value];
    const first = place.startCell ? place.startCell() : place;
    items.forEach((item, i) => first.relativeCell(i, 0).value(item ?? undefined));
  }
  await book.toFileAsync(output);
});
