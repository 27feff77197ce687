"""Idempotency-Key: the same request, told twice, is done once and answered byte for byte alike."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256

import msgspec

from cleanbee.adapters.http.problems import Code, No
from cleanbee.domain.kernel import Value
from cleanbee.domain.people.actor import Actor, Anonymous, principal
from cleanbee.domain.people.policy import ROWS, role_of
from cleanbee.domain.platform.once import Once
from cleanbee.ports.outbound.store import Seen, Store

SHORTEST, LONGEST = 16, 255
NEVER_KEPT = frozenset({202, 401, 403, 404, 408, 412, 429})
"""Not answers to be given for ever: 202 says that one is still to come, a retry finds out which."""
HINT = "Send an Idempotency-Key (16 to 255 characters): then a retry cannot do this twice."

MALFORMED = f"The Idempotency-Key is no key: it has {SHORTEST} to {LONGEST} printable ASCII characters."

_ALLOWED = frozenset((row.role, row.action) for row in ROWS)


class Rendered(msgspec.Struct, frozen=True, kw_only=True):
    """An answer as it went out; ``by`` marks the run that rendered what was sealed."""

    status: int
    headers: dict[str, str]
    body: bytes
    by: str = ""


def marked(before: Rendered) -> Rendered:
    """The first answer, told once more and saying so."""
    return Rendered(
        status=before.status, headers={**before.headers, "idempotent-replayed": "true"}, body=before.body, by=before.by
    )


def once_of(headers: Mapping[str, str], who: str, what: tuple[str, str, bytes], *, live: bool) -> Once | None:
    """The key of a request (method, path with parameters, raw body); None without one, where that is allowed.

    :raises No: it is missing in live, or is no key.
    """
    key = headers.get("idempotency-key", "")
    if not key and not live:
        return None
    if not SHORTEST <= len(key) <= LONGEST or not key.isascii() or not key.isprintable():
        raise No(Code.idempotency_key_missing, {"detail": MALFORMED} if key else {})
    method, target, body = what
    digest = sha256(b"\n".join((method.encode(), target.encode(), body))).hexdigest()
    return Once(principal=who, key=key, fingerprint=digest)


def asker(actor: Actor, address: str) -> str:
    """Whose keys they are: guests have theirs by address, so that nobody meets another's."""
    return f"anonymous:{address}" if isinstance(actor, Anonymous) else principal(actor)


def could_ever(actor: Actor, action: str) -> bool:
    """Whether the policy table has any row that lets such an actor do this; without one nothing is replayed."""
    return (role_of(actor), action) in _ALLOWED


async def replayed(store: Store, once: Once) -> Rendered | None:
    """The answer as it went out the first time."""
    raw = await store.sealed(once)
    return None if raw is None else msgspec.msgpack.decode(raw, type=Rendered)


async def keep_answer(store: Store, once: Once, answer: Value) -> None:
    """An answer that was known before any unit began is kept like one decided in it."""
    try:
        async with store.begin(once) as work:
            work.answer(answer)
    except Seen:
        return


async def seal(store: Store, once: Once, rendered: Rendered, by: str) -> Rendered | None:
    """Keep the bytes under the mark of this run; whoever rendered first is sent, as a repetition to all others.

    None: no unit kept an answer, so there is nothing to seal yet.
    """
    own = msgspec.structs.replace(rendered, by=by)
    kept = await store.seal(once, msgspec.msgpack.encode(own))
    if kept is None:
        return None
    first = msgspec.msgpack.decode(kept, type=Rendered)
    return first if first.by == by else marked(first)
