"""Forms judged: findings, marked returns, upgrades, differences and reports."""

__all__ = ["check", "check_report", "compare", "difference", "marked_return", "reports", "upgrade", "webpage"]
