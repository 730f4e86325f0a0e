"""Adopt a form that is already drawn, in a worker process: a file from outside must not take more than its time and memory."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from xltool.adopt.adopted import Adoption
from xltool.adopt.design_of_form import design_of_form
from xltool.adopt.recognise import recognise
from xltool.base.errors import UsageError
from xltool.base.files import write_whole
from xltool.base.findings import Finding
from xltool.base.messages import Lang, Text
from xltool.reading.drawn import open_drawn
from xltool.reading.guard import Limits
from xltool.reading.pool import Allowance, Breakdown, run_isolated

_CANNOT = Text(zh="无法采用 {path}：{reason}", en="cannot adopt {path}: {reason}")
_TIME = Text(zh="读取超过 {seconds} 秒", en="reading it takes more than {seconds} s")
_MEMORY = Text(zh="读取所需内存超出上限", en="reading it takes more memory than allowed")
_FAILED = Text(zh="读取时出错（{detail}）", en="reading it failed ({detail})")
_NOTHING = Text(zh="没有可填写的内容", en="nothing on it is to be filled in")
_NOT_XLSX = Text(zh="设计表的文件名应以 .xlsx 结尾，而不是 {path}", en="the name of a design workbook ends with .xlsx, unlike {path}")
_REASONS = {"time": _TIME, "memory": _MEMORY, "system": _FAILED, "error": _FAILED}


def adopt(form: Path, output: Path | None = None, *, lang: Lang = "zh") -> Adoption:
    """Find the fields, tables and formulas of a drawn form, .xlsx, .xls or .ods, blank or filled in.

    With an output, a design workbook is written there: a definition of the form, to correct and to give to `xltool.design`. Raises
    UsageError when the file is not a workbook, must not be opened, or asks for nothing, and for an output whose name does not end with .xlsx.
    """
    if output is not None and output.suffix.lower() != ".xlsx":
        raise UsageError(_NOT_XLSX.filled(path=output))
    limits = Limits()
    allowance = Allowance(
        seconds=limits.seconds,
        memory=2 * limits.memory,
        further_seconds=limits.work_seconds,
        further_memory=limits.work_memory,
        patience=limits.patience,
    )
    result = next(run_isolated(_AdoptTask(), [str(form)], allowance, n_workers=1))
    if isinstance(result, Finding):
        raise UsageError(_CANNOT.filled(path=form, reason=result.message))
    adoption: Adoption = result
    if not adoption.fields and not adoption.tables:
        raise UsageError(_CANNOT.filled(path=form, reason=_NOTHING))
    if output is not None:
        write_whole(output, design_of_form(adoption, lang))
    return adoption


class _AdoptTask:
    """Reads and recognises forms in workers."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _AdoptTask)

    def __hash__(self) -> int:
        return hash(_AdoptTask)

    def run(self, item: str, memory: dict[str, Any], further: Callable[[], None]) -> Adoption | Finding:  # noqa: ARG002 - the task's signature
        """Read a form and recognise what it asks for, in a worker."""
        path = Path(item)
        book = open_drawn(path)
        return book if isinstance(book, Finding) else recognise(path.name, book)

    def receive(self, sent: Adoption | Finding) -> Adoption | Finding:
        """Return what came back."""
        return sent

    def give_up(self, item: str, breakdown: Breakdown) -> Adoption | Finding:
        """Refuse a form that broke its worker. Raises UsageError."""
        detail = breakdown.detail
        reason = _REASONS[breakdown.cause].filled(seconds=detail, detail=detail)
        raise UsageError(_CANNOT.filled(path=item, reason=reason))
