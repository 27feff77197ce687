"""What the table of open items promises: one open of each name, the closed ones kept, newest first."""

from __future__ import annotations

import pytest

from cleanbee.domain.kernel import Money, OpenItemId, evolve
from cleanbee.domain.payment.open_item import Finding, OpenItem
from cleanbee.ports.contracts.nouns import Nouns, at
from cleanbee.ports.contracts.racing import Meeting, at_once
from cleanbee.ports.contracts.stores import OpensStore
from cleanbee.ports.outbound.kept import Place
from cleanbee.ports.outbound.store import Stale


class OpenItemsContract(OpensStore):
    """What does not fit."""

    def item(self, nouns: Nouns, about: str, minute: int = 0) -> OpenItem:
        """One that is open since a minute."""
        finding = Finding(kind="amount_differs", about=about, text="a cent", amount=Money(amount=1))
        return OpenItem(id=OpenItemId(nouns.ids.new()), finding=finding, since=at(minute))

    async def test_an_item_is_found_by_its_name_while_it_is_open(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            item = self.item(nouns, nouns.word("transaction"))
            kind, about = item.name
            async with store.begin() as work:
                await work.open_items.add(item)
            async with store.begin() as work:
                assert await work.open_items.find_open(kind, about) == item
                assert await work.open_items.find_open("missing_here", about) is None
                assert item in await work.open_items.open()
                await work.open_items.replace(item, evolve(item, until=at(5)))
            async with store.begin() as work:
                assert await work.open_items.find_open(kind, about) is None
                assert item.id not in [one.id for one in await work.open_items.open()]
                assert await work.open_items.find(item.id) == evolve(item, until=at(5))

    async def test_of_each_name_one_is_open_and_a_closed_one_is_in_nobodys_way(self) -> None:
        nouns = self.nouns()
        meeting = Meeting(2)
        async with self.open_store() as store:
            about = nouns.word("transaction")

            async def add() -> None:
                async with store.begin() as work:
                    await meeting.arrive()
                    await work.open_items.add(self.item(nouns, about))

            results = await at_once(add(), add())
            assert sorted(type(one).__name__ for one in results) == ["NoneType", "Stale"]
            async with store.begin() as work:
                first = await work.open_items.find_open("amount_differs", about)
                assert first is not None
                await work.open_items.replace(first, evolve(first, until=at(5)))
            async with store.begin() as work:
                await work.open_items.add(self.item(nouns, about))
            with pytest.raises(Stale):
                async with store.begin() as work:
                    await work.open_items.add(self.item(nouns, about))

    async def test_they_are_listed_newest_first_in_parts_the_closed_ones_when_asked_for(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            items = [self.item(nouns, nouns.word("transaction"), minute) for minute in (1, 2, 3)]
            ours = {one.id for one in items}
            async with store.begin() as work:
                for one in items:
                    await work.open_items.add(one)
            closed = evolve(items[1], until=at(9))
            async with store.begin() as work:
                await work.open_items.replace(items[1], closed)
            async with store.begin() as work:
                now_open = [one for one in await work.open_items.newest(None, 100, closed_too=False) if one.id in ours]
                ever = [one for one in await work.open_items.newest(None, 100, closed_too=True) if one.id in ours]
                after = Place(at=items[2].since, id=items[2].id)
                rest = [one for one in await work.open_items.newest(after, 100, closed_too=True) if one.id in ours]
            assert now_open == [items[2], items[0]]
            assert ever == [items[2], closed, items[0]]
            assert rest == [closed, items[0]]
