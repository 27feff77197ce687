"""Our own books by themselves: nothing lost, nothing changed, everybody paid, nobody asked for more than it costs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from uuid import UUID

from cleanbee.domain.booking.booking import Booking, Cancelled, Completed, LockedOut, Settled
from cleanbee.domain.booking.moves import TERMINAL, phase_name
from cleanbee.domain.kernel import JournalId
from cleanbee.domain.payment.ledger import Journal
from cleanbee.domain.payment.payment import Owed, WrittenOff
from cleanbee.entrypoints.simulator.found import Found, Kept

ENDS = TERMINAL | {"completed", "locked_out"}
Account = tuple[str, UUID | None, str]


def what_was_acknowledged_is_there(found: Found) -> Iterator[str]:
    """B9: who was told that they have booked has one booking, and nobody has two."""
    yield from found.strays
    by_customer = Counter(kept.booking.customer for kept in found.kept.values())
    for told in found.told:
        count = by_customer[told.customer]
        if count > 1:
            yield f"B9 customer {told.customer} has {count} bookings of one"
        if told.acknowledged and told.booking not in found.kept:
            yield f"B9 the acknowledged booking {told.booking} is gone"


def journals_balance(found: Found) -> Iterator[str]:
    """M1, M2, M4: each sums to nothing over two lines at least, and stands for one fact."""
    facts = Counter((one.kind, one.source) for one in found.journals)
    yield from (f"M4 {kind} of {source} was posted {n} times" for (kind, source), n in facts.items() if n > 1)
    for one in found.journals:
        sums = Counter[str]()
        for line in one.postings:
            sums[line.amount.currency] += line.amount.amount
        if any(sums.values()) or len(one.postings) < 2:
            yield f"M1 journal {one.kind} of {one.source} does not balance: {dict(sums)}"


def balances_are_their_postings(found: Found) -> Iterator[str]:
    """M2, M5: what stands on the accounts is what was posted there, and all of it together is nothing."""
    sums: Counter[Account] = Counter()
    for journal in found.journals:
        for line in journal.postings:
            sums[line.account, line.owner, line.amount.currency] += line.amount.amount
    stood = {(one.account, one.owner, one.amount.currency): one.amount.amount for one in found.balances}
    for account in sorted({*sums, *stood}, key=str):
        if sums[account] != stood.get(account, 0):
            yield f"M5 {account[0]} of {account[1]} stands at {stood.get(account, 0)}, posted was {sums[account]}"
    if sum(stood.values()):
        yield f"M2 all accounts together are {sum(stood.values())}, not nothing"


def no_account_is_below_its_floor(found: Found) -> Iterator[str]:
    """M16: nobody's pay is less than nothing, nobody's debt either."""
    for one in found.balances:
        wrong = {"cleaner": 1, "customer": -1}.get(one.account.partition(":")[0], 0)
        if one.account in {"cleaner:receivable", "customer:credit"}:
            wrong = -wrong
        if one.amount.amount * wrong > 0:
            yield f"M16 {one.account} of {one.owner} stands at {one.amount.amount}"


class Memory:
    """M3: what was posted once stays as it was."""

    def __init__(self) -> None:
        self._seen: dict[JournalId, Journal] = {}

    def nothing_posted_changes(self, found: Found) -> Iterator[str]:
        """Compared with every time before."""
        here = {one.id: one for one in found.journals}
        for id, journal in self._seen.items():
            if here.get(id) != journal:
                yield f"M3 journal {journal.kind} of {journal.source} is gone or changed"
        self._seen |= here


def everything_has_ended(found: Found) -> Iterator[str]:
    """At rest nothing is under way: no booking, no operation, no message, no event."""
    for kept in found.kept.values():
        if phase_name(kept.booking.phase) not in ENDS:
            yield f"at rest booking {kept.booking.id} is {phase_name(kept.booking.phase)}"
        yield from (
            f"at rest {one.kind} {one.id} is {phase_name_of(one.phase)}" for one in kept.operations if not one.finished
        )
    if found.unfinished:
        yield f"at rest {found.unfinished} events or messages are under way"


def every_cleaner_gets_their_share(found: Found) -> Iterator[str]:
    """M13: what is due to the cleaner of each booking is payable, once and in full; nothing waits any more."""
    for kept in found.kept.values():
        due = due_to_cleaner(kept.booking, found)
        payable = -_posted(kept, "cleaner:payable")  # payouts are about no booking
        waits = -_posted(kept, "cleaner:accrued")
        if payable != due:
            yield f"M13 of booking {kept.booking.id} {payable} is payable to its cleaner, due is {due}"
        if waits:
            yield f"M13 of booking {kept.booking.id} {waits} still waits for its cleaner"


def everybody_pays_what_it_costs(found: Found) -> Iterator[str]:
    """What the bank took for each booking is its price or its fee; less only where the customer still owes it."""
    taken = Counter[object]()
    operations = found.operations
    for hold in found.holds.values():
        if hold.key in operations:
            taken[operations[hold.key][1].booking.id] += sum(amount for _, amount, _ in hold.taken)
    for id, kept in found.kept.items():
        costs, owed = _costs(kept.booking), _posted(kept, "customer:owed")
        if taken[id] + owed != costs:
            yield f"M6 booking {id} costs {costs}: {taken[id]} was taken and {owed} is owed"
        if owed and not isinstance(kept.payment.phase, Owed | WrittenOff):
            yield f"M9 {owed} is owed for booking {id}, and nobody asks for it ({phase_name_of(kept.payment.phase)})"


def debts_are_what_is_owed(found: Found) -> Iterator[str]:
    """M9: what a customer is asked for is what stands on their account for that booking, to the cent."""
    for id, kept in found.kept.items():
        phase, owed = kept.payment.phase, _posted(kept, "customer:owed")
        if isinstance(phase, Owed) and phase.amount.amount != owed:
            yield f"M9 for booking {id} {phase.amount.amount} is asked for, and {owed} is owed"


def _costs(booking: Booking) -> int:
    match booking.phase:
        case Completed() | LockedOut() | Settled():
            return booking.price.total.amount
        case Cancelled(fee=fee):
            return fee.amount
        case _:
            return 0


def due_to_cleaner(booking: Booking, found: Found) -> int:
    match booking.phase:
        case Completed() | LockedOut() | Settled():
            return booking.price.cleaner.amount
        case Cancelled(cleaner=None):
            return 0
        case Cancelled(reason="card_not_secured", by="system"):
            return booking.price.cleaner.share(found.policy.ladder.unpaid_cleaner_bp).amount
        case Cancelled(cleaner_pay=pay):
            return pay.amount
        case _:
            return 0


def _posted(kept: Kept, account: str) -> int:
    """Of the clean itself: tips are beside it."""
    price = (one for one in kept.journals if one.kind != "tip")
    return sum(line.amount.amount for one in price for line in one.postings if line.account == account)


def phase_name_of(phase: object) -> str:
    """The word of any phase."""
    return str(getattr(type(phase), "__struct_config__").tag)  # noqa: B009 -- msgspec's own name for it
