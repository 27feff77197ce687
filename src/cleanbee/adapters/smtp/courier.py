"""Hands mail to an SMTP server. At least once: a lost reply sends the same ``Message-ID`` again."""

from __future__ import annotations

from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from typing import Any
from urllib.parse import unquote, urlsplit

import aiosmtplib

from cleanbee.domain.kernel import Value
from cleanbee.domain.messaging.notice import Notice
from cleanbee.ports.outbound.messaging import CourierDown

TIMEOUT_S = 6.0
PLAIN_PORT, TLS_PORT = 25, 465


class SmtpServer(Value, frozen=True, kw_only=True):
    """Where the mail server is; ``tls`` from the first byte, ``start_tls`` (absent: when offered) after hello."""

    host: str
    port: int
    user: str | None
    password: str | None
    tls: bool

    def __repr__(self) -> str:
        return f"SmtpServer({self.host}:{self.port})"


def server_at(url: str) -> SmtpServer:
    """Read ``smtp[s]://user:password@host:port``.

    :raises ValueError: it does not read like one.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise ValueError("a mail server is smtp://host:port or smtps://host:port")
    tls = parts.scheme == "smtps"
    return SmtpServer(
        host=parts.hostname,
        port=parts.port or (TLS_PORT if tls else PLAIN_PORT),
        user=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
        tls=tls,
    )


class SmtpCourier:
    """Carries notices whose channel is mail; the text's first line is the subject."""

    def __init__(self, url: str, sender: str) -> None:
        self._server = server_at(url)
        self._sender = sender
        self._domain = parseaddr(sender)[1].partition("@")[2]
        if not self._domain:
            raise ValueError("the sender is an address, like CleanBee <hello@cleanbee.example>")

    async def deliver(self, notice: Notice, text: str) -> None:
        """Hand over one rendered mail.

        :raises CourierDown: not taken.
        """
        try:
            await aiosmtplib.send(self._message(notice, text), **self._way())
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as fault:
            raise CourierDown(f"the mail server did not take it: {type(fault).__name__}") from fault

    def _message(self, notice: Notice, text: str) -> EmailMessage:
        assert notice.to.channel == "mail", "mail goes by mail"
        subject, _, body = text.partition("\n")
        message = EmailMessage()
        message["From"] = self._sender
        message["To"] = notice.to.address
        message["Subject"] = " ".join(subject.split())
        message["Date"] = format_datetime(notice.made_at)
        message["Message-ID"] = f"<{notice.id}@{self._domain}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(body.lstrip("\n") or subject)
        return message

    def _way(self) -> dict[str, Any]:
        one = self._server
        return {
            "hostname": one.host,
            "port": one.port,
            "username": one.user,
            "password": one.password,
            "use_tls": one.tls,
            "timeout": TIMEOUT_S,
        }
