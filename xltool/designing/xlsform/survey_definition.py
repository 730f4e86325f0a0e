"""Make a definition of an XLSForm; what has no counterpart is listed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from xltool.base.cells import is_legal_name
from xltool.base.errors import UsageError
from xltool.base.messages import Lang, Text
from xltool.designing.definition_source import DefinitionSource
from xltool.designing.xlsform.odk_expression import NoCounterpartError, SurveyQuestion, in_rule_language
from xltool.designing.xlsform.question_types import OF_THE_PHONE, QUESTION_TYPES
from xltool.designing.xlsform.sound_formulas import leave_out_unsound
from xltool.designing.xlsform.survey_layout import MOST_COLUMNS, SurveyLayout
from xltool.designing.xlsform.survey_sheets import SurveyRow, Unmatched, has_survey, survey_sheets
from xltool.form.schema import RESERVED_NAMES
from xltool.rules.design_sheets import sheets_of_design

_CAPACITY, _MOST_BLOCKS = 20, 5
_UNIT = Text(zh="填报单位", en="Unit")
_OTHER = Text(zh="其他", en="Other")
_NO = ("no", "false", "false()", "0", "否")
_ID = re.compile(r"[a-z0-9][a-z0-9-]*")
_REFERENCE = re.compile(r"\$\{\s*([^{}]{1,100}?)\s*\}")
_PATTERN = re.compile(r"""regex\(\s*\.\s*,\s*(?:'([^']*)'|"([^"]*)")\s*\)""")
#: Columns of the survey that say something which a form of ours has no room for.
_NOT_TAKEN: Mapping[str, Text] = {
    "choice_filter": Text(zh="按其他栏筛选选项：给出全部选项", en="choices that depend on another question: all of them are offered"),
    "trigger": Text(zh="触发重算：公式总是重算", en="what triggers a calculation: formulas always calculate"),
    "media::image": Text(zh="题目的图片", en="a picture of the question"),
    "media::audio": Text(zh="题目的录音", en="a recording of the question"),
    "media::video": Text(zh="题目的录像", en="a film of the question"),
}


@dataclass(frozen=True, kw_only=True)
class XlsForm:
    """A definition made of an XLSForm. `left_out` has a sentence on each thing without a counterpart, with its cell."""

    source: DefinitionSource
    left_out: tuple[tuple[str, Text], ...]


def is_xlsform(path: Path) -> bool:
    """Return whether a workbook has the sheet `survey`. Raises UsageError for a file that cannot be read."""
    return has_survey(sheet.name for sheet in sheets_of_design(path))


def xlsform_definition(path: Path, lang: Lang) -> XlsForm:
    """Read an XLSForm. Raises UsageError for a file that cannot be read, or has no question."""
    survey = _Survey(survey_sheets(path), path.stem, lang)
    source = survey.definition()
    leave_out_unsound(source, survey.said, survey.left)
    return XlsForm(source=source, left_out=tuple(survey.left.found))


@dataclass(kw_only=True)
class _Container:
    """A group or repeat that is open, or the form as a whole."""

    row: SurveyRow | None
    node: dict[str, Any]  # the subschema whose properties it fills
    path: str = ""
    list_of: str = ""  # path of the repeat around it
    is_table: bool = False
    prefix: str = ""  # of names, where a group within a table is none of its own
    columns: list[str] = field(default_factory=list)


