"""One address is one served place, or the asker is told what to say instead."""

from __future__ import annotations

from cleanbee.domain.kernel import Granted, Place, Refused, with_
from cleanbee.domain.people.address import AddressUnknown, Located, OutsideArea, settle

LINDENWEG = Located(
    address="Lindenweg 12, Honigfeld", place=Place(lat_e6=1, lon_e6=2), zone="Europe/Berlin", served=True
)


def test_one_served_place_is_the_place() -> None:
    assert settle([LINDENWEG]) == Granted(value=LINDENWEG)


def test_a_place_nobody_serves_is_refused() -> None:
    assert settle([with_(LINDENWEG, served=False)]) == Refused(why=OutsideArea())


def test_no_place_is_unknown_and_two_are_told_apart() -> None:
    other = with_(LINDENWEG, address="Lindenweg 12, Clover Bay", served=False)
    assert settle([]) == Refused(why=AddressUnknown())
    assert settle([LINDENWEG, other]) == Refused(
        why=AddressUnknown(candidates=("Lindenweg 12, Honigfeld", "Lindenweg 12, Clover Bay"))
    )
