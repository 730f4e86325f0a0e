// node hyperformula_values.cjs sheets.json wanted.json
// sheets.json: {"sheets": {name: [[cell, …], …]}, "names": [{"name": …, "expression": …}]}; cells as HyperFormula takes them.
// Writes the values of the first column of the sheet "S" as JSON; an error value is {"error": "#VALUE!"}.
"use strict";
const fs = require("fs");
const { HyperFormula } = require("hyperformula");

const [source, target] = process.argv.slice(2);
const { sheets, names } = JSON.parse(fs.readFileSync(source, "utf8"));
const options = {
  licenseKey: "gpl-v3",
  // Excel's ways, as HyperFormula's guide "Compatibility with Microsoft Excel" sets them.
  evaluateNullToZero: true,
  leapYear1900: true,
  nullDate: { year: 1899, month: 12, day: 31 },
  useArrayArithmetic: true,
  useWildcards: true,
  useRegularExpressions: false,
  matchWholeCell: true,
  caseSensitive: false,
  accentSensitive: true,
  ignorePunctuation: false,
  localeLang: "en",
  precisionRounding: 14,
  precisionEpsilon: 1e-15,
  smartRounding: false, // else every number is cut to some eleven digits
};
const engine = HyperFormula.buildFromSheets(sheets, options, names);
const sheet = engine.getSheetId("S");
const rows = engine.getSheetValues(sheet).map(([value]) => (value && typeof value === "object" ? { error: value.value } : value));
fs.writeFileSync(target, JSON.stringify(rows));
