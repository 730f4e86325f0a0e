"""The office of the referees, for lines about LibreOffice."""

from __future__ import annotations

from tests.referees.conftest import office

__all__ = ["office"]
