"""The ledger (台账): the database of a campaign, what was issued, received and decided."""

from xltool.campaign.ledger.connect import DamagedLedgerError, LedgerError
from xltool.campaign.ledger.database import (
    Ledger,
    NoLedgerError,
    create_ledger,
    open_ledger,
    prefilled_of,
    remove_ledger,
    restore_ledger,
)

__all__ = [
    "DamagedLedgerError",
    "Ledger",
    "LedgerError",
    "NoLedgerError",
    "create_ledger",
    "open_ledger",
    "prefilled_of",
    "remove_ledger",
    "restore_ledger",
]
