"""The bank's book against our rows: each effect once, every cent and every hold accounted for, nothing too late."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from uuid import UUID

from cleanbee.domain.booking.booking import Cancelled, Completed, Expired, LockedOut, Settled
from cleanbee.domain.kernel import OperationId
from cleanbee.domain.payment.fact import Held, LetGo, OnItsWay, Refunded, Taken
from cleanbee.domain.payment.ledger import Journal
from cleanbee.entrypoints.simulator.found import Found, Hold, Kept, sent_in
from cleanbee.entrypoints.simulator.line import Asked

KEY_LIFE = timedelta(hours=23)
A_CALL = timedelta(seconds=10)
SOON = timedelta(minutes=20)
"""A look every 15 minutes, with a worker that is down for a minute and a lease that has to lapse."""
ENTERED: dict[str, type[Held | Taken]] = {"hold": Held, "capture": Taken}
"""What the bank does for us, by the kind of journal that enters it; payouts, refunds, disputes and tips have questions
of their own (``audit_pay``, ``audit_refund``, ``audit_tip``)."""
MOVED_ON = ("payout_paid", "payout_returned", "refund", "tip", "dispute_opened", "dispute_won")
EFFECTS = (Held, Taken, LetGo, Refunded, OnItsWay)


def every_effect_is_ours_and_there_once(found: Found) -> Iterator[str]:
    """M8: at most one effect an operation, nothing under a key we do not know, one ending a hold."""
    known, effects = {*found.operations, *found.paying}, Counter[tuple[OperationId, str]]()
    for entry in found.entries:
        if entry.call.key not in known:
            yield f"M8 the bank did a {entry.call.kind} under a key that nobody kept: {entry.call.key}"
        if isinstance(entry.fact, EFFECTS):
            effects[entry.call.key, type(entry.fact).__name__] += 1
    for (key, what), count in effects.items():
        if count > 1:
            yield f"M8 {what} happened {count} times under {key}"
    for hold in found.holds.values():
        if len(hold.taken) > 1:
            yield f"M8 hold {hold.id} was taken {len(hold.taken)} times"
        if hold.taken and hold.freed:
            yield f"M8 hold {hold.id} was taken and let go"


def never_more_is_taken_than_held(found: Found) -> Iterator[str]:
    """M6, and never at or after the instant at which the hold runs out."""
    for hold in found.holds.values():
        for at, amount, _ in hold.taken:
            if amount > hold.amount:
                yield f"M6 {amount} was taken of hold {hold.id} over {hold.amount}"
            if at >= hold.capture_before:
                yield f"M11 hold {hold.id} was taken at {at}, and ran out at {hold.capture_before}"


def nobody_is_charged_twice(found: Found) -> Iterator[str]:
    """A booking's holds together bring what it costs, once."""
    operations = found.operations
    taken = Counter[object]()
    for hold in found.holds.values():
        if hold.taken and hold.key in operations:
            taken[operations[hold.key][1].booking.id] += 1
    yield from (f"M8 booking {id} was charged {count} times" for id, count in taken.items() if count > 1)


def no_old_key_is_sent_again(found: Found) -> Iterator[str]:
    """M12: what was first sent 23 hours ago is looked up, never sent."""
    first: dict[OperationId, datetime] = {}
    for asked in found.log:
        if not asked.look_up:
            age = asked.at - first.setdefault(asked.key, asked.at)
            if age >= KEY_LIFE + A_CALL:
                yield f"M12 a {asked.kind} was sent again under {asked.key} after {age}"


def nothing_is_asked_for_too_late(found: Found) -> Iterator[str]:
    """M11: nobody begins to ask for an amount that the bank does not hold any more."""
    holds, operations, seen = found.holds, found.operations, set[str]()
    for asked in found.log:
        if asked.kind != "capture" or asked.key not in operations:
            continue
        hold = holds.get(operations[asked.key][0].provider_id or "")
        if hold is None or hold.id in seen:
            continue
        seen.add(hold.id)
        if asked.at >= hold.capture_before + SOON:
            yield f"M11 hold {hold.id} was first asked for at {asked.at}, and ran out at {hold.capture_before}"


