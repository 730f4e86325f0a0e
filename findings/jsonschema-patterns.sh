#!/usr/bin/env bash
# `\w`, `\d`, `$` and `.` in a `pattern` mean other characters in jsonschema than in jsonschema-rs.
#
# Seen with jsonschema 4.26.0 and jsonschema-rs 0.61.2 (CPython 3.11, Linux). jsonschema matches with Python's `re`: `^\w+$` takes a Chinese name,
# `^\d+$` full-width digits, `^a$` also "a" with a line end, `^.$` a line separator (U+2028). jsonschema-rs reads patterns as ECMA-262, as JSON
# Schema recommends (Draft 2020-12, 6.4), and refuses all four: a schema with `^\w+$` that was tried with one refuses every Chinese text in the other.
#
# Run: bash findings/jsonschema-patterns.sh    It fails if the behaviour changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q jsonschema==4.26.0 jsonschema-rs==0.61.2 2>/dev/null
cat >"$folder/probe.py" <<'PROBE'
import jsonschema
import jsonschema_rs

for pattern, text in ((r"^\w+$", "常州"), (r"^\d+$", "３"), ("^a$", "a\n"), ("^.$", "\u2028"), (r"^\s$", "\u00a0")):
    schema = {"pattern": pattern}
    pair = [validator.Draft202012Validator(schema).is_valid(text) for validator in (jsonschema, jsonschema_rs)]
    print(pattern, ascii(text), *pair)
PROBE
found=$("$folder/venv/bin/python" "$folder/probe.py")
echo "$found"
[ "$found" = "^\\w+\$ '\\u5e38\\u5dde' True False
^\\d+\$ '\\uff13' True False
^a\$ 'a\\n' True False
^.\$ '\\u2028' True False
^\\s\$ '\\xa0' True True" ]
