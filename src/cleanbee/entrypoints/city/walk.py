"""A clean of the seed city walked from placing to now: what people did when, and every moment that came due between."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from cleanbee.domain.availability.claim import Booked, Hold
from cleanbee.domain.availability.slot import Slot
from cleanbee.domain.booking import change, fill, visit
from cleanbee.domain.booking.arrival import come
from cleanbee.domain.booking.booking import Anyone, Only, Prefer, Wish
from cleanbee.domain.booking.cancel import cancel, cancellation_fee
from cleanbee.domain.booking.lateness import cleaner_late
from cleanbee.domain.booking.place import Placement
from cleanbee.domain.booking.reckoning import reckon, reckon_lockout
from cleanbee.domain.kernel import BookingId, CleanerId, OfferId, OperationId, PaymentId, QuoteId, Timer, with_
from cleanbee.domain.matching import answering
from cleanbee.domain.matching.asking import Asking, offer, offer_until, round_of
from cleanbee.domain.matching.job import job_of
from cleanbee.domain.matching.offer import Accepted, Offer
from cleanbee.domain.payment.plan import chargeable_amount, is_secured
from cleanbee.domain.payment.secure import secure
from cleanbee.domain.pricing.price import accept, price_at, quote
from cleanbee.domain.pricing.quote import Asked
from cleanbee.entrypoints.city.life import Life, Wanted
from cleanbee.entrypoints.city.money import MOMENTS, Till
from cleanbee.ports.outbound.geo import Travel


@dataclass(frozen=True)
class Did:
    """What somebody did, when; ``cleaner`` where it concerns one."""

    at: datetime
    verb: str
    cleaner: CleanerId | None = None


@dataclass(frozen=True)
class Walk:
    """Walks one clean at a time; nothing is kept by it but what the gateway keeps."""

    till: Till
    travel: Travel

    async def __call__(self, life: Life, did: tuple[Did, ...], until: datetime) -> None:
        """From placing to ``until``: deeds and due moments in the order of time, a deed first at the same instant."""
        await self._place(life)
        left = list(did)
        while True:
            timer = life.next_timer()
            deed = left[0] if left else None
            if deed is not None and (timer is None or deed.at <= timer.due_at):
                await self._do(life, left.pop(0))
            elif timer is not None and timer.due_at <= until:
                del life.timers[timer.kind, timer.subject]
                await self._moment(life, timer)
            else:
                return

    async def _place(self, life: Life) -> None:
        want = life.wanted
        at = want.placed_at
        asked = Asked(
            place=want.home.place,
            address=want.home.address,
            zone=want.home.zone,
            rooms=want.home.rooms,
            kind=want.kind,
            extras=want.extras,
        )
        id = QuoteId(life.new_id(at))
        made = life.must(quote(asked, want.book, id=id, customer=want.customer.id, policy=want.policy.version, now=at))
        life.put(life.quotes, made)
        life.put(life.quotes, life.must(accept(made, at)))
        price = price_at(made, want.window.start, at)
        slot = Slot(
            quote=id,
            cleaner=want.shown.id,
            window=want.window,
            local=want.local,
            price=price.total,
            policy=want.policy.version,
            until=at + timedelta(minutes=want.policy.slot_life_min),
        )
        placement = Placement(
            id=BookingId(life.id),
            customer=want.customer.id,
            home=want.home,
            quote=made,
            slot=slot,
            price=price,
            wish=_wish(want),
            cleaner=want.shown,
            claim=life.use_claim(Booked(booking=life.id), want.shown.id, at),
            policy=want.policy,
            now=at,
        )
        fresh = PaymentId(life.new_id(at)), OperationId(life.new_id(at))
        secured = life.must(secure(placement, want.card, *fresh))
        life.claim = secured.claim
        life.turn_to(secured.booking)
        life.put(life.payments, secured.payment)
        if secured.operation is not None:
            await self.till.settle(life, secured.operation, at)

    async def _do(self, life: Life, did: Did) -> None:
        at, who = did.at, did.cleaner
        life.now = at
        match did.verb:
            case "offer" if who is not None:
                self._offer(life, who, at)
            case "accept":
                self._accept(life, at)
            case "decline":
                self._ended(life, life.must(answering.decline(_open(life), _open(life).cleaner, at)), at)
            case "cancel":
                await self._cancel(life, at)
            case "withdraw" if who is not None:
                life.turn(change.withdraw(life.booking, who, life.wanted.policy, at))
                self._give_back(life, "cleaner_withdrew", at)
            case "choose_other":
                life.turn(change.choose_other(life.booking, at))
            case "need_human":
                life.turn(fill.need_human(life.booking))
            case verb:
                assert who is not None, f"{verb} is a cleaner's"
                await self._visit(life, verb, who, at)

    async def _visit(self, life: Life, verb: str, who: CleanerId, at: datetime) -> None:
        booking, policy, secured = life.booking, life.wanted.policy, is_secured(life.payment)
        match verb:
            case "set_off":
                life.turn(visit.set_off(booking, who, policy, at, secured=secured))
            case "check_in":
                life.turn(come(booking, who, 0, policy, at, secured=secured))
            case "start":
                life.turn(visit.start(booking, who, policy, at, secured=secured))
            case "finish":
                life.turn(visit.finish(booking, who, at))
                await self.till.done(life, at)
            case "report_lockout":
                life.reckoned(reckon_lockout(booking, policy, chargeable_amount(life.payment), at))
                life.turn(visit.report_lockout(booking, who, policy, at))
                await self.till.done(life, at)
            case "notes":
                life.turn(visit.notes_read(booking, who, policy, at))
            case channel:
                life.turn(visit.note_door(booking, who, channel, policy, at))

    async def _moment(self, life: Life, timer: Timer) -> None:
        at = life.now = timer.due_at
        match timer.kind:
            case kind if kind in MOMENTS:
                await self.till.due(life, kind, at)
            case "booking.card_until":
                life.turn(fill.card_too_late(life.booking, at))
                life.free_claim()
                await self.till.forget(life, at)
            case "booking.fill_by":
                life.turn(fill.nobody_found(life.booking, at))
            case "booking.choice_until":
                await self._cancel(life, at, "system", "no_choice_made")
            case "booking.late":
                life.turn(cleaner_late(life.booking, life.wanted.policy, at))
            case "booking.no_show":
                life.turn(change.no_show(life.booking, life.wanted.policy, at))
                self._give_back(life, "no_show", at)
            case "offer.expire":
                self._ended(life, life.must(answering.expire(_open(life), at)), at)
            case kind:
                raise AssertionError(f"{life.wanted.key} waits for {kind}, which no clean of the past waits for")

    async def _cancel(self, life: Life, at: datetime, by: str = "customer", reason: str = "") -> None:
        booking = life.booking
        most, policy = chargeable_amount(life.payment), life.wanted.policy
        fee = cancellation_fee(booking, policy, at, most)
        life.reckoned(reckon(booking, policy, fee, most, at))
        party = "system" if by == "system" else "customer"
        life.turn(cancel(booking, fee, party, reason, at))
        life.free_claim()
        await self.till.cancelled(life, fee, at)

    def _offer(self, life: Life, who: CleanerId, at: datetime) -> None:
        want, booking = life.wanted, life.booking
        cleaner = life.cleaners[who]
        way = self.travel.minutes(cleaner.base, want.home.place)
        id = OfferId(life.new_id(at))
        until = offer_until(want.window.start, cleaner.zone, want.policy, at)
        claim = life.use_claim(Hold(holder=id, until=until), who, at)
        job = job_of(life.quotes[-1], want.book, want.window, want.customer, want.home.pets)
        earlier = [versions[-1] for versions in life.offers.values()]
        asking = Asking(
            id=id,
            job=with_(job, booking=booking.id, customer=want.customer.id, pay=booking.price.cleaner),
            cleaner=cleaner,
            claim=claim,
            pay=booking.price.cleaner,
            travel_in_min=way,
            travel_pay_min=way,
            minutes=booking.minutes,
            round=round_of(earlier, ()),
        )
        only = booking.wish.cleaner if isinstance(booking.wish, Only) else None
        made = life.must(offer(asking, earlier, only, want.policy, at))
        life.offers[made.id] = [made]
        life.turn(fill.mark_offered(booking, {id: who}))

    def _accept(self, life: Life, at: datetime) -> None:
        asked = _open(life)
        life.put(life.offers[asked.id], life.must(answering.accept(asked, asked.cleaner, (), at)))
        assert life.claim is not None, "the time of whoever is asked is kept"
        life.turn(fill.confirm(life.booking, asked.cleaner, life.claim.id, life.wanted.policy, at))
        life.follow_booking()

    def _give_back(self, life: Life, why: str, at: datetime) -> None:
        """Whoever said yes does not come: the time is theirs again, and the yes does not stand any more."""
        life.free_claim()
        for some in life.offers.values():
            if isinstance(some[-1].phase, Accepted):
                life.put(some, life.must(answering.give_back(some[-1], why, at)))

    def _ended(self, life: Life, ended: Offer, at: datetime) -> None:
        life.put(life.offers[ended.id], ended)
        life.free_claim()
        life.turn(fill.chosen_declined(life.booking, at))


def _open(life: Life) -> Offer:
    return list(life.offers.values())[-1][-1]


def _wish(want: Wanted) -> Wish:
    match want.wish:
        case "only":
            return Only(cleaner=want.shown.id)
        case "prefer":
            return Prefer(cleaner=want.shown.id)
        case _:
            return Anyone()
