"""The phases of a booking on the wire: each carries what is true in it, and nothing else."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from cleanbee.adapters.http.names import CLEANER, CleanerRef, encode
from cleanbee.adapters.http.wire import Instant, Money, Name, Text, Wire, Word, money, or_unset, utc
from cleanbee.domain.booking import booking as domain
from cleanbee.domain.booking.cancel import WAIVERS
from cleanbee.domain.booking.fill import in_queue
from cleanbee.domain.kernel import CleanerId
from cleanbee.ports.inbound.booking.booking_view import BookingView

Seen = Literal["customer", "cleaner", "ops"]


class Member(Wire, frozen=True, kw_only=True):
    """Somebody on the team."""

    cleaner_id: CleanerRef
    name: Name


Team = Annotated[list[Member], Meta(max_length=10)]


class Tried(Wire, frozen=True, kw_only=True):
    """An attempt to reach the customer at the door."""

    channel: Word
    at: Instant


Calls = Annotated[list[Tried], Meta(max_length=50)]


class AwaitingCard(Wire, frozen=True, kw_only=True, tag_field="name", tag="awaiting_card"):
    """The slot is held while the card is being secured."""

    until_at: Instant


class Requested(Wire, frozen=True, kw_only=True, tag_field="name", tag="requested"):
    """Somebody is being looked for."""

    fill_by_at: Instant
    needs_human: bool


class Offered(Wire, frozen=True, kw_only=True, tag_field="name", tag="offered"):
    """Somebody has been asked."""

    fill_by_at: Instant


class AwaitingChoice(Wire, frozen=True, kw_only=True, tag_field="name", tag="awaiting_choice"):
    """It did not go as promised: choose how it goes on."""

    reason: Literal["cleaner_withdrew", "chosen_declined", "no_show", "nobody_found"]
    options: Annotated[list[Literal["other_cleaner", "cancel"]], Meta(max_length=5)]
    until_at: Instant


class Confirmed(Wire, frozen=True, kw_only=True, tag_field="name", tag="confirmed"):
    """Somebody is coming."""

    team: Team


class EnRoute(Wire, frozen=True, kw_only=True, tag_field="name", tag="en_route"):
    """On the way."""

    team: Team
    since_at: Instant
    eta_at: Instant | UnsetType = UNSET


class AtDoor(Wire, frozen=True, kw_only=True, tag_field="name", tag="at_door"):
    """At the door, as position, PIN or office showed; whoever does not open until ``waits_until_at`` is reported as not
    at home, once nothing is in ``evidence_missing`` (which the customer is not told)."""

    team: Team
    shown_by: Literal["position", "pin", "office"]
    since_at: Instant
    waits_until_at: Instant
    notes_opened_at: Instant | UnsetType = UNSET
    calls: Calls
    evidence_missing: Annotated[list[Word], Meta(max_length=10)] | UnsetType = UNSET


class InProgress(Wire, frozen=True, kw_only=True, tag_field="name", tag="in_progress"):
    """Being cleaned."""

    team: Team
    began_at: Instant


class LockedOut(Wire, frozen=True, kw_only=True, tag_field="name", tag="locked_out"):
    """Nobody opened."""

    team: Team
    arrived_at: Instant
    reported_at: Instant
    calls: Calls


class Completed(Wire, frozen=True, kw_only=True, tag_field="name", tag="completed"):
    """Done."""

    team: Team
    began_at: Instant
    ended_at: Instant
    worked_min: Annotated[int, Meta(ge=0)]


class Settled(Wire, frozen=True, kw_only=True, tag_field="name", tag="settled"):
    """Done and paid."""

    team: Team
    ended_at: Instant


class Cancelled(Wire, frozen=True, kw_only=True, tag_field="name", tag="cancelled"):
    """Will not take place; the customer sees the fee, the cleaner their pay, and nobody's own words."""

    by: Literal["customer", "cleaner", "ops", "system"]
    reason: Text | UnsetType = UNSET
    at: Instant
    fee: Money | UnsetType = UNSET
    cleaner_pay: Money | UnsetType = UNSET


