"""Where addresses are, by a table of streets; and how long ways take, by a straight line with a detour."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from cleanbee.domain.availability.reach import Pace, metres
from cleanbee.domain.kernel import Place, Value
from cleanbee.domain.people.address import Located
from cleanbee.ports.outbound.geo import GeocoderDown

_WRITTEN = re.compile(r"^\s*(?P<street>[^\d,]+?)\s+(?P<number>\d{1,5})\s*(?:,\s*(?P<town>.+?))?\s*$")


class Town(Value, frozen=True, kw_only=True):
    """A town we know: its wall clock, its middle, and how far from there it is served (metres)."""

    key: str
    name: str
    zone: str
    middle: Place
    radius_m: int


class Street(Value, frozen=True, kw_only=True):
    """A straight street: where its first number is, and how far (millionths of a degree) each number lies on."""

    name: str
    town: str
    origin: Place
    step: Place
    first: int
    last: int


class GazetteerGeocoder:
    """Knows the streets it was given; some addresses always answer in one way (``known``), or never (``down_at``)."""

    def __init__(
        self,
        towns: Iterable[Town],
        streets: Iterable[Street],
        known: Mapping[str, Sequence[Located]] | None = None,
        down_at: Collection[str] = (),
    ) -> None:
        self._towns = {town.key: town for town in towns}
        self._streets: dict[str, list[Street]] = {}
        for street in streets:
            self._streets.setdefault(street.name.casefold(), []).append(street)
        self._down_at = frozenset(_plain(address) for address in down_at)
        self._known = {_plain(address): answer for address, answer in (known or {}).items()}

    async def locate(self, address: str) -> tuple[Located, ...]:
        """Every place the address may mean; empty when it means none.

        :raises GeocoderDown: the address is one at which the geocoder fails.
        """
        await asyncio.sleep(0)
        if _plain(address) in self._down_at:
            raise GeocoderDown(address)
        known = self._known.get(_plain(address))
        if known is not None:
            return tuple(known)
        written = _WRITTEN.match(address)
        if written is None:
            return ()
        number, town = int(written["number"]), written["town"]
        return tuple(
            self._at(street, number)
            for street in self._streets.get(written["street"].casefold(), ())
            if street.first <= number <= street.last and (town is None or self._is_in(street, town))
        )

    def _is_in(self, street: Street, town: str) -> bool:
        return self._towns[street.town].name.casefold() == town.casefold()

    def _at(self, street: Street, number: int) -> Located:
        town = self._towns[street.town]
        on = number - street.first
        place = Place(
            lat_e6=street.origin.lat_e6 + on * street.step.lat_e6,
            lon_e6=street.origin.lon_e6 + on * street.step.lon_e6,
        )
        return Located(
            address=f"{street.name} {number}, {town.name}",
            place=place,
            zone=town.zone,
            served=metres(town.middle, place) <= town.radius_m,
        )


class StraightTravel:
    """The way by the straight line with a detour, at a pace."""

    def __init__(self, detour_pct: int = 140, pace_m_per_min: int = 250) -> None:
        self._pace = Pace(detour_pct=detour_pct, m_per_min=pace_m_per_min)

    def minutes(self, origin: Place, to: Place) -> int:
        """Whole minutes of travel, rounded up; 0 for the same place."""
        return self._pace.minutes(origin, to)


def _plain(address: str) -> str:
    return " ".join(address.split()).casefold()
