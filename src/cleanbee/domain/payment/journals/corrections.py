"""What was posted stays; what was wrong in it is taken back by a journal of its own, once."""

from __future__ import annotations

from datetime import datetime

from cleanbee.domain.kernel import JournalId, with_
from cleanbee.domain.payment.ledger import Journal


def reversed_(id: JournalId, wrong: Journal, at: datetime) -> Journal:
    """Every line of a journal the other way round; a reversal is not reversed: the fact is posted again, as another."""
    assert wrong.reverses is None, "a reversal stays"
    postings = tuple(with_(line, amount=-line.amount) for line in wrong.postings)
    return Journal(
        id=id,
        kind="reversal",
        source=wrong.id,
        booking=wrong.booking,
        at=at,
        postings=postings,
        reverses=wrong.id,
    )
