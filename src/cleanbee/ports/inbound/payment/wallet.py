"""The cards that may be asked for a payment, and what they were asked lately."""

from __future__ import annotations

from cleanbee.domain.payment.payment import Card, Operation, Payment
from cleanbee.domain.payment.rung import CardsAsked, cards_asked
from cleanbee.ports.outbound.store import Work


async def open_wallet(work: Work, payment: Payment) -> CardsAsked:
    """The payment's own card and those of its customer that stand in; who counts tries has locked the customer."""
    own = await work.cards.find(payment.card)
    assert own is not None, "every payment has its card"
    others: list[Card] = [one for one in await work.cards.of(payment.customer) if one.may_stand_in]
    cards = [own, *(one for one in others if one.mark != own.mark)]
    asked: list[Operation] = []
    for mark in {one.mark: None for one in cards}:
        asked.extend(await work.operations.of_card(mark, NEWEST))
    return cards_asked(cards, asked)


NEWEST = 50
"""Of each card so many are looked at, the newest first: far more than a ladder lets anybody ask in its days."""
