#!/usr/bin/env bash
# Whether 4.35 is a multiple of 0.01 depends on the validator.
#
# Seen with jsonschema 4.26.0 and jsonschema-rs 0.61.2 (CPython 3.11, Linux): under {"multipleOf": 0.01}, the usual way to ask for two decimals,
# jsonschema refuses 4.35 (and 0.3 under 0.1), since it divides binary numbers; jsonschema-rs takes both. JSON Schema (Draft 2020-12, 6.2.1)
# asks for a quotient that is an integer, and JSON numbers are decimal. With numbers parsed as Decimal and the schema's, too, jsonschema agrees.
#
# Run: bash findings/jsonschema-multiple-of.sh    It fails if the behaviour changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q jsonschema==4.26.0 jsonschema-rs==0.61.2 2>/dev/null
cat >"$folder/probe.py" <<'PROBE'
import json
from decimal import Decimal

import jsonschema
import jsonschema_rs

for schema, value in (('{"multipleOf": 0.01}', "4.35"), ('{"multipleOf": 0.01}', "4.36"), ('{"multipleOf": 0.1}', "0.3")):
    exact = jsonschema.Draft202012Validator(json.loads(schema, parse_float=Decimal)).is_valid(json.loads(value, parse_float=Decimal))
    print(
        value, "under", schema,
        "jsonschema", jsonschema.Draft202012Validator(json.loads(schema)).is_valid(json.loads(value)),
        "with Decimal", exact,
        "jsonschema-rs", jsonschema_rs.Draft202012Validator(json.loads(schema)).is_valid(json.loads(value)),
    )  # fmt: skip
PROBE
found=$("$folder/venv/bin/python" "$folder/probe.py")
echo "$found"
[ "$found" = '4.35 under {"multipleOf": 0.01} jsonschema False with Decimal True jsonschema-rs True
4.36 under {"multipleOf": 0.01} jsonschema True with Decimal True jsonschema-rs True
0.3 under {"multipleOf": 0.1} jsonschema False with Decimal True jsonschema-rs True' ]
