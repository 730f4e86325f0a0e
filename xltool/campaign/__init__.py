"""Campaigns (收集任务): one round of collecting one form from one roster, with all its state in one folder and one ledger."""
