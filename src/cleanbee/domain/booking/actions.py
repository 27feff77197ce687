"""What can be done to a booking now, by whom, until when and at what cost: computed, so that no client guesses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from cleanbee.domain.booking.booking import Booking, Confirmed
from cleanbee.domain.booking.cancel import Fee, rate_now, terms_of
from cleanbee.domain.booking.change import may_be_moved
from cleanbee.domain.booking.extra import EXTRA_OFFERED, may_approve, may_ask
from cleanbee.domain.booking.give import may_undo
from cleanbee.domain.booking.missed import missed_by
from cleanbee.domain.booking.moves import MOVES, phase_name
from cleanbee.domain.booking.override import may_override
from cleanbee.domain.booking.reviews import review_until
from cleanbee.domain.booking.rooms import may_tick
from cleanbee.domain.booking.step import cleaner_of
from cleanbee.domain.booking.talk import chat_of
from cleanbee.domain.booking.terms import cut_offs
from cleanbee.domain.booking.tips import tip_until, tips_offered
from cleanbee.domain.booking.visit import arrivals_offered, latest_eta, may_report_lockout, way_opens
from cleanbee.domain.kernel import INSTANT, Granted, Money, Value
from cleanbee.domain.people.actor import Actor, AsOps
from cleanbee.domain.people.policy import Facts, allowed_here
from cleanbee.domain.platform.policy import Policy

LEAVES: dict[str, frozenset[str]] = {
    "cancel": frozenset(
        {"awaiting_card", "requested", "offered", "awaiting_choice", "confirmed", "en_route", "at_door"}
    ),
    "move": frozenset({"confirmed"}),
    "choose": frozenset({"awaiting_choice"}),
    "pay": frozenset(MOVES) - {"new"},  # whether anything is to be paid, the payment knows alone
    "tip": frozenset({"completed", "settled"}),
    "rebook": frozenset({"confirmed", "completed", "settled", "cancelled", "expired"}),
    "set_off": frozenset({"confirmed"}),
    "give_eta": frozenset({"en_route"}),
    "check_in": frozenset({"confirmed", "en_route"}),
    "note_door": frozenset({"at_door"}),
    "start": frozenset({"at_door"}),
    "report_lockout": frozenset({"at_door"}),
    "tick_room": frozenset({"in_progress"}),
    "finish": frozenset({"in_progress"}),
    "ask_extra_time": frozenset({"at_door", "in_progress"}),
    "approve_extra_time": frozenset({"in_progress"}),
    "withdraw": frozenset({"confirmed"}),
    "assign": frozenset({"requested", "awaiting_choice", "confirmed"}),
    "undo": frozenset({"confirmed"}),
    "override": frozenset({"confirmed", "en_route", "at_door"}),
    "waive": frozenset(
        {"awaiting_card", "requested", "offered", "awaiting_choice", "confirmed", "en_route", "at_door"}
    ),
    "message": frozenset(
        {"confirmed", "en_route", "at_door", "in_progress", "locked_out", "completed", "settled", "cancelled"}
    ),
    "review": frozenset({"completed", "settled"}),  # whether somebody has written already, the reviews know alone
    "block_customer": frozenset(
        {"confirmed", "en_route", "at_door", "in_progress", "locked_out", "completed", "settled"}
    ),
}


PAID = frozenset({"set_off", "check_in", "start", "ask_extra_time", "approve_extra_time"})
"""Done only once the money is secured."""
NOBODY_YET = frozenset({"awaiting_card", "requested", "offered", "awaiting_choice"})


class Action(Value, frozen=True, kw_only=True):
    """One thing the asker can do now: what it costs, and until when it stays so (absent: no cost, no deadline).

    ``amounts`` are those to choose among, where the asker says how much, and ``minutes`` where they say how long.
    """

    name: str
    fee: Money | None = None
    deadline: datetime | None = None
    amounts: tuple[Money, ...] = ()
    minutes: tuple[int, ...] = ()


def facts_of(booking: Booking) -> Facts:
    """How a booking stands to people, for the policy table: who is only being asked, or held, is not assigned.

    Whoever counts as not having come still sees what became of it, and may say that they did.
    """
    here = phase_name(booking.phase)
    someone = None if here in NOBODY_YET else cleaner_of(booking)
    someone = missed_by(booking) if someone is None else someone
    return Facts(owner=booking.customer, assigned=someone, phase=here)


def available_actions(
    booking: Booking, actor: Actor, policy: Policy, fee: Fee, now: datetime, *, secured: bool = True
) -> tuple[Action, ...]:
    """Every verb that the table allows this actor, that leaves this phase, and that would not be refused just now."""
    allowed = allowed_here(actor, facts_of(booking))
    here = phase_name(booking.phase)
    names = (verb for verb, leaves in LEAVES.items() if here in leaves and allowed(f"booking.{verb}"))
    names = (
        verb
        for verb in names
        if _now_is_the_time(verb, booking, actor, (policy, now), secured=secured) and (secured or verb not in PAID)
    )
    return tuple(_action(name, booking, policy, fee, now) for name in names)


def _now_is_the_time(verb: str, booking: Booking, actor: Actor, at: tuple[Policy, datetime], *, secured: bool) -> bool:
    """Whether the moment, and what was done until now, would let this verb pass; the office may say who agreed."""
    policy, now = at
    match verb:
        case "move":
            return isinstance(may_be_moved(booking, policy, now, agreed=isinstance(actor, AsOps)), Granted)
        case "assign" | "undo" | "override":
            return _office_may(verb, booking, at, secured=secured)
        case _:
            timely = TIMELY.get(verb)
            return timely is None or timely(booking, policy, now)


def _may_tip(booking: Booking, policy: Policy, now: datetime) -> bool:
    until = tip_until(booking, policy)
    return until is not None and now < until


def _may_review(booking: Booking, _: Policy, now: datetime) -> bool:
    until = review_until(booking)
    return until is not None and now < until


TIMELY: dict[str, Callable[[Booking, Policy, datetime], bool]] = {
    "set_off": lambda booking, policy, now: now >= way_opens(booking, policy),
    "check_in": lambda booking, policy, now: now >= way_opens(booking, policy),
    "give_eta": lambda booking, policy, now: now <= latest_eta(booking, policy),
    "tip": _may_tip,
    "review": _may_review,
    "message": lambda booking, policy, now: chat_of(booking, policy, now).state == "open",
    "ask_extra_time": lambda booking, _, now: may_ask(booking, now),
    "approve_extra_time": lambda booking, _, now: may_approve(booking, now),
    "tick_room": lambda booking, _policy, _now: may_tick(booking),
    "report_lockout": may_report_lockout,
}
"""Verbs that pass in their time alone, whoever may do them."""


def _office_may(verb: str, booking: Booking, at: tuple[Policy, datetime], *, secured: bool) -> bool:
    policy, now = at
    match verb:
        case "assign":
            return not isinstance(booking.phase, Confirmed) or now <= booking.window.start
        case "undo":
            return may_undo(booking, now)
        case _:
            return may_override(booking, policy, now, held=secured)


def fee_changes_at(booking: Booking, policy: Policy, now: datetime) -> datetime | None:
    """The last instant at which cancelling still costs what it costs now; none when it will not change any more.

    None while nobody is coming: it stays free as long as that is so.
    """
    rate, _ = rate_now(booking, policy, now)
    ahead = (end for end in cut_offs(terms_of(booking, policy), policy) if end >= now)
    return next((end for end in ahead if rate_now(booking, policy, end + INSTANT)[0] != rate), None)


def _action(name: str, booking: Booking, policy: Policy, fee: Fee, now: datetime) -> Action:
    match name:
        case "cancel":
            return Action(name=name, fee=fee.amount, deadline=fee_changes_at(booking, policy, now))
        case "choose":
            return Action(name=name, deadline=getattr(booking.phase, "until", None))
        case "undo":
            return Action(name=name, deadline=None if booking.undo is None else booking.undo.until)
        case "tip":
            offered = tips_offered(booking.price.total, policy)
            return Action(name=name, deadline=tip_until(booking, policy), amounts=offered)
        case "give_eta":
            latest = latest_eta(booking, policy)
            return Action(name=name, deadline=latest, minutes=arrivals_offered(latest, now))
        case "ask_extra_time":
            return Action(name=name, deadline=booking.window.end, minutes=EXTRA_OFFERED)
        case "approve_extra_time" if booking.extra is not None:
            return Action(name=name, fee=booking.extra.price.total, deadline=booking.window.end)
        case "review":
            return Action(name=name, deadline=review_until(booking))
        case "message":
            return Action(name=name, deadline=chat_of(booking, policy, now).until)
        case _:
            return Action(name=name)
