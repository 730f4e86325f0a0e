"""Benchmarks: ours beside the alternative, in one run. `python -m benchmarks --help` tells how; docs/performance.md shows results."""
