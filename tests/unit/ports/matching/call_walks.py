"""Time is short, or whoever was promised does not come: several are asked at once, and the first yes gets it."""

from __future__ import annotations

from asyncio import gather
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from tests.unit.ports.booking.walks import Build
from tests.unit.ports.matching.quarter import Quarter, asked, quarter

from cleanbee.adapters.reference.scorer import ReferenceScorer
from cleanbee.domain.availability.claim import Booked, TimeOff
from cleanbee.domain.booking.booking import AwaitingChoice, Cancelled, Confirmed, Offered, Requested
from cleanbee.domain.booking.fill import back_to_requested
from cleanbee.domain.kernel import BookingId, ClaimId, Granted, OpsId, Refused, with_
from cleanbee.domain.matching.offer import NobodyToAsk, Offer, Open, Withdrawn
from cleanbee.domain.matching.rank import Ranking
from cleanbee.domain.matching.receipt import Receipt
from cleanbee.domain.matching.standing import standing
from cleanbee.domain.people.actor import AsCleaner, AsOps
from cleanbee.domain.people.person import Cleaner
from cleanbee.ports.inbound.availability.calendar import TimeOffAsked
from cleanbee.ports.inbound.booking.booking_view import BookingView
from cleanbee.ports.inbound.booking.cancel_booking import CancelAsked, CancelBooking
from cleanbee.ports.inbound.booking.choose import Choose, ChooseAsked
from cleanbee.ports.inbound.booking.turn_booking import BookingAsked
from cleanbee.ports.inbound.booking.withdraw import Withdraw
from cleanbee.ports.inbound.matching.offer_view import OfferView
from cleanbee.ports.inbound.matching.send_offer import CallAsked, CallCleaners, Called, TakeBackAsked, WithdrawOffer

NOW = datetime(2027, 3, 10, 8, 0, tzinfo=UTC)
SOON = datetime(2027, 3, 10, 12, 30, tzinfo=UTC)
"""Four and a half hours ahead: bookable, and too near for one after the other."""
LATER = datetime(2027, 3, 12, 8, 30, tzinfo=UTC)


async def crowd(place: Quarter, many: int) -> list[Cleaner]:
    return [await place.joined(f"Number {number}", north=2 + number) for number in range(many)]


async def open_ones(place: Quarter, id: BookingId) -> Sequence[Offer]:
    return [one for one in await place.offers(id) if isinstance(one.phase, Open)]


async def whys(place: Quarter, id: BookingId) -> list[str]:
    return [f"{type(one.phase).__name__} {getattr(one.phase, 'why', '')}".strip() for one in await place.offers(id)]


async def receipts(place: Quarter, id: BookingId) -> Sequence[Receipt]:
    async with place.town.store.begin() as work:
        return await work.receipts.of_booking(id)


async def called(build: Build, many: int) -> tuple[Quarter, BookingId]:
    """A clean for anyone this afternoon, and so many cleaners more than the first."""
    place = await quarter(build, NOW)
    await crowd(place, many)
    return place, await place.book(place.town.cleaner, SOON, "anyone")


