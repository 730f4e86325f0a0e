"""The post: a mail server, and in plain words what goes wrong with it."""

from __future__ import annotations

import os
import smtplib
import socket
import ssl
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.message import EmailMessage

from xltool.base.display import visible
from xltool.base.errors import UsageError, XltoolError
from xltool.base.messages import Text
from xltool.base.system_errors import reason_of
from xltool.campaign.config import Smtp

_TIMEOUT = 60.0  # seconds that the server may take for one answer
_TOO_LARGE = 552  # RFC 5321, 4.2.3
_UNKNOWN_HOST = Text(zh="找不到该主机", en="unknown host")
_TIMED_OUT = Text(zh="连接超时", en="the connection timed out")
_HUNG_UP = Text(zh="服务器关闭了连接", en="the server closed the connection")


class MailError(XltoolError):
    """The server cannot be used now; what it accepted before is recorded as sent."""


class RefusedError(XltoolError):
    """The server does not take one mail; the next may do."""


class PutOffError(XltoolError):
    """The server takes one mail later, as it says; it may have closed the connection."""


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """What became of one mail: who gets it, who never will and who may later, with the server's answers."""

    accepted: tuple[str, ...]
    refused: Mapping[str, str]
    put_off: Mapping[str, str]


def password_of(smtp: Smtp) -> str | None:
    """Return the password that the environment holds. Raises UsageError when it is wanted and not there, or would go unprotected."""
    if smtp.user is None:
        return None
    if smtp.security == "none":
        zh = "mail.smtp.security 为 none 时密码会明文传输，请改为 tls 或 starttls，或去掉 user"
        en = "with mail.smtp.security: none the password would travel readable by all; choose tls or starttls, or leave out user"
        raise UsageError(Text(zh=zh, en=en))
    name = smtp.password_env
    password = os.environ.get(name or "")
    if not name or not password:
        named = name or "mail.smtp.password_env"
        zh = f"邮件服务器用户 {smtp.user} 没有密码：请设置环境变量 {named}"
        en = f"No password for the mail server's user {smtp.user}. Set the environment variable {named}"
        raise UsageError(Text(zh=zh, en=en))
    return password


@contextmanager
def post(smtp: Smtp) -> Iterator[Post]:
    """A connection to the server, protected and logged in as the settings say. Raises UsageError and MailError."""
    password = password_of(smtp)
    server = _connect(smtp)
    try:
        if smtp.user is not None and password is not None:
            _log_in(server, smtp, smtp.user, password)
        yield Post(server, smtp)
    finally:
        with suppress(smtplib.SMTPException, OSError):
            server.quit()
        server.close()


class Post:
    """An open connection."""

    def __init__(self, server: smtplib.SMTP, smtp: Smtp) -> None:
        self.server = server
        self.smtp = smtp

    @property
    def is_open(self) -> bool:
        """Whether the server has not closed the connection."""
        return self.server.sock is not None

    @property
    def largest(self) -> int | None:
        """The bytes of the largest mail that the server takes, as it says (RFC 1870); None when it does not."""
        said = self.server.esmtp_features.get("size", "")
        return int(said) if said.isascii() and said.isdigit() and int(said) else None

    def send(self, message: EmailMessage, recipients: Sequence[str]) -> Delivery:
        """Send a mail; return who gets it.

        Raises RefusedError when the server never takes it, PutOffError when it does later, MailError when it does not go on.
        """
        try:
            answers = self.server.send_message(message, to_addrs=list(recipients))
        except smtplib.SMTPRecipientsRefused as error:
            return _delivery(recipients, error.recipients)
        except smtplib.SMTPSenderRefused as error:
            if _is_for_later(error.smtp_code):
                raise PutOffError(_put_off(error)) from error
            raise (RefusedError(_refused_mail(error)) if error.smtp_code == _TOO_LARGE else MailError(_refused_sender(error))) from error
        except smtplib.SMTPDataError as error:
            raise (PutOffError(_put_off(error)) if _is_for_later(error.smtp_code) else RefusedError(_refused_mail(error))) from error
        except (smtplib.SMTPException, OSError) as error:
            raise MailError(_broken_off(self.smtp, error)) from error
        return _delivery(recipients, answers)


def _delivery(recipients: Sequence[str], answers: Mapping[str, tuple[int, bytes]]) -> Delivery:
    later = {address for address, (code, _) in answers.items() if _is_for_later(code)}
    said = _answers(answers)
    return Delivery(
        accepted=tuple(address for address in recipients if address not in answers),
        refused={address: answer for address, answer in said.items() if address not in later},
        put_off={address: answer for address, answer in said.items() if address in later},
    )


def _is_for_later(code: int) -> bool:
    """Whether a reply is a transient one (RFC 5321, 4.2.1): a server that is busy, limits mails in a minute or lists senders grey."""
    return 400 <= code < 500  # noqa: PLR2004 - 4yz


def _connect(smtp: Smtp) -> smtplib.SMTP:
    """An open and protected connection; the server's certificate and name are verified."""
    context = _context(smtp)
    server: smtplib.SMTP | None = None
    try:
        if smtp.security == "tls":
            server = smtplib.SMTP_SSL(smtp.host, smtp.port, timeout=_TIMEOUT, context=context)
        else:
            server = smtplib.SMTP(smtp.host, smtp.port, timeout=_TIMEOUT)
        if smtp.security == "starttls":
            server.starttls(context=context)
        server.ehlo_or_helo_if_needed()
        return server
    except (smtplib.SMTPException, OSError) as error:
        if server is not None:
            server.close()
        raise MailError(_no_connection(smtp, error)) from error


