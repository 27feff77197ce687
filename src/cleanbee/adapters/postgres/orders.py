"""Everything that placing a booking reads, in one statement: the walk that most people wait for."""

from __future__ import annotations

from typing import Any, TypeVar

from cleanbee.adapters.postgres.availability import COLUMNS, claim_from
from cleanbee.adapters.postgres.codec import from_doc
from cleanbee.adapters.postgres.unit import Unit
from cleanbee.domain.availability.hours import Hours
from cleanbee.domain.payment.payment import Card
from cleanbee.domain.people.person import Cleaner, Home
from cleanbee.domain.pricing.quote import Quote
from cleanbee.ports.outbound.order import Order, OrderKeys

V = TypeVar("V")

_HELD = ", ".join(f"held.{column} AS {column}" for column in COLUMNS)
_ORDER = f"""SELECT
    (SELECT doc FROM quote WHERE id = $1) AS quote_doc,
    (SELECT doc FROM home WHERE id = $2) AS home_doc,
    (SELECT doc FROM cleaner WHERE id = $3) AS cleaner_doc,
    (SELECT doc FROM hours WHERE id = $3) AS hours_doc,
    (SELECT doc FROM card WHERE id = $4) AS card_doc,
    {_HELD}
FROM (SELECT 1) AS one
LEFT JOIN LATERAL (
    SELECT * FROM calendar_claim WHERE kind = 'hold' AND holder = $1 ORDER BY expires_at DESC LIMIT 1
) AS held ON true"""


async def read_order(unit: Unit, keys: OrderKeys) -> Order:
    """What is kept under these names at this moment."""
    row: Any = (await unit.fetch(_ORDER, keys.quote, keys.home, keys.cleaner, keys.card))[0]
    return Order(
        quote=_value(row["quote_doc"], Quote),
        home=_value(row["home_doc"], Home),
        cleaner=_value(row["cleaner_doc"], Cleaner),
        hours=_value(row["hours_doc"], Hours),
        card=_value(row["card_doc"], Card),
        hold=None if row["id"] is None else claim_from(row),
    )


def _value(doc: str | None, shape: type[V]) -> V | None:
    return None if doc is None else from_doc(doc, shape)
