"""What a booking looks like to whoever asks: the booking, its home, who comes, its money, and what can be done now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from cleanbee.domain.booking.actions import Action, available_actions
from cleanbee.domain.booking.booking import AtDoor, Booking
from cleanbee.domain.booking.cancel import cancellation_fee
from cleanbee.domain.booking.missed import missed_mark
from cleanbee.domain.booking.rebind import may_pass
from cleanbee.domain.booking.reveal import HomeView, disclosed, home_with, known_at_once
from cleanbee.domain.booking.step import cleaner_of
from cleanbee.domain.booking.talk import chat_of
from cleanbee.domain.booking.visit import missing_evidence, waits_until, way_opens
from cleanbee.domain.kernel import Value, with_
from cleanbee.domain.payment.open_item import Judged
from cleanbee.domain.payment.payment import Payment
from cleanbee.domain.payment.plan import chargeable_amount, may_go_on, wants_customer
from cleanbee.domain.people.actor import Actor, AsCleaner, AsCustomer
from cleanbee.domain.people.audit import Disclosure, noted_today
from cleanbee.domain.people.person import AccessNotes, Cleaner, Home
from cleanbee.domain.people.preferences import apart
from cleanbee.domain.platform.policy import Policy
from cleanbee.ports.inbound.booking.word_of_missed import word_about
from cleanbee.ports.outbound.store import Work

LATELY = 50
"""So many lines of a home's audit are looked through; what lies further back is noted once more."""


class Missed(Value, frozen=True, kw_only=True):
    """That a cleaner counts as not having come: since when, when they said otherwise, and what was made of it."""

    found_at: datetime
    told_at: datetime | None = None
    judged: Judged | None = None


class BookingView(Value, frozen=True, kw_only=True):
    """One booking as this unit saw it; adapters show each audience its part, of the home what is ``shown``.

    Customers see no ``cleaner`` while who comes may still change. ``waits_until`` is when the waiting at a closed door
    is over, while somebody stands there, and ``evidence_missing`` what else nobody-at-home wants. ``way_opens`` is when
    the cleaner may set off at the earliest. Whoever comes is told the ``customer_name``, and who counts as not having
    come (``missed``) how that stands.
    """

    booking: Booking
    home: Home
    shown: HomeView
    cleaner: Cleaner | None
    payment: Payment
    actions: tuple[Action, ...]
    now: datetime
    waits_until: datetime | None = None
    evidence_missing: tuple[str, ...] = ()
    way_opens: datetime
    customer_name: str | None = None
    missed: Missed | None = None


async def view_of(work: Work, booking: Booking, actor: Actor, now: datetime) -> BookingView:
    """The booking as a change answers it: it is kept under the caller's key, so without the way into the home."""
    return without_way_in(await outline_of(work, booking, actor, now))


async def reading_of(work: Work, booking: Booking, actor: Actor, now: datetime) -> BookingView:
    """The booking read by itself, with the home as this actor may know it now; what they are told is noted."""
    view = await outline_of(work, booking, actor, now)
    by = (await work.books.policy(booking.policy), now)
    shown = home_with(booking, view.home, actor, by, secured=may_go_on(booking, view.payment))
    await _note(work, disclosed(shown, actor, now, booking.id), view.home)
    return with_(view, shown=shown)


async def _note(work: Work, told: Sequence[Disclosure], home: Home) -> None:
    """Note it; a client reads a booking over and over, so the street is noted once a day for each who reads it."""
    if not told:
        return
    lately = [one.shown for one in await work.audit.newest(LATELY, home.id)]
    await work.audit.note(*(one for one in told if not noted_today(one, lately, home.zone)))


async def outline_of(work: Work, booking: Booking, actor: Actor, now: datetime) -> BookingView:
    """The booking with everything that is shown with it, read in the caller's unit; of the home its outline."""
    payment = await work.payments.of_booking(booking.id)
    home = await work.homes.find(booking.home)
    assert payment is not None and home is not None, "every booking has its payment and its home"
    someone = cleaner_of(booking)
    cleaner = await work.cleaners.find(someone) if someone is not None else None
    policy = await work.books.policy(booking.policy)
    view = await _unless_reviewed(work, seen(booking, home, cleaner, payment, (actor, policy, now)), actor)
    view = await _unless_apart(work, view, policy)
    customer = await work.customers.find(booking.customer) if isinstance(actor, AsCleaner) else None
    if customer is None:
        return view
    return with_(view, customer_name=customer.name, missed=await _missed(work, booking, actor))


