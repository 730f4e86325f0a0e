"""Referees: programs that we did not write judge the workbooks that we did.

A test that needs one asks for it first: `require_libreoffice()`, `require_node()`, … Where the
program is missing the test is skipped with the reason, or fails where the environment says `CI=true`, so that
a build that judges nothing does not pass for one that found nothing.
"""

# The imports inside the functions let `python -m tests.referees.libreoffice` run without importing itself twice.

from __future__ import annotations

import os

import pytest


def require_libreoffice() -> None:
    """Skip (in CI: fail) the calling test unless LibreOffice and a Python with UNO are here."""
    from . import libreoffice

    _require(libreoffice.missing())


def require_node() -> None:
    """Skip (in CI: fail) the calling test unless Node is here; installs the referees' packages once if need be."""
    from . import nodejs

    _require(nodejs.missing())


def require_ooxml() -> None:
    """Skip (in CI: fail) the calling test unless the OOXML validator can run; implies `require_node`."""
    from . import ooxml

    _require(ooxml.missing())


def require_gnumeric() -> None:
    """Skip (in CI: fail) the calling test unless Gnumeric is here."""
    from . import gnumeric

    _require(gnumeric.missing())


def require_ironcalc() -> None:
    """Skip (in CI: fail) the calling test unless ironcalc is here."""
    from . import iron

    _require(iron.missing())


def require_dask() -> None:
    """Skip (in CI: fail) the calling test unless a Dask cluster can be run here."""
    from importlib.util import find_spec

    _require(None if find_spec("distributed") else "Dask is missing: pip install xltool[dask]")


def _require(reason: str | None) -> None:
    if reason is None:
        return
    if os.environ.get("CI") == "true":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason, allow_module_level=True)
