"""A real mail server in a thread of this process, with certificates of its own authority."""

from __future__ import annotations

import email.policy
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any, Literal

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

USER, PASSWORD = "budget", "correct horse battery staple"


@dataclass(frozen=True)
class Certificates:
    """A certificate for `localhost`, its key, and the authority that signed it."""

    authority: Path
    certificate: Path
    key: Path


def make_certificates(folder: Path) -> Certificates:
    """Made with openssl; nothing but the authority's file makes a client trust them."""

    def openssl(*arguments: str) -> None:
        subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)

    (folder / "names").write_text("subjectAltName=DNS:localhost\nbasicConstraints=CA:FALSE\n")
    openssl(
        "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=Test authority", "-keyout", "ca.key", "-out", "ca.pem"
    )
    openssl("req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-keyout", "own.key", "-out", "own.csr")
    openssl(
        "x509",
        "-req",
        "-in",
        "own.csr",
        "-CA",
        "ca.pem",
        "-CAkey",
        "ca.key",
        "-CAcreateserial",
        "-days",
        "2",
        "-extfile",
        "names",
        "-out",
        "own.pem",
    )
    return Certificates(folder / "ca.pem", folder / "own.pem", folder / "own.key")


@dataclass
class Handler:
    """What the server does with mails: it keeps them, unless it must refuse."""

    mails: list[tuple[list[str], EmailMessage]] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)  # recipients
    closes_after: int | None = None  # so many mails it takes before it closes connections
    put_off: dict[str, int] = field(default_factory=dict)  # recipients that it takes only after so many attempts
    n_busy: int = 0  # so many mails it puts off before it takes any
    raw: list[bytes] = field(default_factory=list)  # the mails as they came over the line

    async def handle_RCPT(self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]) -> str:  # noqa: N802 - aiosmtpd's name
        if address in self.refused:
            return "550 no such user here"
        if self.put_off.get(address, 0):
            self.put_off[address] -= 1
            return "450 greylisted, try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - the same
        if self.closes_after is not None and len(self.mails) >= self.closes_after:
            return "421 closing"
        if self.n_busy:
            self.n_busy -= 1
            return "451 too many mails, try again later"
        assert isinstance(envelope.content, bytes)
        message = BytesParser(policy=email.policy.default).parsebytes(envelope.content)
        assert isinstance(message, EmailMessage)
        self.raw.append(envelope.content)
        self.mails.append((list(envelope.rcpt_tos), message))
        return "250 taken"


@dataclass(frozen=True)
class PostOffice:
    """A running server."""

    port: int
    handler: Handler

    @property
    def mails(self) -> list[tuple[list[str], EmailMessage]]:
        """Recipients and content of every mail that came."""
        return self.handler.mails


@contextmanager
def post_office(security: Literal["tls", "starttls", "none"], certificates: Certificates, *, largest: int = 2**25) -> Iterator[PostOffice]:
    """A server that asks for user and password wherever the connection is protected; it takes mails of so many bytes."""
    options: dict[str, Any] = {}
    if security != "none":
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificates.certificate, certificates.key)
        options = {"authenticator": _authenticate, "auth_required": True}
        if security == "tls":  # aiosmtpd knows only of the protection that STARTTLS gives
            options |= {"ssl_context": context, "auth_require_tls": False}
        else:
            options |= {"tls_context": context, "require_starttls": True}
    handler = Handler()
    controller = Controller(handler, hostname="localhost", port=free_port(), data_size_limit=largest, **options)
    controller.start()
    try:
        yield PostOffice(controller.port, handler)
    finally:
        controller.stop()


def _authenticate(_server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: Any) -> AuthResult:
    is_known = isinstance(data, LoginPassword) and (data.login, data.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=is_known, handled=False)


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
