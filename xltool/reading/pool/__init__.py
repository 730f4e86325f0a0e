"""Worker processes that an item may end without harm; they know nothing of the work."""

from xltool.reading.pool.isolation import end_workers, run_isolated, workers_for
from xltool.reading.pool.worker import Allowance, Breakdown, Failure, ItemTask

__all__ = ["Allowance", "Breakdown", "Failure", "ItemTask", "end_workers", "run_isolated", "workers_for"]
