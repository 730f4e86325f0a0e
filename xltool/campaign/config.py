"""`campaign.yaml`: what a campaign is set to."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

from xltool.base.errors import DefinitionError, UsageError
from xltool.base.messages import Lang, Text
from xltool.base.moments import EXAMPLES, parse_time
from xltool.rules.loading import SourceFile, load_meta_schema, read_yaml, report_shape, shape_errors

CONFIG_FILE = "campaign.yaml"
_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_FAULTY = Text(zh="campaign.yaml 有 {count} 处错误", en="{count} error(s) in campaign.yaml")
_ONE_LINE = Text(
    zh="应为一行看得见的文字，不能空白或含换行、制表符；不需要时删去此项",
    en="must be one line of visible text, not blank and without line breaks or tabs; leave the key out where there is nothing to say",
)

Security = Literal["tls", "starttls", "none"]
#: Ports that go with each way of securing a connection (RFC 8314, RFC 6409, RFC 5321).
PORTS: dict[Security, int] = {"tls": 465, "starttls": 587, "none": 25}


@dataclass(frozen=True, kw_only=True)
class Smtp:
    """The server that sends mails."""

    host: str
    port: int
    security: Security
    user: str | None = None
    password_env: str | None = None  # environment variable that holds the password; the file holds none
    ca_file: str | None = None
    per_minute: float | None = None  # mails that the server takes; None: as fast as it takes them
    retry_seconds: float = 30.0  # how long to wait when the server puts mails off


@dataclass(frozen=True, kw_only=True)
class Mail:
    """How letters are mailed. `smtp` None: drafts only."""

    sender: str  # "" for none: a draft has that of the mail program
    reply_to: str | None = None
    signature: str | None = None  # below each letter; the sender's name if not given
    lang: Lang | None = None  # of the letters; that of the command if not given
    subject: str | None = None  # of the letter that brings the workbooks, as `text`: they go before `letters/`
    text: str | None = None
    near_days: int = 3  # so many days before the deadline it is near
    max_mb: float = 20.0  # most that one mail may take, in millions of bytes; what is larger goes in several
    smtp: Smtp | None = None


@dataclass(frozen=True, kw_only=True)
class Config:
    """A campaign's settings."""

    id: str
    title: str
    template: str
    year: int | None = None
    area: str = ""  # whose it is: campaigns of one area are rounds of each other where several are merged
    deadline: datetime | None = None  # with time zone
    issuer: str = ""  # the office that sends the form out and takes it in
    contact: str = ""  # whom to ask
    delivery: str = ""  # how the form is to be sent back
    steps: tuple[str, ...] = ()  # instead of the usual ones
    roster: str = "roster.csv"
    require_signature: bool = False
    ledger_url: str | None = None
    wait_seconds: float = 30.0
    store_url: str | None = None  # by which other machines reach the store
    mail: Mail | None = None


def load_config(folder: Path) -> Config:
    """Read a campaign's settings.

    Raises UsageError when the folder holds no campaign, DefinitionError with line and caret of everything that is wrong.
    """
    path = folder / CONFIG_FILE
    if not path.is_file():
        zh = f"{folder} 不是收集任务文件夹（没有 {CONFIG_FILE}）；请先运行 xltool init"
        en = f"{folder} is not a campaign folder (no {CONFIG_FILE} found). Create one with: xltool init"
        raise UsageError(Text(zh=zh, en=en))
    source = read_yaml(path)
    if not source.problems:
        _spell_dates(source)
        report_shape(source, shape_errors(source.data, load_meta_schema("campaign.schema.json")))
    if not source.problems:
        _refuse_broken_lines(source)
    deadline = _deadline(source) if not source.problems else None
    urls = {name: _url(source, name) for name in ("ledger", "store")} if not source.problems else {}
    if source.problems:
        raise DefinitionError(source.problems, _FAULTY)
    return _config(source.data, deadline, urls)


