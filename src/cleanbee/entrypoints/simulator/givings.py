"""What the office gives back, alone, with a second person, or not after all; and its word to a bank that takes."""

from __future__ import annotations

from datetime import datetime, timedelta

from cleanbee.adapters.memory.bank import DISPUTED_AFTER
from cleanbee.domain.kernel import Money, Refused
from cleanbee.domain.payment.give_back import Wish
from cleanbee.domain.payment.payment import Captured
from cleanbee.domain.payment.refund import AwaitingApproval, Failed, Refund
from cleanbee.domain.people.actor import AsOps
from cleanbee.entrypoints.simulator.life import DAY, HOUR, Life
from cleanbee.ports.inbound.payment.disputes import DisputeAsked
from cleanbee.ports.inbound.payment.refunds import RefundTurned, RefundWished

PATIENCE = 10


async def captured(life: Life) -> Money | None:
    """Wait until the customer's money has come; how much it is."""
    for _ in range(PATIENCE):
        await life.wait(12 * HOUR, DAY)
        phase = await life.money()
        if isinstance(phase, Captured):
            return phase.amount
    return None


async def given_back(life: Life, part: Money | None) -> None:
    """Somebody of the office gives back this much, or all that is left; a second one agrees, or does not."""
    ask = RefundWished(actor=life.world.ops, booking=life.id, wish=Wish(amount=part, reason="quality"))
    money = life.app.payment
    answer = await life.ask("refund", lambda once: money.ask_refund(ask, once))
    if isinstance(answer, Refund) and isinstance(answer.phase, AwaitingApproval):
        await life.wait(timedelta(), DAY)
        await turned(life, answer, agreed=life.chance(0.8), by=life.world.boss)


async def turned(life: Life, refund: Refund, *, agreed: bool, by: AsOps) -> None:
    """It goes on its way (again), or is dropped."""
    ask, money = RefundTurned(actor=by, refund=refund.id, reason="not so after all"), life.app.payment
    if agreed:
        await life.ask("approve", lambda once: money.approve_refund(ask, once))
    else:
        await life.ask("drop", lambda once: money.drop_refund(ask, once))


async def what_failed_is_decided(life: Life) -> None:
    """Whatever the gateway would not give back is asked for again once, or dropped."""
    await life.wait(2 * DAY, 3 * DAY)
    async with life.world.store.begin() as work:
        refunds = await work.refunds.of_booking(life.id)
    for one in refunds:
        if isinstance(one.phase, Failed):
            await turned(life, one, agreed=life.chance(0.5), by=life.world.ops)


def parts_of(life: Life, amount: Money) -> list[Money | None]:
    """All at once; or some parts, odd ones, which may be more than there is."""
    if life.chance(0.3):
        return [None]
    return [Money(amount=life.dice.randint(1, amount.amount), currency=amount.currency) for _ in range(3)]


async def disputed_at(life: Life) -> datetime | None:
    """When the bank of the customer's card takes the charge back."""
    amount = await captured(life)
    if amount is None:
        return None
    phase = await life.money()
    return phase.at + DISPUTED_AFTER if isinstance(phase, Captured) else None


async def contested(life: Life) -> None:
    """The office answers the bank with its evidence, perhaps twice at once, if it knows of the dispute by then."""
    async with life.world.store.begin() as work:
        disputes = await work.disputes.of_booking(life.id)
    send = life.app.payment.send_evidence
    for one in disputes:
        ask = DisputeAsked(actor=life.world.boss, dispute=one.id, statement="she was there")
        walks = [life.ask("evidence", lambda once, ask=ask: send(ask, once)) for _ in range(life.dice.randint(1, 2))]
        await life.world.time.together(*walks)


async def refused_for_its_currency(life: Life) -> None:
    """What was paid in one currency never goes back in another.

    :raises AssertionError: it did.
    """
    wish = Wish(amount=Money(amount=100, currency="CHF"), reason="goodwill")
    ask = RefundWished(actor=life.world.ops, booking=life.id, wish=wish)
    answer = await life.ask("refund in francs", lambda once: life.app.payment.ask_refund(ask, once))
    assert isinstance(answer, Refused), answer
