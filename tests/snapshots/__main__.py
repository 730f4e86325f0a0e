"""Write the snapshots anew."""

from __future__ import annotations

from tests.snapshots import EXAMPLES, HERE, snapshot

for name, template in EXAMPLES.items():
    path = HERE / f"{name}.txt"
    path.write_text(snapshot(template), encoding="utf-8")
    print(path.name)
