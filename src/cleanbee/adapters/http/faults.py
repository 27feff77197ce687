"""What the world did to us, in the words of the API; everything that is not here is a bug."""

from __future__ import annotations

from collections.abc import Mapping

from cleanbee.adapters.http.problems import Code, No, later
from cleanbee.ports.outbound.availability import ClaimOverlaps
from cleanbee.ports.outbound.geo import GeocoderDown
from cleanbee.ports.outbound.limits import LimiterAway
from cleanbee.ports.outbound.messaging import CourierDown
from cleanbee.ports.outbound.payment import GatewayDown, HookRefused
from cleanbee.ports.outbound.printer import PrinterDown
from cleanbee.ports.outbound.store import Busy, Mismatch, OutcomeUnknown, Running, Stale

AGAIN_S = 1.0

CODES: Mapping[type[Exception], Code] = {
    Stale: Code.version_conflict,
    Busy: Code.busy,
    OutcomeUnknown: Code.busy,
    Mismatch: Code.idempotency_mismatch,
    Running: Code.idempotency_in_progress,
    ClaimOverlaps: Code.slot_taken,
    GeocoderDown: Code.dependency_down,
    GatewayDown: Code.dependency_down,
    HookRefused: Code.signature_invalid,
    CourierDown: Code.dependency_down,
    PrinterDown: Code.dependency_down,
    LimiterAway: Code.busy,
    TimeoutError: Code.busy,
}

_LATER = {Code.busy, Code.dependency_down, Code.idempotency_in_progress, Code.version_conflict}


def no_of(fault: Exception) -> No | None:
    """The problem that says this fault; None for a bug."""
    if isinstance(fault, No):
        return fault
    for kind in type(fault).__mro__:
        code = CODES.get(kind)
        if code is not None:
            return later(code, AGAIN_S) if code in _LATER else No(code)
    return None
