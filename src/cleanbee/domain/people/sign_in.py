"""Signing in by a one-time code: six digits, ten minutes, once, five tries. Only a hash of the code is kept."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest

from cleanbee.domain.kernel import (
    Aggregate,
    CustomerId,
    Granted,
    Refusal,
    Refused,
    SessionId,
    SignInId,
    Value,
    evolve,
    with_,
)
from cleanbee.domain.people.actor import Actor, AsCustomer
from cleanbee.domain.people.contact import is_mail
from cleanbee.domain.people.me import LONGEST_NAME, NameMissing, in_one_line
from cleanbee.domain.people.person import Customer, Locale

CODE_LIFE = timedelta(minutes=10)
MOST_TRIES = 5
SIGNING_IN = "sign_in"


class Newcomer(Value, frozen=True, kw_only=True):
    """Somebody nobody knows yet, who wants to be a customer: as what, once they typed the code."""

    id: CustomerId
    name: str
    locale: Locale


class SignIn(Aggregate, frozen=True, kw_only=True):
    """An attempt to sign in by a code; ``actor`` is absent for a name nobody has, which looks the same outside.

    A code that was sent for another ``purpose`` says once more who somebody signed in is, and signs nobody in. With a
    ``newcomer`` the address belonged to nobody, and whoever types the code becomes its customer.
    """

    id: SignInId
    address: str
    actor: Actor | None
    code_hash: str
    until: datetime
    tries_left: int = MOST_TRIES
    used: bool = False
    purpose: str = SIGNING_IN
    newcomer: Newcomer | None = None


class Session(Aggregate, frozen=True, kw_only=True):
    """One device's sign-in: the live pair of tokens, the refresh token before it, and when all ends (hashes only).

    ``refresh_used`` says that the live pair is known to have reached its owner.
    """

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


class AddressMalformed(Refusal, frozen=True, kw_only=True):
    """Neither a phone number with its country code nor an e-mail address."""


class TokenUnknown(Refusal, frozen=True, kw_only=True):
    """The token is unknown, expired or revoked."""


class TokenReused(Refusal, frozen=True, kw_only=True):
    """A refresh token came back after its successor was used: the whole sign-in is revoked."""


class PasswordWrong(Refusal, frozen=True, kw_only=True):
    """The e-mail address or the password is wrong."""


def code_hash(id: SignInId, code: str) -> str:
    """What is kept of a code."""
    return sha256(f"{id}:{code}".encode()).hexdigest()


def send_code(id: SignInId, address: str, actor: Actor | None, code: str, now: datetime) -> SignIn:
    """A new attempt for this address; nobody's address gets one too, and nobody can finish it."""
    return SignIn(id=id, address=address, actor=actor, code_hash=code_hash(id, code), until=now + CODE_LIFE)


def newcomer(id: CustomerId, name: str, locale: Locale) -> Granted[Newcomer] | Refused[NameMissing]:
    """Who somebody would be if nobody has their address; a name is judged before anybody looks whether that is so."""
    told = in_one_line(name)
    if not 1 <= len(told) <= LONGEST_NAME:
        return Refused(why=NameMissing())
    return Granted(value=Newcomer(id=id, name=told, locale=locale))


def invite(sign_in: SignIn, who: Newcomer) -> SignIn:
    """The same attempt, open to somebody who wants to be a customer."""
    return with_(sign_in, actor=AsCustomer(id=who.id), newcomer=who)


def welcome(who: Newcomer, address: str, now: datetime) -> Customer:
    """The customer that somebody is from now on, known by the address that they proved."""
    by_mail = is_mail(address)
    return Customer(
        id=who.id,
        name=who.name,
        phone=None if by_mail else address,
        email=address if by_mail else None,
        locale=who.locale,
        since=now,
    )


def prove(sign_in: SignIn, purpose: str) -> SignIn:
    """The same code for one purpose alone."""
    return with_(sign_in, purpose=purpose)


class Wrong(Value, frozen=True, kw_only=True):
    """The attempt after a wrong code: one try fewer."""

    sign_in: SignIn


class Right(Value, frozen=True, kw_only=True):
    """The attempt after the right code: used up, and who it was."""

    sign_in: SignIn
    actor: Actor


def try_code(
    sign_in: SignIn, code: str, now: datetime, purpose: str = SIGNING_IN
) -> Granted[Right] | Granted[Wrong] | Refused[CodeWrong]:
    """Try a code. A dead attempt (used, over, out of tries, sent for something else) is refused unread; a live one
    counts the try.
    """
    if sign_in.purpose != purpose or sign_in.used or sign_in.tries_left <= 0 or now >= sign_in.until:
        return Refused(why=CodeWrong())
    fits = compare_digest(sign_in.code_hash, code_hash(sign_in.id, code))
    if not fits or sign_in.actor is None:
        return Granted(value=Wrong(sign_in=evolve(sign_in, tries_left=sign_in.tries_left - 1)))
    return Granted(value=Right(sign_in=evolve(sign_in, used=True), actor=sign_in.actor))
