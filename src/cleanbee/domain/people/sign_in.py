"""Signing in: one-time codes, and the rotating tokens of a session. Only hashes are kept."""

from __future__ import annotations

from datetime import datetime

from cleanbee.domain.kernel import Aggregate, Refusal, SessionId, SignInId
from cleanbee.domain.people.actor import Actor


class SignIn(Aggregate, frozen=True, kw_only=True):
    """An attempt to sign in by a code; ``actor`` is absent for a name nobody has, which looks the same outside."""

    id: SignInId
    address: str
    actor: Actor | None
    code_hash: str
    until: datetime
    tries_left: int = 5
    used: bool = False


class Session(Aggregate, frozen=True, kw_only=True):
    """One device's sign-in: the live pair of tokens, the refresh token before it, and when all ends (hashes only)."""

    id: SessionId
    actor: Actor
    access_hash: str
    access_until: datetime
    refresh_hash: str
    refresh_until: datetime
    previous_refresh_hash: str | None = None
    rotated_at: datetime
    refresh_used: bool = False
    ends_at: datetime
    revoked_at: datetime | None = None


class CodeWrong(Refusal, frozen=True, kw_only=True):
    """The code is wrong, used, too old, or was tried too often."""


class TokenUnknown(Refusal, frozen=True, kw_only=True):
    """The token is unknown, expired or revoked."""


class TokenReused(Refusal, frozen=True, kw_only=True):
    """A refresh token came back after its successor was used: the whole sign-in is revoked."""


class PasswordWrong(Refusal, frozen=True, kw_only=True):
    """The e-mail address or the password is wrong."""
