"""Doing a thing once: the key, its fingerprint, and the answer that is kept with the effect."""

from __future__ import annotations

from typing import cast

from cleanbee.domain.kernel import NotAllowed, NotFound, Refusal, Refused, Value, VersionMoved

ASKED_ANEW = (NotAllowed, NotFound, VersionMoved)


class Once(Value, frozen=True, kw_only=True):
    """One intended change: who asks, under which key, and a sha256 of what exactly is asked."""

    principal: str
    key: str
    fingerprint: str


def is_kept(answer: Value) -> bool:
    """Whether a repeated request is given this answer again.

    Who may, what is there and which version counts were never decisions: they are looked at anew each time.
    """
    return not (isinstance(answer, Refused) and isinstance(cast("Refused[Refusal]", answer).why, ASKED_ANEW))
