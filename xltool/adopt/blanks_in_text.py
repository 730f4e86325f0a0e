"""Find blanks within a text: `__年__月`, `班级：____`, brackets with room, a colon with nothing behind it, □ choices, placeholders."""

from __future__ import annotations

import re
from dataclasses import dataclass

from xltool.adopt.wording import label_of

#: A blank as it is written: underscores, dots, spaces between marks, brackets around room, a placeholder.
_GAP = re.compile(
    r"(?P<line>[_＿]{2,}|(?:\.{4,}|…{2,}))"
    r"|(?P<holder>\{\{[^{}]{1,60}\}\}|\$\{[^{}]{1,60}\}|<<[^<>]{1,60}>>|«[^«»]{1,60}»)"
    r"|(?P<bracket>[(（\[【〔][ \u3000\t]{2,}[)）\]】〕])"
    r"|(?P<unit>[ \u3000\t]{2,}(?=[年月日号號元円人名%％天次个時时分点届级班期页歳岁]))"
    r"|(?P<colon>(?<=[:：])[ \u3000\t]{4,}(?=\S))"
    r"|(?P<end>(?<=[:：])[ \u3000\t]*$)",
)
_DATE = re.compile(
    r"(?:(?:令和|平成|昭和|西暦|R|H|S|20|19)?[ \u3000_＿\d]*)年[ \u3000_＿]+月(?:[ \u3000_＿]+日)?|[_ \u3000]{2,}[/-][_ \u3000]{2,}[/-][_ \u3000]{2,}"
)
_CHOICE = re.compile(r"[□☐◻▢■☑☒✓○◯〇](?=[ \u3000]?[^\s□☐◻▢■☑☒✓○◯〇])\s*([^□☐◻▢■☑☒✓○◯〇\n;；,，、/]{1,40})")
_PARENTHESES = re.compile(r"[(（][ \u3000]{1,6}[)）]\s*([^()（）\n]{1,20})")
_HOLDER = re.compile(r"^\s*(?:\{\{|\$\{|<<|«)")
_WORDS = re.compile(r"[\s,，;；。、|｜]+")
#: A word whose letters are spread: `表　　号：`.
_SPREAD = re.compile(r"^[ \u3000]*[\u3400-\u9fff](?:[ \u3000]+[\u3400-\u9fff]){1,3}(?=[ \u3000]*[:：])")
_LONGEST = 600  # characters of a text that is looked at
_CHOICES_AT_LEAST = 2


@dataclass(frozen=True, kw_only=True)
class TextBlank:
    """A blank within a text."""

    label: str  # "" where the text before it says nothing
    unit: str = ""  # that follows it
    kind: str = ""  # where its shape says it
    options: tuple[str, ...] = ()
    is_weak: bool = False  # nothing but a colon: a cell beside may be meant instead
    ends: bool = False  # it is the last thing in the text


def blanks_in(text: str) -> list[TextBlank]:
    """Return the blanks of a text in their order."""
    text = _SPREAD.sub(lambda match: re.sub(r"[ \u3000]+", "", match[0]), text[:_LONGEST])
    choices = choices_in(text)
    if choices:
        first = re.search(r"[□☐◻▢■☑☒✓○◯〇]|[(（][ \u3000]", text)
        return [TextBlank(label=_label(text[: first.start()] if first else ""), kind="checkboxes", options=choices)]
    found: list[TextBlank] = []
    at = 0
    dates = [match for match in _DATE.finditer(text) if not re.search(r"\d\s*年\s*\d", match[0])]
    for match in sorted([*dates, *_GAP.finditer(text)], key=lambda match: (match.start(), -match.end())):
        if match.start() < at:
            continue
        is_date = match.re is _DATE
        before, after = text[at : match.start()], text[match.end() :]
        holder = None if is_date else match["holder"]
        unit = re.match(r"\s*([年月日号元円人名%％天次个岁歳级班期页]|[百千万億亿]+[元円])", after)
        is_end = not is_date and match.lastgroup == "end"
        found.append(
            TextBlank(
                label=_label(before) or (label_of(re.sub(r"[{}$<>«»]", "", holder)) if holder else ""),
                unit=unit[1] if unit and not is_date else "",
                kind=("date" if "日" in match[0] or "/" in match[0] or "-" in match[0] else "month") if is_date else "",
                is_weak=is_end,
                ends=not after.strip(),
            )
        )
        at = match.end()
    return found


def choices_in(text: str) -> tuple[str, ...]:
    """Return the choices of a text with a box before each; none where there are fewer than two."""
    marked = [label_of(match[1]) for match in _CHOICE.finditer(text)]
    if re.search(r"[□☐◻▢■☑☒]", text) and len(marked) >= 1:
        return tuple(marked)
    if len(marked) >= _CHOICES_AT_LEAST and re.search(r"[○◯]", text):
        return tuple(marked)
    listed = [label_of(match[1]) for match in _PARENTHESES.finditer(text)]
    return (
        tuple(listed)
        if len(listed) >= _CHOICES_AT_LEAST
        and not _GAP.search(re.sub(r"[(（][ \u3000]+[)）]", "", text))
        and re.match(r"\s*[(（][ \u3000]", text)
        else ()
    )


def _label(before: str) -> str:
    """Return what a blank is called: the words just before it."""
    line = before.strip().rpartition("\n")[2]
    had_colon = re.search(r"[:：]\s*$", line)
    line = label_of(line)
    if had_colon:
        words = re.split(r"[ \u3000]{2,}|[;；。|｜]", line)
        return words[-1].strip()
    words = [word for word in _WORDS.split(line) if word]
    return words[-1][-20:] if words and not re.fullmatch(r"[年月日]", words[-1]) else ""
