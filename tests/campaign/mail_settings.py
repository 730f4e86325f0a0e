"""Settings of a campaign that mails, and what is read in its mails."""

from __future__ import annotations

import email.policy
from collections.abc import Sequence
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

from tests.campaign.post_office import USER, Certificates
from xltool.campaign.config import Security


def set_mail(folder: Path, *lines: str) -> None:
    """Append lines below `mail:` to the settings."""
    path = folder / "campaign.yaml"
    settings = path.read_text(encoding="utf-8").partition("\nmail:")[0]
    path.write_text("\n".join([settings, "mail:", '  from: "Budget office <budget@example.invalid>"', *lines, ""]), encoding="utf-8")


def set_server(
    folder: Path,
    port: int,
    security: Security,
    certificates: Certificates,
    *,
    host: str = "localhost",
    trusted: bool = True,
    more: Sequence[str] = (),
) -> None:
    login = [] if security == "none" else [f"    user: {USER}", "    password_env: SMTP_PASSWORD"]
    login.append("    retry_seconds: 0")
    trust = [f"    ca_file: {certificates.authority}"] if trusted else []
    set_mail(folder, *more, "  smtp:", f"    host: {host}", f"    port: {port}", f"    security: {security}", *login, *trust)


def parse(path: Path) -> EmailMessage:
    message = BytesParser(policy=email.policy.default).parsebytes(path.read_bytes())
    assert isinstance(message, EmailMessage)
    return message


def attached(message: EmailMessage) -> dict[str, bytes]:
    return {part.get_filename() or "": part.get_content() for part in message.iter_attachments()}


def text_of(message: EmailMessage) -> str:
    body = message.get_body()
    assert body is not None
    text: str = body.get_content()
    return text.replace("\r\n", "\n")
