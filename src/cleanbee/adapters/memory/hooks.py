"""Signed messages of the sandbox's bank: the raw bytes and the second are what is signed."""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta
from hashlib import sha256

import msgspec

from cleanbee.domain.payment.news import Message
from cleanbee.ports.outbound.payment import HookRefused

OLDEST = timedelta(seconds=300)


class MemoryHooks:
    """Reads what was signed under one of its secrets: two are live while they are changed."""

    header = "cleanbee-bank-signature"

    def __init__(self, *secrets: str) -> None:
        assert secrets and all(secrets), "a secret is needed: without one everybody could write"
        self._secrets = secrets

    def sign(self, message: Message, now: datetime) -> tuple[bytes, str]:
        """The message as it is sent, and its signature."""
        raw = msgspec.json.encode(message)
        return raw, f"t={int(now.timestamp())},v1={_digest(self._secrets[0], int(now.timestamp()), raw)}"

    def read(self, raw: bytes, signature: str, now: datetime) -> Message | None:
        """The message, once its bytes, its second and its age are found right.

        :raises HookRefused: forged, altered, or older than 300 s.
        """
        second, _, given = signature.removeprefix("t=").partition(",v1=")
        if not (second.isascii() and second.isdigit() and len(second) < 12):
            raise HookRefused("the signature names no second")
        if not any(
            hmac.compare_digest(given.encode(), _digest(one, int(second), raw).encode()) for one in self._secrets
        ):
            raise HookRefused("the signature is not that of these bytes")
        if abs(now.timestamp() - int(second)) > OLDEST.total_seconds():
            raise HookRefused("signed too long ago")
        try:
            return msgspec.json.decode(raw, type=Message)
        except msgspec.MsgspecError as wrong:
            raise HookRefused("not a message of the bank's") from wrong


def _digest(secret: str, second: int, raw: bytes) -> str:
    return hmac.new(secret.encode(), f"{second}.".encode() + raw, sha256).hexdigest()
