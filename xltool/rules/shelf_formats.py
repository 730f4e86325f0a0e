"""The list of built-in forms in every form in which it can be had."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from xltool.base.messages import Lang, Text
from xltool.base.registry import by_name
from xltool.base.report_format import Line, ReportFormat, json_lines
from xltool.rules.shelf import BuiltInForm

Shelf = tuple[BuiltInForm, ...]


def _text(shelf: Shelf, _lang: Lang, _: int | None) -> Iterator[Line]:
    for form in shelf:
        yield Line(f"{form.name}  {form.version}  {form.title}", "head")
        yield Line(f"  {form.description}")


def _json(shelf: Shelf, _lang: Lang, _: int | None) -> Iterator[Line]:
    return json_lines([form.as_json() for form in shelf])


#: The list of built-in forms by the name of its form.
SHELF_FORMATS: Mapping[str, ReportFormat[Shelf]] = by_name(
    (
        ReportFormat(name="text", suffix=".txt", doc=Text(zh="每表两行，供人阅读", en="two lines for each form, for people"), lines=_text),
        ReportFormat(
            name="json", suffix=".json", doc=Text(zh="全部内置表，供程序读取", en="every built-in form, for programs"), lines=_json
        ),
    ),
    "lists of built-in forms",
)
