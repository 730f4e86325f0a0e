"""How far a form is filled in, as a record: `waiting` makes it of a document, the helper sheet of a workbook."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Completeness:
    """How far a form is filled in, as its status line says it."""

    todo: int  # what is still to be filled in
    filled: int  # what had to be filled in and is
    errors: int  # what is filled in and wrong
    warnings: int  # what is to be verified

    @property
    def required(self) -> int:
        """What must be filled in all told."""
        return self.filled + self.todo