async def _missed(work: Work, booking: Booking, actor: Actor) -> Missed | None:
    """How it stands with a visit that this cleaner counts as having missed."""
    mark = missed_mark(booking)
    if mark is None or not isinstance(actor, AsCleaner) or mark.cleaner != actor.id:
        return None
    told = await word_about(work, booking)
    if told is None:
        return Missed(found_at=mark.at)
    return Missed(found_at=mark.at, told_at=told.since, judged=told.judged)


async def outlines_of(work: Work, bookings: Sequence[Booking], actor: Actor, now: datetime) -> tuple[BookingView, ...]:
    """The outlines of many bookings in their order, for customers and the office; only reviews and blocks are asked for
    one by one."""
    payments = {one.booking: one for one in await work.payments.of_bookings([one.id for one in bookings])}
    homes = {one.id: one for one in await work.homes.find_many({one.home for one in bookings})}
    comers = {one.id: who for one in bookings if (who := cleaner_of(one)) is not None}
    people = {one.id: one for one in await work.cleaners.find_many(set(comers.values()))}
    policies = {version: await work.books.policy(version) for version in {one.policy for one in bookings}}
    views: list[BookingView] = []
    for one in bookings:
        cleaner = people.get(comers[one.id]) if one.id in comers else None
        view = seen(one, homes[one.home], cleaner, payments[one.id], (actor, policies[one.policy], now))
        views.append(await _unless_apart(work, await _unless_reviewed(work, view, actor), policies[one.policy]))
    return tuple(views)


async def _unless_reviewed(work: Work, view: BookingView, actor: Actor) -> BookingView:
    """Whoever has written their review is not asked for one."""
    if not any(one.name == "review" for one in view.actions):
        return view
    mine = "customer" if isinstance(actor, AsCustomer) else "cleaner"
    if all(one.by != mine for one in await work.reviews.of_booking(view.booking.id)):
        return view
    return with_(view, actions=tuple(one for one in view.actions if one.name != "review"))


async def _unless_apart(work: Work, view: BookingView, policy: Policy) -> BookingView:
    """Two of whom one has blocked the other write to each other no more once the visit is over."""
    chat = chat_of(view.booking, policy, view.now)
    if chat.until is None or chat.cleaner is None or not any(one.name == "message" for one in view.actions):
        return view
    customer, cleaner = await work.customers.find(view.booking.customer), await work.cleaners.find(chat.cleaner)
    assert customer is not None and cleaner is not None, "whoever had a clean is kept"
    if not apart(customer, cleaner):
        return view
    return with_(view, actions=tuple(one for one in view.actions if one.name != "message"))


def seen(
    booking: Booking, home: Home, cleaner: Cleaner | None, payment: Payment, by: tuple[Actor, Policy, datetime]
) -> BookingView:
    """The view out of parts that are at hand."""
    actor, policy, now = by
    fee = cancellation_fee(booking, policy, now, chargeable_amount(payment))
    actions = available_actions(booking, actor, policy, fee, now, secured=may_go_on(booking, payment))
    return BookingView(
        booking=booking,
        home=home,
        shown=known_at_once(home, actor),
        cleaner=None if isinstance(actor, AsCustomer) and may_pass(booking, now) else cleaner,
        payment=payment,
        actions=tuple(one for one in actions if one.name != "pay" or wants_customer(payment)),
        now=now,
        waits_until=waits_until(booking, policy),
        evidence_missing=missing_evidence(booking.phase, policy) if isinstance(booking.phase, AtDoor) else (),
        way_opens=way_opens(booking, policy),
    )


def without_way_in(view: BookingView) -> BookingView:
    """The view as it may be kept for days: how to get into the home is only ever read from the home itself."""
    return with_(view, home=with_(view.home, notes=AccessNotes()))
