"""Where addresses are, and how long ways take."""

from __future__ import annotations

from typing import Protocol

from cleanbee.domain.kernel import Place
from cleanbee.domain.people.address import Located


class Geocoder(Protocol):
    """Turns addresses into places."""

    async def locate(self, address: str) -> tuple[Located, ...]:
        """Every place the address may mean, likeliest first; empty when it means none.

        :raises GeocoderDown: could not be asked.
        """
        ...


class GeocoderDown(Exception):
    """The geocoder did not answer."""


class Travel(Protocol):
    """How long it takes from one place to another."""

    def minutes(self, origin: Place, to: Place) -> int:
        """Whole minutes of travel, rounded up; 0 for the same place. Pure: a table or a formula."""
        ...