class Expired(Wire, frozen=True, kw_only=True, tag_field="name", tag="expired"):
    """Ended before it began."""

    at: Instant
    reason: Text


Phase = (
    AwaitingCard
    | Requested
    | Offered
    | AwaitingChoice
    | Confirmed
    | EnRoute
    | AtDoor
    | InProgress
    | LockedOut
    | Completed
    | Settled
    | Cancelled
    | Expired
)


def phase_of(view: BookingView, seen: Seen) -> Phase:
    """The phase for this audience."""
    match view.booking.phase:
        case domain.AwaitingCard(until=until):
            return AwaitingCard(until_at=utc(until))
        case domain.Requested(fill_by=fill_by) as one:
            return Requested(fill_by_at=utc(fill_by), needs_human=in_queue(one))
        case domain.Offered(fill_by=fill_by):
            return Offered(fill_by_at=utc(fill_by))
        case domain.AwaitingChoice(reason=reason, options=options, until=until):
            return AwaitingChoice(reason=reason, options=list(options), until_at=utc(until))
        case domain.Cancelled() as one:
            return _cancelled(one, seen)
        case domain.Expired(at=at, reason=reason):
            return Expired(at=utc(at), reason=reason)
        case phase:
            return _visit(view, phase, seen)


Visit = (
    domain.Confirmed
    | domain.EnRoute
    | domain.AtDoor
    | domain.InProgress
    | domain.LockedOut
    | domain.Completed
    | domain.Settled
)


def _visit(view: BookingView, phase: Visit, seen: Seen) -> Phase:
    team = _team(view, phase.cleaner)
    match phase:
        case domain.Confirmed():
            return Confirmed(team=team)
        case domain.EnRoute(since=since, eta=eta):
            return EnRoute(team=team, since_at=utc(since), eta_at=or_unset(None if eta is None else utc(eta)))
        case domain.AtDoor(since=since, notes_opened_at=opened, calls=calls, shown_by=shown_by):
            notes = or_unset(None if opened is None else utc(opened))
            assert view.waits_until is not None, "whoever stands at a door waits until some instant"
            waits = utc(view.waits_until)
            return AtDoor(
                team=team,
                shown_by=shown_by,
                since_at=utc(since),
                waits_until_at=waits,
                notes_opened_at=notes,
                calls=_calls(calls),
                evidence_missing=UNSET if seen == "customer" else list(view.evidence_missing),
            )
        case domain.InProgress(began=began):
            return InProgress(team=team, began_at=utc(began))
        case domain.LockedOut(arrived=arrived, reported=reported, calls=calls):
            return LockedOut(team=team, arrived_at=utc(arrived), reported_at=utc(reported), calls=_calls(calls))
        case domain.Completed(began=began, ended=ended, minutes=minutes):
            return Completed(team=team, began_at=utc(began), ended_at=utc(ended), worked_min=minutes)
        case domain.Settled(ended=ended):
            return Settled(team=team, ended_at=utc(ended))


def _cancelled(one: domain.Cancelled, seen: Seen) -> Cancelled:
    own_words = one.by == "customer" or (one.by == "ops" and one.reason not in WAIVERS)
    return Cancelled(
        by=one.by,
        reason=UNSET if seen == "cleaner" and own_words else one.reason,
        at=utc(one.at),
        fee=UNSET if seen == "cleaner" else money(one.fee),
        cleaner_pay=UNSET if seen == "customer" else money(one.cleaner_pay),
    )


def _calls(calls: tuple[tuple[str, datetime], ...]) -> list[Tried]:
    return [Tried(channel=channel, at=utc(at)) for channel, at in calls[:50]]


def _team(view: BookingView, cleaner: CleanerId) -> list[Member]:
    """Who comes; nobody yet where the view names nobody, because who it is may still change."""
    if view.cleaner is None:
        return []
    name = view.cleaner.name if view.cleaner.id == cleaner else ""
    return [Member(cleaner_id=encode(CLEANER, cleaner), name=name)]
