"""Every value that the domain could keep comes back as it was: generated, noun by noun."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleanbee.ports.contracts import strategies
from cleanbee.ports.contracts.stores import OpensStore, placed, settle

FEW = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.differing_executors]
)


class RoundTripContract(OpensStore):
    """What goes in comes out."""

    @FEW
    @given(st.data())
    async def test_people_and_homes_come_back_as_they_were(self, data: st.DataObject) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            customer = data.draw(strategies.customers(nouns))
            cleaner = data.draw(strategies.cleaners(nouns))
            home = data.draw(strategies.homes(nouns, customer))
            working = data.draw(strategies.hours(nouns, cleaner))
            quote = data.draw(strategies.quotes(nouns, customer))
            async with store.begin() as work:
                await work.customers.add(customer)
                await work.cleaners.add(cleaner)
                await work.homes.add(home)
                await work.hours.add(working)
                await work.quotes.add(quote)
            async with store.begin() as work:
                assert await work.customers.find(customer.id) == customer
                assert await work.cleaners.find(cleaner.id) == cleaner
                assert await work.homes.find(home.id) == home
                assert await work.hours.find(cleaner.id) == working
                assert await work.quotes.find(quote.id) == quote

    @FEW
    @given(st.data())
    async def test_claims_come_back_as_they_were(self, data: st.DataObject) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            world = await settle(store, nouns)
            claim = data.draw(strategies.claims(nouns, world.cleaner))
            async with store.begin() as work:
                await work.claims.add(claim)
            async with store.begin() as work:
                assert await work.claims.find(claim.id) == claim
                assert list(await work.claims.within([world.cleaner.id], claim.blocked)) == [claim]

    @FEW
    @given(st.data())
    async def test_bookings_and_offers_come_back_as_they_were(self, data: st.DataObject) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            world = await settle(store, nouns)
            booking = data.draw(strategies.bookings(nouns, world.home, world.quote))
            offer = data.draw(strategies.offers(nouns, booking, world.cleaner))
            async with store.begin() as work:
                await work.bookings.add(booking)
                await work.offers.add(offer)
            async with store.begin() as work:
                assert await work.bookings.find(booking.id) == booking
                assert await work.offers.find(offer.id) == offer

    @FEW
    @given(st.data())
    async def test_money_comes_back_as_it_was(self, data: st.DataObject) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            world = await settle(store, nouns)
            booking = await placed(store, nouns, world)
            payment = nouns.payment(booking, world.card)
            operation = data.draw(strategies.operations(nouns, payment))
            journal = data.draw(strategies.journals(nouns, booking.id, world.customer.id))
            async with store.begin() as work:
                await work.payments.add(payment)
                await work.operations.add(operation)
                await work.journals.post(journal)
            async with store.begin() as work:
                assert await work.payments.find(payment.id) == payment
                assert await work.operations.find(operation.id) == operation
                assert list(await work.journals.of_booking(booking.id)) == [journal]

    @FEW
    @given(st.data())
    async def test_notices_come_back_as_they_were(self, data: st.DataObject) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            notice = data.draw(strategies.notices(nouns))
            async with store.begin() as work:
                assert await work.notices.enqueue(notice)
            async with store.begin() as work:
                assert await work.notices.find(notice.id) == notice
