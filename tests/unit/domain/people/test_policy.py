"""Who may do what: what the table does not say is denied, and what one may not see looks absent."""

from __future__ import annotations

from itertools import product
from uuid import UUID

import pytest

from cleanbee.domain.kernel import CleanerId, CustomerId, Granted, NotAllowed, NotFound, OpsId, Refused
from cleanbee.domain.people.actor import Actor, Anonymous, AsCleaner, AsCustomer, AsOps, AsSystem
from cleanbee.domain.people.policy import ACTIONS, RELATIONS, ROLES, ROWS, SEEN_THROUGH, WITHOUT_SUBJECT, Facts, may

MIA = AsCustomer(id=CustomerId(UUID(int=1)))
BEN = AsCustomer(id=CustomerId(UUID(int=2)))
JOYCE = AsCleaner(id=CleanerId(UUID(int=3)))
NADIA = AsCleaner(id=CleanerId(UUID(int=4)))
OLGA = AsOps(id=OpsId(UUID(int=5)), role="admin")
SVEN = AsOps(id=OpsId(UUID(int=6)), role="support")
HENNING = AsOps(id=OpsId(UUID(int=7)), role="finance")
EVERYBODY: tuple[Actor, ...] = (Anonymous(), MIA, BEN, JOYCE, NADIA, OLGA, SVEN, HENNING, AsSystem(job="relay"))
VISIT = Facts(owner=MIA.id, assigned=JOYCE.id, phase="confirmed")

BOOKING_VERBS_OF_CLEANERS = (
    "set_off", "give_eta", "check_in", "note_door", "start", "finish", "report_lockout", "withdraw",
)  # fmt: skip


def allowed(actor: Actor, action: str, facts: Facts | None = None) -> bool:
    return isinstance(may(actor, action, facts), Granted)


def who(action: str, facts: Facts | None = None) -> list[Actor]:
    return [actor for actor in EVERYBODY if allowed(actor, action, facts)]


def test_a_booking_is_cancelled_by_its_owner_by_the_desk_and_by_the_house() -> None:
    assert who("booking.cancel", VISIT) == [MIA, OLGA, SVEN, AsSystem(job="relay")]


@pytest.mark.parametrize("verb", BOOKING_VERBS_OF_CLEANERS)
def test_a_visit_is_made_by_nobody_but_its_own_cleaner(verb: str) -> None:
    people = [actor for actor in who(f"booking.{verb}", VISIT) if not isinstance(actor, AsSystem)]
    assert people == [JOYCE]


@pytest.mark.parametrize("verb", ["accept", "decline"])
def test_an_offer_is_answered_by_nobody_but_the_one_who_was_asked(verb: str) -> None:
    assert who(f"offer.{verb}", Facts(offered=(NADIA.id,))) == [NADIA]


def test_money_is_looked_into_by_finance_and_admin_and_the_house_s_own_commands_alone() -> None:
    assert who("ledger.read") == [OLGA, HENNING, AsSystem(job="relay")]


def test_the_clock_is_moved_by_ops_alone() -> None:
    assert who("clock.move") == [OLGA, SVEN, HENNING, AsSystem(job="relay")]


def test_what_one_may_see_but_not_do_is_forbidden_and_what_one_may_not_see_is_not_there() -> None:
    assert may(MIA, "booking.set_off", VISIT) == Refused(why=NotAllowed(action="booking.set_off"))
    assert may(BEN, "booking.cancel", VISIT) == Refused(why=NotFound(what="booking"))
    assert may(Anonymous(), "booking.read", VISIT) == Refused(why=NotFound(what="booking"))
    assert may(NADIA, "offer.accept", Facts(offered=(JOYCE.id,))) == Refused(why=NotFound(what="offer"))
    assert may(MIA, "queue.read") == Refused(why=NotAllowed(action="queue.read"))


def test_a_cleaner_sees_a_home_only_while_a_visit_there_is_theirs() -> None:
    seen = [
        phase
        for phase in ("offered", "requested", "confirmed", "en_route", "at_door", "in_progress", "settled", "cancelled")
        if allowed(JOYCE, "home.read", Facts(owner=MIA.id, assigned=JOYCE.id, phase=phase))
    ]
    assert seen == ["confirmed", "en_route", "at_door", "in_progress"]


def test_of_the_office_only_the_desk_reads_how_to_get_in_and_who_did() -> None:
    assert who("access_notes.read", VISIT) == [MIA, JOYCE, OLGA, SVEN]
    assert who("audit.read") == [OLGA, SVEN]


def test_a_guests_quote_is_open_to_whoever_knows_it_and_a_customers_is_not() -> None:
    assert allowed(Anonymous(), "quote.read", Facts())
    assert who("quote.read", Facts(owner=MIA.id)) == [MIA, OLGA, SVEN]


def test_an_action_nobody_has_heard_of_is_a_bug_not_a_no() -> None:
    with pytest.raises(AssertionError):
        may(OLGA, "booking.delete", VISIT)


def test_without_facts_nobody_is_owner_assigned_or_asked() -> None:
    for action in ACTIONS:
        only_close = all(
            row.relation in {"owner", "assigned", "offered", "self"} for row in ROWS if row.action == action
        )
        if only_close:
            assert who(action) == [], action


def test_every_row_is_written_once_in_the_tables_own_words() -> None:
    seen = [(row.action, row.role, row.relation) for row in ROWS]
    assert len(seen) == len(set(seen))
    assert {role for _, role, _ in seen} <= set(ROLES)
    assert {relation for _, _, relation in seen} <= set(RELATIONS)
    assert {action for action, _, _ in seen} == set(ACTIONS)


def test_every_thing_can_be_seen_through_some_action() -> None:
    for action in set(ACTIONS) - WITHOUT_SUBJECT:
        thing = action.partition(".")[0]
        assert SEEN_THROUGH.get(thing, f"{thing}.read") in ACTIONS, action
    assert set(ACTIONS) >= WITHOUT_SUBJECT


@pytest.mark.slow
def test_what_is_not_in_the_table_is_denied_for_every_actor_action_relation_and_phase() -> None:
    """The table read by a second, slower reader: every combination, one by one."""
    situations = [
        Facts(owner=owner, assigned=assigned, offered=offered, person=person, phase=phase)
        for owner, assigned, offered, person, phase in product(
            (None, MIA.id, BEN.id),
            (None, JOYCE.id),
            ((), (JOYCE.id,)),
            (None, MIA.id, JOYCE.id),
            ("confirmed", "offered"),
        )
    ]
    for actor, facts, action in product(EVERYBODY, situations, ACTIONS):
        expected = any(
            row.action == action
            and _row_fits(row.role, row.relation, actor, facts)
            and (row.phases is None or facts.phase in row.phases)
            for row in ROWS
        )
        assert allowed(actor, action, facts) == expected, (actor, action, facts)


def _row_fits(role: str, relation: str, actor: Actor, facts: Facts) -> bool:
    mine = {
        Anonymous: "anonymous", AsCustomer: "customer", AsCleaner: "cleaner", AsSystem: "system",
    }.get(type(actor)) or getattr(actor, "role", None)  # fmt: skip
    me = getattr(actor, "id", None)
    close = {
        "any": True,
        "unowned": facts.owner is None,
        "owner": isinstance(actor, AsCustomer) and facts.owner == me,
        "assigned": isinstance(actor, AsCleaner) and facts.assigned == me,
        "offered": isinstance(actor, AsCleaner) and me in facts.offered,
        "self": me is not None and facts.person == me,
    }
    return role == mine and close[relation]
