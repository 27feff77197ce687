"""What happens at the bank: holds, captures and voids under keys, as a book that can be read again from its entries."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from cleanbee.domain.kernel import Money, OperationId, Value, with_
from cleanbee.domain.payment.fact import CustomerWanted, Fact, Held, LetGo, Taken, TurnedDown
from cleanbee.domain.payment.payment import Operation, OperationKind

PRESENT_HOLD = timedelta(days=7)
ABSENT_HOLD = timedelta(days=4, hours=18)
"""How long the bank holds an amount: with the customer present, and without (as for Visa)."""

LINK_LIFE = timedelta(hours=24)
"""How long the bank waits for the customer behind its link; then the answer is no."""

CARDS = ("card_ok", "card_declined", "card_insufficient", "card_3ds", "card_dispute")
"""The cards of the sandbox: each word says what its bank answers."""


class Call(Value, frozen=True, kw_only=True):
    """What was asked under a key."""

    key: OperationId
    kind: OperationKind
    card_token: str
    amount: Money
    customer_present: bool
    provider_id: str | None


class Entry(Value, frozen=True, kw_only=True):
    """One line of the bank's book: what was asked, what came of it, when."""

    call: Call
    fact: Fact
    at: datetime


class HeldAmount(Value, frozen=True, kw_only=True):
    """An amount held at the bank, and what became of it: nothing yet, so much taken, or let go."""

    amount: Money
    capture_before: datetime
    taken: Money | None = None
    let_go: bool = False


class Bank:
    """The bank's book. ``keep`` is given each line before it counts, so that a witness outlives the process."""

    def __init__(self, keep: Callable[[Entry], None] | None = None, entries: Iterable[Entry] = ()) -> None:
        self._keep = keep
        self.entries: list[Entry] = []
        self.holds: dict[str, HeldAmount] = {}
        self._by_key: dict[OperationId, Entry] = {}
        for entry in entries:
            self._write(entry)

    def ask(self, operation: Operation, now: datetime) -> Fact:
        """Do what is asked, once per key; the same key is given the same answer again, refusals included."""
        call = call_of(operation)
        before = self._by_key.get(operation.id)
        if before is None:
            return self._enter(Entry(call=call, fact=self._decide(call, now), at=now))
        if before.call != call:
            return TurnedDown(kind="try_again", reason="key_used_for_something_else")
        return self._by_now(before, now)

    def known(self, key: OperationId, now: datetime) -> Fact | None:
        """What came of the call under this key by now; None when there was none."""
        entry = self._by_key.get(key)
        return None if entry is None else self._by_now(entry, now)

    def _by_now(self, entry: Entry, now: datetime) -> Fact:
        if isinstance(entry.fact, CustomerWanted) and now >= entry.at + LINK_LIFE:
            refused = TurnedDown(kind="needs_you", reason="authentication_expired")
            return self._enter(Entry(call=entry.call, fact=refused, at=now))
        return entry.fact

    def act(self, provider_id: str, agreed: bool, now: datetime) -> bool:
        """The customer follows the link and agrees, or not; false when nobody waits for that."""
        for entry in tuple(self._by_key.values()):
            waits = isinstance(self._by_now(entry, now), CustomerWanted)
            if waits and isinstance(entry.fact, CustomerWanted) and entry.fact.provider_id == provider_id:
                refused = TurnedDown(kind="needs_you", reason="authentication_failed")
                fact = self._hold(entry.call, now, present=True) if agreed else refused
                self._enter(Entry(call=entry.call, fact=fact, at=now))
                return True
        return False

    def _enter(self, entry: Entry) -> Fact:
        if self._keep is not None:
            self._keep(entry)
        self._write(entry)
        return entry.fact

    def _write(self, entry: Entry) -> None:
        self.entries.append(entry)
        self._by_key[entry.call.key] = entry
        match entry.fact:
            case Held(provider_id=hold, amount=amount, capture_before=until):
                self.holds[hold] = HeldAmount(amount=amount, capture_before=until)
            case Taken(provider_id=hold, amount=amount):
                self.holds[hold] = with_(self.holds[hold], taken=amount)
            case LetGo(provider_id=hold):
                self.holds[hold] = with_(self.holds[hold], let_go=True)
            case _:
                pass

    def _decide(self, call: Call, now: datetime) -> Fact:
        match call.kind:
            case "authorise":
                return self._authorise(call, now)
            case "capture":
                return self._capture(call, now)
            case "void":
                return self._void(call)

    def _authorise(self, call: Call, now: datetime) -> Fact:
        match call.card_token.partition(":")[0]:
            case "card_ok" | "card_dispute":
                return self._hold(call, now, present=call.customer_present)
            case "card_insufficient":
                return TurnedDown(kind="try_again", reason="insufficient_funds")
            case "card_3ds" if call.customer_present:
                provider_id = _provider_id(call)
                return CustomerWanted(provider_id=provider_id, link=f"https://bank.example/confirm/{provider_id}")
            case "card_3ds":
                return TurnedDown(kind="needs_you", reason="authentication_required")
            case "card_declined":
                return TurnedDown(kind="new_card", reason="do_not_honour")
            case _:
                return TurnedDown(kind="new_card", reason="no_such_card")

    def _hold(self, call: Call, now: datetime, *, present: bool) -> Held:
        until = now + (PRESENT_HOLD if present else ABSENT_HOLD)
        return Held(provider_id=_provider_id(call), amount=call.amount, capture_before=until)

    def _capture(self, call: Call, now: datetime) -> Fact:
        hold = self.holds.get(call.provider_id or "")
        if hold is None or call.provider_id is None:
            return TurnedDown(kind="try_again", reason="no_such_hold")
        if hold.taken is not None:
            return TurnedDown(kind="try_again", reason="captured_already")
        if hold.let_go:
            return TurnedDown(kind="try_again", reason="hold_let_go")
        if now >= hold.capture_before:
            return TurnedDown(kind="try_again", reason="hold_lapsed")
        if call.amount.currency != hold.amount.currency or not 0 < call.amount.amount <= hold.amount.amount:
            return TurnedDown(kind="try_again", reason="more_than_held")
        return Taken(provider_id=call.provider_id, amount=call.amount)

    def _void(self, call: Call) -> Fact:
        hold = self.holds.get(call.provider_id or "")
        if hold is None or call.provider_id is None:
            return TurnedDown(kind="try_again", reason="no_such_hold")
        if hold.taken is not None:
            return TurnedDown(kind="try_again", reason="captured_already")
        return LetGo(provider_id=call.provider_id)


def call_of(operation: Operation) -> Call:
    """What an operation asks, without its state on our side."""
    provider_id = None if operation.kind == "authorise" else operation.provider_id
    return Call(
        key=operation.id,
        kind=operation.kind,
        card_token=operation.card_token,
        amount=operation.amount,
        customer_present=operation.customer_present,
        provider_id=provider_id,
    )


def _provider_id(call: Call) -> str:
    return f"hold_{call.key.hex}"
