"""What maps promise: an address is found where it is, and ways are whole minutes that add no magic."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager

from hypothesis import given
from hypothesis import strategies as st

from cleanbee.domain.kernel import Place
from cleanbee.ports.outbound.geo import Geocoder, Travel

PLACES = st.builds(Place, lat_e6=st.integers(51_700_000, 51_990_000), lon_e6=st.integers(10_600_000, 10_990_000))


class GeocoderContract:
    """Finding addresses."""

    known: str
    """An address that means one place, as its owner would write it."""
    unknown: str
    """An address that nobody has."""

    def open_geocoder(self) -> AbstractAsyncContextManager[Geocoder]:
        """A geocoder that answers."""
        raise NotImplementedError

    async def test_a_known_address_means_one_place_in_one_zone(self) -> None:
        async with self.open_geocoder() as geocoder:
            (found,) = await geocoder.locate(self.known)
            assert "/" in found.zone and found.address
            assert -90_000_000 <= found.place.lat_e6 <= 90_000_000

    async def test_the_full_address_given_back_is_found_again(self) -> None:
        async with self.open_geocoder() as geocoder:
            found = await geocoder.locate(self.known)
            assert await geocoder.locate(found[0].address) == found

    async def test_capitals_and_spaces_do_not_matter(self) -> None:
        async with self.open_geocoder() as geocoder:
            found = await geocoder.locate(self.known)
            assert await geocoder.locate(f"  {self.known.upper()} ") == found

    async def test_an_unknown_address_means_no_place(self) -> None:
        async with self.open_geocoder() as geocoder:
            assert await geocoder.locate(self.unknown) == ()
            assert await geocoder.locate("") == ()


class TravelContract:
    """How long ways take."""

    def travel(self) -> Travel:
        """A table or a formula."""
        raise NotImplementedError

    @given(PLACES, PLACES)
    def test_a_way_takes_whole_minutes_as_long_there_as_back(self, origin: Place, to: Place) -> None:
        travel = self.travel()
        there = travel.minutes(origin, to)
        assert type(there) is int and there >= 0
        assert travel.minutes(to, origin) == there

    @given(PLACES)
    def test_staying_takes_no_time(self, place: Place) -> None:
        assert self.travel().minutes(place, place) == 0

    @given(PLACES, PLACES)
    def test_a_way_that_is_one_takes_a_minute_at_least(self, origin: Place, to: Place) -> None:
        far = abs(origin.lat_e6 - to.lat_e6) > 100
        assert not far or self.travel().minutes(origin, to) >= 1
