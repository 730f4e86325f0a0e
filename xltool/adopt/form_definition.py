"""Make a definition of what was found on a drawn form: layout, schema, code lists; what the language cannot say is left out of it."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from xltool.adopt.adopted import Adoption, FoundRule
from xltool.adopt.form_layout import SheetPlan, plan_sheet
from xltool.adopt.form_schema import FormSchema
from xltool.base.errors import DefinitionError
from xltool.base.messages import Lang, Text
from xltool.base.short_repr import short_repr
from xltool.designing.definition_source import DefinitionSource
from xltool.rules.design_sheets import DesignParts, write_definition
from xltool.rules.load import load_definition

_UNIT, _UNIT_TITLE = "unit", Text(zh="填报单位", en="Unit")
_NOT_IN_IDS = re.compile(r"[^a-z0-9-]+")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_TRIES = 12  # times that what cannot be loaded is left out


@dataclass(frozen=True, kw_only=True)
class AdoptedDefinition:
    """A definition of a drawn form, and the formulas that it leaves out."""

    __repr__ = short_repr

    source: DefinitionSource
    unsaid: tuple[FoundRule, ...]
    whole_texts: tuple[str, ...]  # fields that take a text with its blanks, since these have no cells of their own
    has_unit: bool  # whether the form asks for the unit that fills it in


def definition_of(adoption: Adoption, lang: Lang) -> AdoptedDefinition:
    """Return the definition. Formulas that the language of rules refuses are left out, their fields are typed."""
    said = {(rule.sheet, rule.cell): rule.rule for rule in adoption.rules if rule.rule}
    for _ in range(_TRIES):
        made = _made(adoption, said, lang)
        refused = _refused(made.source)
        if not refused:
            break
        said = {place: rule for place, rule in said.items() if rule not in refused}
    return replace(made, unsaid=tuple(rule for rule in adoption.rules if (rule.sheet, rule.cell) not in said))


def _made(adoption: Adoption, said: Mapping[tuple[str, str], str], lang: Lang) -> AdoptedDefinition:
    parts = FormSchema(adoption, said, lang)
    unit = parts.unit or _UNIT
    used = {found.sheet for found in (*adoption.fields, *adoption.computed)} | {table.sheet for table in adoption.tables}
    sheets = [sheet for sheet in adoption.book.sheets if sheet.name in used]
    plans = [plan_sheet(adoption, sheet, parts.open_tables, _UNIT if at == 0 and not parts.unit else "") for at, sheet in enumerate(sheets)]
    title = next((plan.title for plan in plans if plan.title), Path(adoption.name).stem)
    schema = parts.schema(title)
    if not parts.unit:
        schema["properties"] = {_UNIT: {"title": _UNIT_TITLE.as_is(lang), "type": "string"}, **schema["properties"]}
        schema["required"] = [_UNIT]
    _put_whole_texts(schema["properties"], plans)
    template = {
        "id": _id_of(adoption.name),
        "version": "1",
        "language": "zh" if any(_CHINESE.search(cell.text) for sheet in sheets for cell in sheet.cells.values()) else "en",
        "identity": {"unit": unit},
        "prefill": {"name": unit},
        "sheets": [plan.sheet for plan in plans],
    }
    return AdoptedDefinition(
        source=DefinitionSource(template=template, schema=schema, codes=parts.codes, pictures=()),
        unsaid=(),
        whole_texts=tuple(path for plan in plans for path in plan.whole_texts),
        has_unit=bool(parts.unit),
    )


def _put_whole_texts(properties: dict[str, Any], plans: list[SheetPlan]) -> None:
    """Let a field take a whole text with the blanks in it, and begin with it; what else the text asks for goes with that field."""
    for plan in plans:
        for path, text in plan.whole_texts.items():
            kept = {name: value for name, value in properties[path].items() if name in ("title", "$comment")}
            required = properties[path].get("type") == "string"
            properties[path] = {**kept, "type": "string" if required else ["string", "null"], "default": text.strip()}
        for path in plan.joined:
            del properties[path]


def _id_of(name: str) -> str:
    return _NOT_IN_IDS.sub("-", Path(name).stem.lower()).strip("-")[:60] or "form"


def _refused(source: DefinitionSource) -> set[str]:
    """Return the formulas that the loader refuses."""
    with tempfile.TemporaryDirectory(prefix="xltool-adopt-") as folder:
        parts = DesignParts(template=source.template, schema=source.schema, codes=source.codes)
        try:
            load_definition(write_definition(parts, Path(folder)))
        except DefinitionError as error:
            found = (re.search(r'"x-value": ("(?:[^"\\]|\\.)*")', problem.source) for problem in error.problems)
            refused = {json.loads(match[1]) for match in found if match}
            if not refused:
                raise
            return refused
    return set()
