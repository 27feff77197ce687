"""A block acts at once: nobody blocked is shown, asked or bound, and what the two have ahead goes to others."""

from __future__ import annotations

from datetime import timedelta

from tests.unit.ports.booking.walks import Build
from tests.unit.ports.matching.offer_walks import NOW, START
from tests.unit.ports.matching.quarter import Quarter, asked, quarter

from cleanbee.domain.booking.booking import AwaitingChoice, Offered
from cleanbee.domain.kernel import CleanerId, NotFound, Refused
from cleanbee.domain.matching.offer import OfferGone
from cleanbee.domain.people.actor import AsCleaner
from cleanbee.domain.people.me import Me, Wishes
from cleanbee.ports.inbound.booking.block_customer import (
    BlockAsked,
    BlockCustomer,
    Blocks,
    ReadBlocks,
    UnblockAsked,
    UnblockCustomer,
)
from cleanbee.ports.inbound.booking.booking_view import BookingView
from cleanbee.ports.inbound.booking.cancel_booking import CancelAsked, CancelBooking
from cleanbee.ports.inbound.matching.offer_view import OfferView
from cleanbee.ports.inbound.people.edit_me import EditMe, MeEdited
from cleanbee.ports.inbound.people.turn_preference import (
    Named,
    PreferenceAsked,
    ReadPreferences,
    TurnPreference,
    Verb,
)

DAY = timedelta(days=1)


async def says(place: Quarter, verb: Verb, cleaner: CleanerId) -> Named | Refused[object]:
    """Mia's word about a cleaner."""
    turn = TurnPreference(place.town.store)
    return await turn(PreferenceAsked(actor=place.town.mia, cleaner=cleaner, verb=verb))


async def shown(place: Quarter) -> set[CleanerId]:
    """Everybody whom a search for that day shows."""
    found = await place.find(await place.town.quote(), START.date())
    return {each.cleaner.id for day in found.days for slot in day.slots for each in slot.choices}


class PartWalks:
    """Over any store."""

    async def test_a_promised_visit_goes_to_somebody_else_and_the_blocked_cleaner_is_shown_no_more(
        self, build: Build
    ) -> None:
        place = await quarter(build, NOW)
        joyce = place.town.cleaner
        other = await place.joined("Other", north=2)
        id = await place.book(joyce, START)
        assert isinstance(await place.accept(asked(await place.open_offer(id))), OfferView)
        await place.relay()
        assert await shown(place) == {joyce.id, other.id}
        told = await says(place, "block", joyce.id)
        assert isinstance(told, Named) and [one.id for one in told.blocked] == [joyce.id]
        assert await shown(place) == {other.id}
        await place.relay()
        offer = await place.open_offer(id)
        assert offer.cleaner == other.id and await place.claims(joyce.id) == []
        cancelled = await CancelBooking(place.town.store, place.town.ids)(CancelAsked(actor=place.town.mia, booking=id))
        assert isinstance(cancelled, BookingView)
        assert cancelled.booking.phase.fee.is_zero

    async def test_an_offer_ends_for_the_blocked_and_the_next_is_asked(self, build: Build) -> None:
        place = await quarter(build, NOW)
        other = await place.joined("Other", north=2)
        id = await place.book(place.town.cleaner, START)
        mine = await place.open_offer(id)
        assert mine.cleaner == place.town.cleaner.id
        await says(place, "block", mine.cleaner)
        early = await place.accept(asked(mine))
        assert early == Refused(why=OfferGone()), "a yes before the news has come is too late, and why is not said"
        await place.relay()
        assert (await place.open_offer(id)).cleaner == other.id
        late = await place.accept(asked(mine))
        assert late == Refused(why=OfferGone())

    async def test_who_wanted_this_one_only_chooses_and_a_taken_back_block_parts_nobody(self, build: Build) -> None:
        place = await quarter(build, NOW)
        joyce = place.town.cleaner
        id = await place.book(joyce, START, "only")
        await says(place, "block", joyce.id)
        await says(place, "unblock", joyce.id)
        await place.relay()
        assert isinstance((await place.booking(id)).phase, Offered), "nothing has happened"
        await says(place, "block", joyce.id)
        await place.relay()
        assert isinstance((await place.booking(id)).phase, AwaitingChoice)

    async def test_a_cleaner_blocks_the_customer_of_a_visit_and_takes_it_back(self, build: Build) -> None:
        place = await quarter(build, NOW)
        joyce = place.town.cleaner
        other = await place.joined("Other", north=2)
        me = AsCleaner(id=joyce.id)
        id = await place.book(joyce, START)
        block = BlockCustomer(place.town.store)
        assert await block(BlockAsked(actor=me, booking=id)) == Refused(why=NotFound(what="booking")), "only asked yet"
        await place.accept(asked(await place.open_offer(id)))
        await place.relay()
        told = await block(BlockAsked(actor=me, booking=id))
        assert isinstance(told, Blocks) and [one.id for one in told.customers] == [place.town.customer.id]
        assert await shown(place) == {other.id}
        await place.relay()
        assert (await place.open_offer(id)).cleaner == other.id
        assert (await place.booking(id)).marks == ()
        assert await ReadBlocks(place.town.store)(me) == told
        unblock = UnblockAsked(actor=me, customer=place.town.customer.id)
        assert (await UnblockCustomer(place.town.store)(unblock)) == Blocks(customers=(), version=told.version + 1)
        assert await shown(place) == {joyce.id, other.id}

    async def test_a_block_in_ones_settings_acts_like_any(self, build: Build) -> None:
        place = await quarter(build, NOW)
        other = await place.joined("Other", north=2)
        id = await place.book(place.town.cleaner, START)
        wishes = Wishes(blocked=(place.town.cleaner.id,))
        assert isinstance(await EditMe(place.town.store)(MeEdited(actor=place.town.mia, wishes=wishes)), Me)
        await place.relay()
        assert (await place.open_offer(id)).cleaner == other.id

    async def test_a_favourite_is_asked_before_who_scores_better(self, build: Build) -> None:
        place = await quarter(build, NOW)
        joyce = place.town.cleaner
        far = await place.joined("Far", north=12)
        await place.joined("Near", north=1)
        told = await says(place, "favour", far.id)
        assert isinstance(told, Named) and [one.id for one in told.favourites] == [far.id]
        assert await ReadPreferences(place.town.store)(place.town.mia) == told
        for one in (joyce.id, far.id):  # said once more, nobody changes places
            named = await says(place, "favour", one)
            assert isinstance(named, Named) and [each.id for each in named.favourites][:1] == [far.id]
        await says(place, "unfavour", joyce.id)
        id = await place.book(joyce, START, "anyone")
        await place.pass_time(NOW + 2 * DAY)
        first = (await place.offers(id))[0]
        assert first.cleaner == far.id

    async def test_nobody_names_whom_there_is_not(self, build: Build) -> None:
        place = await quarter(build, NOW)
        absent = CleanerId(place.town.ids.new())
        assert await says(place, "block", absent) == Refused(why=NotFound(what="cleaner"))
