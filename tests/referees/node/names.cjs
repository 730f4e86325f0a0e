// What the two fillers share: where a defined name points, and which value goes to which cell.
"use strict";

/** Split `'Sheet'!$A$1:$A$9` into the sheet and its corners (columns and rows counted from 0). */
function parseReference(reference) {
  const match = /^(?:'((?:[^']|'')+)'|([^'!]+))!\$?([A-Z]+)\$?(\d+)(?::\$?([A-Z]+)\$?(\d+))?$/.exec(reference);
  if (!match) throw new Error(`not a range of cells: ${reference}`);
  const [, quoted, plain, left, top, right, bottom] = match;
  return {
    sheet: quoted === undefined ? plain : quoted.replaceAll("''", "'"),
    left: columnNumber(left),
    top: Number(top) - 1,
    right: columnNumber(right ?? left),
    bottom: Number(bottom ?? top) - 1,
  };
}

function columnNumber(letters) {
  return [...letters].reduce((number, letter) => number * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

/**
 * The single writes that `values` ({name: value or list of values}) asks for, as [{sheet, row, column, value}].
 * `references` maps each name to its reference; names ignore case as in Excel. A single value goes to the first cell.
 */
function planWrites(values, references) {
  const byName = new Map(Object.entries(references).map(([name, reference]) => [name.toLowerCase(), reference]));
  return Object.entries(values).flatMap(([name, value]) => {
    const reference = byName.get(name.toLowerCase());
    if (reference === undefined) throw new Error(`no defined name ${name}`);
    const { sheet, left, top, right, bottom } = parseReference(reference);
    if (!Array.isArray(value)) return [{ sheet, row: top, column: left, value }];
    const down = bottom > top || right === left;
    const room = down ? bottom - top + 1 : right - left + 1;
    if (value.length > room) throw new Error(`${name} has ${room} cells, too few for ${value.length} values`);
    return value.map((item, i) => ({ sheet, row: down ? top + i : top, column: down ? left : left + i, value: item }));
  });
}

/** Run `fill(input, values, output)` with the command line's arguments; trouble goes to stderr with exit status 1. */
function runFiller(fill) {
  const [input, valuesFile, output] = process.argv.slice(2);
  if (output === undefined) {
    console.error(`usage: node ${process.argv[1]} in.xlsx values.json out.xlsx`);
    process.exit(2);
  }
  const values = JSON.parse(require("node:fs").readFileSync(valuesFile, "utf8"));
  Promise.resolve()
    .then(() => fill(input, values, output))
    .catch((error) => {
      console.error(error.message);
      process.exitCode = 1;
    });
}

module.exports = { planWrites, runFiller };
