"""What the comparison of the two books says of a line of the gateway's."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from cleanbee.domain.kernel import JournalId, Money, OperationId
from cleanbee.domain.payment.journals.lines import Entry
from cleanbee.domain.payment.journals.refunds import Refund, refunded
from cleanbee.domain.payment.news import Transaction
from cleanbee.domain.payment.payment import Operation, Planned
from cleanbee.domain.payment.reconcile import Line, compare

NOW = datetime(2027, 3, 10, 8, 0, tzinfo=UTC)
OURS = OperationId(UUID(int=1))


@given(st.integers(-5000, -1), st.integers(0, 300), st.booleans(), st.timedeltas(timedelta(), timedelta(days=3)))
def test_a_line_of_a_kind_that_nobody_has_a_word_for_is_an_item_whatever_else_is_known_of_it(
    cents: int, fee: int, known: bool, age: timedelta
) -> None:
    """Not even a journal of ours with just that amount bears it out."""
    amount = Money(amount=cents)
    told = Transaction(
        id="txn_1", kind="other", amount=amount, fee=Money(amount=fee), at=NOW - age, operation=OURS, word="fee"
    )
    operation = Operation(id=OURS, kind="refund", intent="refund:1:1", amount=-amount, phase=Planned())
    nothing = Money(amount=0)
    part = Refund(amount=-amount, charged=-amount, tax=nothing, back=nothing)
    journal = refunded(Entry(id=JournalId(UUID(int=2)), source=OURS, booking=None, at=NOW), part)
    line = Line(transaction=told, operation=operation if known else None, journals=(journal,), fee=None)
    compared = compare([line], (), NOW - timedelta(days=3), NOW)
    (found,) = compared.findings
    assert (found.kind, found.about, found.amount) == ("unknown_transaction", "txn_1", Money(amount=cents - fee))
    assert "fee" in found.text and not compared.fees
