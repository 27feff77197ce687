"""A promised clean passed to another cleaner before anybody was told: who had it, who has it, and why it could."""

from __future__ import annotations

from cleanbee.domain.booking.booking import Booking, Confirmed
from cleanbee.domain.kernel import BookingId, CleanerId, Money, Tagged, Window, with_
from cleanbee.domain.matching.counterfactual import Change
from cleanbee.domain.matching.standing import Standing


class Passed(Tagged, frozen=True, kw_only=True):
    """One link of a chain: the same window at the same price by another cleaner, whom every hard rule lets.

    ``instead`` is the clean that took its place with whoever had it; None: that cleaner took the time off
    or could not come, or the office carried out a plan.
    ``pay_per_h`` is what the clean comes to for whoever has it now, with the ways, ``floor`` what they ask for, both in
    minor units. Who it is to be read by may leave out whoever had it, or has it.
    """

    was: CleanerId | None
    to: CleanerId | None
    window: Window
    total: Money
    pay: Money
    instead: BookingId | None
    pay_per_h: int
    floor: int


def passed(old: Booking, new: Booking, instead: BookingId | None, pay_per_h: int, floor: int) -> Passed:
    """What is kept of a rebinding; it changes nothing but who comes."""
    assert isinstance(old.phase, Confirmed) and isinstance(new.phase, Confirmed), "what passes is promised"
    assert (old.window, old.price, old.phase.told_at) == (new.window, new.price, new.phase.told_at), "kept as promised"
    return Passed(
        was=old.phase.cleaner,
        to=new.phase.cleaner,
        window=new.window,
        total=new.price.total,
        pay=new.price.cleaner,
        instead=instead,
        pay_per_h=pay_per_h,
        floor=floor,
    )


def stood(one: Passed) -> tuple[Standing, ...]:
    """How the two stood: what would have left the clean where it was, for whoever had it; for whoever has it, what
    would have kept it from them."""
    had = Standing(cleaner=one.was, outcome="passed_on", candidates=2, terms={}, changes=_LEAVING) if one.was else None
    dear = Change(input="pay_floor_per_h", unit="minor_unit", had=one.floor, needed=one.pay_per_h + 1)
    kept = (_OPTED_OUT, dear)
    has = Standing(cleaner=one.to, outcome="took_on", candidates=2, terms={}, changes=kept) if one.to else None
    return tuple(each for each in (had, has) if each is not None)


def passed_seen_by(one: Passed, cleaner: CleanerId) -> Passed:
    """The part that is this cleaner's to read: nothing of a colleague, and nothing of another clean or its customer."""
    mine = cleaner == one.to
    return with_(
        one,
        was=one.was if one.was == cleaner else None,
        to=one.to if mine else None,
        instead=None,
        pay_per_h=one.pay_per_h if mine else 0,
        floor=one.floor if mine else 0,
    )


def passed_seen_by_customer(one: Passed) -> Passed:
    """What a customer reads: that somebody else comes, at the same time and price; names come when they are told."""
    return with_(one, was=None, to=None, instead=None, pay_per_h=0, floor=0)


_OPTED_OUT = Change(input="instant", unit="fact", had=1, needed=0)
_LEAVING = (_OPTED_OUT, Change(input="told", unit="fact", had=0, needed=1))
