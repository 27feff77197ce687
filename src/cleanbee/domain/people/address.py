"""Addresses: what a geocoder found, and whether that is one place that we serve."""

from __future__ import annotations

from collections.abc import Sequence

from cleanbee.domain.kernel import Granted, Place, Refusal, Refused, Value


class Located(Value, frozen=True, kw_only=True):
    """An address we found: how it is written in full, where it is, whose wall clock counts there."""

    address: str
    place: Place
    zone: str
    served: bool


class OutsideArea(Refusal, frozen=True, kw_only=True):
    """Nobody serves this address yet."""


class AddressUnknown(Refusal, frozen=True, kw_only=True):
    """No such address, or more than one: say it more fully."""

    candidates: tuple[str, ...] = ()


def settle(found: Sequence[Located]) -> Granted[Located] | Refused[OutsideArea | AddressUnknown]:
    """The one place an address means; two possible places are as good as none, and must be told apart."""
    if len(found) != 1:
        return Refused(why=AddressUnknown(candidates=tuple(one.address for one in found)))
    if not found[0].served:
        return Refused(why=OutsideArea())
    return Granted(value=found[0])
