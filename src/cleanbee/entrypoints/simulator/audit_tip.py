"""Tips: what a card was charged is one tip of ours, all of it for who cleaned, and never too much for one clean."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from uuid import UUID

from cleanbee.domain.kernel import BookingId
from cleanbee.domain.payment.fact import Taken
from cleanbee.domain.payment.tip import Asking, Given, Wanted
from cleanbee.entrypoints.simulator.found import Found

Named = set[tuple[UUID | None, int]]


def every_tip_is_in_both_books(found: Found) -> Iterator[str]:
    """M9: the bank's charges, our tips that were given, and the journals that make them payable, one to one."""
    at_bank = _at_bank(found)
    books = {
        "our books": _entered(found, "gateway", 1),
        "what is payable": _entered(found, "cleaner:payable", -1),
        "our tips": {(one.id, one.amount.amount) for one in found.tips if isinstance(one.phase, Given)},
    }
    for name, book in books.items():
        yield from (f"M9 tip {tip} is in the bank's book and not in {name}" for tip in sorted(at_bank - book, key=str))
        yield from (f"M9 tip {tip} is in {name} and not in the bank's" for tip in sorted(book - at_bank, key=str))


def _at_bank(found: Found) -> Named:
    named: Named = set()
    for entry in found.entries:
        if entry.call.kind == "charge" and isinstance(entry.fact, Taken):
            known = found.operations.get(entry.call.key)
            named.add((None if known is None else known[0].subject, entry.fact.amount.amount))
    return named


def _entered(found: Found, account: str, sign: int) -> Named:
    """Each is entered once (M4) and charged once (M8), as others ask."""
    return {
        (one.source, sign * sum(line.amount.amount for line in one.postings if line.account == account))
        for one in found.journals
        if one.kind == "tip"
    }


def no_tip_is_too_much(found: Found) -> Iterator[str]:
    """All tips of one clean together stay below the limit of the policy."""
    sums = Counter[BookingId]()
    for one in found.tips:
        sums[one.booking] += one.amount.amount if isinstance(one.phase, Given) else 0
    most = {limit.currency: limit.amount for limit in found.policy.tip_most}
    for booking, amount in sums.items():
        if amount > most[found.kept[booking].booking.price.total.currency]:
            yield f"M6 {amount} was given as tips for booking {booking}"


def no_tip_is_under_way(found: Found) -> Iterator[str]:
    """At rest each was given, or was not."""
    for one in found.tips:
        if isinstance(one.phase, Asking | Wanted):
            yield f"at rest tip {one.id} is {one.phase_word}"
