"""Guess the kind of a field: from its validation, its number format, its unit, its label, and what stands in it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from xltool.adopt.adopted import Given
from xltool.adopt.wording import plain, unit_of
from xltool.base.messages import Text
from xltool.reading.drawn_records import EntryRule, StyledCell

#: By label, the first that matches; what stands closer to one kind comes first.
_BY_LABEL: tuple[tuple[str, str], ...] = (
    ("email", r"e-?\s?mail|电子邮[件箱]|邮箱|メール|電子郵件"),
    ("id-card", r"身份证|公民身份号码|证件号码?\s*[(（]身份证"),
    ("credit-code", r"社会信用代码|信用代码"),
    ("url", r"网址|网站|链接|主页|website|\burls?\b|home\s?page|web\s?(?:address|page)|ホームページ|https?:"),
    ("phone", r"电\s*话|手\s*机|联系方式|传\s*真|座\s*机|\btel\b|\bphone|telephone|\bfax\b|\bmobile\b|\bcell\b|電\s*話|携帯|ＦＡＸ|連絡先"),
    (
        "digits",
        r"邮\s*编|邮政编码|账\s*号|帐\s*号|卡\s*号|zip\b|postal\s?code|post\s?code|account\s*(?:no|number|#)|routing|\bein\b|\bssn\b|郵便番号|口座番号|法人番号|^〒",
    ),
    ("month", r"(?:出生|入学|毕业|参加工作|入党|填报|所属|申报|统计)?年\s*月$|月\s*份|^month$|年月度?$|(?:in|for|reporting)\s+month"),
    (
        "date",
        r"日\s*期|年\s*月\s*日|生\s*日|时间$|起止|期\s*限|\bdates?\b|\bdeadline\b|\bd\.?o\.?b\b|birthday|日\s*付|生年月日|期\s*日|(?<![曜休祝毎平末])日$|expir|\bdue\b",
    ),
    ("time", r"^(?:开始|结束|上班|下班|起|止)?时刻$|(?:开始|结束)时分|\btime\b(?!.*(?:zone|sheet|ly|line))|時\s*刻|始業|終業"),
    ("text", r"\bcodes?$|代\s*码$|コード$"),
    ("percent", r"比\s*例|比\s*率|占\s*比|百分比|[率％%]\s*(?:[(（].{0,8}[)）])?$|percent|\brate\b|\bshare\b|\bratio\b|割\s*合"),
    (
        "integer",
        r"人\s*数|个\s*数|户\s*数|次\s*数|件\s*数|份\s*数|页\s*数|台\s*数|天\s*数|班\s*数|数\s*量|年\s*龄|\bnumber\s+of\b|\bno\.\s+of\b|\bcount\b|\bqty\b|quantity|\bage\b|headcount|\bunits?$|participants$|人\s*員|年\s*齢|台\s*数|回\s*数|日\s*数|枚\s*数|個\s*数|\bfte\b|enrol+ment",
    ),
    (
        "money",
        r"金\s*额|经\s*费|资\s*金|预\s*算|决\s*算|单\s*价|总\s*价|价\s*格|费\s*用|工\s*资|收\s*入|支\s*出|造\s*价|产\s*值|利\s*润|税\s*额|补\s*助|余\s*额|报\s*销|元[)）]|万元|\bamount|\bbudget|\bcosts?\b|\bprice|\bfees?\b|\bexpen[sd]|\bsalary|\bwages?\b|\bincome\b|\brevenue|\bfunding\b|\bfunds?\b|\bgrant\b|\bbalance\b|\bpayment|\btotal\b|\btax\b|金\s*額|単\s*価|予\s*算|費\s*用|料\s*金|支\s*給|円[)）]?$|代\s*金|[$¥€£￥]",
    ),
    (
        "yes-no",
        r"^是否|是否$|有无|^are\s|^is\s|^do(?:es)?\s|^did\s|^has\s|^have\s|^was\s|^were\s|^will\s|\by/n\b|yes\s*/\s*no|の有無|有\s*・\s*無",
    ),
    ("choice", r"性\s*别|政治面貌|婚姻状况|\bgender\b|\bsex\b|\bmarital|性\s*別"),
    (
        "long-text",
        r"理由|说\s*明|简\s*介|描\s*述|情\s*况|内\s*容|意\s*见|总\s*结|概\s*述|措\s*施|计\s*划|经\s*历|简\s*历|事\s*迹|目\s*标|问\s*题|建\s*议|descri|explain|explanation|comment|narrative|summary|justification|remarks?\b|reasons?\b|purpose|objective|statement|details?\b|概\s*要|目\s*的|備\s*考|志望動機|自己ＰＲ|詳\s*細|事\s*由",
    ),
)
_LABELS = [(kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _BY_LABEL]
_BY_UNIT: tuple[tuple[str, str], ...] = (
    ("money", r"(?:人民币)?[百千万亿億]*元|[千万百億]*円|usd|cny|jpy|eur|gbp|\$|€|£|¥|￥|dollars?|yuan"),
    ("percent", r"%|％|percent|百分比"),
    (
        "integer",
        r"[人个個名户戸次件份页台天日岁歳枚本回间间所项項篇场場期只辆套把]|小时|時間|hours?|days?|persons?|people|years?|pcs|units?",
    ),
)
_UNITS = [(kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _BY_UNIT]
_YES_NO = ({"是", "否"}, {"有", "无"}, {"yes", "no"}, {"y", "n"}, {"はい", "いいえ"}, {"有", "無"})
_LONG_LABEL = 2.5  # lines
_LONG_WIDTH = 18  # characters
_LONG_TEXT = 80  # characters: more are a long text
_VALIDATIONS = {"whole": "integer", "date": "date", "time": "time"}
_MOST_OPTIONS = 500
_ABOVE = Text(zh="按上级标题", en="the heading above says so")
_NUMERIC = frozenset({"money", "percent", "integer", "quantity"})


@dataclass(frozen=True, kw_only=True)
class Hints:
    """What a kind is guessed from."""

    label: str = ""
    cells: tuple[StyledCell, ...] = ()  # of the field, or the first of a column
    validation: EntryRule | None = None
    options: tuple[str, ...] = ()
    unit: str = ""  # that stands beside the blank
    lines: float = 1.0  # of text that there is room for
    width: float = 10.0  # in characters
    context: tuple[str, ...] = field(default=())  # labels above or around: of column groups, of the table


@dataclass(frozen=True, kw_only=True)
class Guess:
    """A kind, how sure it is, and why."""

    kind: str
    confidence: float
    reason: Text
    given: Given


def guess_kind(hints: Hints) -> Guess:
    """Guess the kind of a field."""
    unit = hints.unit or unit_of(hints.label)
    given = Given(options=hints.options, limits=limits_of(hints.validation), unit=unit, sample=_sample(hints.cells))
    for kind, confidence, reason in _steps(hints, unit):
        if kind:
            return Guess(kind=kind, confidence=confidence, reason=reason, given=given)
    return Guess(kind="text", confidence=0.7, reason=Text(zh="没有其他线索，按文本", en="nothing says otherwise: text"), given=given)


def _steps(hints: Hints, unit: str) -> list[tuple[str, float, Text]]:
    label = plain(hints.label)
    code = next((cell.look.number_format for cell in hints.cells if cell.look.number_format not in ("", "@")), "")
    named = kind_of_label(label)
    by_format = _kind_of_format(code, named)
    return [
        (_kind_of_options(hints.options), 0.95, Text(zh="有下拉选项", en="it has options to choose from")),
        (_kind_of_validation(hints, named), 0.9, Text(zh="按单元格的有效性规则", en="its validation says so")),
        (_kind_of_unit(unit, named), 0.9, Text(zh=f"按单位“{unit}”", en=f"its unit is {unit!r}")),
        (by_format, 0.9, Text(zh="按数字格式", en="its number format says so")),
        (named if named not in ("", "long-text", "choice", "yes-no") else "", 0.85, Text(zh="按标签", en="its label says so")),
        (_kind_of_samples(hints.cells), 0.8, Text(zh="按已填内容", en="what stands in it says so")),
        (_kind_of_room(hints, named), 0.75, Text(zh="按所留位置", en="it has room for several lines")),
        (named if named in ("choice", "yes-no") else "", 0.7, Text(zh="按标签", en="its label says so")),
        (next((kind for kind in map(kind_of_label, map(plain, hints.context)) if kind in _NUMERIC), ""), 0.65, _ABOVE),
    ]  # fmt: skip


def kind_of_label(label: str) -> str:
    """Return the kind that a label names; "" for none."""
    return next((kind for kind, pattern in _LABELS if pattern.search(label)), "")


def is_date_code(code: str) -> bool:
    """Return whether a number format shows dates."""
    bare = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.', "", code).lower()
    return bool(re.search(r"y|d(?!b)|m{2,}(?=[/\-])", bare)) and "0" not in bare.replace("ss.0", "")


def _kind_of_options(options: tuple[str, ...]) -> str:
    words = {plain(option).lower() for option in options}
    return "" if not options else "yes-no" if any(words == pair for pair in _YES_NO) else "choice"


def _kind_of_validation(hints: Hints, named: str) -> str:
    rule = hints.validation
    if rule is None:
        return ""
    if rule.kind == "list":
        return "choice"
    if rule.kind == "textLength":
        most = dict(limits_of(rule)).get("maxLength", _LONG_TEXT)
        return "" if named not in ("", "long-text") else "text" if most <= _LONG_TEXT else "long-text"
    if rule.kind == "decimal":
        return named if named in _NUMERIC - {"integer"} else "money" if named == "money" else "percent" if rule.second == "1" else ""
    if rule.kind == "whole" and named == "money":
        return "money"
    return _VALIDATIONS.get(rule.kind, "")


def _kind_of_unit(unit: str, named: str) -> str:
    if not unit:
        return ""
    kind = next((kind for kind, pattern in _UNITS if pattern.fullmatch(unit)), "")
    return "" if kind == "integer" and named in ("money", "percent", "date") else kind


def _kind_of_format(code: str, named: str) -> str:
    if not code:
        return ""
    bare = re.sub(r"\[[^\]]*\]", "", code)
    if is_date_code(bare):
        return "date" if "d" in re.sub(r'"[^"]*"', "", bare).lower() or named == "date" else "month"
    if re.search(r"\bh+\b|h:m", bare.lower()):
        return "time"
    if "%" in bare:
        return "percent"
    if re.search(r'["\\]?[$¥€£￥元円]', code):
        return "money"
    if re.search(r"[0#]", bare):
        if named in _NUMERIC:
            return named
        return (
            "integer"
            if re.fullmatch(r"[#,]*0[_ );(\-]*", bare.partition(";")[0]) and named not in ("digits", "phone")
            else ""
            if named
            else "money"
        )
    return ""


_SAMPLES: tuple[tuple[str, str], ...] = (
    ("email", r"[\w.+-]+@[\w-]+\.[\w.-]+"),
    ("url", r"(?:https?://|www\.)\S+"),
    ("date", r"\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?|\d{1,2}/\d{1,2}/\d{4}"),
    ("month", r"\d{4}\s*[-/.年]\s*\d{1,2}\s*月?"),
    ("id-card", r"\d{17}[\dXx]"),
    ("credit-code", r"[0-9A-Z]{18}"),
    ("phone", r"(?:\+?86[- ]?)?1\d{10}|0\d{2,3}[- ]\d{7,8}|\(?\d{3}\)?[- ]\d{3}[- ]\d{4}|0\d{1,4}-\d{1,4}-\d{4}"),
    ("percent", r"\d{1,3}(?:\.\d+)?\s*[%％]"),
)


def _kind_of_samples(cells: tuple[StyledCell, ...]) -> str:
    values = [cell.value for cell in cells if not cell.is_blank and not cell.has_formula]
    if not values:
        return ""
    texts = [plain(value) for value in values if isinstance(value, str)]
    if texts and len(texts) == len(values):
        return next((kind for kind, pattern in _SAMPLES if all(re.fullmatch(pattern, text) for text in texts)), "")
    numbers = [value for value in values if isinstance(value, float)]
    if len(numbers) == len(values):
        return "integer" if all(value == int(value) for value in numbers) else "money"
    return ""


def _kind_of_room(hints: Hints, named: str) -> str:
    is_large = hints.lines >= _LONG_LABEL and hints.width >= _LONG_WIDTH
    is_named = named == "long-text" and (hints.width >= 2 * _LONG_WIDTH or hints.lines >= _LONG_LABEL)
    return "long-text" if is_large or is_named else ""


def _sample(cells: tuple[StyledCell, ...]) -> str:
    cell = next((cell for cell in cells if not cell.is_blank), None)
    return "" if cell is None or cell.value is None else str(cell.value)


def limits_of(rule: EntryRule | None) -> tuple[tuple[str, float], ...]:
    """Return what a validation says of limits as keywords of JSON Schema."""
    if rule is None or rule.kind not in ("whole", "decimal", "textLength"):
        return ()
    least, most = ("minLength", "maxLength") if rule.kind == "textLength" else ("minimum", "maximum")
    first, second = _number(rule.first), _number(rule.second)
    by_operator = {
        "between": ((least, first), (most, second)),
        "equal": ((least, first), (most, first)),
        "greaterThanOrEqual": ((least, first),),
        "lessThanOrEqual": ((most, first),),
        "greaterThan": (("exclusiveMinimum", first),) if least == "minimum" else ((least, None if first is None else first + 1),),
        "lessThan": (("exclusiveMaximum", first),) if most == "maximum" else ((most, None if first is None else first - 1),),
    }
    return tuple((name, value) for name, value in by_operator.get(rule.operator, ()) if value is not None)


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
