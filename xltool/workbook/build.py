"""Building: one locked workbook from a definition, optionally for a unit and filled in from a document."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import IO, Any, overload

from xltool.base.errors import DataError, UsageError
from xltool.base.files import Output, write_whole
from xltool.base.logs import Log
from xltool.base.messages import BLANK, Text
from xltool.base.output_path import refuse_output
from xltool.base.paths import pointer, value_at
from xltool.base.sources import Source, content_of, name_of
from xltool.base.suggestions import did_you_mean
from xltool.base.system_errors import reason_of
from xltool.form.complete_document import complete
from xltool.form.given import fill_in_defaults, other_constants
from xltool.form.layout import place
from xltool.form.roster import FurtherColumns, Roster, Unit, load_roster
from xltool.rules.compute import differences
from xltool.rules.definition import Definition
from xltool.rules.evaluation import Violation
from xltool.rules.load import load_definition
from xltool.rules.prefill import prefill
from xltool.rules.unfitting import is_known, names_at, unfitting
from xltool.rules.validate import violations
from xltool.workbook.assemble import build_workbook
from xltool.workbook.form_copy import Issue
from xltool.workbook.misfit_rows import misfit_rows

_log = Log(__name__)
_BUILT = Text(zh="已生成 {path}：{form} {version}", en="built {path}: {form} {version}")
_DIFFERENCE = Text(
    zh="{path} 自动计算：数据中为 {given}，计算结果为 {computed}，以计算结果为准",
    en="{path} is computed: the data give {given}, the formula yields {computed}, which was written",
)
_CONSTANT = Text(
    zh="{path} 是固定值：数据中为 {given}，表中为 {constant}，以后者为准",
    en="{path} is constant: the data give {given}, the form always holds {constant}, which was written",
)
#: Keywords whose violation means that a document cannot be written into the form at all. Anything else that is wrong is written,
#: so that the workbook shows it.
_STRUCTURAL = {"additionalProperties", "unevaluatedProperties", "type"}


@overload
def build(
    template: str | Path,
    output: str | Path,
    *,
    data: Mapping[str, Any] | Source | None = None,
    unit: str | None = None,
    roster: Roster | Source | None = None,
    templates: str | Path | None = None,
    on_difference: Callable[[Text], None] | None = None,
) -> Path: ...
@overload
def build(
    template: str | Path,
    output: IO[bytes],
    *,
    data: Mapping[str, Any] | Source | None = None,
    unit: str | None = None,
    roster: Roster | Source | None = None,
    templates: str | Path | None = None,
    on_difference: Callable[[Text], None] | None = None,
) -> IO[bytes]: ...
def build(
    template: str | Path,
    output: Output,
    *,
    data: Mapping[str, Any] | Source | None = None,
    unit: str | None = None,
    roster: Roster | Source | None = None,
    templates: str | Path | None = None,
    on_difference: Callable[[Text], None] | None = None,
) -> Path | IO[bytes]:
    """Write one locked workbook, to a path or into a binary stream, and return where it went.

    `data` is a document, or its JSON as a path, bytes or a stream; `unit` an id of the roster, whose columns fill in what `data` leaves
    blank; where both leave a field out, it holds its default. `on_difference` hears of each computed or constant field to which
    `data` gives another value, which is not written; of what the form has no place for; and of values that are none of the choices
    of their fields, which are written all the same, so that the form shows them.
    Raises DefinitionError, DataError (the document does not fit the form) or UsageError.

    >>> form = xltool.build("project-performance-target", "form.xlsx", data=b'{"income": {"total": 12.5}}')
    >>> stream = xltool.build("project-performance-target", io.BytesIO())
    >>> form.name, len(stream.getvalue()) > 10_000
    ('form.xlsx', True)
    """
    refuse_output(output, ".xlsx", Text(zh="工作簿", en="the workbook"))
    if isinstance(output, str | Path):
        _refuse_source(template, Path(output))
    definition = load_definition(template, templates)
    document = dict(data or {}) if data is None or isinstance(data, Mapping) else load_document(data)
    filled = fit(definition, document)
    who = _unit(unit, roster, definition.template.prefill)
    if who is not None:
        prefill(definition, filled, *who)
    fill_in_defaults(definition.schema, filled, document)
    if on_difference is not None:
        for text in unfitting(definition, document):
            on_difference(text)
        for path, given, constant in other_constants(definition.schema, document):
            on_difference(_CONSTANT.filled(path=path, given=given, constant=constant))
        for path, given, computed in differences(definition, filled):
            on_difference(_DIFFERENCE.filled(path=path, given=given, computed=BLANK if computed is None else computed))
    written = write_whole(output, build_workbook(definition, filled, Issue(unit=unit or "")))
    _log.info(_BUILT, path=name_of(output), form=definition.id, version=definition.version)
    return written


def _refuse_source(template: str | Path, output: Path) -> None:
    """Raise UsageError where the workbook would take the place of the design workbook of which it is made."""
    if output.is_file() and Path(template).is_file() and output.samefile(template):
        zh, en = f"{output} 是设计表本身，不能被覆盖；请另写一个文件名", f"{output} is the design workbook itself; write into another file"
        raise UsageError(Text(zh=zh, en=en))


def load_document(source: Source) -> dict[str, Any]:
    """Read the JSON of a document from a file, bytes or a stream; numbers with a fraction become exact decimals.

    Raises UsageError when the file cannot be read, DataError when it holds no JSON object.
    """
    path = name_of(source)
    try:
        text = content_of(source).decode("utf-8-sig")
        data = json.loads(text, parse_float=Decimal, parse_constant=_refuse_constant)
    except OSError as error:
        reason = reason_of(error)
        raise UsageError(Text(zh=f"{path}：无法打开（{reason.zh}）", en=f"{path}: cannot be opened ({reason.en})")) from error
    except json.JSONDecodeError as error:
        where = f"{path}:{error.lineno}:{error.colno}"
        zh, en = "不是合法的 JSON，请检查该处的标点与引号", f"not valid JSON ({error.msg})"
        raise DataError(Text(zh=f"{where}：{zh}", en=f"{where}: {en}")) from error
    except UnicodeDecodeError as error:
        raise DataError(Text(zh=f"{path}：文件编码不是 UTF-8", en=f"{path}: the file is not UTF-8")) from error
    except RecursionError as error:
        raise DataError(Text(zh=f"{path}：JSON 嵌套过深", en=f"{path}: the JSON nests too deeply")) from error
    except ValueError as error:
        raise DataError(Text(zh=f"{path}：不是合法的 JSON（{error}）", en=f"{path}: not valid JSON ({error})")) from error
    if not isinstance(data, dict):
        raise DataError(Text(zh=f"{path}：填报数据应为 JSON 对象", en=f"{path}: a document must be a JSON object"))
    return data


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a number")


def fit(definition: Definition, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return a document with every field present, blanks as None. Raises DataError, naming each place, if it does not fit.

    A half-filled document fits: what is missing, null or an empty text, be it an object, a table or a row, is blank.
    """
    data = _filled_in(data)
    structural = [violation for violation in violations(definition, data, _STRUCTURAL) if violation.keyword in _STRUCTURAL]
    problems = [problem for violation in structural for problem in _misfits(definition, data, violation)]
    problems += [*_too_many_rows(definition, data), *misfit_rows(definition.schema, data)]
    if problems:
        message = Text(zh=f"填报数据与表格“{definition.id}”不符：", en=f"the document does not fit the form {definition.id!r}:")
        raise DataError(message, problems)
    return complete(definition.schema, data)


