"""PostgreSQL keeps what the ports promise."""

from __future__ import annotations

import pytest
from tests.integration.adapters.postgres.opened import OnPostgres

from cleanbee.ports.contracts.availability import ClaimsContract, HoursContract
from cleanbee.ports.contracts.booking import BookingsContract
from cleanbee.ports.contracts.once import OnceContract
from cleanbee.ports.contracts.store import StoreContract

pytestmark = pytest.mark.contract


class TestUnits(OnPostgres, StoreContract):
    """Units of work."""


class TestKeys(OnPostgres, OnceContract):
    """Idempotency keys."""


class TestClaims(OnPostgres, ClaimsContract):
    """Claims on cleaners' time."""


class TestHours(OnPostgres, HoursContract):
    """Working hours."""


class TestBookings(OnPostgres, BookingsContract):
    """Bookings and their histories."""