def _context(smtp: Smtp) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=smtp.ca_file)
    except OSError as error:
        zh = f"证书文件 {smtp.ca_file} 无法使用，请检查 mail.smtp.ca_file"
        en = f"the certificates {smtp.ca_file} cannot be used; look at mail.smtp.ca_file"
        raise UsageError(Text(zh=zh, en=en)) from error


def _log_in(server: smtplib.SMTP, smtp: Smtp, user: str, password: str) -> None:
    """What the server answers is not passed on: it may hold what was sent."""
    code = 0
    try:
        server.login(user, password)
    except smtplib.SMTPAuthenticationError as error:
        code = error.smtp_code
    except (smtplib.SMTPException, OSError) as error:
        raise MailError(_broken_off(smtp, error)) from error
    except UnicodeError:  # its text would show the password
        code = -1
    if code:
        zh = f"{_where(smtp)}：用户名或密码错误（{smtp.user}，密码取自环境变量 {smtp.password_env}），请更正后重新运行"
        en = f"{_where(smtp)}: wrong user or password ({smtp.user}, password from the environment variable {smtp.password_env})"
        raise MailError(Text(zh=zh, en=f"{en}; correct it and run the command again"))


def refused_recipients(answers: Mapping[str, str]) -> Text:
    """Name addresses with the server's answer to each."""
    named = "; ".join(f"{address}: {answer}" for address, answer in answers.items())
    return Text(zh=f"收件人被拒绝（{named}），请核对名录中的邮箱", en=f"recipient refused ({named}); look at the address on the roster")


def put_off_recipients(answers: Mapping[str, str]) -> Text:
    """Name addresses with the server's answer to each; "" stands for all."""
    named = "; ".join(f"{address}: {answer}" if address else answer for address, answer in answers.items())
    zh, en = f"邮件服务器要求稍后再发（{named}）", f"the mail server puts it off ({named})"
    return Text(zh=f"{zh}，请过一会儿重新运行，已发出的不会再发", en=f"{en}; run the command again later, what was sent is not sent again")


# --- what went wrong --------------------------------------------------------------------------------------------------


def _no_connection(smtp: Smtp, error: Exception) -> Text:
    where, reason = _where(smtp), _reason(error)
    if isinstance(error, ssl.SSLCertVerificationError):
        zh = f"{where}：服务器证书不可信（{reason.zh}）。请核对 mail.smtp.host；单位自建的证书请在 mail.smtp.ca_file 中给出"
        en = f"{where}: its certificate is not trusted ({reason.en}). Look at mail.smtp.host; name an authority of your own in mail.smtp.ca_file"
    elif isinstance(error, ssl.SSLError | smtplib.SMTPNotSupportedError):
        zh = f"{where}：无法加密连接（{reason.zh}）。请核对 mail.smtp.security 与 port（tls 465、starttls 587）"
        en = f"{where}: the connection cannot be protected ({reason.en}). Look at mail.smtp.security and port (tls 465, starttls 587)"
    else:
        zh = f"{where}：连接不上邮件服务器（{reason.zh}）。请检查网络与 mail.smtp 的 host、port、security，然后重新运行"
        en = f"{where}: the mail server cannot be reached ({reason.en}). Look at the network and at host, port and security of mail.smtp"
        en = f"{en}, and run the command again"
    return Text(zh=zh, en=en)


def _broken_off(smtp: Smtp, error: Exception) -> Text:
    where, reason = _where(smtp), _reason(error)
    zh = f"{where}：连接中断（{reason.zh}）。请重新运行，已发出的不会再发"
    return Text(zh=zh, en=f"{where}: the connection broke off ({reason.en}). Run the command again; what was sent is not sent again")


def _refused_sender(error: smtplib.SMTPSenderRefused) -> Text:
    answer, sender = _answer(error.smtp_code, error.smtp_error), visible(str(error.sender))
    zh = f"邮件服务器不接受发件人 {sender}（{answer}），请核对 mail.from"
    return Text(zh=zh, en=f"the mail server refuses the sender {sender} ({answer}); look at mail.from")


def _refused_mail(error: smtplib.SMTPResponseException) -> Text:
    answer = _answer(error.smtp_code, error.smtp_error)
    return Text(zh=f"邮件被拒绝（{answer}）", en=f"mail refused ({answer})")


def _put_off(error: smtplib.SMTPResponseException) -> Text:
    return put_off_recipients({"": _answer(error.smtp_code, error.smtp_error)})


def _where(smtp: Smtp) -> str:
    return f"{smtp.host}:{smtp.port}"


def _reason(error: Exception) -> Text:
    if isinstance(error, ssl.SSLCertVerificationError):
        return _as_said(error.verify_message)
    if isinstance(error, socket.gaierror):
        return _UNKNOWN_HOST
    if isinstance(error, smtplib.SMTPResponseException):
        return _as_said(_answer(error.smtp_code, error.smtp_error))
    if isinstance(error, TimeoutError):  # smtplib's own has no number
        return _TIMED_OUT
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return _HUNG_UP
    if type(error) is not ssl.SSLError and isinstance(error, OSError) and error.errno is not None:
        return reason_of(error)
    return _as_said(getattr(error, "strerror", None) or str(error) or type(error).__name__)


def _as_said(text: str) -> Text:
    """Return what somebody else says, in whichever language."""
    line = visible(" ".join(text.split()))[:200]
    return Text(zh=line, en=line)


def _answers(refused: Mapping[str, tuple[int, bytes]]) -> dict[str, str]:
    return {address: _answer(*reply) for address, reply in refused.items()}


def _answer(code: int, reply: bytes | str) -> str:
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    return f"{code} {visible(' '.join(text.split()))[:200]}"
