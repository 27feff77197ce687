"""What quotes and price books promise: a version stands for the same numbers for ever."""

from __future__ import annotations

import pytest

from cleanbee.domain.kernel import evolve, with_
from cleanbee.domain.pricing.quote import Accepted
from cleanbee.ports.contracts.stores import OpensStore


class BooksContract(OpensStore):
    """Quotes, price books and policies."""

    async def test_the_book_added_last_sells_now_and_older_ones_stand(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            old, new, policy = nouns.book(), nouns.book(), nouns.policy()
            for book in (old, new, policy):
                async with store.begin() as work:
                    await work.books.add(book)
            async with store.begin() as work:
                await work.books.add(old)
                assert await work.books.price_book() == new
                assert await work.books.price_book(old.version) == old
                assert await work.books.policy() == policy
                assert await work.books.policy(policy.version) == policy

    async def test_a_version_does_not_change_its_numbers(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            book, policy = nouns.book(), nouns.policy()
            async with store.begin() as work:
                await work.books.add(book)
                await work.books.add(policy)
            for other in (with_(book, base_min=61), with_(policy, hold_min=11)):
                with pytest.raises(ValueError, match=r".+"):
                    async with store.begin() as work:
                        await work.books.add(other)
            async with store.begin() as work:
                assert await work.books.price_book(book.version) == book
                assert await work.books.policy(policy.version) == policy

    async def test_an_unknown_version_is_said_to_be_unknown(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store, store.begin() as work:
            with pytest.raises(LookupError):
                await work.books.price_book(nouns.word("book"))
            with pytest.raises(LookupError):
                await work.books.policy(nouns.word("policy"))

    async def test_quotes_of_customers_and_of_guests_are_kept(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            customer = nouns.customer()
            mine, guests = nouns.quote(customer), nouns.quote()
            async with store.begin() as work:
                await work.customers.add(customer)
                await work.quotes.add(mine)
                await work.quotes.add(guests)
            async with store.begin() as work:
                assert await work.quotes.find(guests.id) == guests
                await work.quotes.replace(mine, evolve(mine, phase=Accepted()))
            async with store.begin() as work:
                assert await work.quotes.find(mine.id) == evolve(mine, phase=Accepted())
