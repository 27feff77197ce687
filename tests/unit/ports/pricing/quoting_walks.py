"""Asking what a clean costs, and looking at the answer again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.unit.domain.pricing.book_of_today import BOOK
from tests.unit.ports.people.town import LINDENWEG, Build, Town

from cleanbee.domain.kernel import CustomerId, HomeId, Money, NotAllowed, NotFound, QuoteId, Refused, Timer, evolve
from cleanbee.domain.people.actor import Actor, Anonymous, AsCustomer
from cleanbee.domain.people.address import AddressUnknown, OutsideArea
from cleanbee.domain.people.person import Rooms
from cleanbee.domain.pricing.price import accept
from cleanbee.domain.pricing.quote import Accepted, Expired, ExtraUnknown, Open, Quote
from cleanbee.ports.inbound.pricing.expire_quote import ExpireQuote
from cleanbee.ports.inbound.pricing.list_services import ListServices, ServicesWanted
from cleanbee.ports.inbound.pricing.make_quote import AtAddress, AtHome, MakeQuote, QuoteAsked
from cleanbee.ports.inbound.pricing.read_quote import QuoteWanted, ReadQuote

FLAT = Rooms(bedrooms=2, bathrooms=1)


async def priced(build: Build) -> Town:
    """The town with the book of today."""
    place = await build()
    async with place.store.begin() as work:
        await work.books.add(BOOK)
    return place


async def asked(place: Town, actor: Actor, where: AtAddress | AtHome, extras: tuple[str, ...] = ()) -> object:
    return await MakeQuote(place.store, place.geocoder, place.ids)(QuoteAsked(actor=actor, where=where, extras=extras))


async def a_quote(place: Town, actor: Actor) -> Quote:
    quote = await asked(place, actor, AtAddress(address="Lindenweg 12", rooms=FLAT), ("oven",))
    assert isinstance(quote, Quote), quote
    return quote


async def stepped(place: Town, quote: Quote) -> Quote:
    """The quote after its timer was acted on."""
    async with place.store.begin() as work:
        await ExpireQuote()(work, Timer(kind="quote.expire", subject=quote.id, due_at=await work.now()))
    async with place.store.begin() as work:
        found = await work.quotes.find(quote.id)
    assert found is not None
    return found


class QuotingWalks:
    """Quotes, over any store."""

    async def test_a_guest_is_told_the_price_at_an_address_with_the_book_and_policy_that_count(
        self, build: Build
    ) -> None:
        place = await priced(build)
        quote = await a_quote(place, Anonymous())
        assert (quote.customer, quote.asked.address, quote.minutes) == (None, LINDENWEG.address, 180)
        assert quote.price.total == Money(amount=9000)
        assert quote.book == BOOK.version
        async with place.store.begin() as work:
            assert (await work.books.policy(quote.policy)).version == quote.policy

    async def test_a_customer_asks_for_their_home_and_its_own_rooms_count_unless_others_are_given(
        self, build: Build
    ) -> None:
        place = await priced(build)
        at_home = await asked(place, place.mia, AtHome(home=place.home.id))
        assert isinstance(at_home, Quote)
        assert (at_home.customer, at_home.asked.rooms) == (place.customer.id, place.home.rooms)
        larger = await asked(place, place.mia, AtHome(home=place.home.id, rooms=Rooms(bedrooms=5, bathrooms=2)))
        assert isinstance(larger, Quote)
        assert larger.minutes > at_home.minutes

    @pytest.mark.parametrize(
        ("address", "why"),
        [
            ("1 Nowhere St", OutsideArea()),
            ("2 Ambiguous Rd", AddressUnknown(candidates=("Kirchgasse 2", "Rua da Escola 2"))),
            ("Nonsense", AddressUnknown()),
        ],
    )
    async def test_where_nobody_serves_or_finds_there_is_no_price(
        self, build: Build, address: str, why: object
    ) -> None:
        place = await priced(build)
        answer = await asked(place, Anonymous(), AtAddress(address=address, rooms=FLAT))
        assert isinstance(answer, Refused)
        assert answer.why == why

    async def test_a_refused_question_keeps_no_quote_and_no_timer(self, build: Build) -> None:
        place = await priced(build)
        answer = await asked(place, Anonymous(), AtAddress(address="Lindenweg 12", rooms=FLAT), ("chimney",))
        assert answer == Refused(why=ExtraUnknown(extra="chimney"))
        async with place.store.begin() as work:
            assert await work.timers.next_due() is None

    async def test_nobody_is_quoted_for_a_strangers_home_or_one_put_away(self, build: Build) -> None:
        place = await priced(build)
        gone = Refused(why=NotFound(what="home"))
        ben = AsCustomer(id=CustomerId(place.ids.new()))
        assert await asked(place, ben, AtHome(home=place.home.id)) == gone
        assert await asked(place, place.mia, AtHome(home=HomeId(place.ids.new()))) == gone
        async with place.store.begin() as work:
            await work.homes.replace(place.home, evolve(place.home, archived_at=await work.now()))
        assert await asked(place, place.mia, AtHome(home=place.home.id)) == gone

    async def test_cleaners_are_not_quoted(self, build: Build) -> None:
        place = await priced(build)
        answer = await asked(place, place.joyce, AtAddress(address="Lindenweg 12", rooms=FLAT))
        assert answer == Refused(why=NotAllowed(action="quote.make"))

    async def test_a_guests_quote_is_read_by_whoever_knows_it_and_a_customers_by_nobody_else(
        self, build: Build
    ) -> None:
        place = await priced(build)
        guests, mias = await a_quote(place, Anonymous()), await a_quote(place, place.mia)
        read = ReadQuote(place.store)
        ben = AsCustomer(id=CustomerId(place.ids.new()))
        gone = Refused(why=NotFound(what="quote"))
        assert await read(QuoteWanted(actor=ben, quote=guests.id)) == guests
        assert await read(QuoteWanted(actor=place.mia, quote=mias.id)) == mias
        assert await read(QuoteWanted(actor=place.olga, quote=mias.id)) == mias
        assert await read(QuoteWanted(actor=ben, quote=mias.id)) == gone
        assert await read(QuoteWanted(actor=Anonymous(), quote=mias.id)) == gone
        assert await read(QuoteWanted(actor=place.mia, quote=QuoteId(place.ids.new()))) == gone
        async with place.store.begin() as work:
            assert [one.shown.who for one in await work.audit.newest(10, mias.id)] == [place.olga]
            assert not await work.audit.newest(10, guests.id)

    async def test_a_quote_expires_when_its_half_hour_is_over_and_a_timer_that_fires_early_or_twice_does_nothing(
        self, build: Build
    ) -> None:
        place = await priced(build)
        quote = await a_quote(place, Anonymous())
        assert (await stepped(place, quote)).phase == quote.phase
        assert isinstance(quote.phase, Open)
        await place.go_to(quote.phase.until)
        gone = await stepped(place, quote)
        assert gone.phase == Expired()
        assert await stepped(place, quote) == gone

    async def test_a_quote_that_became_a_booking_does_not_expire(self, build: Build) -> None:
        place = await priced(build)
        quote = await a_quote(place, place.mia)
        async with place.store.begin() as work:
            decided = accept(quote, await work.now())
            assert not isinstance(decided, Refused)
            await work.quotes.replace(quote, decided.value)
            await work.keep(decided)
        await place.later(timedelta(hours=1))
        assert (await stepped(place, quote)).phase == Accepted()
        async with place.store.begin() as work:
            assert await work.timers.find("quote.expire", quote.id) is None

    async def test_everybody_may_see_what_is_offered_and_at_which_rates(self, build: Build) -> None:
        place = await priced(build)
        for actor in (Anonymous(), place.mia, place.joyce, place.olga):
            assert await ListServices(place.store)(ServicesWanted(actor=actor)) == BOOK
