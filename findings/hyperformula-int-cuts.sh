#!/usr/bin/env bash
# HyperFormula's INT cuts towards zero; INT rounds down in Excel.
#
# Seen with HyperFormula 3.5.0 (npm package, Node 20, Linux): INT(-1.5) is -1, as TRUNC. The function reference of Excel and ECMA-376 Part 1,
# 18.17.7.168, round down to -2. MOD agrees with Excel (MOD(-5.5,2) is 0.5), so that n-d*INT(n/d), which Excel documents for MOD, is not MOD here.
#
# Run: bash findings/hyperformula-int-cuts.sh    It fails if the behaviour changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --no-audit --no-fund --loglevel=error hyperformula@3.5.0 >/dev/null
cat >probe.cjs <<'PROBE'
const { HyperFormula } = require("hyperformula");
const cells = [["=INT(-1.5)"], ["=TRUNC(-1.5)"], ["=MOD(-5.5,2)"], ["=-5.5-2*INT(-5.5/2)"]];
const engine = HyperFormula.buildFromSheets({ S: cells }, { licenseKey: "gpl-v3" });
console.log(engine.getSheetValues(0).join(" "));
PROBE
found=$(node probe.cjs)
echo "INT(-1.5), TRUNC(-1.5), MOD(-5.5,2), -5.5-2*INT(-5.5/2): $found"
[ "$found" = "-1 -1 0.5 -1.5" ]
