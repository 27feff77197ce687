"""Who may do what: one table, and what is not in it is denied.

A row lets one role do one action to things it stands in one relation to, perhaps only in some phases. What an actor
may not even read looks absent to them. Timing and business facts are not judged here: decisions do that.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Literal
from uuid import UUID

from cleanbee.domain.kernel import CleanerId, CustomerId, Granted, NotAllowed, NotFound, Refused, Value
from cleanbee.domain.people.actor import Actor, Anonymous, AsCleaner, AsCustomer, AsOps, AsSystem

Role = Literal["anonymous", "customer", "cleaner", "support", "finance", "admin", "system"]
Relation = Literal["any", "owner", "assigned", "offered", "self", "unowned"]

ROLES: tuple[Role, ...] = ("anonymous", "customer", "cleaner", "support", "finance", "admin", "system")
RELATIONS: tuple[Relation, ...] = ("any", "owner", "assigned", "offered", "self", "unowned")


class Facts(Value, frozen=True, kw_only=True):
    """How the thing stands to people: whose it is, who is assigned, who was asked, whose own record it is."""

    owner: CustomerId | None = None
    assigned: CleanerId | None = None
    offered: tuple[CleanerId, ...] = ()
    person: UUID | None = None
    phase: str | None = None


class Row(Value, frozen=True, kw_only=True):
    """One permission; without ``phases`` it holds in every phase."""

    action: str
    role: Role
    relation: Relation
    phases: frozenset[str] | None = None


_Who = tuple[tuple[Role, ...], Relation]

_EVERYONE: _Who = (ROLES, "any")
_SIGNED_IN: _Who = (("customer", "cleaner", "support", "finance", "admin"), "any")
_SELF: _Who = (("customer", "cleaner", "support", "finance", "admin"), "self")
_CUSTOMERS: _Who = (("customer",), "any")
_OWNER: _Who = (("customer",), "owner")
_CLEANERS: _Who = (("cleaner",), "any")
_ASSIGNED: _Who = (("cleaner",), "assigned")
_OFFERED: _Who = (("cleaner",), "offered")
_SELF_CLEANER: _Who = (("cleaner",), "self")
_OPS: _Who = (("support", "finance", "admin"), "any")
_DESK: _Who = (("support", "admin"), "any")
_MONEY: _Who = (("finance", "admin"), "any")
_ADMIN: _Who = (("admin",), "any")
_SYSTEM: _Who = (("system",), "any")

_TABLE: dict[str, tuple[_Who, ...]] = {
    # people
    "sign_in.request": (_EVERYONE,),
    "sign_in.verify": (_EVERYONE,),
    "sign_in.ops": (_EVERYONE,),
    "session.authenticate": (_EVERYONE,),
    "session.refresh": (_EVERYONE,),
    "session.end": (_SIGNED_IN,),
    "me.read": (_SIGNED_IN,),
    "me.edit": ((("customer", "cleaner"), "any"),),
    "home.create": (_CUSTOMERS,),
    "home.list": (_CUSTOMERS,),
    "home.read": (_OWNER, _ASSIGNED, _DESK),
    "home.edit": (_OWNER,),
    "home.looks": (_OWNER,),
    "home.archive": (_OWNER,),
    "access_notes.read": (_OWNER, _ASSIGNED, _DESK),
    "access_notes.edit": (_OWNER,),
    "audit.read": (_DESK,),
    "person.find": (_OPS,),
    "person.read": (_OPS,),
    "person.create": (_DESK,),
    "customer.act_for": (_DESK,),
    "cleaner.read": (_EVERYONE,),
    "cleaner.edit": (_SELF_CLEANER, _DESK),
    "cleaner.vet": (_DESK,),
    "cleaner.activate": (_DESK,),
    "cleaner.review": (_DESK,),
    "cleaner.suspend": (_DESK,),
    "cleaner.pause": (_SELF_CLEANER, _DESK),
    "cleaner.resume": (_SELF_CLEANER, _DESK),
    "cleaner.leave": (_SELF_CLEANER, _DESK),
    "cleaner.favour": (_CUSTOMERS,),
    "cleaner.unfavour": (_CUSTOMERS,),
    "cleaner.block": (_CUSTOMERS,),
    "cleaner.unblock": (_CUSTOMERS,),
    "customer.unblock": (_CLEANERS,),
    "preference.cleaners": (_CUSTOMERS,),
    "preference.customers": (_CLEANERS,),
    # pricing
    "service.list": (_EVERYONE,),
    "quote.make": ((("anonymous", "customer", "support", "admin"), "any"),),
    "quote.read": (_OWNER, (ROLES, "unowned"), _DESK),
    # availability
    "slot.find": (_EVERYONE,),
    "hold.make": ((("anonymous", "customer"), "unowned"), _OWNER),
    "hold.read": (_OWNER, (("anonymous", "customer"), "unowned"), _DESK),
    "hold.release": (_OWNER, (("anonymous", "customer"), "unowned"), _DESK),
    "hold.sweep": (_SYSTEM,),
    "hours.read": (_SELF_CLEANER, _DESK),
    "hours.set": (_SELF_CLEANER, _DESK),
    "time_off.take": (_SELF_CLEANER, _DESK),
    "calendar.read": (_SELF_CLEANER, _DESK),
    # booking
    "booking.place": (_CUSTOMERS,),
    "booking.list": ((("customer", "cleaner", "support", "finance", "admin"), "any"),),
    "booking.read": (_OWNER, _ASSIGNED, _OPS, _SYSTEM),
    "booking.cancel": (_OWNER, _DESK, _SYSTEM),
    "booking.move": (_OWNER, _DESK),
    "booking.rebook": (_OWNER,),
    "booking.message": (_OWNER, _ASSIGNED),
    "booking.review": (_OWNER, _ASSIGNED),
    "booking.pay": (_OWNER,),
    "booking.tip": (_OWNER,),
    "booking.choose": (_OWNER, _SYSTEM),
    "booking.set_off": (_ASSIGNED,),
    "booking.give_eta": (_ASSIGNED,),
    "booking.check_in": (_ASSIGNED,),
    "booking.note_door": (_ASSIGNED,),
    "booking.start": (_ASSIGNED,),
    "booking.tick_room": (_ASSIGNED,),
    "booking.ask_extra_time": (_ASSIGNED,),
    "booking.approve_extra_time": (_OWNER,),
    "booking.finish": (_ASSIGNED, _SYSTEM),
    "booking.report_lockout": (_ASSIGNED,),
    "booking.withdraw": (_ASSIGNED,),
    "booking.block_customer": (_ASSIGNED,),
    "booking.assign": (_DESK,),
    "booking.undo": (_DESK,),
    "booking.waive": ((("support", "finance", "admin"), "any"),),
    "booking.override": (_OPS,),
    "booking.judge_no_show": (_DESK,),
    "booking.write_off": (_MONEY,),
    "booking.paid_otherwise": (_MONEY,),
    "booking.expire": (_SYSTEM,),
    "queue.read": (_OPS,),
    # matching
    "offer.read": (_OFFERED, _DESK),
    "offer.list": (_CLEANERS,),
    "offer.accept": (_OFFERED,),
    "offer.decline": (_OFFERED,),
    "offer.make": (_SYSTEM, _DESK),
    "offer.expire": (_SYSTEM,),
    "offer.withdraw": (_SYSTEM, _DESK),
    "receipt.list": (_SIGNED_IN, _SYSTEM),
    "receipt.read": (_OWNER, _OFFERED, _OPS, _SYSTEM),
    "receipt.contest": (_OWNER, _OFFERED),
    "receipt.answer": (_DESK,),
    "assignment.list": (_OPS,),
    "day_plan.read": (_SELF_CLEANER, _OPS),
    "day_plan.replan": (_DESK,),
    "day_plan.compare": (_DESK,),
    "board.read": (_OPS,),
    "figure.read": (_OPS,),
    "plan.read": (_OPS,),
    "plan.pass_on": (_DESK,),
    # payment
    "card.save": (_CUSTOMERS,),
    "card.ask": (_CUSTOMERS,),
    "card.list": (_CUSTOMERS,),
    "card.read": (_OWNER,),
    "card.remove": (_OWNER,),
    "payment.read": (_OWNER, _OPS),
    "refund.ask": (_OPS,),
    "refund.list": (_OPS,),
    "refund.read": (_OWNER, _OPS),
    "refund.approve": (_MONEY,),
    "refund.drop": (_OPS,),
    "dispute.list": (_OPS,),
    "dispute.read": (_OPS,),
    "dispute.contest": (_MONEY,),
    "timeline.read": (_OWNER, _ASSIGNED, _OPS),
    "ledger.read": (_MONEY, _SYSTEM),
    "credit.read": (_OWNER, _OPS),
    "credit.refund": (_MONEY,),
    "credit.grant": (_DESK, (("finance",), "any")),
    "credit.redeem": (_CUSTOMERS,),
    "promotion.make": (_DESK, (("finance",), "any")),
    "promotion.list": (_OPS,),
    "promotion.end": (_DESK, (("finance",), "any")),
    "payout_account.read": (_SELF_CLEANER, _MONEY),
    "payout_account.prove": (_CLEANERS,),
    "payout_account.change": (_CLEANERS,),
    "payout.list": (_CLEANERS, _MONEY),
    "payout.read": (_SELF_CLEANER, _MONEY),
    "payout.cash_out": (_CLEANERS,),
    "payout.block": (_MONEY,),
    "payout.unblock": (_MONEY,),
    "payout.run": (_SYSTEM,),
    "ledger.reconcile": (_MONEY, _SYSTEM),
    "open_item.read": (_MONEY, _SYSTEM),
    "webhook.take": (_EVERYONE,),
    "operation.settle": (_SYSTEM,),
    "operation.read": (_MONEY,),
    "operation.abandon": (_MONEY,),
    # messaging
    "message.list": (_OWNER, _ASSIGNED, _DESK),
    "message.mark": (_OWNER, _ASSIGNED),
    "notice.list": (_SELF, _DESK),
    "notice.tell": (_SYSTEM,),
    "notice.remind": (_SYSTEM,),
    "notice.deliver": (_SYSTEM,),
    # platform
    "app_config.read": (_EVERYONE,),
    "feed.read": (_SIGNED_IN,),
    "feed.place": (_SYSTEM,),
    "event.relay": (_SYSTEM,),
    "timer.run": (_SYSTEM,),
    "clock.read": (_EVERYONE,),
    "clock.move": (_OPS, _SYSTEM),
}

_VISIT = frozenset({"confirmed", "en_route", "at_door", "in_progress", "locked_out", "completed"})

# An assigned cleaner sees a home only while a visit there is theirs; how much of it, ``booking.reveal`` says.
_ONLY_IN: dict[tuple[str, Relation], frozenset[str]] = {
    ("home.read", "assigned"): _VISIT,
    ("access_notes.read", "assigned"): _VISIT,
    # A customer hears of a refund once it is on its way: what is only considered promises nothing.
    ("refund.read", "owner"): frozenset({"sending", "succeeded"}),
}

ROWS: tuple[Row, ...] = tuple(
    Row(action=action, role=role, relation=relation, phases=_ONLY_IN.get((action, relation)))
    for action, who in _TABLE.items()
    for roles, relation in who
    for role in roles
)

ACTIONS: tuple[str, ...] = tuple(_TABLE)

# These ask about no single thing, so a no hides nothing.
WITHOUT_SUBJECT = frozenset({
    "sign_in.request", "sign_in.verify", "sign_in.ops", "session.authenticate", "session.refresh", "session.end",
    "me.read", "me.edit", "home.create", "home.list", "service.list", "quote.make", "slot.find", "hold.sweep",
    "booking.place", "booking.list", "queue.read",
    "board.read", "figure.read", "offer.list", "receipt.list", "card.save", "card.ask", "card.list",
    "payout_account.prove", "payout_account.change", "payout.list", "payout.cash_out", "refund.list", "dispute.list",
    "ledger.read", "app_config.read", "feed.read", "feed.place", "event.relay", "timer.run", "clock.read", "clock.move",
    "notice.deliver",
    "ledger.reconcile", "open_item.read", "webhook.take", "credit.redeem", "promotion.make", "promotion.list",
    "promotion.end",
    "customer.unblock", "preference.cleaners", "preference.customers",
    "audit.read", "person.find", "person.create", "assignment.list", "day_plan.replan", "day_plan.compare",
})  # fmt: skip

# A thing without a reading of its own is seen by whoever sees this.
SEEN_THROUGH: dict[str, str] = {
    "access_notes": "home.read",
    "time_off": "hours.read",
    "message": "message.list",
    "notice": "notice.list",
    "calendar": "hours.read",
    "customer": "person.read",
}

_BY_ACTION: dict[str, tuple[Row, ...]] = {
    action: tuple(row for row in ROWS if row.action == action) for action in ACTIONS
}


def role_of(actor: Actor) -> Role:
    """The role an actor acts in."""
    match actor:
        case Anonymous():
            return "anonymous"
        case AsCustomer():
            return "customer"
        case AsCleaner():
            return "cleaner"
        case AsOps(role=role):
            return role
        case AsSystem():
            return "system"


def relations_of(actor: Actor, facts: Facts) -> frozenset[Relation]:
    """Every relation in which the actor stands to the thing; ``any`` is always among them."""
    stands: dict[Relation, bool] = {"any": True, "unowned": facts.owner is None}
    match actor:
        case AsCustomer(id=me):
            stands |= {"owner": facts.owner == me, "self": facts.person == me}
        case AsCleaner(id=me):
            stands |= {
                "assigned": facts.assigned == me,
                "offered": me in facts.offered,
                "self": facts.person == me,
            }
        case AsOps(id=me):
            stands |= {"self": facts.person == me}
        case Anonymous() | AsSystem():
            pass
    return frozenset(relation for relation, true in stands.items() if true)


def may(actor: Actor, action: str, facts: Facts | None = None) -> Granted[None] | Refused[NotAllowed | NotFound]:
    """Whether the table lets this actor do this to a thing of which these facts are true.

    Without ``facts`` the question is about no single thing. An action that the table does not know is a bug.
    """
    assert action in _BY_ACTION, f"the policy table has no action {action}"
    about = facts if facts is not None else Facts()
    if _allowed(actor, action, about):
        return Granted(value=None)
    thing = action.partition(".")[0]
    if action in WITHOUT_SUBJECT or _allowed(actor, SEEN_THROUGH.get(thing, f"{thing}.read"), about):
        return Refused(why=NotAllowed(action=action))
    return Refused(why=NotFound(what=thing))


def allowed_here(actor: Actor, facts: Facts) -> Callable[[str], bool]:
    """The same question for many actions on one thing: which of them the table lets this actor do to it."""
    role, relations = role_of(actor), relations_of(actor, facts)
    return lambda action: _row_stands(action, role, relations, facts.phase)


def _allowed(actor: Actor, action: str, facts: Facts) -> bool:
    return _row_stands(action, role_of(actor), relations_of(actor, facts), facts.phase)


@lru_cache(maxsize=8192)
def _row_stands(action: str, role: Role, relations: frozenset[Relation], phase: str | None) -> bool:
    return any(
        row.role == role and row.relation in relations and (row.phases is None or phase in row.phases)
        for row in _BY_ACTION.get(action, ())
    )
