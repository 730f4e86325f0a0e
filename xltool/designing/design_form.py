"""Design a form in a workbook: a definition as a design workbook, a design workbook as a definition, or a first one to begin with."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from xltool.base.errors import DefinitionError, Problem, UsageError
from xltool.base.files import write_whole
from xltool.base.messages import Lang, Text
from xltool.base.short_repr import short_repr
from xltool.designing.definition_source import definition_source
from xltool.designing.first_form import first_form
from xltool.designing.mark_problems import marked_design
from xltool.designing.write_design import design_workbook
from xltool.designing.xlsform.survey_definition import is_xlsform, xlsform_definition
from xltool.rules.definition_files import find_definition
from xltool.rules.definition_formats import format_of
from xltool.rules.design_sheets import CellProblem, cell_problems, shown_problem, unfolded_aside, write_definition
from xltool.rules.load import load_definition

#: How the name of a marked workbook ends.
CHECKED = ".checked.xlsx"
_SAID = Text(zh="设计表有 {count} 处错误，已标在 {path}", en="{count} error(s) in the design workbook, marked in {path}")


@dataclass(frozen=True, kw_only=True)
class DesignResult:
    """What was made: a design workbook, or the template of a definition. `warnings` say what was not read."""

    path: Path
    is_new: bool  # a first design workbook, with an example
    warnings: tuple[str, ...]  # what stands in the workbook and was not read, a sentence each

    __repr__ = short_repr


def design(source: str | Path, output: str | Path | None = None, *, templates: str | Path | None = None, lang: Lang = "zh") -> DesignResult:
    """Write a definition as a design workbook, or a design workbook as `templates/` and `rules/` in a folder.

    An XLSForm becomes a design workbook as well; `warnings` then list what of it has no counterpart.
    Without an output, `source` is the path of a new design workbook, which has an example to change. Raises UsageError for paths that cannot
    be used, DefinitionError with every error found, each with its sheet and cell; a copy of the design workbook then has them marked.

    >>> first = xltool.design("new.xlsx", lang="en")
    >>> xltool.design("new.xlsx", "forms").path.name
    'new.yaml'
    """
    path = Path(source)
    if output is None:
        return _new(path, lang)
    if format_of(path) is None:
        return _written(source, Path(output), templates, lang)
    if is_xlsform(path):
        return _of_xlsform(path, Path(output), lang)
    return _unfolded(path, Path(output), lang)


def _new(path: Path, lang: Lang) -> DesignResult:
    if format_of(path) is None:
        zh = "请用 -o 指定写入的设计表（.xlsx），或给出新设计表的文件名"
        en = "name the design workbook to write with -o FILE.xlsx, or give the file name of a new one"
        raise UsageError(Text(zh=zh, en=en))
    if path.exists():
        zh = f"{path} 已存在。要由它生成表格定义，请用 -o 指定文件夹"
        en = f"{path} exists. To make a definition of it, name a folder with -o"
        raise UsageError(Text(zh=zh, en=en))
    write_whole(path, design_workbook(first_form(path.stem, lang), lang))
    return DesignResult(path=path, is_new=True, warnings=())


def _written(source: str | Path, output: Path, templates: str | Path | None, lang: Lang) -> DesignResult:
    if output.suffix.lower() != ".xlsx":
        zh, en = f"设计表的文件名应以 .xlsx 结尾，而不是 {output}", f"the name of a design workbook ends with .xlsx, unlike {output}"
        raise UsageError(Text(zh=zh, en=en))
    found = definition_source(find_definition(source, templates))
    write_whole(output, design_workbook(found, lang))
    for picture in found.pictures:
        beside = output.parent / picture.name
        if not (beside.exists() and beside.samefile(picture)):
            shutil.copyfile(picture, beside)
    return DesignResult(path=output, is_new=False, warnings=())


def _of_xlsform(path: Path, output: Path, lang: Lang) -> DesignResult:
    if output.suffix.lower() != ".xlsx":
        zh = f"{path} 是 XLSForm。请先生成设计表（-o 文件名.xlsx），核对后再由它生成定义"
        en = f"{path} is an XLSForm. Make a design workbook of it first (-o FILE.xlsx), check it, and make the definition of that"
        raise UsageError(Text(zh=zh, en=en))
    form = xlsform_definition(path, lang)
    write_whole(output, design_workbook(form.source, lang))
    return DesignResult(path=output, is_new=False, warnings=tuple(f"{cell}: {said.as_is(lang)}" for cell, said in form.left_out))


def _unfolded(path: Path, folder: Path, lang: Lang) -> DesignResult:
    if folder.exists() and not folder.is_dir():
        raise UsageError(Text(zh=f"{folder} 不是文件夹", en=f"{folder} is not a folder"))
    with unfolded_aside(path) as made:
        problems = cell_problems(made, _errors(made.template))
        if any(not problem.is_warning for problem in problems):
            raise _marked(path, problems, lang)
        written = write_definition(made.parts, folder)
        for file in made.template.parent.iterdir():
            if file.suffix != made.template.suffix:
                shutil.copyfile(file, written.parent / file.name)
    warnings = tuple(f"{problem.sheet}: {problem.message.as_is(lang)}" for problem in problems)
    return DesignResult(path=written, is_new=False, warnings=warnings)


def _errors(template: Path) -> tuple[Problem, ...]:
    try:
        load_definition(template)
    except DefinitionError as error:
        return error.problems
    return ()


def _marked(path: Path, problems: Sequence[CellProblem], lang: Lang) -> DefinitionError:
    """Write the marked copy of a design workbook; return the error that names it."""
    checked = path.with_name(f"{path.stem.removesuffix('.checked')}{CHECKED}")
    write_whole(checked, marked_design(path, problems, lang))
    said = Text(zh=_SAID.zh.replace("{path}", str(checked)), en=_SAID.en.replace("{path}", str(checked)))
    return DefinitionError([shown_problem(path, problem) for problem in problems if not problem.is_warning], said)