def _filled_in(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the members of an object that hold something; a row that holds nothing stays a row."""
    return {name: _value(value) for name, value in data.items() if value is not None and value != ""}


def _value(value: Any) -> Any:
    if isinstance(value, Mapping):
        return _filled_in(value)
    if isinstance(value, list):
        return [{} if item is None else _value(item) for item in value]
    return value


def _misfits(definition: Definition, data: Mapping[str, Any], violation: Violation) -> Iterator[tuple[str, Text]]:
    """Yield where a document does not fit, and what is wrong there."""
    where = pointer(violation.path) if violation.path else ""
    value = value_at(data, violation.path) if violation.path else data
    if violation.keyword in ("additionalProperties", "unevaluatedProperties") and isinstance(value, Mapping):
        for key in value:
            if not is_known(definition.schema, violation.path, key):
                offer = did_you_mean(key, names_at(definition.schema, violation.path))
                yield where, Text(zh=f"表格中没有“{key}”{offer.zh}", en=f"the form has no {key!r}{offer.en}")
    else:
        yield where, Text(zh=f"内容的类型不对：{violation.message}", en=f"the wrong type: {violation.message}")


def _too_many_rows(definition: Definition, data: Mapping[str, Any]) -> Iterator[tuple[str, Text]]:
    for path, (_, area) in place(definition.template, definition.schema).tables.items():
        rows = value_at(data, path)
        is_fixed = definition.schema.tables[path].fixed is not None
        if isinstance(rows, list) and len(rows) > area.capacity and not is_fixed:
            zh = f"有 {len(rows)} 行，表中只能填 {area.capacity} 行"
            yield pointer(path), Text(zh=zh, en=f"{len(rows)} rows, but the form has room for {area.capacity}")
    for path, repeat in definition.schema.repeats.items():
        objects = value_at(data, path)
        if isinstance(objects, list) and len(objects) > repeat.most:
            zh = f"有 {len(objects)} 组，表中只能填 {repeat.most} 组"
            yield pointer(path), Text(zh=zh, en=f"{len(objects)} objects, but the form has room for {repeat.most}")


def _unit(unit: str | None, roster: Roster | Source | None, named: Collection[str]) -> tuple[Unit, FurtherColumns] | None:
    if unit is None or roster is None:
        return None
    units = roster if isinstance(roster, Roster) else load_roster(roster, named)
    listed = units.by_id(unit)
    if listed is None:
        raise units.no_unit(unit)
    return listed, units.further
