"""What is refused because Excel, LibreOffice and Python would not read it alike: the message, and the token it stands under."""

from __future__ import annotations

import pytest

from tests.formula.support import SCHEMA, checked
from xltool.base.errors import FormulaError
from xltool.rules.language.parser import parse
from xltool.rules.language.types import Scope, Shape

REFUSED = [
    # names
    ("nothing=1", "nothing", "unknown field 'nothing'"),
    ("sum.nothing=1", "sum.nothing", "unknown field"),
    ("goal.size=1", "goal.size", "no part 'size' (available: text, op, number, unit, kind)"),
    ("half.number=1", "half.number", "no part"),
    ("rows=1", "rows", "is a table; write rows[column]"),
    ("rows>1", "rows", "is a table"),
    ("[@nothing]=1", "[@nothing]", "no column 'nothing'"),
    ("SUM(nothing[n])=1", "nothing[n]", "unknown table 'nothing'"),
    ("SUM(rows[nothing])=1", "rows[nothing]", "no column 'nothing'"),
    ("SUM(rows[q.size])=1", "rows[q.size]", "no part 'size'"),
    ("SUM(half[n])=1", "half[n]", "unknown table 'half'"),
    ("VLOOKUP(half,rows[n],1)=1", "VLOOKUP", "function VLOOKUP is not supported"),
    ("TODAY()>half", "TODAY", "not supported"),
    ("XLOOKUP(half)=1", "XLOOKUP", "not supported"),
    # columns where one value is due
    ("rows[n]=1", "rows[n]", "a whole column where one value is expected"),
    ("ABS(rows[n])=1", "rows[n]", "a whole column"),
    ("half=rows[n]", "rows[n]", "a whole column"),
    ("IF(rows[n]=1,1,2)=1", "rows[n]", "a whole column"),
    ("SUM(rows[n]*2)=1", "rows[n]", "a whole column"),
    # text, numbers, conditions
    ("name=1", "1", "a number where a text is expected"),
    ("half=name", "name", "a text where a number is expected"),
    ("half=TRUE", "TRUE", "a condition where a number is expected"),
    ('half="5"', '"5"', "a text where a number"),
    ("name+1=1", "name", "a text where a number is expected"),
    ("half&name=name", "half", "a number where a text is expected"),
    ("SUM(name)=1", "name", "a text where a number"),
    ("SUM(rows[w])=1", "rows[w]", "a text where a number"),
    ("SUM(half=1)=1", "half=1", "a condition where a number"),
    ("LEN(half)=1", "half", "a number where a text"),
    ("AND(half)", "half", "a number where a condition"),
    ("NOT(name)", "name", "a text where a condition"),
    ("IF(half,1,2)=1", "half", "a number where a condition"),
    ("IF(TRUE,1,name)=1", "name", "a text where a number"),
    ('IFERROR(half,"x")=1', '"x"', "a text where a number"),
    ("(goal=5)", "5", "a number where a text"),
    ("-name=1", "name", "a text where a number"),
    ("name%=1", "name", "a text where a number"),
    ('name<"b"', 'name<"b"', "programs order texts differently"),
    ("name>=same", "name>=same", "programs order texts differently"),
    ("TRUE>FALSE", "TRUE>FALSE", "order texts differently"),
    ("+(half=1)=1", "+(half=1)", "does not turn a condition into a number"),
    ("half", "half", "a rule must be a condition"),
    ("name", "name", "must be a condition"),
    ("SUM(rows[n])", "SUM(rows[n])", "must be a condition"),
    # powers
    ("half^half=1", "half", "positive whole number"),
    ("half^0.5=1", "0.5", "positive whole number"),
    ("half^0=1", "0", "positive whole number"),
    ("half^-1=1", "-1", "positive whole number"),
    # SUMPRODUCT
    ("SUMPRODUCT(rows[n]=1)=1", "rows[n]=1", "counts TRUE as 0; write (condition)*1"),
    ("SUMPRODUCT(rows[w])=1", "rows[w]", "a text where a number"),
    ("SUMPRODUCT(half)=1", "half", "needs a column"),
    ("SUMPRODUCT(rows[n],half)=1", "half", "needs a column"),
    ("SUMPRODUCT(rows[n]*void[n])=1", "rows[n]*void[n]", "columns of different tables cannot be combined"),
    ("SUMPRODUCT(rows[n],void[n])=1", "SUMPRODUCT(rows[n],void[n])", "different tables"),
    ("SUMPRODUCT(half/rows[n])=1", "half/rows[n]", "SUMPRODUCT cannot contain what may fail"),
    ('SUMPRODUCT(FIND("a",rows[w])*1)=1', 'FIND("a",rows[w])*1', "cannot contain what may fail"),
    ("SUMPRODUCT((YEAR(rows[n])=2022)*1)=1", "(YEAR(rows[n])=2022)*1", "cannot contain what may fail"),
    ("SUMPRODUCT((AND(rows[n]=1))*1)=1", "rows[n]", "a whole column"),
    ("SUMPRODUCT(+(rows[n]=1))=1", "+(rows[n]=1)", "does not turn a condition into a number"),
    # criteria
    ("COUNTIF(half,1)=1", "half", "expected a column"),
    ("COUNTIF(rows[w],name)=1", "name", "a criterion must be a literal or a number"),
    ("COUNTIF(rows[w],[@w])=1", "[@w]", "to compare with a field, use SUMPRODUCT"),
    ("COUNTIF(rows[n],rows[n])=1", "rows[n]", "a whole column"),
    ("COUNTIF(rows[w],1)=1", "1", "a criterion must be a literal"),
    ('COUNTIF(rows[w],"")=1', '""', "use COUNTBLANK or COUNTA"),
    ('COUNTIF(rows[n],"")=1', '""', "use COUNTBLANK"),
    ('COUNTIF(rows[w],"<>")=1', '"<>"', "use COUNTBLANK"),
    ('COUNTIF(rows[n],"abc")=1', '"abc"', "does not fit the column"),
    ('COUNTIF(rows[n],">nan")=1', '">nan"', "does not fit"),
    ('COUNTIF(rows[n],">1E5")=1', '">1E5"', "does not fit"),
    ('COUNTIF(rows[w],">a")=1', '">a"', "does not fit"),
    ('COUNTIF(rows[w],"=a")=1', '"=a"', "does not fit"),
    ('COUNTIF(rows[w],"3月5日")=1', '"3月5日"', "could be read as a number or date"),
    ('COUNTIF(rows[w],"1/2")=1', '"1/2"', "could be read as a number or date"),
    ('COUNTIF(rows[w],"TRUE")=1', '"TRUE"', "does not fit"),
    ('COUNTIF(rows[w],"#N/A")=1', '"#N/A"', "does not fit"),
    ('COUNTIFS(rows[w],"a",void[n],1)=1', 'COUNTIFS(rows[w],"a",void[n],1)', "different tables"),
    ('SUMIF(rows[w],"a",void[n])=1', 'SUMIF(rows[w],"a",void[n])', "different tables"),
    ('SUMIF(rows[w],"a",rows[u])=1', "rows[u]", "a text where a number"),
    ('SUMIFS(half,rows[w],"a")=1', "half", "expected a column"),
    ('COUNTIF(rows[w],"a?b")=1', '"a?b"', "beside letters a criterion takes “*” at its beginning and end only"),
    ('COUNTIF(rows[w],"a*b")=1', '"a*b"', "beside letters"),
    ('SUMIFS(rows[n],rows[w],"?号",rows[u],"<>m2*")=1', '"<>m2*"', "could be read as a number"),
    ('SUMIFS(rows[n],rows[w],"?号",rows[u],"<>kg*")=1', '"?号"', "beside letters"),
    # places
    ("COUNTBLANK(half)=1", "half", "expected a column"),
    ("COUNTA(half+1)=1", "half+1", "COUNTA takes fields and columns"),
    ("COUNT(1/0)=1", "1/0", "COUNT takes fields and columns"),
    ("ISBLANK(half+1)", "half+1", "ISBLANK takes a field"),
    ("ISBLANK(rows[n])", "rows[n]", "ISBLANK takes a field"),
    # argument counts
    ("ABS()=1", "ABS()", "ABS takes 1 arguments, not 0"),
    ("ABS(1,2)=1", "ABS(1,2)", "ABS takes 1 arguments, not 2"),
    ("LEFT(name,1,2)=name", "LEFT(name,1,2)", "LEFT takes 1–2 arguments, not 3"),
    ("IF(TRUE,1)=1", "IF(TRUE,1)", "IF takes 3 arguments, not 2"),
    ("SUM()=1", "SUM()", "SUM takes 1+ arguments, not 0"),
    ('COUNTIFS(rows[w],"a",rows[w])=1', 'COUNTIFS(rows[w],"a",rows[w])', "arguments, not 3"),
    # formats and texts to look for
    ('TEXT(half,"0.000")="1"', '"0.000"', "TEXT takes one of these formats"),
    ("TEXT(half,name)=name", "name", "TEXT takes one of these formats"),
    ('SEARCH("fi*",name)=1', '"fi*"', "cannot stand beside wildcards; use FIND"),
    ('SEARCH("?S",name)=1', '"?S"', "cannot stand beside wildcards"),
    ('SEARCH("",name)=1', '""', "cannot search for an empty text"),
    ('FIND("",name)=1', '""', "cannot search for an empty text"),
]


