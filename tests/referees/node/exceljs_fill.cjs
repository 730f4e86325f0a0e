// node exceljs_fill.cjs in.xlsx values.json out.xlsx: set cells by defined name with ExcelJS.
"use strict";
const ExcelJS = require("exceljs");
const { planWrites, runFiller } = require("./names.cjs");

runFiller(async (input, values, output) => {
  const book = new ExcelJS.Workbook();
  await book.xlsx.readFile(input);
  const references = Object.fromEntries(book.definedNames.model.map(({ name, ranges }) => [name, ranges[0]]));
  for (const { sheet, row, column, value } of planWrites(values, references)) {
    book.getWorksheet(sheet).getCell(row + 1, column + 1).value = value;
  }
  await book.xlsx.writeFile(output);
});
