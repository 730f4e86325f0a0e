"""Campaigns (收集任务): one round of collecting one form from one roster, with all its state in one folder and one ledger.

Records and steps are below; each verb is a module of its own.
"""

__all__ = [
    "by_department",
    "campaign_report",
    "collect",
    "department_view",
    "distribute",
    "exclusions",
    "export_import",
    "file_names",
    "folder",
    "history",
    "ledger_records",
    "letters_report",
    "merge_campaign",
    "prefill_records",
    "recover",
    "remind",
    "return_marked",
    "standing",
    "status",
    "status_records",
    "verify",
    "views",
]
