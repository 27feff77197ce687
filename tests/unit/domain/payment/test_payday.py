"""Weeks run from Monday to Monday by the cleaner's clock; each is sent on the Monday that ends it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanbee.domain.payment.payday import payout_at, payout_day
from cleanbee.domain.platform.wallclock import LocalStart, local_of, resolve

ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "America/Santiago", "Asia/Beirut")
SECOND = timedelta(seconds=1)


def test_what_is_captured_on_wednesday_3_march_is_sent_on_monday_8_march() -> None:
    wednesday = resolve(LocalStart(day=date(2027, 3, 3), minute=12 * 60 + 30, zone="Europe/Berlin")).at
    assert payout_day(wednesday, "Europe/Berlin") == date(2027, 3, 8)


@pytest.mark.parametrize(("zone", "monday"), [("Europe/Berlin", date(2027, 3, 29)), ("Asia/Beirut", date(2027, 3, 29))])
def test_a_week_ends_with_the_last_instant_of_its_sunday_also_where_the_clocks_changed(zone: str, monday: date) -> None:
    first = resolve(LocalStart(day=monday, minute=0, zone=zone)).at
    assert payout_day(first - SECOND, zone) == monday
    assert payout_day(first, zone) == payout_day(first + SECOND, zone) == monday + timedelta(days=7)


def test_the_cleaners_own_clock_counts_not_that_of_the_home() -> None:
    sunday_night = datetime(2027, 3, 7, 23, 30, tzinfo=UTC)
    assert payout_day(sunday_night, "America/New_York") == date(2027, 3, 8)
    assert payout_day(sunday_night, "Europe/Berlin") == date(2027, 3, 15)


@given(
    at=st.datetimes(datetime(2024, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - given a zone
    zone=st.sampled_from(ZONES),
)
def test_it_is_the_first_monday_after_and_nothing_payable_later_is_sent_earlier(at: datetime, zone: str) -> None:
    day = payout_day(at, zone)
    assert day.isoweekday() == 1
    assert 0 < (day - local_of(at, zone).day).days <= 7
    assert payout_day(at + timedelta(hours=1), zone) >= day
    assert local_of(payout_at(at, zone), zone).day == day
