"""Figures are what the ledger and the visits say: summed over all days they are its own balances."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.marketplace.desk_journeys import JOURNEYS
from tests.unit.marketplace.house import BEGIN
from tests.unit.marketplace.journeys import Journey
from tests.unit.marketplace.market import Market
from tests.unit.marketplace.test_reached import walked

from cleanbee.adapters.memory.ids import SeededIds
from cleanbee.domain.kernel import BookingId, Refused, Window, with_
from cleanbee.domain.matching.figures import LATE_STEPS, spread_of_lateness
from cleanbee.domain.payment.day_figures import PAY
from cleanbee.domain.people.actor import AsOps
from cleanbee.ports.inbound.payment.all_visits import all_of
from cleanbee.ports.inbound.payment.read_figures import FigureAsked, ReadDayMoney, ReadEarnings, ReadFill, ReadLateness
from cleanbee.ports.outbound.booking import Arrived

pytestmark = pytest.mark.slow

ZONE = "Europe/Berlin"
PAID = [one for one in JOURNEYS if one.__name__ in {
    "a_clean_is_booked_done_and_paid_for", "what_a_customer_owes_is_paid_otherwise",
    "the_office_sends_somebody_else_and_takes_it_back",
}]  # fmt: skip


def asked(market: Market, days: int = 92) -> FigureAsked:
    boss = AsOps(id=market.ops.id, role="admin")
    return FigureAsked(actor=boss, first=(BEGIN - timedelta(days=2)).date(), days=days)


@pytest.mark.parametrize("journey", PAID, ids=lambda one: one.__name__)
async def test_money_by_day_is_the_ledgers_own_balance(journey: Journey) -> None:
    market = await walked(journey)
    store = market.house.store
    told = await ReadDayMoney(store, ZONE)(asked(market))
    assert not isinstance(told, Refused) and told.currencies == ("EUR",)
    rows = told.rows
    async with store.begin() as work:
        gateway, held = await work.journals.balance("gateway"), await work.journals.balance("memo:held")
        balances = [one for one in await work.journals.balances() if one.account in PAY]
    earned = await ReadEarnings(store, ZONE)(asked(market))
    assert sum(one.captured - one.refunded - one.paid_out + one.other for one in rows) == gateway.amount
    assert sum(one.held - one.released for one in rows) == held.amount
    assert any(one.held for one in rows)
    francs = await ReadDayMoney(store, ZONE)(with_(asked(market), currency="CHF"))
    assert not isinstance(francs, Refused) and not any(one.held or one.captured for one in francs.rows)
    assert francs.currencies == ("EUR",), "what is not asked for is named all the same"
    assert not isinstance(earned, Refused)
    assert sum(one.earned for one in earned.rows) == -sum(one.amount.amount for one in balances), (
        "nothing was paid out yet"
    )
    fill = await ReadFill(store, ZONE)(asked(market))
    assert not isinstance(fill, Refused)
    bookings = await market.all_bookings()
    off = {"cancelled", "expired", "awaiting_card", "requested", "offered", "awaiting_choice"}
    sold = [one for one in bookings if one.phase.__struct_config__.tag not in off]
    assert sum(one.booked_min for one in fill) == sum(one.minutes for one in sold)
    late = await ReadLateness(store, ZONE)(asked(market))
    assert not isinstance(late, Refused) and sum(one.visits for one in late) <= len(bookings)


@given(st.lists(st.integers(0, 5), max_size=20), st.integers(1, 4))
async def test_however_many_there_are_each_is_counted_once(hours: list[int], at_once: int) -> None:
    ids = SeededIds(1)
    kept = [
        Arrived(booking=BookingId(ids.new()), start=BEGIN + timedelta(hours=hour), at=BEGIN) for hour in sorted(hours)
    ]

    async def read(span: Window, most: int) -> Sequence[Arrived]:
        return [one for one in kept if span.holds(one.start)][:most]

    span = Window(start=BEGIN, end=BEGIN + timedelta(days=1))
    assert [one async for one in all_of(read, span, at_once)] == kept


def test_a_visit_stands_in_one_step_of_lateness_and_the_step_holds_it() -> None:
    for minutes in range(75):
        steps = spread_of_lateness([minutes])
        (step,) = [one for one in steps if one.visits]
        assert (step.above is None or minutes > step.above) and (step.most is None or minutes <= step.most)
    assert len(spread_of_lateness([])) == len(LATE_STEPS) + 1
