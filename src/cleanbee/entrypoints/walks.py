"""What follows from what: which steps an event leads to, and which step a due moment leads to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cleanbee.entrypoints.ports import Ports
from cleanbee.ports.inbound.booking.due_steps import AutoComplete, CardUntil, ChoiceUntil, FillBy, NoShow
from cleanbee.ports.inbound.payment.due_steps import CaptureDue, HoldLapses, ReleaseUnsecured, TryCard
from cleanbee.ports.inbound.platform.lease import EventStep, TimerStep
from cleanbee.ports.inbound.pricing.expire_quote import ExpireQuote


def timer_walks(ports: Ports) -> Mapping[str, TimerStep]:
    """Kind of timer → its step."""
    ids = ports.machine.ids
    return {
        "booking.card_until": CardUntil(),
        "booking.fill_by": FillBy(),
        "booking.choice_until": ChoiceUntil(ids),
        "booking.no_show": NoShow(),
        "booking.auto_complete": AutoComplete(ids),
        "payment.try": TryCard(ids),
        "payment.release": ReleaseUnsecured(ids),
        "payment.capture": CaptureDue(ids),
        "payment.capture_before": HoldLapses(ids),
        "quote.expire": ExpireQuote(),
    }


def event_walks(ports: Ports) -> Mapping[str, Sequence[EventStep]]:
    """Kind of event → its steps, in order."""
    return {}
