"""Signatures of workbooks: which campaign issued a workbook, for whom. The key never leaves the ledger."""

from __future__ import annotations

import hashlib
import hmac
import json


def sign(key: bytes, *, campaign: str, template: str, unit: str, project: str) -> str:
    """Sign a workbook: HMAC-SHA-256 (RFC 2104) over what it says of itself, in hexadecimal."""
    claims = json.dumps([campaign, template, unit, project], ensure_ascii=False).encode("utf-8", "surrogatepass")
    return hmac.new(key, claims, hashlib.sha256).hexdigest()


def is_signed(signature: str, key: bytes, *, campaign: str, template: str, unit: str, project: str) -> bool:
    """Return whether a signature is the one that `sign` makes, compared in constant time."""
    made = sign(key, campaign=campaign, template=template, unit=unit, project=project)
    return hmac.compare_digest(signature.encode("utf-8", "replace"), made.encode())