class CallWalks:
    """Asking several at once, over any store."""

    async def test_near_its_start_a_clean_is_offered_to_all_at_once_and_nobodys_time_is_kept(
        self, build: Build
    ) -> None:
        place, id = await called(build, 3)
        booking, offers = await place.booking(id), await open_ones(place, id)
        assert isinstance(booking.phase, Offered)
        assert booking.phase.offers == tuple(one.id for one in offers)
        assert {one.cleaner for one in offers} == {one.id for one in place.cleaners}
        assert all(one.broadcast for one in offers)
        for one in place.cleaners:
            assert await place.claims(one.id) == []

    async def test_each_sees_their_own_way_in_the_pay_an_hour(self, build: Build) -> None:
        place, id = await called(build, 2)
        for one in await open_ones(place, id):
            who = next(each for each in place.cleaners if each.id == one.cleaner)
            way = place.town.travel.minutes(who.base, place.town.home.place)
            assert one.travel_min == way
            assert one.pay_per_h.amount == one.pay.amount * 60 // (180 + 2 * way)

    async def test_at_most_ten_are_asked_the_best_ones_and_the_receipt_says_of_each_whether_and_why(
        self, build: Build
    ) -> None:
        place, id = await called(build, 13)
        offers = await open_ones(place, id)
        assert len(offers) == 10
        async with place.town.store.begin() as work:
            (receipt,) = await work.receipts.of_booking(id)
        assert isinstance(receipt.matter, Ranking)
        ranked = [one.cleaner for one in receipt.matter.ranked]
        assert [one.cleaner for one in offers] == ranked[:10] == list(receipt.matter.together)
        told = [standing(receipt.matter, one) for one in ranked]
        assert [one.outcome for one in told if one is not None] == ["asked"] * 10 + ["behind"] * 4
        assert all(one is not None and one.changes for one in told)

    async def test_the_first_yes_gets_the_clean_and_all_others_are_told_that_it_is_taken(self, build: Build) -> None:
        place, id = await called(build, 3)
        first, second, *_ = await open_ones(place, id)
        answer = await place.accept(asked(second))
        assert isinstance(answer, OfferView), answer
        assert await open_ones(place, id) == [], "no yes can win any more, so none is open"
        booking = await place.booking(id)
        assert isinstance(booking.phase, Confirmed)
        (claim,) = await place.claims(second.cleaner)
        assert (claim.use, claim.work, booking.phase.claim) == (Booked(booking=id), booking.window, claim.id)
        late = await place.accept(asked(first))
        assert isinstance(late, Refused)
        assert late.why.code == "taken_by_another"
        await place.relay()
        assert sorted(await whys(place, id)) == ["Accepted", *["Withdrawn taken"] * 3]
        assert await place.claims(first.cleaner) == []

    async def test_of_all_who_say_yes_at_once_exactly_one_comes(self, build: Build) -> None:
        place, id = await called(build, 5)
        offers = await open_ones(place, id)
        answers = await gather(*(place.accept(asked(one)) for one in offers))
        outcome = sorted(one.why.code if isinstance(one, Refused) else "done" for one in answers)
        assert outcome == ["done", *["taken_by_another"] * 5]
        claims = [await place.claims(one.id) for one in place.cleaners]
        assert sum(map(len, claims)) == 1

    async def test_a_storm_of_yeses_gives_each_clean_one_cleaner_and_each_cleaner_one_clean(self, build: Build) -> None:
        place, id = await called(build, 7)
        ids = [id, *[await place.book(place.town.cleaner, SOON, "anyone") for _ in range(2)]]
        offers = [one for each in ids for one in await open_ones(place, each)]
        assert len(offers) == 3 * 8
        answers = await gather(*(place.accept(asked(one)) for one in offers))
        outcome = Counter(one.why.code if isinstance(one, Refused) else "done" for one in answers)
        assert outcome["done"] == 3
        assert set(outcome) <= {"done", "taken_by_another", "no_longer_eligible"}
        comers = [(await place.booking(each)).phase for each in ids]
        assert len({phase.cleaner for phase in comers if isinstance(phase, Confirmed)}) == 3
        assert [await open_ones(place, each) for each in ids] == [[], [], []]
        assert sum([len(await place.claims(one.id)) for one in place.cleaners]) == 3

    async def test_whose_calendar_has_filled_meanwhile_cannot_come_and_the_others_still_can(self, build: Build) -> None:
        place, id = await called(build, 2)
        first, second, *_ = await open_ones(place, id)
        off = await place.take_time_off(
            TimeOffAsked(actor=AsCleaner(id=first.cleaner), cleaner=first.cleaner, span=first.window)
        )
        assert not isinstance(off, Refused), "nobody's time is kept for an offer to several"
        full = await place.accept(asked(first))
        assert isinstance(full, Refused)
        assert (full.why.code, getattr(full.why, "reason", "")) == ("no_longer_eligible", "slot_taken")
        (closed,) = [one for one in await place.offers(id) if one.id == first.id]
        assert closed.phase == Withdrawn(at=await place.town.now(), why="calendar_full")
        assert isinstance((await place.booking(id)).phase, Offered)
        assert isinstance(await place.accept(asked(second)), OfferView)

    async def test_the_last_who_cannot_come_ends_the_call_and_a_human_goes_on(self, build: Build) -> None:
        place, id = await called(build, 0)
        (only,) = await open_ones(place, id)
        async with place.town.store.begin() as work:
            await work.claims.add(with_(place.town.nouns.claim(place.town.cleaner, only.window, TimeOff()),
                                        id=ClaimId(place.town.ids.new())))  # fmt: skip
        assert isinstance(await place.accept(asked(only)), Refused)
        await place.relay()
        phase = (await place.booking(id)).phase
        assert isinstance(phase, Requested) and phase.needs_human

    async def test_one_no_leaves_the_others_asked_and_the_last_one_calls_a_human(self, build: Build) -> None:
        place, id = await called(build, 2)
        first, second, third = await open_ones(place, id)
        version = (await place.booking(id)).version
        await place.decline(asked(first))
        await place.decline(asked(second))
        await place.relay()
        booking = await place.booking(id)
        assert (booking.version, len(await open_ones(place, id))) == (version, 1)
        await place.joined("Late", north=1)
        await place.decline(asked(third))
        await place.relay()
        phase = (await place.booking(id)).phase
        assert isinstance(phase, Requested) and phase.needs_human, "nobody is called twice"

    async def test_silence_of_all_ends_it_and_a_human_goes_on(self, build: Build) -> None:
        place, id = await called(build, 2)
        await place.pass_time(NOW + timedelta(hours=2))
        assert await whys(place, id) == ["Expired"] * 3
        phase = (await place.booking(id)).phase
        assert isinstance(phase, Requested) and phase.needs_human

    async def test_whom_the_customer_named_is_asked_alone_first(self, build: Build) -> None:
        place = await quarter(build, NOW)
        await crowd(place, 2)
        id = await place.book(place.town.cleaner, SOON, "prefer")
        named = await place.open_offer(id)
        assert (named.cleaner, named.broadcast) == (place.town.cleaner.id, False)
        await place.decline(asked(named))
        await place.relay()
        assert [one.broadcast for one in await open_ones(place, id)] == [True, True]

    async def test_who_wants_one_only_has_nobody_else_asked_however_near(self, build: Build) -> None:
        place = await quarter(build, NOW)
        await crowd(place, 2)
        id = await place.book(place.town.cleaner, SOON, "only")
        (alone,) = await open_ones(place, id)
        assert (alone.cleaner, alone.broadcast) == (place.town.cleaner.id, False)

    async def test_a_day_ahead_of_a_clean_whose_cleaner_withdrew_all_are_asked_to_rescue_it(self, build: Build) -> None:
        place = await quarter(build, NOW)
        others = await crowd(place, 3)
        id = await place.book(place.town.cleaner, LATER)
        first = await place.open_offer(id)
        assert isinstance(await place.accept(asked(first)), OfferView)
        await place.relay()
        await place.town.clock.freeze(LATER - timedelta(hours=23))
        store = place.town.store
        gone = await Withdraw(store, place.town.late)(BookingAsked(actor=AsCleaner(id=first.cleaner), booking=id))
        assert isinstance(gone, BookingView) and isinstance(gone.booking.phase, AwaitingChoice), gone
        ask = ChooseAsked(actor=place.town.mia, booking=id, option="other_cleaner")
        assert isinstance(await Choose(store, place.town.ids)(ask), BookingView)
        await place.relay()
        offers = await open_ones(place, id)
        assert {one.cleaner for one in offers} == {one.id for one in others}
        assert all(one.broadcast for one in offers)
        assert isinstance(await place.accept(asked(offers[-1])), OfferView)

    async def test_cancelling_takes_all_of_them_back(self, build: Build) -> None:
        place, id = await called(build, 2)
        await CancelBooking(place.town.store, place.town.ids)(CancelAsked(actor=place.town.mia, booking=id, reason="x"))
        await place.relay()
        assert isinstance((await place.booking(id)).phase, Cancelled)
        assert await whys(place, id) == ["Withdrawn booking_cancelled"] * 3

    async def test_a_yes_after_the_clean_was_given_away_otherwise_wins_nothing(self, build: Build) -> None:
        place, id = await called(build, 2)
        first, second, _ = await open_ones(place, id)
        cancel = CancelBooking(place.town.store, place.town.ids)
        await cancel(CancelAsked(actor=place.town.mia, booking=id, reason="x"))
        answers = await gather(place.accept(asked(first)), place.accept(asked(second)))
        assert [one.why.code for one in answers if isinstance(one, Refused)] == ["offer_gone", "offer_gone"]
        assert [await place.claims(one.id) for one in place.cleaners] == [[], [], []]

    async def test_the_office_calls_around_for_a_clean_that_nobody_took_and_the_receipt_names_whom(
        self, build: Build
    ) -> None:
        place = await quarter(build, NOW)
        id = await place.book(place.town.cleaner, LATER)
        call = CallCleaners(place.town.store, place.town.ids, place.town.travel, ReferenceScorer())
        ops = AsOps(id=OpsId(place.town.cleaner.id), role="support")
        waits = await call(CallAsked(actor=ops, booking=id, reason="Nobody was found"))
        assert isinstance(waits, Refused) and waits.why.code == "seat_has_offer"
        await place.decline(asked(await place.open_offer(id)))
        await place.relay()
        before = await receipts(place, id)
        for _ in range(2):
            nobody = await call(CallAsked(actor=ops, booking=id, reason="Nobody was found"))
            assert nobody == Refused(why=NobodyToAsk()), "whoever said no is not asked again in this round"
        assert await receipts(place, id) == before, "a press that asked nobody leaves nothing behind"
        others = await crowd(place, 2)
        stranger = await call(CallAsked(actor=AsCleaner(id=others[0].id), booking=id))
        assert isinstance(stranger, Refused)
        made = await call(CallAsked(actor=ops, booking=id, reason="Nobody was found"))
        assert isinstance(made, Called)
        called_now = tuple(one.offer.cleaner for one in made.views)
        assert set(called_now) == {one.id for one in others}
        assert all(one.offer.broadcast for one in made.views)
        receipt = (await receipts(place, id))[-1]
        assert isinstance(receipt.matter, Ranking)
        assert receipt.matter.together == called_now
        assert isinstance(await place.accept(asked(made.views[1].offer)), OfferView)

    async def test_the_office_asks_nobody_else_for_who_wants_one_only(self, build: Build) -> None:
        place = await quarter(build, NOW)
        await crowd(place, 2)
        id = await place.book(place.town.cleaner, LATER, "only")
        async with place.town.store.begin() as work:
            found = await work.bookings.find(id)
            assert found is not None
            back = back_to_requested(found)
            assert isinstance(back, Granted)
            await work.bookings.replace(found, back.value)
        call = CallCleaners(place.town.store, place.town.ids, place.town.travel, ReferenceScorer())
        answer = await call(CallAsked(actor=AsOps(id=OpsId(id), role="support"), booking=id, reason="Nobody was found"))
        assert isinstance(answer, Refused) and answer.why.code == "not_the_chosen_cleaner"

    async def test_the_office_takes_one_back_and_the_others_stay_asked(self, build: Build) -> None:
        place, id = await called(build, 2)
        first, *others = await open_ones(place, id)
        ops = AsOps(id=OpsId(first.customer), role="support")
        assert isinstance(
            await WithdrawOffer(place.town.store)(
                TakeBackAsked(actor=ops, offer=first.id, reason="The customer called")
            ),
            OfferView,
        )
        await place.relay()
        assert [one.id for one in await open_ones(place, id)] == [one.id for one in others]

    async def test_two_calls_for_two_cleans_at_one_time_may_both_reach_one_cleaner_who_comes_to_one(
        self, build: Build
    ) -> None:
        place, id = await called(build, 1)
        other = await place.book(place.town.cleaner, SOON, "anyone")
        mine: list[Offer] = [
            one for each in (id, other) for one in await open_ones(place, each) if one.cleaner == place.town.cleaner.id
        ]
        answers = await gather(*(place.accept(asked(one)) for one in mine))
        codes = sorted(one.why.code if isinstance(one, Refused) else "done" for one in answers)
        assert codes == ["done", "no_longer_eligible"]
        assert len(await place.claims(place.town.cleaner.id)) == 1