def refuse_settings(**options: str | int | None) -> None:
    """Raise UsageError for an option that is not valid as the setting of its name."""
    given = {name: value for name, value in options.items() if value is not None}
    meta = {"type": "object", "properties": load_meta_schema("campaign.schema.json")["properties"]}
    for error in shape_errors(given, meta):
        option = f"--{error.steps[0]}"
        raise UsageError(Text(zh=f"{option}：{error.message.zh}", en=f"{option}: {error.message.en}"))


def _spell_dates(source: SourceFile) -> None:
    """YAML takes an unquoted date for one; the settings hold it as it was typed."""
    if isinstance(source.data, dict):
        for key, value in source.data.items():
            if isinstance(value, date):
                source.data[key] = value.isoformat()
            elif key == "deadline" and isinstance(value, str):
                source.data[key] = unicodedata.normalize("NFKC", value)  # full-width digits


def _refuse_broken_lines(source: SourceFile) -> None:
    """Report what the notice of the campaign cannot say: it takes texts of one line each."""
    texts = {f"/{key}": source.data[key] for key in ("issuer", "contact", "delivery") if key in source.data}
    texts |= {f"/steps/{index}": step for index, step in enumerate(source.data.get("steps", ()))}
    for pointer, text in texts.items():
        if not text.strip() or not all(character.isprintable() for character in text):
            source.report(_ONE_LINE, pointer)


def _config(data: dict[str, Any], deadline: datetime | None, urls: Mapping[str, str | None]) -> Config:
    ledger, mail = data.get("ledger") or {}, data.get("mail")
    return Config(
        id=data["id"],
        title=data["title"],
        template=data["template"],
        year=data.get("year"),
        area=data.get("area", ""),
        deadline=deadline,
        issuer=data.get("issuer", ""),
        contact=data.get("contact", ""),
        delivery=data.get("delivery", ""),
        steps=tuple(data.get("steps", ())),
        roster=data.get("roster", "roster.csv"),
        require_signature=data.get("require_signature", False),
        ledger_url=urls["ledger"],
        wait_seconds=float(ledger.get("wait_seconds", 30)),
        store_url=urls["store"],
        mail=_mail(mail) if mail else None,
    )


def _mail(data: dict[str, Any]) -> Mail:
    smtp = data.get("smtp")
    names = ("reply_to", "signature", "lang", "subject", "text", "near_days", "max_mb")
    given = {name: data[name] for name in names if name in data}
    return Mail(sender=data["from"], smtp=_smtp(smtp) if smtp else None, **given)


def _smtp(data: dict[str, Any]) -> Smtp:
    security: Security = data.get("security", "starttls")
    return Smtp(
        host=data["host"],
        port=data.get("port", PORTS[security]),
        security=security,
        user=data.get("user"),
        password_env=data.get("password_env"),
        ca_file=data.get("ca_file"),
        per_minute=data.get("per_minute"),
        retry_seconds=float(data.get("retry_seconds", 30)),
    )


def _deadline(source: SourceFile) -> datetime | None:
    text = source.data.get("deadline")
    if text is None:
        return None
    try:
        return parse_time(text)
    except ValueError:
        source.report(Text(zh=f"日期“{text}”无效，应如 {EXAMPLES.zh}", en=f"invalid date {text!r}; use {EXAMPLES.en}"), "/deadline")
    return None


def _url(source: SourceFile, part: str) -> str | None:
    """The URL of the ledger or the store, with the environment variables that it names filled in."""
    url: str | None = (source.data.get(part) or {}).get("url")
    if url is None:
        return None
    for name in _VARIABLE.findall(url):
        if name not in os.environ:
            message = Text(zh=f"没有环境变量 {name}", en=f"there is no environment variable {name}")
            source.report(message, f"/{part}/url")
    return _VARIABLE.sub(lambda match: os.environ.get(match[1], ""), url)
