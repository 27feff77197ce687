"""Somebody is asked, says yes or no or nothing, and the clean finds its cleaner, a human, or the customer's choice."""

from __future__ import annotations

from asyncio import gather
from datetime import UTC, datetime, timedelta
from uuid import UUID

from tests.unit.ports.booking.walks import Build
from tests.unit.ports.matching.quarter import Quarter, asked, quarter

from cleanbee.domain.availability.claim import Booked, Hold
from cleanbee.domain.booking.booking import AwaitingChoice, Cancelled, Confirmed, Offered, Requested
from cleanbee.domain.kernel import BookingId, CleanerId, OpsId, ReasonMissing, Refusal, Refused, evolve, with_
from cleanbee.domain.matching.offer import Accepted, Declined, Expired, Offer, OfferWithdrawn, Open, Withdrawn
from cleanbee.domain.matching.rank import CandidatesRanked
from cleanbee.domain.people.actor import Actor, AsCleaner, AsCustomer, AsOps
from cleanbee.domain.people.person import Suspended
from cleanbee.ports.inbound.booking.booking_view import BookingView
from cleanbee.ports.inbound.booking.cancel_booking import CancelAsked, CancelBooking
from cleanbee.ports.inbound.booking.choose import Choose, ChooseAsked
from cleanbee.ports.inbound.booking.list_bookings import BookingsAsked, ListBookings
from cleanbee.ports.inbound.booking.turn_booking import BookingAsked
from cleanbee.ports.inbound.booking.withdraw import Withdraw
from cleanbee.ports.inbound.matching.offer_view import OfferView
from cleanbee.ports.inbound.matching.read_offers import ListOffers, OffersAsked, ReadOffer
from cleanbee.ports.inbound.matching.send_offer import SendAsked, SendOffer, TakeBackAsked, WithdrawOffer

NOW = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)
START = datetime(2027, 3, 10, 8, 30, tzinfo=UTC)
OPS = AsOps(id=OpsId(UUID(int=9)), role="support")


async def phases(place: Quarter, id: BookingId) -> list[str]:
    return [type(one.phase).__name__ for one in await place.offers(id)]


async def seen(place: Quarter, offer: Offer) -> tuple[OfferView, ...]:
    found = await ListOffers(place.town.store)(OffersAsked(actor=AsCleaner(id=offer.cleaner)))
    assert not isinstance(found, Refused)
    return found


def back(offer: Offer, why: str = "The customer called") -> TakeBackAsked:
    """The office takes an offer back."""
    return TakeBackAsked(actor=OPS, offer=offer.id, reason=why)


async def send(
    place: Quarter, id: BookingId, cleaner: CleanerId, actor: Actor | None = None, why: str = "They know each other"
) -> OfferView | Refused[Refusal]:
    """Ops (or somebody else) ask a certain cleaner."""
    use_case = SendOffer(place.town.store, place.town.ids, place.town.travel)
    return await use_case(SendAsked(actor=actor or OPS, booking=id, cleaner=cleaner, reason=why))


async def reason(place: Quarter, id: BookingId, cleaner: CleanerId) -> str:
    """``done``, or why ops may not ask this cleaner."""
    answer = await send(place, id, cleaner)
    return answer.why.code if isinstance(answer, Refused) else "done"


