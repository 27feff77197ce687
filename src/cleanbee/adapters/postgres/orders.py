"""Everything that placing a booking locks and reads, in one round trip: the walk that most people wait for."""

from __future__ import annotations

from typing import TypeVar

from asyncpg import Range

from cleanbee.adapters.postgres.availability import claim_from
from cleanbee.adapters.postgres.codec import from_doc
from cleanbee.adapters.postgres.locks import lock_and_look
from cleanbee.adapters.postgres.unit import Unit
from cleanbee.domain.availability.hours import Hours
from cleanbee.domain.payment.payment import Card
from cleanbee.domain.people.person import Cleaner, Customer, Home
from cleanbee.domain.pricing.quote import Quote
from cleanbee.ports.outbound.order import Order, OrderKeys

V = TypeVar("V")
HELD = 2
"""The cleaner and the customer."""


async def read_order(unit: Unit, keys: OrderKeys, *, wait: bool) -> Order:
    """What is kept under these names once the cleaner and the customer are held, or just now for who does not wait.

    :raises Busy: not free within two seconds.
    """
    asked = (keys.quote, keys.home, keys.cleaner, keys.card, Range(keys.span.start, keys.span.end))
    docs, *rows = await lock_and_look(unit, keys.cleaner, keys.customer, asked, wait=wait)
    assert docs["part"] == "docs", "the documents come first"
    claims = sorted((claim_from(row) for row in rows if row["part"] == "claim"), key=lambda one: one.blocked.start)
    return Order(
        customer=_value(docs["customer_doc"], Customer),
        quote=_value(docs["quote_doc"], Quote),
        home=_value(docs["home_doc"], Home),
        cleaner=_value(docs["cleaner_doc"], Cleaner),
        hours=_value(docs["hours_doc"], Hours),
        card=_value(docs["card_doc"], Card),
        hold=next((claim_from(row) for row in rows if row["part"] == "hold"), None),
        claims=tuple(claims),
        holds=tuple(claim_from(row) for row in rows if row["part"] == "mine"),
        held=wait or docs["held"] == HELD,
    )


def _value(doc: str | None, shape: type[V]) -> V | None:
    return None if doc is None else from_doc(doc, shape)
