"""A notice on its way: when it may go out, how often it is tried, and when it is given up."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from cleanbee.domain.kernel import Event, Granted, NoticeId, NotInPhase, Refused, evolve, snake
from cleanbee.domain.messaging.notice import Dead, Notice, Queued, Sent

MOST_TRIES = 8
LEAST_WAIT = timedelta(minutes=1)
FIRST_WAIT = timedelta(minutes=5)
MOST_WAIT = timedelta(hours=8)
SECRET_WORDS = frozenset({"code"})


class NoticeGivenUp(Event, frozen=True, kw_only=True):
    """Somebody could not be told something in eight tries; a human is to look."""

    notice: NoticeId
    subject: UUID
    template: str


def wait_before(tries: int, jitter: float) -> timedelta:
    """How long until the next try after so many: full jitter in [0, 1) under a doubling limit, plus a minute."""
    limit = min(FIRST_WAIT * 2 ** (tries - 1), MOST_WAIT)
    return LEAST_WAIT + limit * jitter


def begin_try(notice: Notice, now: datetime, jitter: float) -> Granted[Notice] | Refused[NotInPhase]:
    """Count a try before it begins, and date the next one: whoever dies in between is followed by another try.

    After eight tries the notice is dead instead.
    """
    if not isinstance(notice.phase, Queued) or now < notice.phase.not_before:
        return _not_now(notice)
    if notice.phase.tries >= MOST_TRIES:
        return give_up(notice, "never confirmed")
    tries = notice.phase.tries + 1
    queued = Queued(not_before=now + wait_before(tries, jitter), tries=tries)
    return Granted(value=evolve(notice, phase=queued))


def handed_over(notice: Notice, now: datetime) -> Granted[Notice] | Refused[NotInPhase]:
    """The carrier has it; secrets are forgotten."""
    if not isinstance(notice.phase, Queued):
        return _not_now(notice)
    words = {gap: "" if gap in SECRET_WORDS else word for gap, word in notice.words.items()}
    return Granted(value=evolve(notice, phase=Sent(at=now), words=words))


def turned_away(notice: Notice, error: str) -> Granted[Notice] | Refused[NotInPhase]:
    """The carrier did not take it: the next try is dated already; after the eighth it is given up."""
    if not isinstance(notice.phase, Queued):
        return _not_now(notice)
    return give_up(notice, error) if notice.phase.tries >= MOST_TRIES else Granted(value=notice)


def give_up(notice: Notice, error: str) -> Granted[Notice]:
    """Nobody carries it any more, and a human is told."""
    dead = evolve(notice, phase=Dead(last_error=error[:200]))
    event = NoticeGivenUp(notice=notice.id, subject=notice.subject, template=notice.template)
    return Granted(value=dead, events=(event,))


def _not_now(notice: Notice) -> Refused[NotInPhase]:
    return Refused(why=NotInPhase(phase=snake(type(notice.phase).__name__)))
