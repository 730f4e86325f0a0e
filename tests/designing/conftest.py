"""One office for the tests of design workbooks."""

from tests.referees.conftest import office

__all__ = ["office"]