def the_ledger_is_the_banks_item_by_item(found: Found) -> Iterator[str]:
    """M9: every hold and every charge at the bank is one journal of ours over the same amount, and the other way."""
    for kind, theirs in ENTERED.items():
        at_bank = Counter[tuple[UUID, int]]()
        for entry in found.entries:
            if isinstance(entry.fact, theirs) and entry.call.kind != "charge":
                at_bank[entry.call.key, entry.fact.amount.amount] += 1
        ours = Counter((one.source, _moved(one, kind)) for one in found.journals if one.kind == kind)
        for (key, amount), count in (at_bank - ours).items():
            yield f"M9 {kind} {key} over {amount} is in the bank's book and not in ours ({count})"
        for (key, amount), count in (ours - at_bank).items():
            yield f"M9 {kind} {key} over {amount} is in our books and not in the bank's ({count})"


def difference(found: Found) -> int:
    """How far our account at the gateway is from what the bank took, paid out and gave back or away, in minor units."""
    taken = sum(one.fact.amount.amount for one in found.entries if isinstance(one.fact, Taken))
    sent = sum(amount for _, amount, back in sent_in(found.entries) if not back)
    sent += sum(one.fact.amount.amount for one in found.entries if isinstance(one.fact, Refunded))
    sent -= sum(one.net.amount for one in found.statement if one.kind in {"dispute", "dispute_won"})
    ours = sum(_on(one, "gateway") for one in found.journals if one.kind in (*ENTERED, *MOVED_ON))
    return abs(ours - taken + sent)


def no_hold_is_left(found: Found) -> Iterator[str]:
    """M9, M10, M14: at rest every hold was taken or let go, or ran out, and nothing is noted as held any more."""
    for hold in found.holds.values():
        if hold.ended is None and hold.capture_before > found.now:
            yield f"M10 hold {hold.id} over {hold.amount} is left at the bank"
    for kept in found.kept.values():
        memo = sum(_on(one, "memo:held") for one in kept.journals)
        if memo:
            yield f"M9 our books say {memo} is held for booking {kept.booking.id}, at rest"


def holds_of_the_dead_go_soon(found: Found) -> Iterator[str]:
    """M10: what is held for a booking that is dead is taken or let go; nobody waits longer than the next look."""
    for hold, kept in _owned(found):
        if not isinstance(kept.booking.phase, Cancelled | Expired):
            continue
        since = max(kept.ended_at, hold.at)
        until = min(hold.ended or found.now, hold.capture_before)
        gap = _longest_wait(_about(found, hold, kept), since, until)
        if gap > SOON:
            yield f"M10 hold {hold.id} of dead booking {kept.booking.id} was left alone for {gap} from {since} on"


def no_done_work_goes_uncaptured(found: Found) -> Iterator[str]:
    """M11: the hold for done work does not run out while nobody asks for the money."""
    for kept in found.kept.values():
        if not isinstance(kept.booking.phase, Completed | LockedOut | Settled):
            continue
        mine = [hold for hold, owner in _owned(found) if owner is kept]
        done = next((one.at for one in kept.history if one.to in {"completed", "locked_out"}), None)
        if done is None or any(hold.taken for hold in mine):
            continue
        for hold in mine:
            lived = hold.at <= done < hold.capture_before and not any(at <= done for at in hold.freed)
            if not lived:
                continue
            due = max(done, min(done + timedelta(minutes=found.policy.capture_after_min),
                                hold.capture_before - timedelta(minutes=found.policy.capture_margin_min)))  # fmt: skip
            if _longest_wait(_about(found, hold, kept), due, hold.capture_before) > SOON:
                yield f"M11 hold {hold.id} for done work ran out, and nobody asked for the money"


def _owned(found: Found) -> Iterator[tuple[Hold, Kept]]:
    operations = found.operations
    for hold in found.holds.values():
        if hold.key in operations:
            yield hold, operations[hold.key][1]


def _about(found: Found, hold: Hold, kept: Kept) -> list[Asked]:
    """The calls about one hold: those that made it, and those that end it."""
    keys = {hold.key, *(one.id for one in kept.operations if one.provider_id == hold.id)}
    return [asked for asked in found.log if asked.key in keys]


def _longest_wait(calls: list[Asked], since: datetime, until: datetime) -> timedelta:
    """The longest span between two instants in which nobody called."""
    if until <= since:
        return timedelta()
    called = {min(max(at, since), until) for one in calls for at in (one.at, one.ended or one.at)}
    return max(after - before for before, after in pairwise(sorted({since, until, *called})))


def _moved(journal: Journal, kind: str) -> int:
    return _on(journal, "memo:held" if kind == "hold" else "gateway")


def _on(journal: Journal, account: str) -> int:
    return sum(line.amount.amount for line in journal.postings if line.account == account)
