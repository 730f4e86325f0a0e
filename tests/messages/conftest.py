"""The office is started once for all tests here."""

from tests.referees.conftest import office

__all__ = ["office"]
