"""What Excel makes of formulas: function by function, with the edge cases that its documentation names.

The values are those of `support.SINGLE` and `support.ROWS`; a row reference looks at the fourth row.
"""

from __future__ import annotations

from typing import Any

from tests.formula.support import ERROR

EXAMPLES: dict[str, list[tuple[str, Any]]] = {
    "operators": [
        ("1+2*3", 7), ("(1+2)*3", 9), ("2-3-4", -5), ("8/4/2", 1), ("-2^2", 4), ("2^3^2", 64), ("0-2^2", -4), ("-half", -2.5), ("+half", 2.5), ("--half", 2.5),
        ("50%", 0.5), ("half%", 0.025), ("200%%", 0.02), ("-50%", -0.5), ("1E2", 100), (".5+5.", 5.5),
        ("1/0", ERROR), ("half/zero", ERROR), ("half/none", ERROR), ("zero/half", 0), ("1/zero*0", ERROR), ("minus^2", 52.5625), ("zero^1", 0), ("10^300", 1e300),
        ("none+1", 1), ("none*half", 0), ("none-none", 0), ("sum.total-0.3", 0), ("sum.total=0.3", True), ("1-0.9=0.1", True), ("0.1+0.2-0.3", 0), ("(half=2.5)+(half=3)", 1),
        ("(half=2.5)*3", 3), ("-(half=2.5)", -1), ("(half=2.5)%", 0.01), ('"a"&"b"', "ab"), ('name&"!"', "Abc 常州 abc!"), ('blank&"x"', "x"), ('""&blank', ""), ("1E+2+1e-2", 100.01),
        ('"say ""hi"""', 'say "hi"'), ("big*10000", 1234561234.56), ("9E307*100", ERROR), ("10^400", ERROR), ("10^308+10^308", ERROR), ("0-10^308-10^308", ERROR), ("10^308/0.01", ERROR),
    ],
    "comparison": [
        ("half=2.5", True), ("half<>2.5", False), ("half<3", True), ("half<=2.5", True), ("half>2.5", False), ("half>=2.5", True), ("minus<zero", True), ("zero=none", True),
        ("none=0", True), ('none=""', True), ('zero=""', False), ('zero<>""', True), ('blank=""', True), ('name=""', False), ('""=blank', True), ('none<>""', False),
        ("name=same", True), ("name<>same", False), ('name="abc 常州 abc"', True), ('"a"="A"', True), ('"a"="Ａ"', False), ('"a "="a"', False), ('"é"="É"', True), ('"ß"="SS"', False),
        ('"ς"="Σ"', True), ('"ｂ"="Ｂ"', True), ("sum.total<=0.3", True), ("sum.total>0.3", False), ("sum.total<0.3", False), ("sum.total>=0.3", True), ("1.0000000000001=1", False),
        ("1.0000000000001>1", True), ("(half=2.5)=(zero=0)", True), ("TRUE=FALSE", False), ("(1=1)<>(1=2)", True), ("1/0=1", ERROR), ('blank=name', False), ("none<half", True),
        ("[@n]=0.3", True), ('[@w]="数量指标"', True), ('[@u]=""', True), ('[@q.number]=""', True), ('[@q]="提升"', True), ("none>-1", True),
    ],
    "SUM": [("SUM(half,minus)", -4.75), ("SUM(half,none)", 2.5), ("SUM(none)", 0), ("SUM(rows[n])", 2.3), ("SUM(rows[n],half,1)", 5.8), ("SUM(void[n])", 0), ("SUM(0.1,0.2)=0.3", True), ("SUM([@n],[@m])", 10.3), ("SUM(1/0)", ERROR), ("SUM(half*2,3)", 8), ("SUM(rows[q.number])", 105), ("SUM(10^308,10^308)", ERROR)],
    "MIN": [("MIN(half,minus,1)", -7.25), ("MIN(none,5)", 5), ("MIN(none)", 0), ("MIN(rows[n])", -2), ("MIN(rows[m])", 0.5), ("MIN(void[n])", 0), ("MIN(void[n],3)", 3), ("MIN(1/0,1)", ERROR)],
    "MAX": [("MAX(half,minus,1)", 2.5), ("MAX(none,-5)", -5), ("MAX(none)", 0), ("MAX(rows[n])", 3), ("MAX(rows[n],rows[m])", 10), ("MAX(void[n])", 0), ("MAX(rows[q.number])", 100)],
    "COUNT": [("COUNT(half,none,zero)", 2), ("COUNT(rows[n])", 5), ("COUNT(rows[m],half)", 6), ("COUNT(void[n])", 0), ("COUNT(rows[q.number])", 3), ("COUNT([@n])", 1)],
    "COUNTA": [("COUNTA(half,none,name,blank)", 2), ("COUNTA(rows[w])", 5), ("COUNTA(rows[w],rows[n],name)", 11), ("COUNTA(void[w])", 0), ("COUNTA([@w])", 1), ("COUNTA([@u])", 0), ("COUNTA(rows[q.unit])", 3)],
    "COUNTBLANK": [("COUNTBLANK(rows[w])", 1), ("COUNTBLANK(rows[n])", 1), ("COUNTBLANK(void[n])", 0), ("COUNTBLANK(rows[q.number])", 3)],
    "SUMPRODUCT": [
        ("SUMPRODUCT(rows[n],rows[m])", 4), ("SUMPRODUCT(rows[n]*rows[m])", 4), ('SUMPRODUCT((rows[w]="a")*1)', 2), ('SUMPRODUCT((rows[w]="")*1)', 1), ("SUMPRODUCT((rows[n]=0)*1)", 2),
        ('SUMPRODUCT((rows[w]="a")*(rows[u]="场"))', 2), ("SUMPRODUCT((rows[n]=[@n])*1)", 1), ('SUMPRODUCT(--(rows[w]<>"a"))', 4), ("SUMPRODUCT((void[n]=0)*1)", 0), ("SUMPRODUCT((rows[n]>0)*rows[n])", 4.3),
        ('SUMPRODUCT(ISNUMBER(FIND("指标",rows[w]))*1)', 2), ("SUMPRODUCT((LEN(rows[w])=1)*1)", 3), ("SUMPRODUCT((rows[n]=SUM(void[n]))*1)", 2), ("SUMPRODUCT((SUM(void[n])=rows[n])*1)", 2),
        ('SUMPRODUCT((RIGHT(rows[w],2)="指标")*1)', 2), ('SUMPRODUCT((LEFT(rows[w])="a")*1)', 2), ("SUMPRODUCT(NOT(rows[n]=0)*1)", 4), ("SUMPRODUCT(ROUND(rows[n],0)*1)", 2), ("SUMPRODUCT(ABS(rows[n]),rows[m])", 6),
        ('SUMPRODUCT((rows[w]&rows[u]="A场")*1)', 2), ("SUMPRODUCT(rows[n]/2)", 1.15), ("SUMPRODUCT(rows[n]^2*1)", 14.09), ('SUMPRODUCT(EXACT(rows[w],"a")*1)', 1), ("SUMPRODUCT(rows[q.number]*1)", 105),
        ('SUMPRODUCT((rows[q.kind]="qualitative")*1)', 1), ("SUMPRODUCT(INT(rows[m])*1)", 18), ("SUMPRODUCT(-rows[n])", -2.3), ("SUMPRODUCT(rows[n]%)", 0.023), ('SUMPRODUCT((MID(rows[w],1,1)="社")*1)', 1),
        ('SUMPRODUCT((UPPER(rows[w])="A")*(LOWER(rows[w])="a")*1)', 2), ('SUMPRODUCT((TRIM(rows[w])="*")*1)', 1), ('SUMPRODUCT((SUBSTITUTE(rows[w],"指标","")="数量")*1)', 1), ("SUMPRODUCT(ROUNDUP(rows[n],0)*1)", 3), ("SUMPRODUCT(ROUNDDOWN(rows[n],0)*1)", 2),
        ('SUMPRODUCT((rows[n]="")*(rows[w]="a"))', 1), ("SUMPRODUCT((rows[w]=[@w])*(rows[u]=[@u]))", 1), ('SUMPRODUCT(("a"=rows[w])*1*(half-1.5=rows[n]))', 1), ('SUMPRODUCT((rows[w]="a")*2)', 4), ('SUMPRODUCT((rows[q.kind]="Quantitative")*1)', 3), ("SUMPRODUCT((rows[w]=rows[u])*1)", 0),
        ("SUMPRODUCT((rows[n]>0)*10^308)", ERROR),
        ("SUMPRODUCT(ISNUMBER(rows[n])*1)", 5), ("SUMPRODUCT(ISTEXT(rows[w])*1)", 5), ('SUMPRODUCT(ISNUMBER(SEARCH("A",rows[w]))*1)', 2), ('SUMPRODUCT(ISNUMBER(FIND(rows[w],"aA数量指标"))*1)', 3), ('SUMPRODUCT((-(rows[n]=0))^2*1)', 2), ("SUMPRODUCT(ISNUMBER(MOD(rows[m],rows[n]))*1)", 4), ("SUMPRODUCT(ISNUMBER(1/rows[n])*1)", 4),
    ],
    "COUNTIF": [
        ('COUNTIF(rows[w],"a")', 2), ('COUNTIF(rows[w],"<>a")', 4), ('COUNTIF(rows[w],"*指标")', 2), ('COUNTIF(rows[w],"*")', 6), ('COUNTIF(rows[w],"~*")', 1), ('COUNTIF(rows[w],"?")', 3), ('COUNTIF(rows[w],"<>*指标")', 4), ('COUNTIF(rows[u],"~~x")', 1),
        ("COUNTIF(rows[n],0)", 1), ("COUNTIF(rows[n],1)", 1), ('COUNTIF(rows[n],">0")', 3), ('COUNTIF(rows[n],"<>0")', 5), ('COUNTIF(rows[n],">=1")', 2), ('COUNTIF(rows[n],"<=0")', 2), ('COUNTIF(rows[n],"<-1")', 1), ('COUNTIF(rows[n],"=3")', 1), ('COUNTIF(rows[n],"3")', 1),
        ("COUNTIF(rows[n],half+0.5)", 1), ("COUNTIF(rows[m],[@m])", 1), ("COUNTIF(void[n],0)", 0), ('COUNTIF(void[w],"<>a")', 0), ('COUNTIF(rows[w],"社会*指标")', 1), ('COUNTIF(rows[w],"??指标")', 1), ("COUNTIF(rows[n],0.3)", 1), ('COUNTIF(rows[q],"提升")', 1), ('COUNTIF(rows[q.unit],"场")', 1),
    ],
    "COUNTIFS": [('COUNTIFS(rows[w],"a",rows[n],1)', 1), ('COUNTIFS(rows[w],"a",rows[u],"场")', 2), ('COUNTIFS(rows[w],"*指标",rows[m],">5")', 1), ('COUNTIFS(rows[n],"<>5")', 6)],
    "SUMIF": [('SUMIF(rows[w],"a",rows[n])', 1), ('SUMIF(rows[w],"<>a",rows[m])', 11.5), ('SUMIF(rows[n],">0",rows[m])', 12), ('SUMIF(rows[n],">0",rows[n])', 4.3), ('SUMIF(void[w],"a",void[n])', 0)],
    "SUMIFS": [('SUMIFS(rows[m],rows[w],"a",rows[u],"场")', 7), ('SUMIFS(rows[m],rows[n],"<=1")', 13.5), ('SUMIFS(rows[n],rows[u],"个")', 3)],
    "IF": [("IF(half=2.5,1,2)", 1), ("IF(half=3,1,2)", 2), ('IF(blank="","none","some")', "none"), ("IF(1=1,5,1/0)", 5), ("IF(1=2,1/0,5)", 5), ("IF(1/0=1,1,2)", ERROR), ("IF(TRUE,TRUE,FALSE)", True), ("IF(half=2.5,none,1)", 0)],
    "IFERROR": [("IFERROR(1/0,5)", 5), ("IFERROR(half,5)", 2.5), ('IFERROR(FIND("x",name),0)', 0), ("IFERROR(1/0,1/0)", ERROR), ('IFERROR(MID(name,0,1),"bad")', "bad"), ("IFERROR(1/0=1,FALSE)", False), ("IFERROR(none,1)", 0)],
    "AND": [("AND(half<0,10^308+10^308>0)", ERROR), ("AND(TRUE,half=2.5)", True), ("AND(TRUE,FALSE)", False), ("AND(FALSE,1/0=1)", ERROR), ("AND(half=2.5)", True), ("AND(1=1,2=2,3=4)", False)],
    "OR": [("OR(half>0,10^308+10^308>0)", ERROR), ("OR(half>0,10^308/0.01>0)", ERROR), ("OR(FALSE,half=2.5)", True), ("OR(FALSE,FALSE)", False), ("OR(TRUE,1/0=1)", ERROR), ("OR(1=2,2=3,3=3)", True), ('OR(FALSE,ISNUMBER(FIND("x",name)))', False)],
    "NOT": [("NOT(TRUE)", False), ("NOT(half=3)", True), ("NOT(1/0=1)", ERROR)],
    "ISBLANK": [("ISBLANK(none)", True), ("ISBLANK(zero)", False), ("ISBLANK(blank)", True), ("ISBLANK(name)", False), ("ISBLANK([@u])", True), ("ISBLANK(goal.number)", False), ("ISBLANK(words.number)", True)],
    "ISNUMBER": [("ISNUMBER(10^308+10^308)", False), ("ISNUMBER(SUM(10^308,10^308))", False), ("ISNUMBER(half+1)", True), ("ISNUMBER(half)", True), ("ISNUMBER(none)", False), ("ISNUMBER(name)", False), ('ISNUMBER(FIND("b",name))', True), ('ISNUMBER(FIND("z",name))', False), ("ISNUMBER(1/0)", False), ("ISNUMBER(1+1)", True), ('ISNUMBER("5")', False), ("ISNUMBER(goal.number)", True)],
    "ISTEXT": [("ISTEXT(name)", True), ("ISTEXT(blank)", False), ("ISTEXT(half)", False), ('ISTEXT("a"&"b")', True), ("ISTEXT(LEFT(name,half-3))", False), ("ISTEXT(goal)", True)],
    "ABS": [("ABS(minus)", 7.25), ("ABS(half)", 2.5), ("ABS(none)", 0), ("ABS(1/0)", ERROR)],
    "INT": [("INT(half)", 2), ("INT(minus)", -8), ("INT(-1)", -1), ("INT(zero)", 0), ("INT(8.9)", 8), ("INT(-8.9)", -9), ("INT(0.3*10)", 3), ("INT((0.1+0.2)*10)", 3), ("INT(4.35*100)", 435), ("INT(10^308+10^308)", ERROR)],
    "MOD": [("MOD(3,2)", 1), ("MOD(-3,2)", 1), ("MOD(3,-2)", -1), ("MOD(-3,-2)", -1), ("MOD(half,1)", 0.5), ("MOD(3,0)", ERROR), ("MOD(none,3)", 0), ("MOD(6,3)", 0)],
    "ROUND": [
        ("ROUND(2.15,1)", 2.2), ("ROUND(2.149,1)", 2.1), ("ROUND(-1.475,2)", -1.48), ("ROUND(21.5,-1)", 20), ("ROUND(626.3,-3)", 1000), ("ROUND(1.98,-1)", 0), ("ROUND(-50.55,-2)", -100), ("ROUND(2.675,2)", 2.68),
        ("ROUND(1.005,2)", 1.01), ("ROUND(2.5,0)", 3), ("ROUND(-2.5,0)", -3), ("ROUND(0.5,0)", 1), ("ROUND(1234.5678,20)", 1234.5678), ("ROUND(sum.total,6)=0.3", True), ("ROUND(big,5)", 123456.12346), ("ROUND(none,2)", 0), ("ROUND(0.285,2)", 0.29), ("ROUND(1.115,2)", 1.12),
        ("ROUND(half,0.9)", 3), ("ROUND(1.45,1.9)", 1.5), ("ROUND(5.015,2)", 5.02), ("ROUND(1E20,2)", 1e20),
    ],
    "ROUNDUP": [("ROUNDUP(3.2,0)", 4), ("ROUNDUP(76.9,0)", 77), ("ROUNDUP(3.14159,3)", 3.142), ("ROUNDUP(-3.14159,1)", -3.2), ("ROUNDUP(31415.92654,-2)", 31500), ("ROUNDUP(0.3,1)", 0.3), ("ROUNDUP(sum.total,1)", 0.3), ("ROUNDUP(2,0)", 2)],
    "ROUNDDOWN": [("ROUNDDOWN(3.2,0)", 3), ("ROUNDDOWN(76.9,0)", 76), ("ROUNDDOWN(3.14159,3)", 3.141), ("ROUNDDOWN(-3.14159,1)", -3.1), ("ROUNDDOWN(31415.92654,-2)", 31400), ("ROUNDDOWN(4.35*100,0)", 435), ("ROUNDDOWN(0.7,1)", 0.7), ("ROUNDDOWN((0.1+0.7)*10,0)", 8)],
    "LEN": [("LEN(name)", 10), ("LEN(blank)", 0), ('LEN("")', 0), ('LEN("常州")', 2), ("LEN(odd)", 13), ('LEN("🙂")', 1)],
    "LEFT": [("LEFT(name)", "A"), ("LEFT(name,3)", "Abc"), ("LEFT(name,99)", "Abc 常州 abc"), ("LEFT(name,0)", ""), ("LEFT(name,-1)", ERROR), ("LEFT(blank,2)", ""), ("LEFT(name,2.9)", "Ab"), ('LEFT("🙂a",1)', "🙂")],
    "RIGHT": [("RIGHT(name)", "c"), ("RIGHT(name,3)", "abc"), ("RIGHT(name,99)", "Abc 常州 abc"), ("RIGHT(name,0)", ""), ("RIGHT(name,-1)", ERROR), ("RIGHT(blank)", ""), ("RIGHT(name,2.9)", "bc")],
    "MID": [("MID(name,5,2)", "常州"), ("MID(name,1,3)", "Abc"), ("MID(name,99,1)", ""), ("MID(name,0,1)", ERROR), ("MID(name,1,-1)", ERROR), ("MID(name,2,0)", ""), ("MID(name,1.9,2)", "Ab"), ("MID(name,8,99)", "abc"), ("MID(blank,1,1)", "")],
    "FIND": [("FIND(\"b\",name)", 2), ('FIND("a",name)', 8), ('FIND("A",name)', 1), ('FIND("b",name,3)', 9), ('FIND("x",name)', ERROR), ("FIND(blank,name)", ERROR), ("FIND(LEFT(name),same)", 1), ('FIND("b",name,0)', ERROR), ('FIND("b",name,11)', ERROR), ('FIND("*",odd)', 4), ('FIND("a",blank)', ERROR), ('FIND("a",name,99)', ERROR), ('FIND("常州",name)', 5)],
    "SEARCH": [("SEARCH(\"B\",name)", 2), ('SEARCH("A",name)', 1), ('SEARCH("a",name,2)', 8), ('SEARCH("b*州",name)', 2), ('SEARCH("常?",name)', 5), ('SEARCH("~*",odd)', 4), ('SEARCH("~?",odd)', 6), ('SEARCH("x",name)', ERROR), ('SEARCH("?",blank)', ERROR), ('SEARCH("b",name,0)', ERROR), ("SEARCH(blank,name)", ERROR), ("SEARCH(same,name)", 1), ('SEARCH("c ",name)', 3), ('SEARCH("A",name,99)', ERROR)],
    "SUBSTITUTE": [('SUBSTITUTE(name,"b","X")', "AXc 常州 aXc"), ('SUBSTITUTE(name,"B","X")', "Abc 常州 abc"), ('SUBSTITUTE(name," ","")', "Abc常州abc"), ('SUBSTITUTE(name,"","X")', "Abc 常州 abc"), ('SUBSTITUTE(blank,"a","b")', ""), ('SUBSTITUTE("aaa","aa","b")', "ba")],
    "TRIM": [("TRIM(odd)", "a*b?c~d e"), ("TRIM(blank)", ""), ('TRIM("   ")', ""), ('TRIM("\u3000a\u3000")', "\u3000a\u3000")],
    "UPPER": [("UPPER(name)", "ABC 常州 ABC"), ('UPPER("é")', "É"), ("UPPER(blank)", "")],
    "LOWER": [("LOWER(name)", "abc 常州 abc"), ('LOWER("É")', "é"), ("LOWER(blank)", "")],
    "EXACT": [("EXACT(name,name)", True), ("EXACT(name,same)", False), ('EXACT(blank,"")', True), ('EXACT("a","A")', False)],
    "VALUE": [
        ("VALUE(figure)", 12.5), ('VALUE("5")', 5), ('VALUE(" 5 ")', 5), ('VALUE("-5")', -5), ('VALUE("+5")', 5), ('VALUE("5.")', 5), ('VALUE(".5")', 0.5), ('VALUE("007")', 7), ('VALUE("")', ERROR), ("VALUE(blank)", ERROR), ('VALUE("abc")', ERROR),
        ('VALUE("1/2")', ERROR), ('VALUE("3月5日")', ERROR), ('VALUE("1E5")', ERROR), ('VALUE("50%")', ERROR), ('VALUE("1,000")', ERROR), ('VALUE("12:30")', ERROR), ('VALUE("2022-3-5")', ERROR), ('VALUE("1 2")', ERROR), ('VALUE("--5")', ERROR), ('VALUE(".")', ERROR), ('VALUE("-")', ERROR), ('VALUE("1.2.3")', ERROR), ('VALUE("５")', ERROR), ('VALUE("-.5")', -0.5), ('VALUE("+-5")', ERROR), ('VALUE("5-")', ERROR), ('VALUE("+")', ERROR), ('VALUE("- 5")', ERROR),
    ],
    "TEXT": [
        ('TEXT(half,"0")', "3"), ('TEXT(half,"0.0")', "2.5"), ('TEXT(half,"0.00")', "2.50"), ('TEXT(minus,"0")', "-7"), ('TEXT(1234567.891,"#,##0")', "1,234,568"), ('TEXT(1234567.891,"#,##0.00")', "1,234,567.89"), ('TEXT(-1234.5,"#,##0")', "-1,235"), ('TEXT(0.285,"0%")', "29%"), ('TEXT(0.285,"0.00%")', "28.50%"), ('TEXT(none,"0")', "0"), ('TEXT(1.005,"0.00")', "1.01"),
        ('TEXT(44625,"yyyy-mm-dd")', "2022-03-05"), ('TEXT(start.first,"yyyy-mm-dd")', "2022-03-05"), ('TEXT(44625.9,"yyyy-mm-dd")', "2022-03-05"), ('TEXT(-1,"yyyy-mm-dd")', ERROR), ('TEXT(none,"yyyy-mm-dd")', ERROR), ('TEXT(0.1+0.2,"0.00")', "0.30"), ('TEXT(999.995,"0.00")', "1000.00"), ('TEXT(100,"0%")', "10000%"), ('TEXT(0,"#,##0")', "0"), ('TEXT(12,"#,##0.00")', "12.00"), ('TEXT(-0.4,"0")', "0"), ('TEXT(-0.004,"0.00")', "0.00"), ('TEXT(-0.125,"0.00%")', "-12.50%"), ('TEXT(2.5,"0")', "3"), ('TEXT(-2.5,"0")', "-3"),
    ],
    "DATE": [("DATE(2022,3,5)", 44625), ("DATE(2022,13,1)", 44927), ("DATE(2022,0,1)", 44531), ("DATE(2022,3,0)", 44620), ("DATE(2022,2,30)", 44622), ("DATE(2022,-1,1)", 44501), ("DATE(2022,3,-1)", 44619), ("DATE(22,1,1)", ERROR), ("DATE(1899,1,1)", ERROR), ("DATE(10000,1,1)", ERROR), ("DATE(none,1,1)", ERROR), ("DATE(2022.9,3.9,5.9)", 44625), ("DATE(9999,12,31)", 2958465), ("DATE(1900,3,1)", 61), ("DATE(2024,2,29)", 45351)],
    "YEAR": [("YEAR(44625)", 2022), ("YEAR(start.first)", 2022), ("YEAR(61)", 1900), ("YEAR(none)", ERROR), ("YEAR(-1)", ERROR), ("YEAR(2958466)", ERROR), ("YEAR(2958465.5)", 9999), ("YEAR(44561.99)", 2021)],
    "MONTH": [("MONTH(44625)", 3), ("MONTH(start.last)", 3), ("MONTH(60)", ERROR), ("MONTH(44620)", 2)],
    "DAY": [("DAY(44625)", 5), ("DAY(44620)", 28), ("DAY(start.first)", 5), ("DAY(0)", ERROR), ("DAY(45351)", 29)],
    "parts": [
        ("goal.op", "≥"), ("goal.number", 5), ("goal.unit", "场"), ("goal.kind", "quantitative"), ("goal.text", "≥5场"), ("words.kind", "qualitative"), ('words.unit=""', True), ("words.number", 0), ("[@q.kind]", "qualitative"), ('[@q.kind]="Qualitative"', True), ('goal.kind="QUALITATIVE"', False), ('start.precision<>"Day"', False), ('[@q.kind]="schedule"', False),
        ("start.year", 2022), ("start.month", 3), ("start.day", 5), ("start.precision", "day"), ("start.first=start.last", True), ("never.year", 0), ('never.year=""', True), ("start.text", "2022-03-05"),
    ],
}  # fmt: skip
