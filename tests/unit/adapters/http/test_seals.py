"""Tokens: what was sealed comes back whole, and nothing else opens."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from tests.thorough import explored

from cleanbee.adapters.http.seals import Seals
from cleanbee.domain.availability.slot import Slot
from cleanbee.domain.kernel import Money, Window
from cleanbee.domain.platform.wallclock import LocalStart

SEALS = Seals("a secret of this house")
LONGEST = 1000
"""What the API takes as a slot token."""

SINCE = datetime(1990, 1, 1, tzinfo=UTC)
INSTANTS = st.timedeltas(timedelta(0), timedelta(days=40_000)).map(lambda ahead: SINCE + ahead)


@st.composite
def sold(draw: st.DrawFn) -> Slot:
    start = draw(INSTANTS)
    return Slot(
        quote=draw(st.uuids()),  # pyright: ignore[reportArgumentType] -- any id
        cleaner=draw(st.uuids()),  # pyright: ignore[reportArgumentType] -- any id
        window=Window(start=start, end=start + timedelta(minutes=draw(st.integers(1, 1440)))),
        local=LocalStart(
            day=draw(st.dates(date(1990, 1, 1), date(2100, 1, 1))),
            minute=draw(st.integers(0, 1439)),
            zone=draw(st.sampled_from(["Europe/Berlin", "America/Argentina/ComodRivadavia", "UTC"])),
        ),
        price=Money(amount=draw(st.integers(0, 1 << 40)), currency=draw(st.sampled_from(["EUR", "JPY"]))),
        policy=draw(st.text(max_size=60)),
        until=draw(INSTANTS),
        booking=draw(st.none() | st.uuids()),  # pyright: ignore[reportArgumentType] -- any id
    )


@explored(200)
@given(sold())
def test_a_slot_comes_back_as_it_was_sealed_to_the_microsecond(slot: Slot) -> None:
    token = SEALS.slot(slot)
    assert SEALS.open_slot(token) == slot
    assert len(token) <= LONGEST


@explored(200)
@given(sold(), st.data())
def test_a_token_changed_in_any_place_opens_nothing(slot: Slot, data: st.DataObject) -> None:
    token = SEALS.slot(slot)
    at = data.draw(st.integers(0, len(token) - 1))
    other = data.draw(st.characters(max_codepoint=0x2FF).filter(lambda one: one != token[at]))
    assert SEALS.open_slot(token[:at] + other + token[at + 1 :]) is None
    assert SEALS.open_slot(token[:at]) is None
    assert SEALS.open_slot(token + other) is None


@explored(50)
@given(sold(), st.text(max_size=80))
def test_a_token_opens_only_as_what_it_is_and_only_in_the_house_that_sealed_it(slot: Slot, place: str) -> None:
    token, cursor = SEALS.slot(slot), SEALS.cursor(place)
    assert SEALS.open_cursor(cursor) == place
    assert SEALS.open_cursor(token) is None
    assert SEALS.open_cursor("c1" + token[2:]) is None
    assert SEALS.open_slot("b1" + cursor[2:]) is None
    assert Seals("another house").open_slot(token) is None
