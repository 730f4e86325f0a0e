"""Write what a campaign tells those who fill in a form: below the title, and in the instructions."""

from __future__ import annotations

from collections.abc import Iterator

from xlsxwriter.worksheet import Worksheet

from xltool.base.display import visible
from xltool.base.messages import Lang, Text
from xltool.form.layout import Label
from xltool.form.look import DrawnLook
from xltool.form.notice import NOTICE_HEAD, Notice
from xltool.workbook.drawn_looks import look_changes
from xltool.workbook.sheets.row_height import label_height
from xltool.workbook.styles import BODY_FONT, Styles

_SIZE = 10  # points, of the notice below a title
_INK = "#404040"
_NUMBERS = "①②③④⑤⑥⑦⑧⑨"
#: By whether a deadline and whether an office is named.
_REQUESTS = {
    (True, True): Text(zh="请在{deadline}前报送{issuer}", en="Please return this form to {issuer} by {deadline}"),
    (True, False): Text(zh="请在{deadline}前报送", en="Please return this form by {deadline}"),
    (False, True): Text(zh="请填写后报送{issuer}", en="Please fill in this form and return it to {issuer}"),
    (False, False): Text(zh="请填写后报送", en="Please fill in this form and return it"),
}
_CONTACT = Text(zh="（联系：{contact}）", en=" (contact: {contact})")
_DELIVERY = Text(zh="；报送方式：{delivery}", en=". How: {delivery}")
_BETWEEN = Text(zh="；", en=";  ")
_STOP = Text(zh="。", en=".")
_STEPS = (
    Text(zh="填写黄色单元格", en="Fill in the yellow cells"),
    Text(zh="按“填报检查”改到没有错误，逐条核实提醒", en="Correct until the sheet “Checks” shows no errors, and verify the warnings"),
    Text(zh="保存，把本文件原样报回", en="Save, and send this same file back"),
)
#: Of the checks that are made on receipt.
_ON_RECEIPT = Text(
    zh="报回后另核对 {count} 项（见“填报说明”），核对有误的退回修改。",
    en="{count} more are checked on receipt (see the sheet “Instructions”); a form with errors comes back to be corrected.",
)
_FACTS = (
    ("campaign", Text(zh="收集任务：{text}", en="Campaign: {text}")),
    ("issuer", Text(zh="下发单位：{text}", en="Issued by: {text}")),
    ("contact", Text(zh="联系方式：{text}", en="Contact: {text}")),
    ("deadline", Text(zh="截止时间：{text}", en="Deadline: {text}")),
    ("delivery", Text(zh="报送方式：{text}", en="How to return: {text}")),
)


def steps(notice: Notice, lang: Lang) -> list[str]:
    """Return what is to be done, step by step: what the campaign says, else the usual."""
    return [visible(step) for step in notice.steps] or [step.say(lang) for step in _STEPS]


def numbered(texts: list[str]) -> list[str]:
    """Return texts with a number before each."""
    return [f"{_NUMBERS[number]} {text}" for number, text in enumerate(texts)]


def facts(notice: Notice, lang: Lang) -> Iterator[str]:
    """Yield a line for each thing that a campaign tells."""
    for key, line in _FACTS:
        if text := getattr(notice, key):
            yield line.say(lang, text=visible(text))


def write_below_title(sheet: Worksheet, label: Label, drawn: DrawnLook, width: float, text: str, styles: Styles) -> float:
    """Write the notice into the cell of a title, below it, and return the height that it needs, in points."""
    look = styles("title", **look_changes(drawn))
    below = styles("title", font_size=_SIZE, font_color=_INK, font_name=BODY_FONT)
    sheet.write_rich_string(label.area.top - 1, label.area.left - 1, look, label.text, below, f"\n{text}", look)
    return label_height(text, width, _SIZE)


def notice_text(notice: Notice, n_later: int, lang: Lang) -> str:
    """Return what stands below the title: the request, the steps, and that more is checked on receipt."""
    lines = [f"{NOTICE_HEAD.say(lang)}{request(notice, lang)}", _in_one_line(steps(notice, lang), lang)]
    return "\n".join([*lines, *([_ON_RECEIPT.say(lang, count=n_later)] if n_later else [])])


def request(notice: Notice, lang: Lang) -> str:
    """Say in one sentence until when, to whom and how a form is to be returned."""
    message = _REQUESTS[bool(notice.deadline), bool(notice.issuer)]
    asked = message.say(lang, deadline=visible(notice.deadline), issuer=visible(notice.issuer))
    contact = _CONTACT.say(lang, contact=visible(notice.contact)) if notice.contact else ""
    delivery = _DELIVERY.say(lang, delivery=visible(notice.delivery)) if notice.delivery else ""
    text = f"{asked}{contact}{delivery}"
    return text if text.endswith(("。", ".", "！", "!")) else f"{text}{_STOP.say(lang)}"


def _in_one_line(texts: list[str], lang: Lang) -> str:
    numbered = [f"{_NUMBERS[number]} {text.rstrip('。；.;')}" for number, text in enumerate(texts)]
    return _BETWEEN.as_is(lang).join(numbered) + _STOP.say(lang)
