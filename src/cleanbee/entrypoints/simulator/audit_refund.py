"""What went back to cards, given or taken: each refund and dispute once, in both books, and never more than came."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from uuid import UUID

from cleanbee.domain.payment.dispute import Lost, Won
from cleanbee.domain.payment.fact import Refunded, Taken
from cleanbee.domain.payment.ledger import Posting
from cleanbee.domain.payment.refund import Sending, Succeeded
from cleanbee.entrypoints.simulator.found import Found


def never_more_goes_back_than_came(found: Found) -> Iterator[str]:
    """M7: of one charge, at the bank: refunds, and what its bank took back for good."""
    back = Counter[str]()
    for line in found.statement:
        if line.kind in {"dispute", "dispute_won"}:
            back[line.charge or ""] -= line.amount.amount
    for entry in found.entries:
        if isinstance(entry.fact, Refunded):
            back[entry.call.provider_id or ""] += entry.fact.amount.amount
    came = Counter[str]()
    for entry in found.entries:
        if isinstance(entry.fact, Taken):
            came[entry.fact.provider_id] += entry.fact.amount.amount
    for charge, amount in back.items():
        taken = came[charge]
        if amount > taken:
            yield f"M7 {amount} went back of charge {charge} over {taken}"


def every_refund_is_in_both_books(found: Found) -> Iterator[str]:
    """M9: what the bank gave back is one refund of ours that succeeded, and one journal over its amount."""
    at_bank = Counter[tuple[UUID | None, int]]()
    for entry in found.entries:
        if isinstance(entry.fact, Refunded):
            known = found.operations.get(entry.call.key)
            at_bank[None if known is None else known[0].subject, entry.fact.amount.amount] += 1
    ours = Counter[tuple[UUID | None, int]]()
    for one in found.journals:
        if one.kind == "refund":
            ours[one.source, -sum(line.amount.amount for line in one.postings if line.account == "gateway")] += 1
    done = Counter[tuple[UUID | None, int]]()
    for refund in found.refunds:
        if isinstance(refund.phase, Succeeded):
            done[refund.id, refund.amount.amount] += 1
    for name, book in (("our books", ours), ("our refunds", done)):
        for refund, amount in at_bank - book:
            yield f"M9 refund {refund} over {amount} is in the bank's book and not in {name}"
        for refund, amount in book - at_bank:
            yield f"M9 refund {refund} over {amount} is in {name} and not in the bank's"


def no_refund_is_under_way(found: Found) -> Iterator[str]:
    """At rest each is given, refused, dropped, or waits for somebody of the office."""
    yield from (f"at rest refund {one.id} is being sent" for one in found.refunds if isinstance(one.phase, Sending))


def every_dispute_is_in_both_books(found: Found) -> Iterator[str]:
    """M9: what the bank took back is one dispute of ours, entered once with its fee, and ended as the bank decided."""
    told = {f"dispute_{one.charge}": one for one in found.statement if one.kind == "dispute"}
    won = {f"dispute_{one.charge}" for one in found.statement if one.kind == "dispute_won"}
    ours = {one.name: one for one in found.disputes}
    yield from (f"M9 {name} is in the bank's book and not in ours" for name in told.keys() - ours.keys())
    yield from (f"M9 {name} is in our books and not in the bank's" for name in ours.keys() - told.keys())
    for name in sorted(told.keys() & ours.keys()):
        wanted = Won if name in won else Lost
        if not isinstance(ours[name].phase, wanted):
            yield f"at rest {name} is {ours[name].phase_word}, its bank has decided: {wanted.__name__}"
        gone = sum(line.amount.amount for line in _lines(found, ours[name].id) if line.account == "gateway")
        due = told[name].net.amount + (told[name].amount.amount * -1 if name in won else 0)
        if gone != due:
            yield f"M9 {name} moved {gone} in our books, and {due} in the bank's"
    if open_ := sum(one.amount.amount for one in found.balances if one.account == "disputes:open"):
        yield f"M9 at rest {open_} are still in dispute"


def _lines(found: Found, source: UUID) -> list[Posting]:
    return [line for one in found.journals if one.source == source for line in one.postings]
