"""What becomes of an offer: accepted, declined, run out, or taken back. A no and silence cost the same: nothing."""

from __future__ import annotations

from datetime import datetime

from cleanbee.domain.booking.step import unexplained
from cleanbee.domain.kernel import CleanerId, Granted, NoTimer, ReasonMissing, Refused, Timer, evolve
from cleanbee.domain.matching.asking import EXPIRE
from cleanbee.domain.matching.eligible import BLOCKED
from cleanbee.domain.matching.offer import (
    Accepted,
    Declined,
    Expired,
    NoLongerEligible,
    NotYours,
    Offer,
    OfferAccepted,
    OfferDeclined,
    OfferExpired,
    OfferGone,
    OfferLapsed,
    OfferTaken,
    OfferWithdrawn,
    Open,
    TakenByAnother,
    Withdrawn,
)

TAKEN = "taken"
CALENDAR_FULL = "calendar_full"

AnswerNo = NotYours | OfferGone | TakenByAnother | OfferLapsed


def accept(
    offer: Offer, cleaner: CleanerId, rules_broken: tuple[str, ...], now: datetime
) -> Granted[Offer] | Refused[AnswerNo | NoLongerEligible]:
    """The cleaner says yes, strictly before the offer ends; ``rules_broken`` is what the hard rules say by now."""
    no = _answerable(offer, cleaner, now)
    if no is not None:
        return no
    if rules_broken:
        return no_longer(rules_broken[0])
    event = OfferAccepted(offer=offer.id, booking=offer.booking, cleaner=offer.cleaner)
    return Granted(value=evolve(offer, phase=Accepted(at=now)), events=(event,), timers=(_forget(offer),))


def no_longer(rule: str) -> Refused[OfferGone | NoLongerEligible]:
    """Why a yes comes too late; that one of the two blocks the other is nobody's to read: then the offer is gone."""
    return Refused(why=OfferGone() if rule == BLOCKED else NoLongerEligible(reason=rule))


def decline(offer: Offer, cleaner: CleanerId, now: datetime) -> Granted[Offer] | Refused[AnswerNo]:
    """The cleaner says no."""
    no = _answerable(offer, cleaner, now)
    if no is not None:
        return no
    event = OfferDeclined(offer=offer.id, booking=offer.booking, cleaner=offer.cleaner)
    return Granted(value=evolve(offer, phase=Declined(at=now)), events=(event,), timers=(_forget(offer),))


def expire(offer: Offer, now: datetime) -> Granted[Offer] | Refused[OfferGone]:
    """No answer in time; an offer that still runs, or was answered, stays as it is."""
    if not isinstance(offer.phase, Open) or now < offer.phase.until:
        return Refused(why=OfferGone())
    event = OfferExpired(offer=offer.id, booking=offer.booking, cleaner=offer.cleaner)
    return Granted(value=evolve(offer, phase=Expired(at=now)), events=(event,), timers=(_forget(offer),))


def take_back(offer: Offer, reason: str, now: datetime) -> Granted[Offer] | Refused[OfferGone | ReasonMissing]:
    """The office takes an offer back, and says why."""
    if unexplained("ops", reason):
        return Refused(why=ReasonMissing())
    return withdraw(offer, "ops", now, reason.strip())


def withdraw(offer: Offer, why: str, now: datetime, reason: str = "") -> Granted[Offer] | Refused[OfferGone]:
    """The clean is no longer to be given away."""
    if not isinstance(offer.phase, Open):
        return Refused(why=OfferGone())
    event = OfferWithdrawn(offer=offer.id, booking=offer.booking, cleaner=offer.cleaner, reason=reason)
    return Granted(value=evolve(offer, phase=Withdrawn(at=now, why=why)), events=(event,), timers=(_forget(offer),))


def take_away(offer: Offer, now: datetime) -> Granted[Offer] | Refused[OfferGone]:
    """Several were asked, and somebody else was the first to say yes."""
    if not isinstance(offer.phase, Open):
        return Refused(why=OfferGone())
    event = OfferTaken(offer=offer.id, booking=offer.booking, cleaner=offer.cleaner)
    return Granted(value=evolve(offer, phase=Withdrawn(at=now, why=TAKEN)), events=(event,), timers=(_forget(offer),))


def close(offer: Offer, now: datetime) -> Granted[Offer]:
    """A yes from somebody whose calendar has filled since several were asked: told by the answer, closed for them."""
    assert offer.broadcast and isinstance(offer.phase, Open), "whoever alone is asked has their time kept"
    return Granted(value=evolve(offer, phase=Withdrawn(at=now, why=CALENDAR_FULL)), timers=(_forget(offer),))


def give_back(offer: Offer, why: str, now: datetime) -> Granted[Offer] | Refused[OfferGone]:
    """A yes that no longer stands, since its cleaner does not come after all: somebody else may say yes now."""
    if not isinstance(offer.phase, Accepted):
        return Refused(why=OfferGone())
    return Granted(value=evolve(offer, phase=Withdrawn(at=now, why=why)))


def _answerable(offer: Offer, cleaner: CleanerId, now: datetime) -> Refused[AnswerNo] | None:
    if offer.cleaner != cleaner:
        return Refused(why=NotYours())
    if isinstance(offer.phase, Withdrawn) and offer.phase.why == TAKEN:
        return Refused(why=TakenByAnother())
    if not isinstance(offer.phase, Open):
        return Refused(why=OfferGone())
    if now >= offer.phase.until:
        return Refused(why=OfferLapsed())
    return None


def _forget(offer: Offer) -> Timer | NoTimer:
    return NoTimer(kind=EXPIRE, subject=offer.id)
