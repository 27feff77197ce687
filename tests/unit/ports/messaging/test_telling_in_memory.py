"""Letters over the store in memory."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.ports.messaging.telling_walks import TellingWalks, post
from tests.unit.ports.people.town import NOW, Build, in_memory

from cleanbee.adapters.memory.faults import Faults
from cleanbee.domain.messaging.notice import Sent


class TestTelling(TellingWalks):
    """In memory."""

    @pytest.fixture
    def build(self) -> Build:
        return in_memory


@given(seed=st.integers(0, 10_000), down=st.integers(0, 500), lost=st.integers(0, 500))
def test_whatever_is_lost_on_the_way_every_letter_arrives_once_in_the_end(seed: int, down: int, lost: int) -> None:
    async def story() -> None:
        office = await post(in_memory, Faults(seed, down=down, lost=lost))
        await office.tell(office.confirmed())
        for hour in range(5):
            await office.go_to(NOW + timedelta(hours=hour))
            await asyncio.gather(office.deliver(), office.deliver())
        office.courier.faults.heal()
        await office.go_to(NOW + timedelta(hours=25))
        await office.deliver()
        assert sorted(office.arrived) == ["booking_confirmed", "visit_assigned"]
        async with office.place.store.begin() as work:
            (notice,) = await work.notices.to_person(office.place.customer.id, 10)
        assert isinstance(notice.phase, Sent)

    asyncio.run(story())