class _Survey:
    def __init__(self, sheets: Mapping[str, list[SurveyRow]], stem: str, lang: Lang) -> None:
        self.lang, self.stem, self.left = lang, stem, Unmatched()
        self.settings = next(iter(sheets.get("settings", ())), None)
        self.default = self._setting("default_language")
        self.rows = [row for row in sheets.get("survey", ()) if row["type"] and not row.is_yes("disabled")]
        self.choices = self._choices(sheets.get("choices", ()))
        self.schema: dict[str, Any] = {"title": self._setting("form_title") or stem, "type": "object", "properties": {}}
        self.layout = SurveyLayout()
        self.questions: dict[str, SurveyQuestion] = {}
        self.open = [_Container(row=None, node=self.schema)]
        self.formulas: list[tuple[SurveyRow, dict[str, Any], str]] = []  # row, its subschema, its name
        self.rules: list[dict[str, Any]] = []
        self.said: dict[tuple[int, str], tuple[str, str]] = {}  # see `Said`

    def _setting(self, name: str) -> str:
        return self.settings[name] if self.settings is not None else ""

    def _choices(self, rows: Sequence[SurveyRow]) -> dict[str, dict[str, str]]:
        """Return the labels of the choices by list and name; a label that stands twice has its name behind it."""
        lists: dict[str, dict[str, str]] = {}
        for row in rows:
            if row["list_name"] and row["name"]:
                own = lists.setdefault(row["list_name"], {})
                label = " ".join((row.said("label", self.lang, self.default) or row["name"]).split())
                own[row["name"]] = label if label not in own.values() else f"{label}（{row['name']}）"
        return lists

    def definition(self) -> DefinitionSource:
        """Return the definition."""
        unit = self._legal("unit", self.schema["properties"])
        self.schema["properties"][unit] = {"title": _UNIT.as_is(self.lang), "type": "string", "maxLength": 100}
        self.layout.field(unit)
        for index, row in enumerate(self.rows):
            self._row(row, index)
        if len(self.schema["properties"]) == 1:
            zh, en = "XLSForm 中没有可以填写的栏", "the XLSForm has no question that could be filled in"
            raise UsageError(Text(zh=zh, en=en))
        for row, node, name in self.formulas:
            self._say_formulas(row, node, name)
        if self.rules:
            self.schema["x-rules"] = self.rules
        form = self._setting("form_id").strip().lower().replace("_", "-").replace(" ", "-")
        form = next((name for name in (form, self.stem.lower()) if _ID.fullmatch(name)), "my-form")
        sheet = {"name": _sheet_name(self.schema["title"]), "widths": self.layout.widths(), "blocks": self.layout.blocks}
        template = {
            "id": form,
            "version": self._setting("version") or "1",
            "language": self.lang,
            "identity": {"unit": unit},
            "prefill": {"name": unit},
            "sheets": [sheet],
        }
        return DefinitionSource(template=template, schema=self.schema, codes={}, pictures=())

    # -- rows --------------------------------------------------------------

    def _row(self, row: SurveyRow, index: int) -> None:
        for head, lost in _NOT_TAKEN.items():
            if row[head]:
                self.left.add(row.cell(head), f"没有对应：{lost.zh}", f"no counterpart: {lost.en}")
        kind, _, rest = row["type"].replace("begin_", "begin ").replace("end_", "end ").partition(" ")
        if kind == "begin":
            self._begin(row, rest.strip(), index)
        elif kind == "end":
            self._end(row)
        elif kind == "note":
            self._note(row)
        else:
            self._question(row)

    def _begin(self, row: SurveyRow, kind: str, index: int) -> None:
        outer = self.open[-1]
        if outer.is_table:  # a group in a table is none: its columns are those of the table
            self.open.append(
                _Container(row=row, node=outer.node, path=outer.path, list_of=outer.list_of, is_table=True, columns=outer.columns)
            )
            return
        name = self._legal(row["name"] or "group", outer.node["properties"])
        path = f"{outer.path}.{name}" if outer.path else name
        title = _plain(row.said("label", self.lang, self.default))
        if kind.startswith("repeat"):
            self._begin_repeat(row, index, name, path, title)
            return
        node: dict[str, Any] = {**({"title": title} if title else {}), "type": "object", "properties": {}}
        outer.node["properties"][name] = node
        if title:
            self.layout.heading(title)
        self.open.append(_Container(row=row, node=node, path=path, list_of=outer.list_of))
        self.formulas.append((row, node, ""))

    def _begin_repeat(self, row: SurveyRow, index: int, name: str, path: str, title: str) -> None:
        outer, inner = self.open[-1], list(self._inside(index))
        is_table = len(inner) <= MOST_COLUMNS and not any(other["type"].startswith(("begin repeat", "begin_repeat")) for other in inner)
        if outer.list_of and not is_table:
            self.left.add(
                row.cell(), "重复栏中的重复栏：第三层不读", "a repeat in a repeat in a repeat, or one with many questions, is not read"
            )
        count = row["repeat_count"]
        most = int(count) if count.isdigit() and int(count) else _CAPACITY if is_table else _MOST_BLOCKS
        if count and not count.isdigit():
            self.left.add(
                row.cell("repeat_count"),
                f"没有对应：行数由 {count} 决定；给出 {most} 行",
                f"no counterpart: rows counted by {count}; there is room for {most}",
            )
        node: dict[str, Any] = {"type": "object", "properties": {}}
        table = {"title": title or name, "type": "array", "maxItems": most, "items": node}
        outer.node["properties"][name] = table
        self.formulas.append((row, table, ""))
        self.questions[row["name"]] = SurveyQuestion(path=path, list_of=path)
        self.open.append(_Container(row=row, node=node, path=path, list_of=path, is_table=is_table))
        if not is_table:
            self.layout.begin_repeat(path, most)
            self.layout.heading(f"{title or name} {{number}}")
        elif title:
            self.layout.heading(title)

    def _inside(self, index: int) -> Iterator[SurveyRow]:
        """Yield the rows of a repeat that begins in a row."""
        depth = 1
        for row in self.rows[index + 1 :]:
            depth += row["type"].startswith("begin") - row["type"].startswith("end")
            if not depth:
                return
            if not row["type"].startswith("end"):
                yield row

    def _end(self, row: SurveyRow) -> None:
        if len(self.open) == 1:
            self.left.add(row.cell(), "没有开始，就有结束", "an end without a begin")
            return
        closed = self.open.pop()
        if closed.list_of == closed.path and closed.path != self.open[-1].path:
            if closed.is_table:
                self.layout.table(closed.path, closed.columns, _capacity(self.open[-1].node, closed.path))
            else:
                self.layout.end_repeat()

    def _note(self, row: SurveyRow) -> None:
        text = _plain(row.said("label", self.lang, self.default))
        if self.open[-1].is_table:
            self.left.add(row.cell(), "明细表的行中不放说明", "no notes in the rows of a table")
        elif text:
            self.layout.note(text)
        if row["relevant"]:
            self.left.add(row.cell("relevant"), "说明总是显示", "notes are always shown")

    def _question(self, row: SurveyRow) -> None:
        kind, list_name, other = _type_parts(row["type"])
        question = QUESTION_TYPES.get(kind)
        if kind in OF_THE_PHONE or question is None:
            self.left.add(row.cell("type"), f"没有对应：“{row['type']}”", f"no counterpart: {row['type']!r}")
            return
        if question.lost is not None:
            self.left.add(row.cell("type"), question.lost.zh, question.lost.en)
        container = self.open[-1]
        name = self._legal(row["name"], container.node["properties"])
        node: dict[str, Any] = {"title": _plain(row.said("label", self.lang, self.default)) or row["name"], **question.keywords}
        container.node["properties"][name] = node
        choices = dict(self.choices.get(list_name, {})) if question.kind in ("one", "several") else {}
        if other:
            choices["other"] = _OTHER.as_is(self.lang)
        path = f"{container.path}.{name}" if container.path else name
        self.questions[row["name"]] = SurveyQuestion(path=path, list_of=container.list_of, kind=question.kind, choices=choices)
        self._keywords(row, node, choices)
        self.formulas.append((row, node, row["name"]))
        if container.is_table:
            container.columns.append(name)
        else:
            self.layout.field(path, is_long=node.get("x-kind") == "long-text")

    def _keywords(self, row: SurveyRow, node: dict[str, Any], choices: Mapping[str, str]) -> None:
        """Say what needs no formula: choices, help, limits, default, whether it may be blank."""
        if choices and node["type"] == "array":
            node["items"] = {"type": "string", "enum": list(choices.values())}
        elif choices:
            node["enum"] = list(choices.values())
        if hint := _plain(row.said("hint", self.lang, self.default)):
            node["description"] = hint
        if "multiline" in row["appearance"]:
            node |= {"x-kind": "long-text", "maxLength": 1000}
        for name, keyword in (("start", "minimum"), ("end", "maximum")):
            found = re.search(rf"\b{name}\s*=\s*(-?\d+(?:\.\d+)?)", row["parameters"])
            if found and node.get("type") in ("integer", "number"):
                node[keyword] = float(found[1]) if "." in found[1] else int(found[1])
        self._default(row, node, choices)
        if "type" in node and not row.is_yes("required") and node["type"] != "array":
            node["type"] = [node["type"], "null"]
            if "enum" in node:
                node["enum"] = [*node["enum"], None]
        if node.get("type") == "array" and row.is_yes("required"):
            node["minItems"] = 1

    def _default(self, row: SurveyRow, node: dict[str, Any], choices: Mapping[str, str]) -> None:
        default = row["default"]
        if not default or row["calculation"]:
            return
        is_number = node.get("type") in ("integer", "number")
        in_block = self.open[-1].list_of and not self.open[-1].is_table
        if (
            in_block
            or "${" in default
            or "(" in default
            or (is_number and not re.fullmatch(r"-?\d+(\.\d+)?", default))
            or node.get("type") == "array"
        ):
            self.left.add(row.cell("default"), f"没有对应：默认值 {default}", f"no counterpart: the default {default}")
            return
        node["default"] = (float(default) if "." in default else int(default)) if is_number else choices.get(default, default)

    # -- formulas ----------------------------------------------------------

    def _say_formulas(self, row: SurveyRow, node: dict[str, Any], name: str) -> None:
        if formula := self._formula(row, "relevant", name):
            self._put(row, "relevant", node, "x-applies-if", formula)
        if not name:
            return
        is_condition = row["required"] and not row.is_yes("required") and row["required"].lower() not in _NO
        if is_condition and (formula := self._formula(row, "required", name)):
            self._put(row, "required", node, "x-required-if", formula)
        if row["calculation"]:
            self._calculation(row, node, name)
        elif not node.get("type"):
            node["type"] = ["string", "null"]
        if row["constraint"]:
            self._constraint(row, node, name)

    def _calculation(self, row: SurveyRow, node: dict[str, Any], name: str) -> None:
        formula = self._formula(row, "calculation", name)
        if formula:
            self._put(row, "calculation", node, "x-value", formula)
            for keyword in ("maxLength", "default", "type", "enum", "x-applies-if"):
                node.pop(keyword, None)
        elif not node.get("type"):
            node["type"] = ["string", "null"]

    def _constraint(self, row: SurveyRow, node: dict[str, Any], name: str) -> None:
        """Say a constraint as a rule, which a blank field does not break; one of a pattern alone as the pattern."""
        pattern = _PATTERN.fullmatch(row["constraint"].strip())
        if pattern is not None and node.get("type") in ("string", ["string", "null"]) and "x-kind" not in node:
            written = (pattern[1] or pattern[2] or "").removeprefix("^").removesuffix("$")
            node["pattern"] = f"^(?:{written})$" if "|" in written else f"^{written}$"
            return
        formula = self._formula(row, "constraint", name)
        if not formula:
            return
        question = self.questions[name]
        at = f"[@{question.path.removeprefix(question.list_of + '.')}]" if question.list_of else question.path
        message = {
            lang: _plain(row.said("constraint_message", lang, self.default)) or f"{node['title']}: {row['constraint']}"
            for lang in ("zh", "en")
        }
        each = {"each": question.list_of} if question.list_of else {}
        rule = {
            "id": f"X{len(self.rules) + 1:02}",
            "severity": "error",
            **each,
            "at": at,
            "formula": f'OR({at}="", {formula})',
            "message": message,
        }
        self.rules.append(rule)
        self.said[id(rule), "rule"] = (row.cell("constraint"), row["constraint"])

    def _put(self, row: SurveyRow, head: str, node: dict[str, Any], keyword: str, formula: str) -> None:
        node[keyword] = formula
        self.said[id(node), keyword] = (row.cell(head), row[head])

    def _formula(self, row: SurveyRow, head: str, name: str) -> str:
        """Return what a cell says as a formula; "", and an entry in the list, where something has no counterpart."""
        if not row[head]:
            return ""
        try:
            return in_rule_language(row[head], self.questions, name)
        except NoCounterpartError as error:
            self.left.add(row.cell(head), f"没有对应：{row[head]}（{error}）", f"no counterpart: {row[head]} ({error})")
            return ""

    def _legal(self, name: str, taken: Mapping[str, Any]) -> str:
        """Return a name that fields may have, like the one that is given, and that no other has."""
        legal = re.sub(r"\W", "_", name)
        legal = legal if legal[:1].isalpha() or legal[:1] == "_" else f"f_{legal}"
        legal = legal.lstrip("_") or "field"
        others = {other.lower() for other in taken} | {*RESERVED_NAMES}
        while not is_legal_name(legal) or legal.lower() in others:
            legal += "_"
        return legal


def _type_parts(written: str) -> tuple[str, str, bool]:
    """Return the type of a question, its list, and whether another answer may be given."""
    words = written.split()
    other = len(words) > 1 and words[-1] in ("or_other", "or-other")
    words = words[:-1] if other else words
    if words[:2] in (["select", "one"], ["select", "multiple"]):
        words = [f"{words[0]}_{words[1]}", *words[2:]]
    return words[0].lower() if words else "", words[1] if len(words) > 1 else "", other


def _capacity(node: Mapping[str, Any], path: str) -> int:
    return int(node["properties"][path.rpartition(".")[2]]["maxItems"])


def _plain(text: str) -> str:
    """Return a text as it is on paper: without the values that a phone would put in, without markup, without the braces of our own texts."""
    text = re.sub(r"<[^<>]{0,200}>", "", _REFERENCE.sub("…", text))
    return re.sub(r"[{}]", "", text.replace("**", "").replace("##", "")).strip()


def _sheet_name(title: str) -> str:
    return re.sub(r"[\[\]:*?/\\']", "", title).strip()[:28] or "Form"
