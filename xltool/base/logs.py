"""Log what is done by Python's `logging`, under the logger `xltool`: names of files and forms and counts; no values of a form, no secrets.

Steps of the work are INFO, details DEBUG; problems are findings and exceptions and are not logged as well.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Any

from xltool.base.messages import Text


@dataclass(frozen=True)
class Log:
    """The log of one module. The message of a record is a `Text`, which reads as English.

    Nothing is said as long as nobody has imported `logging`, which takes a while: whoever listens has.
    """

    name: str  # of the module

    def info(self, text: Text, **values: object) -> None:
        """Log a step of the work; `values` fill in the text."""
        self._log("INFO", text, values)

    def debug(self, text: Text, **values: object) -> None:
        """Log a detail."""
        self._log("DEBUG", text, values)

    def _log(self, level: str, text: Text, values: dict[str, Any]) -> None:
        logging: Any = sys.modules.get("logging")
        if logging is None:
            return
        logger, number = logging.getLogger(self.name), getattr(logging, level)
        if logger.isEnabledFor(number):
            logger.log(number, text.filled(**values), stacklevel=3)
