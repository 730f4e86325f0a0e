"""Department zips: all workbooks of one department in a zip, for an office that hands them on itself."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from xltool.base.files import write_changed
from xltool.campaign.file_names import file_names

_FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # that a zip can name: the same workbooks make the same zip
_UNIX, _READABLE = 3, 0o100644 << 16


@dataclass(frozen=True, kw_only=True)
class DepartmentZips:
    """What one run did. Paths are those of files."""

    written: tuple[Path, ...]  # new, or changed since the last run
    unchanged: tuple[Path, ...]
    left: tuple[Path, ...]  # other zips in the outbox, such as that of a department which is no longer on the roster


def write_department_zips(outbox: Path, departments: Mapping[str, Sequence[str]]) -> DepartmentZips:
    """One zip for each department, of workbooks below the outbox.

    Raises UsageError when a file cannot be written.
    """
    names = file_names(departments, ".zip")
    made = {outbox / names[department]: paths for department, paths in departments.items()}
    written = tuple(path for path, inside in made.items() if write_changed(path, _zip(outbox, inside)))
    return DepartmentZips(
        written=written,
        unchanged=tuple(path for path in made if path not in written),
        left=tuple(path for path in sorted(outbox.glob("*.zip")) if path not in made),
    )


def _zip(outbox: Path, paths: Sequence[str]) -> bytes:
    """Files in a zip, sorted, as they are: workbooks are compressed already. Chinese names are marked as UTF-8."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path in sorted(paths):
            member = zipfile.ZipInfo(path, _FIRST_DAY)
            member.create_system, member.external_attr = _UNIX, _READABLE
            archive.writestr(member, (outbox / path).read_bytes())
    return buffer.getvalue()
