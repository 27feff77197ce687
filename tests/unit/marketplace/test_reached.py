"""Every refusal, phase and event of the business is reached by walking, not by construction."""

from __future__ import annotations

import importlib
import pkgutil
from typing import Any

import pytest
from tests.unit.marketplace import truths
from tests.unit.marketplace.followers import Followed
from tests.unit.marketplace.house import BEGIN, House
from tests.unit.marketplace.journeys import Journey
from tests.unit.marketplace.market import Market, Reached
from tests.unit.marketplace.people_journeys import JOURNEYS

import cleanbee.domain
import cleanbee.ports.inbound
from cleanbee.adapters.memory.clock import ManualClock
from cleanbee.adapters.memory.courier import MemoryCourier
from cleanbee.adapters.memory.gateway import MemoryGateway
from cleanbee.adapters.memory.ids import SeededIds
from cleanbee.adapters.memory.store import MemoryStore
from cleanbee.domain.booking import booking
from cleanbee.domain.kernel import Event, Refusal
from cleanbee.domain.matching import offer
from cleanbee.domain.messaging import notice
from cleanbee.domain.payment import dispute, payment, payout, payout_account, refund, tip
from cleanbee.domain.pricing import quote
from cleanbee.domain.trust import review

pytestmark = pytest.mark.slow

PHASES: dict[str, Any] = {
    "booking": booking.Phase,
    "offer": offer.OfferPhase,
    "payment": payment.PaymentPhase,
    "operation": payment.OperationPhase,
    "payout": payout.PayoutPhase,
    "refund": refund.RefundPhase,
    "dispute": dispute.DisputePhase,
    "tip": tip.TipPhase,
    "payout_account": payout_account.AccountPhase,
    "quote": quote.QuotePhase,
    "notice": notice.NoticePhase,
    "review": review.ReviewPhase,
}

NOT_YET: dict[str, str] = {
    "payment lapsed": "a hold that runs out is made anew in the same unit: nobody sees it lapsed",
    "refusal hold_expired": "placing claims the slot anew instead; accepting an offer answers slot_taken",
    "refusal not_on_team": "who is not on the team does not see the booking, and is told not_found",
    "refusal payment_declined": "a declined card shows in the booking's payment, not as a refusal",
    "refusal window_too_long": "the longest visit that has a price is shorter than the longest a card is held for",
}
"""What no walk comes to, and why. This list may only shrink."""


async def walked(journey: Journey, *, followed: bool = False) -> Market:
    """A market after one story, with everything that was true on the way still true, also for who followed it."""
    clock = ManualClock(BEGIN)
    store = MemoryStore(clock, SeededIds(2), lock_wait_s=0.2)
    market = (Followed if followed else Market)(House(store, clock, MemoryGateway(clock), MemoryCourier()))
    await market.open()
    await journey(market)
    for truth in truths.ALWAYS:
        await truth(market)
    await market.observe()
    return market


def below(kind: type[Any]) -> set[str]:
    """The words of all kinds of something, wherever they are declared."""
    for package in (cleanbee.domain, cleanbee.ports.inbound):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    found: set[str] = set()
    for child in kind.__subclasses__():
        if child.__subclasses__():
            found |= below(child)
        else:
            found.add(child.__struct_config__.tag)
    return found


@pytest.mark.parametrize("journey", JOURNEYS, ids=lambda journey: journey.__name__)
async def test_the_story(journey: Journey) -> None:
    await walked(journey, followed=True)


async def test_every_refusal_phase_and_event_is_reached_by_walking() -> None:
    reached = Reached()
    for journey in JOURNEYS:
        seen = (await walked(journey)).reached
        reached.refusals |= seen.refusals
        reached.phases |= seen.phases
        reached.events |= seen.events
    wanted = {f"refusal {word}" for word in below(Refusal)} | {f"event {word}" for word in below(Event)}
    wanted |= {f"{noun} {each.__struct_config__.tag}" for noun, union in PHASES.items() for each in union.__args__}
    came = {f"refusal {word}" for word in reached.refusals} | {f"event {word}" for word in reached.events}
    came |= {f"{noun} {phase}" for noun, phase in reached.phases}
    assert wanted - came == NOT_YET.keys(), f"not reached: {sorted(wanted - came - NOT_YET.keys())}; " + (
        f"reached now, strike them: {sorted(NOT_YET.keys() & came)}"
    )
