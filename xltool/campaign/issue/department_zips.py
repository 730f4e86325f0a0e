"""Department zips: all workbooks of one department in a zip, for an office that hands them on itself."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from xltool.base.files import UnwritableError, WrittenApart, write_changed
from xltool.base.messages import Text
from xltool.base.short_repr import short_repr
from xltool.base.system_errors import reason_of
from xltool.campaign.file_names import file_names

_LACKS = Text(
    zh="{path}：没有重新打包，因为其中的 {name} 未能写入",
    en="{path}: was not packed again, because {name}, which belongs into it, could not be written",
)
_UNREADABLE = Text(
    zh="{path}：没有重新打包，因为 {name} 无法打开（{reason}）",
    en="{path}: was not packed again, because {name} cannot be opened ({reason})",
)
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # that a zip can name: the same workbooks make the same zip
_UNIX, _READABLE = 3, 0o100644 << 16


@dataclass(frozen=True, kw_only=True)
class DepartmentZips:
    """What one run did. Paths are those of files."""

    __repr__ = short_repr

    written: tuple[Path, ...]  # new, or changed since the last run
    unchanged: tuple[Path, ...]
    left: tuple[Path, ...]  # other zips in the outbox, such as that of a department which is no longer on the roster


def write_department_zips(
    outbox: Path, departments: Mapping[str, Sequence[str]], lacking: Collection[str], apart: WrittenApart
) -> DepartmentZips:
    """One zip for each department, of workbooks below the outbox.

    A zip that would hold a workbook which is `lacking`, or that cannot be written, is noted in `apart`; the others are written.
    """
    names = file_names(departments, ".zip")
    made = {outbox / names[department]: paths for department, paths in departments.items()}
    is_new: dict[Path, bool] = {}
    for path, inside in made.items():
        with apart.each():
            left_out = next((name for name in inside if name in lacking), None)
            if left_out is not None:
                raise UnwritableError(_LACKS.filled(path=path, name=left_out))
            try:
                content = _zip(outbox, inside)
            except OSError as error:
                reason = reason_of(error)
                raise UnwritableError(_UNREADABLE.filled(path=path, name=error.filename or "", reason=reason)) from error
            is_new[path] = write_changed(path, content)
    return DepartmentZips(
        written=tuple(path for path in is_new if is_new[path]),
        unchanged=tuple(path for path in is_new if not is_new[path]),
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
