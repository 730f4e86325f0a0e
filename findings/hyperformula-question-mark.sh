#!/usr/bin/env bash
# HyperFormula's wildcard `?` in COUNTIF also matches no character.
#
# Seen with HyperFormula 3.5.0 (npm package, Node 20, Linux): of the cells b, bb, bbb the criterion "b?" counts 2, where Excel, LibreOffice and
# ironcalc count 1: `?` stands for exactly one character (function reference of Excel, COUNTIF). "b??" counts 3.
#
# Run: bash findings/hyperformula-question-mark.sh    It fails if the behaviour changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --no-audit --no-fund --loglevel=error hyperformula@3.5.0 >/dev/null
cat >probe.cjs <<'PROBE'
const { HyperFormula } = require("hyperformula");
const cells = [["b"], ["bb"], ["bbb"], ['=COUNTIF(A1:A3,"b?")'], ['=COUNTIF(A1:A3,"b??")'], ['=COUNTIF(A1:A3,"?")']];
const engine = HyperFormula.buildFromSheets({ S: cells }, { licenseKey: "gpl-v3", useWildcards: true, matchWholeCell: true });
console.log(engine.getSheetValues(0).slice(3).join(" "));
PROBE
found=$(node probe.cjs)
echo "b? b?? ? of b, bb, bbb: $found"
[ "$found" = "2 3 1" ]
