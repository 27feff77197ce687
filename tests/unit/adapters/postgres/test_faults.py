"""Whatever the database says becomes one of the few things that callers know what to do with."""

from __future__ import annotations

from typing import Any

import asyncpg
import pytest
from asyncpg.exceptions import PostgresError

from cleanbee.adapters.postgres.constraints import SAYS, DatabaseRefused, fault_of
from cleanbee.ports.outbound.availability import ClaimOverlaps
from cleanbee.ports.outbound.store import Busy, OutcomeUnknown, Stale

NAMED = {
    "no_double_booking": ("23P01", ClaimOverlaps),
    "one_accepted_offer": ("23505", Stale),
    "outbox_seq": ("23505", Stale),
    "intent_once": ("23505", Stale),
    "journal_balanced": ("23000", DatabaseRefused),
    "legal_move": ("23503", DatabaseRefused),
    "never_heard_of": ("23514", DatabaseRefused),
}
STATES = {
    "40001": Busy,  # could not serialize
    "40P01": Busy,  # deadlock
    "55P03": Busy,  # a lock not within two seconds
    "57014": Busy,  # a statement not within three
    "25P03": Busy,  # idle for too long
    "53300": Busy,  # too many connections
    "57P01": Busy,  # the server is being stopped
    "57P03": Busy,  # the server is starting
    "08006": Busy,  # the connection broke
    "22003": DatabaseRefused,  # a number out of range
    "23502": DatabaseRefused,  # nothing where something must be
    "42703": DatabaseRefused,  # no such column
}
WHILE_LEAVING = {"08006": OutcomeUnknown, "57P01": OutcomeUnknown, "40001": Busy, "55P03": Busy, "57014": Busy}


def said(state: str, constraint: str = "") -> Exception:
    """What the driver raises when the database answers with this SQLSTATE."""
    fields: dict[str, Any] = {"S": "ERROR", "C": state, "M": "no", "n": constraint}
    return PostgresError.new(fields)


@pytest.mark.parametrize("name", NAMED)
def test_a_constraint_speaks_by_its_name(name: str) -> None:
    state, fault = NAMED[name]
    assert type(fault_of(said(state, name))) is fault
    assert type(fault_of(said(state, name), leaving=True)) is fault


@pytest.mark.parametrize("name", SAYS)
def test_every_known_constraint_gives_its_own_fault(name: str) -> None:
    assert type(fault_of(said("23514", name))) is SAYS[name]


@pytest.mark.parametrize("state", STATES)
def test_everything_else_speaks_by_its_state(state: str) -> None:
    assert type(fault_of(said(state))) is STATES[state]


@pytest.mark.parametrize("state", WHILE_LEAVING)
def test_what_breaks_at_commit_may_have_been_kept(state: str) -> None:
    assert type(fault_of(said(state), leaving=True)) is WHILE_LEAVING[state]


@pytest.mark.parametrize(
    "gone", [ConnectionResetError(), TimeoutError(), asyncpg.InterfaceError("connection is closed")]
)
def test_a_connection_that_is_gone_is_busy_on_the_way_and_unknown_at_commit(gone: Exception) -> None:
    assert type(fault_of(gone)) is Busy
    assert type(fault_of(gone, leaving=True)) is OutcomeUnknown


@pytest.mark.parametrize(
    "wrong",
    [
        asyncpg.DataError("invalid input for query argument $1"),
        asyncpg.InterfaceError("cannot perform operation: another operation is in progress"),
        KeyError("doc"),
    ],
)
def test_using_the_driver_wrongly_is_a_bug_and_no_fault(wrong: Exception) -> None:
    assert type(fault_of(wrong)) is DatabaseRefused
    assert type(fault_of(wrong, leaving=True)) is DatabaseRefused


def test_a_migration_under_a_running_process_is_waited_out() -> None:
    assert type(fault_of(asyncpg.InvalidCachedStatementError("cached plan must not change result type"))) is Busy
