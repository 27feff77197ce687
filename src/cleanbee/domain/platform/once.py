"""Doing a thing once: the key, its fingerprint, and the answer that is kept with the effect."""

from __future__ import annotations

from cleanbee.domain.kernel import Value


class Once(Value, frozen=True, kw_only=True):
    """One intended change: who asks, under which key, and a sha256 of what exactly is asked."""

    principal: str
    key: str
    fingerprint: str