class OfferWalks:
    """Asking and answering, over any store."""

    async def test_the_chosen_cleaner_is_asked_first_and_their_time_is_kept_while_they_think(
        self, build: Build
    ) -> None:
        place = await quarter(build, NOW)
        far = await place.joined("Far", north=30)
        id = await place.book(far, START)
        booking, offer = await place.booking(id), await place.open_offer(id)
        assert isinstance(booking.phase, Offered)
        assert booking.phase.cleaner == offer.cleaner == far.id
        assert isinstance(offer.phase, Open)
        lead = START - NOW
        assert offer.phase.until == NOW + lead * 15 // 100
        (claim,) = await place.claims(far.id)
        assert claim.use == Hold(holder=offer.id, until=offer.phase.until)
        assert claim.work == booking.window
        assert claim.work.start - claim.blocked.start == timedelta(minutes=offer.travel_min)

    async def test_what_a_cleaner_sees_counts_the_ways_and_hides_the_door(self, build: Build) -> None:
        place = await quarter(build, NOW)
        far = await place.joined("Far", north=20)
        id = await place.book(far, START)
        (view,) = await seen(place, await place.open_offer(id))
        way = place.town.travel.minutes(far.base, place.town.home.place)
        assert view.offer.travel_min == way
        assert view.offer.pay_per_h.amount == 5040 * 60 // (180 + 2 * way)
        assert view.circle != place.town.home.place
        assert view.local.text == "2027-03-10T09:30"

    async def test_a_yes_confirms_the_clean_and_the_kept_time_becomes_its_own(self, build: Build) -> None:
        place = await quarter(build, NOW)
        id = await place.book(place.town.cleaner, START)
        offer = await place.open_offer(id)
        answer = await place.accept(asked(offer))
        assert isinstance(answer, OfferView)
        await place.relay()
        booking = await place.booking(id)
        assert isinstance(booking.phase, Confirmed)
        (claim,) = await place.claims(offer.cleaner)
        assert claim.use == Booked(booking=id)
        assert booking.phase.claim == claim.id
        assert await phases(place, id) == ["Accepted"]
        assert await seen(place, offer) == ()

    async def test_whoever_cleans_for_others_is_never_asked_to_clean_at_home(self, build: Build) -> None:
        place = await quarter(build, NOW)
        async with place.town.store.begin() as work:
            mia = await work.customers.find(place.town.customer.id)
            assert mia is not None
            await work.customers.replace(mia, evolve(mia, phone="+4915550100"))
        herself = await place.joined("Mia", north=0, phone="+4915550100")
        far = await place.joined("Far", north=25)
        id = await place.book(place.town.cleaner, START)
        assert isinstance(await place.decline(asked(await place.open_offer(id))), OfferView)
        await place.relay()
        assert (await place.open_offer(id)).cleaner == far.id
        assert isinstance(await place.decline(asked(await place.open_offer(id))), OfferView)
        await place.relay()
        phase = (await place.booking(id)).phase
        assert isinstance(phase, Requested) and phase.needs_human
        assert herself.id not in phase.asked

    async def test_a_no_costs_nothing_and_the_next_best_is_asked(self, build: Build) -> None:
        place = await quarter(build, NOW)
        near, far = await place.joined("Near", north=3), await place.joined("Far", north=25)
        id = await place.book(place.town.cleaner, START)
        first = await place.open_offer(id)
        assert isinstance(await place.decline(asked(first)), OfferView)
        await place.relay()
        second = await place.open_offer(id)
        assert (first.cleaner, second.cleaner) == (place.town.cleaner.id, near.id)
        assert await place.claims(first.cleaner) == []
        assert isinstance(await place.decline(asked(second)), OfferView)
        await place.relay()
        third = await place.open_offer(id)
        assert third.cleaner == far.id
        assert await phases(place, id) == ["Declined", "Declined", "Open"]

    async def test_whoever_said_yes_and_cannot_come_makes_room_for_another_yes(self, build: Build) -> None:
        place = await quarter(build, NOW)
        near = await place.joined("Near", north=3)
        id = await place.book(place.town.cleaner, START)
        first = await place.open_offer(id)
        assert isinstance(await place.accept(asked(first)), OfferView)
        await place.relay()
        store = place.town.store
        gone = await Withdraw(store, place.town.late)(BookingAsked(actor=AsCleaner(id=first.cleaner), booking=id))
        assert isinstance(gone, BookingView), gone
        assert isinstance(gone.booking.phase, Requested)
        await place.relay()
        assert await phases(place, id) == ["Withdrawn", "Open"]
        second = await place.open_offer(id)
        assert second.cleaner == near.id
        assert isinstance(await place.accept(asked(second)), OfferView)
        booking = await place.booking(id)
        assert isinstance(booking.phase, Confirmed)
        assert booking.phase.cleaner == near.id

    async def test_whoever_cannot_come_on_the_last_day_leaves_it_to_the_customer(self, build: Build) -> None:
        place = await quarter(build, NOW)
        near = await place.joined("Near", north=3)
        id = await place.book(place.town.cleaner, START)
        first = await place.open_offer(id)
        assert isinstance(await place.accept(asked(first)), OfferView)
        await place.relay()
        await place.town.clock.freeze(START - timedelta(hours=23))
        store = place.town.store
        gone = await Withdraw(store, place.town.late)(BookingAsked(actor=AsCleaner(id=first.cleaner), booking=id))
        assert isinstance(gone, BookingView), gone
        assert isinstance(gone.booking.phase, AwaitingChoice)
        customer = AsCustomer(id=gone.booking.customer)
        other = await Choose(store, place.town.ids)(ChooseAsked(actor=customer, booking=id, option="other_cleaner"))
        assert isinstance(other, BookingView), other
        await place.relay()
        assert await phases(place, id) == ["Withdrawn", "Open"]
        assert (await place.open_offer(id)).cleaner == near.id

    async def test_an_hour_ahead_the_office_looks_too_and_may_take_over(self, build: Build) -> None:
        place = await quarter(build, NOW)
        await place.joined("Near", north=3)
        id = await place.book(place.town.cleaner, START)
        first = await place.open_offer(id)
        assert isinstance(await place.accept(asked(first)), OfferView)
        await place.relay()
        await place.town.clock.freeze(START - timedelta(hours=1))
        store = place.town.store
        await Withdraw(store, place.town.late)(BookingAsked(actor=AsCleaner(id=first.cleaner), booking=id))
        ask = ChooseAsked(actor=place.town.mia, booking=id, option="other_cleaner")
        assert isinstance(await Choose(store, place.town.ids)(ask), BookingView)
        await place.relay()
        queue = await ListBookings(store)(BookingsAsked(actor=OPS))
        assert not isinstance(queue, Refused)
        (waiting,) = queue.views
        assert isinstance(waiting.booking.phase, Offered), "while a human looks, the asking goes on"
        taken = await WithdrawOffer(store)(back(await place.open_offer(id)))
        assert isinstance(taken, OfferView), taken
        await place.relay()
        phase = (await place.booking(id)).phase
        assert isinstance(phase, Requested) and phase.needs_human
        assert await phases(place, id) == ["Withdrawn", "Withdrawn"]

    async def test_silence_takes_the_same_path_as_a_no(self, build: Build) -> None:
        place = await quarter(build, NOW)
        near = await place.joined("Near", north=3)
        id = await place.book(place.town.cleaner, START)
        first = await place.open_offer(id)
        assert isinstance(first.phase, Open)
        await place.pass_time(first.phase.until + timedelta(minutes=30))
        assert (await place.open_offer(id)).cleaner == near.id
        assert await phases(place, id) == ["Expired", "Open"]
        late = await place.accept(asked(first))
        assert isinstance(late, Refused)
        assert late.why.code == "offer_gone"

    async def test_at_its_very_end_an_offer_can_no_longer_be_accepted_though_no_timer_came(self, build: Build) -> None:
        place = await quarter(build, NOW)
        id = await place.book(place.town.cleaner, START)
        offer = await place.open_offer(id)
        assert isinstance(offer.phase, Open)
        await place.town.clock.freeze(offer.phase.until)
        late = await place.accept(asked(offer))
        assert isinstance(late, Refused)
        assert late.why.code == "offer_lapsed"

    async def test_when_nobody_is_left_to_ask_a_human_is_called(self, build: Build) -> None:
        place = await quarter(build, NOW)
        id = await place.book(place.town.cleaner, START)
        await place.decline(asked(await place.open_offer(id)))
        await place.relay()
        booking = await place.booking(id)
        assert isinstance(booking.phase, Requested)
        assert booking.phase.needs_human

    async def test_after_five_have_been_asked_a_human_is_called_though_others_are_left(self, build: Build) -> None:
        place = await quarter(build, NOW)
        for number in range(6):
            await place.joined(f"Number {number}", north=2 + number)
        id = await place.book(place.town.cleaner, START)
        for _ in range(5):
            await place.decline(asked(await place.open_offer(id)))
            await place.relay()
        booking = await place.booking(id)
        assert isinstance(booking.phase, Requested)
        assert booking.phase.needs_human
        assert len(await place.offers(id)) == 5

    async def test_who_wants_one_cleaner_only_is_asked_when_that_one_declines(self, build: Build) -> None:
        place = await quarter(build, NOW)
        await place.joined("Near", north=3)
        id = await place.book(place.town.cleaner, START, "only")
        await place.decline(asked(await place.open_offer(id)))
        await place.relay()
        booking = await place.booking(id)
        assert isinstance(booking.phase, AwaitingChoice)
        assert booking.phase.reason == "chosen_declined"
        assert await phases(place, id) == ["Declined"]

    async def test_cancelling_takes_the_open_offer_back_and_frees_the_time(self, build: Build) -> None:
        place = await quarter(build, NOW)
        id = await place.book(place.town.cleaner, START)
        offer = await place.open_offer(id)
        cancel = CancelAsked(actor=place.town.mia, booking=id, reason="plans changed")
        cancelled = await CancelBooking(place.town.store, place.town.ids)(cancel)
        assert isinstance(cancelled, BookingView)
        assert isinstance(cancelled.booking.phase, Cancelled)
        await place.relay()
        (taken_back,) = await place.offers(id)
        assert taken_back.phase == Withdrawn(at=NOW, why="booking_cancelled")
        assert await place.claims(offer.cleaner) == []
        late = await place.accept(asked(offer))
        assert isinstance(late, Refused)
        assert late.why.code == "offer_gone"

    async def test_a_yes_that_comes_between_the_cancelling_and_its_news_is_too_late(self, build: Build) -> None:
        place = await quarter(build, NOW)
        id = await place.book(place.town.cleaner, START)
        offer = await place.open_offer(id)
        await CancelBooking(place.town.store, place.town.ids)(CancelAsked(actor=place.town.mia, booking=id, reason="x"))
        late = await place.accept(asked(offer))
        assert isinstance(late, Refused)
        assert late.why.code == "offer_gone"

    async def test_who_was_suspended_meanwhile_cannot_accept(self, build: Build) -> None:
        place = await quarter(build, NOW)
        id = await place.book(place.town.cleaner, START)
        offer = await place.open_offer(id)
        async with place.town.store.begin() as work:
            cleaner = await work.cleaners.find(offer.cleaner)
            assert cleaner is not None
            await work.cleaners.replace(cleaner, with_(cleaner, version=2, phase=Suspended(why="a human looked")))
        late = await place.accept(asked(offer))
        assert isinstance(late, Refused)
        assert (late.why.code, getattr(late.why, "reason", None)) == ("no_longer_eligible", "not_active")

    async def test_nobody_sees_or_answers_the_offers_of_others(self, build: Build) -> None:
        place = await quarter(build, NOW)
        other = await place.joined("Other", north=3)
        id = await place.book(place.town.cleaner, START)
        offer = await place.open_offer(id)
        stranger = AsCleaner(id=other.id)
        answers = [
            await place.accept(asked(offer, stranger)),
            await place.decline(asked(offer, stranger)),
            await place.accept(asked(offer, place.town.mia)),
            await ReadOffer(place.town.store)(asked(offer, stranger)),
        ]
        assert [one.why.code for one in answers if isinstance(one, Refused)] == ["not_found"] * 4
        assert isinstance(await ReadOffer(place.town.store)(asked(offer)), OfferView)

    async def test_the_office_asks_nobody_without_saying_why_and_what_it_says_is_kept(self, build: Build) -> None:
        place = await quarter(build, NOW)
        near = await place.joined("Near", north=2)
        id = await place.book(place.town.cleaner, START)
        assert await send(place, id, near.id, why=" ") == Refused(why=ReasonMissing())
        first = await place.open_offer(id)
        taken = await WithdrawOffer(place.town.store)(back(first, "The customer called"))
        assert isinstance(taken, OfferView)
        await place.relay()
        said = [one.reason for one in place.heard if isinstance(one, OfferWithdrawn)]
        assert said == ["The customer called"]

    async def test_hard_rules_keep_people_out_and_the_receipt_says_which(self, build: Build) -> None:
        place = await quarter(build, NOW)
        unskilled = await place.joined("Unskilled", north=1, skills=("deep",))
        dear = await place.joined("Dear", north=1, pay_floor_per_h=5_000)
        away = await place.joined("Away", north=200, area_m=5_000)
        id = await place.book(place.town.cleaner, START)
        (told,) = [one for one in place.heard if isinstance(one, CandidatesRanked)]
        async with place.town.store.begin() as work:
            (receipt,) = await work.receipts.of_booking(id)
        assert (told.receipt, told.booking) == (receipt.id, id)
        ranked = receipt.matter
        assert {one.cleaner: one.rules for one in ranked.excluded} == {
            unskilled.id: ("skill_missing",),
            dear.id: ("below_pay_floor",),
            away.id: ("cannot_reach",),
        }
        assert ranked.per_rule == {"below_pay_floor": 1, "cannot_reach": 1, "skill_missing": 1}
        assert ranked.chosen == place.town.cleaner.id
        assert [one.cleaner for one in ranked.ranked] == [place.town.cleaner.id]

    async def test_two_cleans_at_one_time_are_not_offered_to_one_cleaner(self, build: Build) -> None:
        place = await quarter(build, NOW)
        near = await place.joined("Near", north=3)
        first = await place.book(place.town.cleaner, START)
        second = await place.book(near, START, "anyone")
        await place.pass_time(NOW + timedelta(minutes=90))
        assert {(await place.open_offer(first)).cleaner, (await place.open_offer(second)).cleaner} == {
            place.town.cleaner.id,
            near.id,
        }

    async def test_an_answered_offer_is_final(self, build: Build) -> None:
        place = await quarter(build, NOW)
        id = await place.book(place.town.cleaner, START)
        offer = await place.open_offer(id)
        await place.accept(asked(offer))
        again = [await place.accept(asked(offer)), await place.decline(asked(offer))]
        assert [one.why.code for one in again if isinstance(one, Refused)] == ["offer_gone", "offer_gone"]
        (kept,) = await place.offers(id)
        assert isinstance(kept.phase, Accepted)
        assert not isinstance(kept.phase, Declined | Expired)

    async def test_of_a_yes_and_a_no_at_once_exactly_one_counts(self, build: Build) -> None:
        place = await quarter(build, NOW)
        id = await place.book(place.town.cleaner, START)
        offer = await place.open_offer(id)
        answers = await gather(place.accept(asked(offer)), place.decline(asked(offer)), place.accept(asked(offer)))
        assert sorted(one.why.code if isinstance(one, Refused) else "done" for one in answers) == [
            "done",
            "offer_gone",
            "offer_gone",
        ]
        await place.relay()
        confirmed = isinstance((await place.booking(id)).phase, Confirmed)
        claims = await place.claims(offer.cleaner)
        assert [claim.use for claim in claims] == ([Booked(booking=id)] if confirmed else [])

    async def test_a_yes_and_a_cancelling_at_once_leave_no_claim_behind(self, build: Build) -> None:
        place = await quarter(build, NOW)
        id = await place.book(place.town.cleaner, START)
        offer = await place.open_offer(id)
        cancel = CancelBooking(place.town.store, place.town.ids)
        await gather(
            place.accept(asked(offer)), cancel(CancelAsked(actor=place.town.mia, booking=id, reason="plans changed"))
        )
        await place.relay()
        assert isinstance((await place.booking(id)).phase, Cancelled)
        assert await place.claims(offer.cleaner) == []
        assert not any(isinstance(one.phase, Open) for one in await place.offers(id))

    async def test_ops_ask_somebody_they_picked_when_a_human_was_called(self, build: Build) -> None:
        place = await quarter(build, NOW)
        id = await place.book(place.town.cleaner, START)
        await place.decline(asked(await place.open_offer(id)))
        await place.relay()
        late = await place.joined("Late", north=5)
        made = await send(place, id, late.id)
        assert isinstance(made, OfferView)
        booking = await place.booking(id)
        assert isinstance(booking.phase, Offered)
        assert booking.phase.offers == (made.offer.id,)
        assert isinstance(await place.accept(asked(made.offer)), OfferView)
        assert isinstance((await place.booking(id)).phase, Confirmed)

    async def test_ops_keep_the_rules_that_everybody_keeps(self, build: Build) -> None:
        place = await quarter(build, NOW)
        near, dear = await place.joined("Near", north=2), await place.joined("Dear", pay_floor_per_h=5_000)
        unskilled = await place.joined("Unskilled", skills=("deep",))
        open_one = await place.book(place.town.cleaner, START)
        assert await reason(place, open_one, near.id) == "seat_has_offer"
        await place.decline(asked(await place.open_offer(open_one)))
        assert await reason(place, open_one, place.town.cleaner.id) == "asked_before"
        assert await reason(place, open_one, dear.id) == "below_pay_floor"
        assert await reason(place, open_one, unskilled.id) == "no_longer_eligible"
        assert await reason(place, open_one, place.town.nouns.cleaner().id) == "not_found"
        assert await reason(place, open_one, near.id) == "done"
        assert await reason(place, open_one, near.id) == "slot_taken", "their time is kept for the offer they have"

    async def test_not_even_ops_send_somebody_else_to_who_wants_one_only(self, build: Build) -> None:
        place = await quarter(build, NOW)
        near = await place.joined("Near", north=2)
        id = await place.book(place.town.cleaner, START, "only")
        async with place.town.store.begin() as work:
            booking = await work.bookings.find(id)
            assert booking is not None
            assert isinstance(booking.phase, Offered)
        assert await reason(place, id, near.id) == "not_the_chosen_cleaner"

    async def test_an_offer_that_ops_take_back_goes_to_the_next(self, build: Build) -> None:
        place = await quarter(build, NOW)
        near = await place.joined("Near", north=2)
        id = await place.book(place.town.cleaner, START)
        first = await place.open_offer(id)
        assert await WithdrawOffer(place.town.store)(back(first, " ")) == Refused(why=ReasonMissing())
        taken_back = await WithdrawOffer(place.town.store)(back(first))
        assert isinstance(taken_back, OfferView)
        await place.relay()
        assert (await place.open_offer(id)).cleaner == near.id
        assert await phases(place, id) == ["Withdrawn", "Open"]

    async def test_customers_and_cleaners_send_no_offers(self, build: Build) -> None:
        place = await quarter(build, NOW)
        id = await place.book(place.town.cleaner, START)
        for actor in (place.town.mia, place.town.joyce):
            answer = await send(place, id, place.town.cleaner.id, actor)
            assert isinstance(answer, Refused)
            assert answer.why.code in {"not_allowed", "not_found"}

    async def test_a_clean_whose_start_is_near_is_left_to_its_own_moment(self, build: Build) -> None:
        place = await quarter(build, NOW)
        id = await place.book(place.town.cleaner, START)
        offer = await place.open_offer(id)
        booking = await place.booking(id)
        assert isinstance(booking.phase, Offered)
        await place.town.clock.freeze(booking.phase.fill_by)
        await place.pass_time(booking.phase.fill_by + timedelta(minutes=30))
        assert [type(one.phase) for one in await place.offers(id)] == [Expired]
        assert isinstance((await place.booking(id)).phase, Requested)
        assert await place.claims(offer.cleaner) == []

    async def test_who_said_no_before_is_told_that_the_offer_is_somebody_elses_now(self, build: Build) -> None:
        place = await quarter(build, NOW)
        await place.joined("Near", north=3)
        id = await place.book(place.town.cleaner, START)
        await place.decline(asked(await place.open_offer(id)))
        await place.relay()
        second = await place.open_offer(id)
        answers = [
            await place.accept(asked(second, place.town.joyce)),
            await place.decline(asked(second, place.town.joyce)),
        ]
        assert [one.why.code for one in answers if isinstance(one, Refused)] == ["not_yours", "not_yours"]
        assert isinstance((await place.open_offer(id)).phase, Open)
