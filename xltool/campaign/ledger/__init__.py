"""The ledger (台账): the database of a campaign, what was issued, received and decided."""

from xltool.campaign.ledger.ledger import Ledger, create_ledger, open_ledger, remove_ledger, restore_ledger
from xltool.campaign.ledger.records import Arrival, Issued, Secrets, Submission

__all__ = ["Arrival", "Issued", "Ledger", "Secrets", "Submission", "create_ledger", "open_ledger", "remove_ledger", "restore_ledger"]