@pytest.mark.parametrize(("formula", "under", "message"), REFUSED)
def test_refusals_point_at_the_token(formula: str, under: str, message: str) -> None:
    with pytest.raises(FormulaError) as caught:
        Scope(SCHEMA, "rows").check_rule(parse(formula))
    error = caught.value
    assert message in error.message.en
    assert formula[error.start : error.end] == under
    assert error.message.zh


def test_row_references_need_a_rule_of_rows() -> None:
    with pytest.raises(FormulaError, match=r"\[@column\] is only available in rules with “each”"):
        Scope(SCHEMA).check_rule(parse("[@n]=1"))


@pytest.mark.parametrize(
    ("formula", "type_"),
    [
        ("half", "number"), ("name", "text"), ("goal", "text"), ("goal.number", "number"), ("goal.unit", "text"), ("start.first", "number"), ("start.precision", "text"), ("[@n]", "number"), ("[@q.op]", "text"),
        ("half=1", "boolean"), ('half=""', "boolean"), ('""=goal.number', "boolean"), ('IF(TRUE,"a","b")', "text"), ("IF(TRUE,1,half)", "number"), ("IFERROR(1/0,0)", "number"), ("(half=1)*1", "number"),
        ("COUNTIF(rows[n],half)", "number"), ("COUNTIF(rows[n],\">=5\")", "number"), ("COUNTIF(rows[w],\"*指标\")", "number"), ("SUMPRODUCT((rows[w]=name)*1)", "number"), ("TEXT(half,\"0%\")", "text"), ("ISNUMBER(FIND(\"a\",name))", "boolean"),
    ],
)  # fmt: skip
def test_types(formula: str, type_: str) -> None:
    assert Scope(SCHEMA, "rows").shape(checked(formula)) == Shape(type_)  # type: ignore[arg-type]  # one of the three words
