"""Everything that placing a booking reads, in one statement: the walk that most people wait for."""

from __future__ import annotations

from typing import Any, TypeVar

from asyncpg import Range

from cleanbee.adapters.postgres.availability import COLUMNS, claim_from
from cleanbee.adapters.postgres.codec import from_doc
from cleanbee.adapters.postgres.unit import Unit
from cleanbee.domain.availability.hours import Hours
from cleanbee.domain.payment.payment import Card
from cleanbee.domain.people.person import Cleaner, Home
from cleanbee.domain.pricing.quote import Quote
from cleanbee.ports.outbound.order import Order, OrderKeys

V = TypeVar("V")

_NO_DOCS = "NULL, NULL, NULL, NULL, NULL"
_NO_CLAIM = ", ".join(f"NULL AS {column}" for column in COLUMNS)
_CLAIM = ", ".join(COLUMNS)
_ORDER = f"""SELECT 'docs' AS part,
    (SELECT doc FROM quote WHERE id = $1) AS quote_doc,
    (SELECT doc FROM home WHERE id = $2) AS home_doc,
    (SELECT doc FROM cleaner WHERE id = $3) AS cleaner_doc,
    (SELECT doc FROM hours WHERE id = $3) AS hours_doc,
    (SELECT doc FROM card WHERE id = $4) AS card_doc,
    {_NO_CLAIM}
UNION ALL
SELECT 'hold', {_NO_DOCS}, {_CLAIM} FROM (
    SELECT * FROM calendar_claim WHERE kind = 'hold' AND holder = $1 ORDER BY expires_at DESC LIMIT 1
) AS held
UNION ALL
SELECT 'claim', {_NO_DOCS}, {_CLAIM} FROM calendar_claim WHERE cleaner = $3 AND blocked && $5
UNION ALL
SELECT 'mine', {_NO_DOCS}, {_CLAIM} FROM calendar_claim
WHERE kind = 'hold' AND customer = (SELECT owner FROM home WHERE id = $2)"""


async def read_order(unit: Unit, keys: OrderKeys) -> Order:
    """What is kept under these names at this moment."""
    span = Range(keys.span.start, keys.span.end)
    rows = await unit.fetch(_ORDER, keys.quote, keys.home, keys.cleaner, keys.card, span)
    docs: Any = next(row for row in rows if row["part"] == "docs")
    claims = sorted((claim_from(row) for row in rows if row["part"] == "claim"), key=lambda one: one.blocked.start)
    return Order(
        quote=_value(docs["quote_doc"], Quote),
        home=_value(docs["home_doc"], Home),
        cleaner=_value(docs["cleaner_doc"], Cleaner),
        hours=_value(docs["hours_doc"], Hours),
        card=_value(docs["card_doc"], Card),
        hold=next((claim_from(row) for row in rows if row["part"] == "hold"), None),
        claims=tuple(claims),
        holds=tuple(claim_from(row) for row in rows if row["part"] == "mine"),
    )


def _value(doc: str | None, shape: type[V]) -> V | None:
    return None if doc is None else from_doc(doc, shape)
