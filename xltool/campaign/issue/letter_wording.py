"""The wording of letters: the usual one, or that of the campaign, in text files below `letters/` that the office may edit."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from xltool.base.errors import DefinitionError
from xltool.base.messages import Lang, Text
from xltool.base.suggestions import did_you_mean
from xltool.base.system_errors import reason_of
from xltool.campaign.issue.letter_kinds import LETTER_KINDS, PLACEHOLDERS, LetterKind
from xltool.rules.loading import SourceFile, read_yaml

#: The folder of a campaign's own letters.
LETTERS = "letters"
_LANGS: tuple[Lang, ...] = ("zh", "en")
_PLACEHOLDER = re.compile(r"\{([^{}\n]*)\}")
_SUBJECT = re.compile(r"[ \t]*(?:主题|Subject)[ \t]*[:：][ \t]*(?P<subject>\S.*?)[ \t]*", re.IGNORECASE)
_SUBJECT_LABEL = Text(zh="主题：", en="Subject: ")
_GAP = re.compile(r"\n{3,}")
_LARGEST = 100_000  # bytes of a letter
_ABOUT = Text(
    zh="{doc}。可以修改；删去本文件则用通常的文字。以 # 开头的行不会发出，可用：",
    en="This letter {doc}. You may edit it; without this file the usual words are used. Lines that begin with # are not sent. Filled in:",
)
_FAULTY = Text(zh="letters 中有 {count} 处错误", en="{count} error(s) in letters/")
_FAULTY_SETTINGS = Text(zh="campaign.yaml 有 {count} 处错误", en="{count} error(s) in campaign.yaml")
_UNKNOWN = Text(zh="没有占位符 {name}{offer}", en="there is no placeholder {name}{offer}")
_NO_SUBJECT = Text(zh="第一行应为“主题：…”", en="the first line must be 'Subject: …'")
_NO_TEXT = Text(zh="主题下面没有正文", en="there is no text below the subject")
_UNREADABLE = Text(zh="不是文本文件，请用记事本另存为 UTF-8", en="not a text file; save it as UTF-8 text")
_TOO_LARGE = Text(zh="太大，不是一封信", en="too large for a letter")


@dataclass(frozen=True, kw_only=True)
class LetterWording:
    """The words of one kind of letter, with their placeholders."""

    subject: str
    text: str


def usual_files() -> Mapping[str, bytes]:
    """Return the usual letters as files below `letters/`, in both languages; the byte-order mark tells Notepad that they are UTF-8."""
    return {
        f"{kind.name}.{lang}.txt": _as_file(kind, lang).replace("\n", "\r\n").encode("utf-8-sig")
        for kind in LETTER_KINDS.values()
        for lang in _LANGS
    }


def _as_file(kind: LetterKind, lang: Lang) -> str:
    about = [_ABOUT.say(lang, doc=kind.doc), *(f"  {{{name}}}  {doc.as_is(lang)}" for name, doc in PLACEHOLDERS.items())]
    remarks = "".join(f"# {line}\n" for line in about)
    return f"{remarks}{_SUBJECT_LABEL.as_is(lang)}{kind.subject.as_is(lang)}\n\n{kind.text.as_is(lang)}"


def wordings_of(campaign: Path, lang: Lang) -> Mapping[LetterKind, LetterWording]:
    """Return the wording of each kind of letter by it: the campaign's own, where it has one, else the usual.

    Raises DefinitionError with file, line and caret of everything that is wrong with the campaign's own.
    """
    sources = {kind: _source(campaign / LETTERS / f"{kind.name}.{lang}.txt") for kind in LETTER_KINDS.values()}
    wordings = {kind: _own(source) if source else _usual(kind, lang) for kind, source in sources.items()}
    problems = [problem for source in sources.values() if source for problem in source.problems]
    if problems:
        raise DefinitionError(problems, _FAULTY)
    return wordings


def refuse_unknown_placeholders(settings: Path) -> None:
    """Raise DefinitionError, with line and caret, for placeholders of `mail.subject` and `mail.text` that there are not."""
    source = read_yaml(settings)
    mail = source.data.get("mail") if isinstance(source.data, dict) else None
    for key in ("subject", "text"):
        for name, _ in unknown_placeholders((mail or {}).get(key) or ""):
            source.report(unknown_placeholder(name), f"/mail/{key}")
    if source.problems:
        raise DefinitionError(source.problems, _FAULTY_SETTINGS)


def _usual(kind: LetterKind, lang: Lang) -> LetterWording:
    return LetterWording(subject=kind.subject.as_is(lang), text=kind.text.as_is(lang))


def _source(path: Path) -> SourceFile | None:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        source, reason = SourceFile(path), reason_of(error)
        source.report_file(Text(zh=f"无法打开（{reason.zh}）", en=f"cannot be opened ({reason.en})"))
        return source
    source = SourceFile(path)
    if len(content) > _LARGEST:
        source.report_file(_TOO_LARGE)
        return source
    text = _decoded(content)
    if text is None:
        source.report_file(_UNREADABLE)
        return source
    return SourceFile(path, text.replace("\r\n", "\n").replace("\r", "\n"))


def _decoded(content: bytes) -> str | None:
    """A text as the editors of offices save it."""
    is_wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if is_wide else ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if "\0" in text else text
    return None


def _own(source: SourceFile) -> LetterWording:
    """The wording that a file holds; what is wrong with it is noted."""
    if source.problems:
        return LetterWording(subject="", text="")
    lines = [(start, line) for start, line in _lines(source.text) if not line.startswith("#")]
    while lines and not lines[0][1].strip():
        del lines[0]
    match = _SUBJECT.fullmatch(lines[0][1]) if lines else None
    if match is None:
        start, line = lines[0] if lines else (0, "")
        source.report_span(_NO_SUBJECT, (start, start + max(1, len(line))))
        return LetterWording(subject="", text="")
    text = "\n".join(line for _, line in lines[1:]).strip("\n")
    if not text.strip():
        source.report_span(_NO_TEXT, (lines[0][0], lines[0][0] + len(lines[0][1])))
    for start, line in lines:
        for name, span in unknown_placeholders(line):
            source.report_span(unknown_placeholder(name), (start + span[0], start + span[1]))
    return LetterWording(subject=match["subject"], text=f"{text}\n")


def _lines(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for line in text.split("\n"):
        yield start, line
        start += len(line) + 1


def unknown_placeholders(text: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield each placeholder of a text that there is not, and where it stands."""
    for match in _PLACEHOLDER.finditer(text):
        if match[1] not in PLACEHOLDERS:
            yield match[0], match.span()


def unknown_placeholder(name: str) -> Text:
    """Return what is wrong with one, and which was probably meant."""
    return _UNKNOWN.filled(name=name, offer=did_you_mean(name.strip("{} "), PLACEHOLDERS))


def filled(text: str, words: Mapping[str, str]) -> str:
    """Return a text with its placeholders filled in.

    A line that has some, and nothing for any of them, is left out, and with it the line before that introduces it ("Attached:").
    """
    lines: list[str] = []
    for line in text.split("\n"):
        names = _PLACEHOLDER.findall(line)
        if not names or any(words.get(name) for name in names):
            lines.append(_PLACEHOLDER.sub(lambda match: words.get(match[1], ""), line))
        elif lines and lines[-1].rstrip().endswith((":", "：")):
            del lines[-1]
    return _GAP.sub("\n\n", "\n".join(lines))
