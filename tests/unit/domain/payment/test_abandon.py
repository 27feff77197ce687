"""Closing by hand what the gateway says nothing about: when, and with what."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from cleanbee.domain.kernel import Granted, Money, NotInPhase, OperationId, ReasonMissing, Refused, with_
from cleanbee.domain.payment.abandon import StillTried, abandoned, may_abandon
from cleanbee.domain.payment.payment import (
    Abandoned,
    Failed,
    Operation,
    OperationPhase,
    Planned,
    Sent,
    Succeeded,
    Unknown,
)

NOW = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)
DAY = timedelta(hours=23)


def in_doubt(since: datetime) -> Operation:
    return Operation(
        id=OperationId(UUID(int=1)),
        kind="capture",
        intent="capture:hold_1",
        amount=Money(amount=9576),
        provider_id="hold_1",
        phase=Unknown(first_at=since, attempts=9, next_at=NOW),
    )


def test_what_is_still_asked_for_is_not_closed_by_hand() -> None:
    young, old = in_doubt(NOW - DAY + timedelta(microseconds=1)), in_doubt(NOW - DAY)
    refused = may_abandon(young, "silent", "no charge there", NOW)
    assert refused == Refused(why=StillTried(until=NOW + timedelta(microseconds=1)))
    assert may_abandon(old, "silent", "no charge there", NOW) == Granted(value=old)


@pytest.mark.parametrize(("reason", "evidence"), [("", "seen"), ("silent", ""), (" ", "\n")])
def test_nobody_closes_anything_without_a_reason_and_what_was_seen(reason: str, evidence: str) -> None:
    assert may_abandon(in_doubt(NOW - DAY), reason, evidence, NOW) == Refused(why=ReasonMissing())


@pytest.mark.parametrize(
    ("phase", "word"),
    [
        (Planned(), "planned"),
        (Sent(first_at=NOW - 2 * DAY, attempts=3, next_at=NOW), "sent"),
        (Succeeded(at=NOW, provider_id="hold_1"), "succeeded"),
        (Failed(at=NOW, reason="hold_lapsed"), "failed"),
        (Abandoned(reason="silent", evidence="seen"), "abandoned"),
    ],
)
def test_only_what_is_in_doubt_is_closed_by_hand(phase: OperationPhase, word: str) -> None:
    operation = with_(in_doubt(NOW), phase=phase)
    assert may_abandon(operation, "silent", "seen", NOW) == Refused(why=NotInPhase(phase=word))


def test_its_end_says_why_what_was_seen_and_when_it_was_looked_for_last() -> None:
    ended = abandoned(in_doubt(NOW - DAY), " silent ", "no charge there ", NOW)
    evidence = "no charge there (asked once more at 2027-03-01T08:00:00+00:00: no answer)"
    assert ended.phase == Abandoned(reason="silent", evidence=evidence) and ended.finished
