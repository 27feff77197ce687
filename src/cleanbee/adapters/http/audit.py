"""The audit: who was shown where somebody lives or how to get in there, and who kept pay back. It names ids alone."""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter
from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from cleanbee.adapters.http.names import (
    BOOKING,
    CLEANER,
    CUSTOMER,
    DISPUTE,
    HOME,
    LOOK,
    OPERATION,
    OPS,
    PAYOUT,
    PROMOTION,
    QUOTE,
    REFUND,
    BookingRef,
    HomeRef,
    PersonRef,
    encode,
)
from cleanbee.adapters.http.paging import PageQuery, cursor_at, part_of, place_in
from cleanbee.adapters.http.problems import Code
from cleanbee.adapters.http.route import Answer, Call, Route
from cleanbee.adapters.http.wire import Instant, Page, Wire, Word, given, or_unset, utc
from cleanbee.domain.people.actor import Actor, Anonymous, AsCleaner, AsCustomer, AsOps, AsSystem
from cleanbee.domain.people.audit import LONGEST_WHY, AuditLine, Did, What
from cleanbee.domain.people.policy import role_of
from cleanbee.ports.inbound.people.read_audit import AuditAsked
from cleanbee.ports.outbound.people import Noted

_SUBJECTS = {
    "home": HOME,
    "quote": QUOTE,
    "ledger": LOOK,
    "payout": PAYOUT,
    "operation": OPERATION,
    "refund": REFUND,
    "dispute": DISPUTE,
    "promotion": PROMOTION,
    "customer": CUSTOMER,
    "cleaner": CLEANER,
    "booking": BOOKING,
}
_PREFIXED = "^(home|qte|look|pot|opn|rfd|dsp|prm|cus|cln|bkg)_[0-7][0-9a-hjkmnp-tv-z]{25}$"


class AuditQuery(PageQuery, frozen=True, kw_only=True):
    """Of which home (without one, of all), and which part of the list."""

    home_id: HomeRef | UnsetType = UNSET


class AuditEntry(Wire, frozen=True, kw_only=True):
    """One look: who was shown what, of which home, quote or books, for which visit; or one deed, such as keeping a
    payout back or giving money back. Why, the office says.
    """

    object: Literal["audit_entry"] = "audit_entry"
    at: Instant
    role: Word
    who_id: PersonRef | UnsetType = UNSET
    what: What | Did
    subject_id: Annotated[str, Meta(pattern=_PREFIXED, max_length=40)]
    booking_id: BookingRef | UnsetType = UNSET
    reason: Annotated[str, Meta(max_length=LONGEST_WHY)] | UnsetType = UNSET


class AuditPage(Page[AuditEntry], frozen=True, kw_only=True):
    """The last looks and deeds, newest first."""


async def _read(call: Call[None, AuditQuery]) -> object:
    told = given(call.query.home_id)
    subject = None if told is None else call.named(HOME, told, "/home_id")
    before = place_in(call, _name(call), _place)
    return await call.app.people.read_audit(
        AuditAsked(actor=call.actor, subject=subject, before=before, most=call.query.limit + 1)
    )


def _name(call: Call[None, AuditQuery]) -> str:
    return f"audit/{given(call.query.home_id) or 'all'}"


def _place(text: str) -> int | None:
    return int(text) if text.isdecimal() else None


def _who(actor: Actor) -> str | None:
    match actor:
        case AsCustomer(id=id):
            return encode(CUSTOMER, id)
        case AsCleaner(id=id):
            return encode(CLEANER, id)
        case AsOps(id=id):
            return encode(OPS, id)
        case Anonymous() | AsSystem():
            return None


def _shown(one: AuditLine) -> AuditEntry:
    return AuditEntry(
        at=utc(one.at),
        role=role_of(one.who),
        who_id=or_unset(_who(one.who)),
        what=one.what,
        subject_id=encode(_SUBJECTS[one.thing], one.subject),
        booking_id=UNSET if one.booking is None else encode(BOOKING, one.booking),
        reason=one.why or UNSET,
    )


def _page(call: Call[None, AuditQuery], found: Sequence[Noted]) -> Answer:
    part, more = part_of(found, None, call.query.limit, attrgetter("place"))
    cursor = cursor_at(call, _name(call), str(part[-1].place)) if more else UNSET
    return Answer(body=AuditPage(data=[_shown(one.shown) for one in part], has_more=more, next_cursor=cursor))


ROUTES = (
    Route(
        method="GET", path="/v1/audit", operation_id="readAudit", tag="people",
        summary="Who was shown where somebody lives or the way in, and who kept pay back", action="audit.read",
        audience="ops", query=AuditQuery, ask=_read, show=_page, answers={200: AuditPage},
        no=(Code.cursor_invalid,),
    ),
)  # fmt: skip
