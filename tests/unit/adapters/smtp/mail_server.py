"""A mail server that speaks plain SMTP (RFC 5321) on loopback, and keeps what it accepts."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass
class MailServer:
    """``refuses`` are recipients it does not know; ``hangs_up`` makes it leave after the letter, unanswered."""

    port: int = 0
    refuses: frozenset[str] = frozenset()
    hangs_up: bool = False
    letters: list[EmailMessage] = field(default_factory=list[EmailMessage])
    envelopes: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])

    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One caller, from greeting to goodbye."""
        sender = recipient = ""

        def say(line: str) -> None:
            writer.write(f"{line}\r\n".encode())

        say("220 mail.example ready")
        while raw := await reader.readline():
            verb, _, rest = raw.decode().strip().partition(" ")
            match verb.upper():
                case "EHLO" | "HELO":
                    say("250 mail.example")
                case "MAIL":
                    sender = rest.partition("<")[2].partition(">")[0]
                    say("250 ok")
                case "RCPT":
                    recipient = rest.partition("<")[2].partition(">")[0]
                    say("550 no such user" if recipient in self.refuses else "250 ok")
                case "DATA":
                    say("354 go on")
                    self._accept(await reader.readuntil(b"\r\n.\r\n"), sender, recipient)
                    if self.hangs_up:
                        break
                    say("250 accepted")
                case "QUIT":
                    say("221 bye")
                    break
                case _:
                    say("250 ok")
        writer.close()

    def _accept(self, raw: bytes, sender: str, recipient: str) -> None:
        plain = raw[: -len(b".\r\n")].replace(b"\r\n..", b"\r\n.")
        letter = message_from_bytes(plain, policy=policy.default)
        assert isinstance(letter, EmailMessage)
        self.letters.append(letter)
        self.envelopes.append((sender, recipient))


@asynccontextmanager
async def mail_server(refuses: frozenset[str] = frozenset(), *, hangs_up: bool = False) -> AsyncGenerator[MailServer]:
    """A server on a free port of loopback, gone afterwards."""
    one = MailServer(refuses=refuses, hangs_up=hangs_up)
    server = await asyncio.start_server(one.converse, "127.0.0.1", 0)
    one.port = server.sockets[0].getsockname()[1]
    async with server:
        yield one
