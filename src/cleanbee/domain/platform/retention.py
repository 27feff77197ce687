"""What is kept for how long, as a table: what has ended is forgotten so long after its end, and nothing before it."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

from cleanbee.domain.kernel import Value

Lapsing = Literal["idempotency_keys", "sign_ins", "sessions", "feed", "touches", "inbox"]
Time = Literal["real", "business"]


class Rule(Value, frozen=True, kw_only=True):
    """One kind of thing, how long it is kept after its end, and by which time that is judged."""

    what: Lapsing
    after_end: timedelta
    by: Time


RETENTION: tuple[Rule, ...] = (
    Rule(what="idempotency_keys", after_end=timedelta(0), by="real"),  # each says itself until when: seven days
    Rule(what="sign_ins", after_end=timedelta(days=1), by="real"),
    Rule(what="sessions", after_end=timedelta(days=30), by="real"),  # so that a late reuse is still known as one
    Rule(what="touches", after_end=timedelta(hours=1), by="real"),  # whoever followed none of them begins anew
    Rule(what="feed", after_end=timedelta(days=30), by="business"),  # older readers begin with a fresh snapshot
    Rule(what="inbox", after_end=timedelta(days=30), by="business"),  # acted on; a gateway repeats itself for days
)
