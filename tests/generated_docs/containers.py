"""The kinds of containers (`docs/campaign.md`), from their registry."""

from __future__ import annotations

from tests.generated_docs import generated
from xltool.campaign.receive.containers import CONTAINERS


@generated("containers")
def containers() -> str:
    """Return every kind of container that is opened."""
    return "\n".join(f"- {entry.doc.en}" for entry in CONTAINERS.values())
