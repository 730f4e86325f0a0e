#!/usr/bin/env bash
# pyarrow imports pandas when a plain Python list becomes an array, where pandas is installed.
#
# Seen with pyarrow 26.0.1 and pandas 3.1.1 (CPython 3.11, Linux): `import pyarrow` does not load pandas, but the first
# `pa.array([1, 2])` does, and so do `pa.scalar("a")` and `to_numpy` of a column of texts. No pandas object is involved. A program that writes
# tables of a few rows pays for the start of pandas only because it is installed. Arrays that are
# made from buffers (`pa.Array.from_buffers`) do without.
#
# Run: bash findings/pyarrow-imports-pandas.sh    It fails if the behaviour changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q pyarrow==26.0.1 pandas==3.1.1 2>/dev/null
cat >"$folder/probe.py" <<'PROBE'
import sys
import pyarrow as pa

print("after import pyarrow:", "pandas" in sys.modules)
values = pa.array([1, 2], pa.int64()) if len(sys.argv) > 1 else pa.Array.from_buffers(pa.int64(), 2, [None, pa.py_buffer(bytes(16))])
print("after an array:", "pandas" in sys.modules, len(values))
PROBE
from_list=$("$folder/venv/bin/python" "$folder/probe.py" list)
from_buffers=$("$folder/venv/bin/python" "$folder/probe.py")
printf 'from a list:\n%s\nfrom buffers:\n%s\n' "$from_list" "$from_buffers"
[ "$from_list" = "after import pyarrow: False
after an array: True 2" ]
[ "$from_buffers" = "after import pyarrow: False
after an array: False 2" ]
