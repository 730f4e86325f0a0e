"""Write what was found on a drawn form as a design workbook: each guess coloured, its reason and how sure it is beside it."""

from __future__ import annotations

from collections.abc import Iterator

from xltool.adopt.adopted import Adoption
from xltool.adopt.form_definition import AdoptedDefinition, definition_of
from xltool.base.messages import Lang, Text
from xltool.designing.guesses import Guesses, GuessQuestion, ShownGuess
from xltool.designing.write_design import design_workbook

_UNSAID = Text(
    zh="公式 ={formula} 未能写成规则，此项改为填写", en="the formula ={formula} is not in the language of rules; the cell is typed instead"
)
_WHOLE = Text(
    zh="一格中有几处空白，整段文字作为一项；要分开填写，请拆成几格",
    en="several blanks in one cell: the whole text is one field; divide the cell to have one for each",
)
_NO_UNIT = Text(zh="表上没有填报单位，已加在表下", en="the form does not ask which unit fills it in; a field is added below it")


def design_of_form(adoption: Adoption, lang: Lang) -> bytes:
    """Return the design workbook of a drawn form."""
    definition = definition_of(adoption, lang)
    guesses = Guesses(by_path=dict(_guesses(adoption)), questions=list(_questions(adoption, definition)), lang=lang)
    return design_workbook(definition.source, lang, guesses)


def _guesses(adoption: Adoption) -> Iterator[tuple[str, ShownGuess]]:
    for found in (*adoption.fields, *adoption.computed):
        yield found.id, ShownGuess(confidence=found.confidence, reason=found.reason)
    for table in adoption.tables:
        guess = ShownGuess(confidence=table.confidence, reason=table.reason)
        yield table.id, guess
        yield from ((f"{table.id}.{column.id}", guess) for column in table.columns)
    by_table = {table.id: ShownGuess(confidence=table.confidence, reason=table.reason) for table in adoption.tables}
    for cell in adoption.table_cells:
        owner = by_table.get(cell.path.partition(".")[0])
        if owner is not None:
            yield cell.path, owner


def _questions(adoption: Adoption, definition: AdoptedDefinition) -> Iterator[GuessQuestion]:
    at = {(found.sheet, found.input.a1): found.id for found in adoption.fields}
    at |= {(table.sheet, table.area.a1): table.id for table in adoption.tables}
    if not definition.has_unit:
        yield GuessQuestion(path=definition.source.template["identity"]["unit"], place="", text=_NO_UNIT)
    for question in adoption.questions:
        path = at.get((question.sheet, question.cell), "")
        yield GuessQuestion(path=path, place=f"{question.sheet}!{question.cell}", text=question.text)
    for path in definition.whole_texts:
        found = next(found for found in adoption.fields if found.id == path)
        yield GuessQuestion(path=path, place=f"{found.sheet}!{found.input.a1}", text=_WHOLE)
    for rule in definition.unsaid:
        yield GuessQuestion(path="", place=f"{rule.sheet}!{rule.cell}", text=_UNSAID.filled(formula=rule.formula))
