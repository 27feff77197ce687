"""What only we can have written: slot tokens and cursors, sealed with HMAC-SHA256 under keys of their own."""

from __future__ import annotations

import base64
import binascii
import hmac
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import TypeVar

import msgspec

from cleanbee.domain.availability.slot import Slot

V = TypeVar("V")
MAC_BYTES = 16
KINDS = ("b1", "c1")


@dataclass(frozen=True)
class Seals:
    """Seals and opens; the house's secret never leaves it, each purpose has a key of its own."""

    secret: str

    def slot(self, slot: Slot) -> str:
        """The token that a customer spends for this slot."""
        return self._seal("b1", slot)

    def open_slot(self, token: str) -> Slot | None:
        """The slot a token stands for; None for one that is not ours, or was tampered with."""
        return self._open("b1", token, Slot)

    def cursor(self, place: str) -> str:
        """The token that continues a list after this place."""
        return self._seal("c1", place)

    def open_cursor(self, token: str) -> str | None:
        """The place to continue after; None for a token that is not ours."""
        return self._open("c1", token, str)

    def _seal(self, kind: str, value: object) -> str:
        payload = msgspec.msgpack.encode(value)
        return f"{kind}.{_text(payload)}.{_text(self._mac(kind, payload))}"

    def _open(self, kind: str, token: str, shape: type[V]) -> V | None:
        parts = token.split(".")
        if len(parts) != 3 or parts[0] != kind:
            return None
        payload, mac = _bytes(parts[1]), _bytes(parts[2])
        if payload is None or mac is None or not hmac.compare_digest(mac, self._mac(kind, payload)):
            return None
        try:
            return msgspec.msgpack.decode(payload, type=shape)
        except msgspec.MsgspecError:
            return None

    def _mac(self, kind: str, payload: bytes) -> bytes:
        return hmac.digest(self._keys[kind], payload, sha256)[:MAC_BYTES]

    @cached_property
    def _keys(self) -> dict[str, bytes]:
        return {kind: hmac.digest(self.secret.encode(), f"cleanbee {kind}".encode(), sha256) for kind in KINDS}


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _bytes(text: str) -> bytes | None:
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    return raw if _text(raw) == text else None
