"""Forms judged: findings, marked returns, upgrades, differences and reports."""
