"""What happens at the bank, under keys that it forgets after a day: a book that can be read again from its entries."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from cleanbee.domain.kernel import Money, OperationId, Value, with_
from cleanbee.domain.payment.fact import (
    CustomerWanted,
    EvidenceTaken,
    Fact,
    Held,
    LetGo,
    OnItsWay,
    Refunded,
    Taken,
    TurnedDown,
)
from cleanbee.domain.payment.payment import Operation, OperationKind

PRESENT_HOLD = timedelta(days=7)
ABSENT_HOLD = timedelta(days=4, hours=18)
"""How long the bank holds an amount: with the customer present, and without (as for Visa)."""

SHORT_HOLD = timedelta(days=1)
"""How long the first hold of the card ``card_lapses`` lives."""

LINK_LIFE = timedelta(hours=24)
"""How long the bank waits for the customer behind its link; then the answer is no."""

KEY_LIFE = timedelta(hours=24)
"""How long a key is remembered: sent again after that, it is a new call with an effect of its own."""

DISPUTED_AFTER = timedelta(days=14)
"""When the owner of a card that disputes takes a charge back."""

EVIDENCE_WITHIN = timedelta(days=7)
"""How long the bank waits for evidence; then it decides."""

DISPUTING = ("card_dispute", "card_dispute_won")
"""Their owners take each charge back: the first for good, the second until its bank has seen evidence."""

ARRIVES_AFTER = timedelta(days=2)
"""How long money is on its way to a cleaner's account."""

ACCOUNTS = ("account_ok", "account_returns", "account_closed")
"""The accounts of the sandbox: paid, sent back by the cleaner's bank, refused at once."""

CARDS = ("card_ok", "card_declined", "card_insufficient", "card_3ds", "card_dispute", "card_dispute_won")
"""The cards of the sandbox: each word says what its bank answers."""

TRICKS = ("card_later", "card_lapses", "card_untaken")
"""Cards with a story: no money on it the first two times, a first hold that lives a day, money that cannot be taken."""

WORDS = CARDS + TRICKS

CARDS_SAY = {
    "card_ok": "holds, and pays",
    "card_declined": "never holds: another card is wanted",
    "card_insufficient": "never holds: no money on it, try again later",
    "card_3ds": "holds once its owner has agreed on the bank's page; without them it says no",
    "card_dispute": "pays; two weeks later its owner takes the money back",
    "card_dispute_won": "the same, until its bank has seen evidence",
    "card_later": "no money on it the first two times, later there is",
    "card_lapses": "its first hold lives a day",
    "card_untaken": "holds, but the money cannot be taken",
}
ACCOUNTS_SAY = {
    "account_ok": "the pay arrives two days later",
    "account_returns": "the cleaner's bank sends it back",
    "account_closed": "refused at once",
}


DISPUTE = "dispute_"
"""What the name of a dispute begins with; then comes that of its charge."""


class Call(Value, frozen=True, kw_only=True):
    """What was asked under a key."""

    key: OperationId
    kind: OperationKind
    card_token: str
    amount: Money
    customer_present: bool
    provider_id: str | None
    account: str = ""
    packet: str = ""


class Entry(Value, frozen=True, kw_only=True):
    """One line of the bank's book: what was asked, what came of it, when."""

    call: Call
    fact: Fact
    at: datetime


class HeldAmount(Value, frozen=True, kw_only=True):
    """An amount held at the bank, and what became of it: nothing yet, so much taken and given back, or let go."""

    amount: Money
    capture_before: datetime
    card: str = "card_ok"
    taken: Money | None = None
    taken_at: datetime | None = None
    refunded: int = 0
    refunded_late: int = 0
    let_go: bool = False
    contested: bool = False

    @property
    def left(self) -> Money:
        """What was taken and not given back before anybody disputed it."""
        taken = self.taken
        return with_(self.amount, amount=0 if taken is None else taken.amount - self.refunded)

    @property
    def to_give(self) -> Money:
        """What may still be given back; of a dispute that was won, after it."""
        return with_(self.left, amount=self.left.amount - self.refunded_late)

    def disputed_at(self) -> datetime | None:
        """When the card's owner takes the charge back; None where nobody does."""
        if self.card not in DISPUTING or self.taken_at is None:
            return None
        return self.taken_at + DISPUTED_AFTER

    def is_away(self, now: datetime) -> bool:
        """Whether its bank has taken it back, and not given it back by now."""
        at = self.disputed_at()
        return at is not None and now >= at and not (self.comes_back and now >= at + EVIDENCE_WITHIN)

    @property
    def comes_back(self) -> bool:
        """How its bank decides: for us where evidence speaks for us and is believed."""
        return self.card == "card_dispute_won" and self.contested


class Bank:
    """The bank's book. ``keep`` is given each line before it counts, so that a witness outlives the process."""

    def __init__(self, keep: Callable[[Entry], None] | None = None, entries: Iterable[Entry] = ()) -> None:
        self._keep = keep
        self.entries: list[Entry] = []
        self.holds: dict[str, HeldAmount] = {}
        self._by_key: dict[OperationId, Entry] = {}
        self._since: dict[OperationId, datetime] = {}
        for entry in entries:
            self._write(entry)

    def ask(self, operation: Operation, now: datetime) -> Fact:
        """Do what is asked, once per key; for a day the same key is given the same answer again, refusals included."""
        call = call_of(operation)
        before = self._by_key.get(operation.id)
        if before is None or now - self._since[operation.id] > KEY_LIFE:
            self._since[operation.id] = now
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
                fact = self._agreed(entry.call, provider_id, now) if agreed else refused
                self._enter(Entry(call=entry.call, fact=fact, at=now))
                return True
        return False

    def _agreed(self, call: Call, provider_id: str, now: datetime) -> Fact:
        """What was asked is done now, under the name that the customer's link had."""
        if call.kind == "charge":
            return Taken(provider_id=provider_id, amount=call.amount)
        return Held(provider_id=provider_id, amount=call.amount, capture_before=now + PRESENT_HOLD)

    def _enter(self, entry: Entry) -> Fact:
        if self._keep is not None:
            self._keep(entry)
        self._write(entry)
        return entry.fact

    def _write(self, entry: Entry) -> None:
        self.entries.append(entry)
        self._by_key[entry.call.key] = entry
        self._since.setdefault(entry.call.key, entry.at)
        card = entry.call.card_token.partition(":")[0]
        match entry.fact:
            case Held(provider_id=hold, amount=amount, capture_before=until):
                self.holds[hold] = HeldAmount(amount=amount, capture_before=until, card=card)
            case Taken(provider_id=hold, amount=amount):
                held = self.holds.get(hold, HeldAmount(amount=amount, capture_before=entry.at, card=card))
                self.holds[hold] = with_(held, taken=amount, taken_at=entry.at)
            case Refunded(amount=amount) if entry.call.provider_id is not None:
                held = self.holds[entry.call.provider_id]
                disputed = held.disputed_at()
                field = "refunded" if disputed is None or entry.at < disputed else "refunded_late"
                more = {field: getattr(held, field) + amount.amount}
                self.holds[entry.call.provider_id] = with_(held, **more)
            case EvidenceTaken() if entry.call.provider_id is not None:
                charge = entry.call.provider_id.removeprefix(DISPUTE)
                self.holds[charge] = with_(self.holds[charge], contested=True)
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
            case "charge":
                return self._charge(call, now)
            case "refund":
                return self._refund(call, now)
            case "pay_out":
                return self._pay_out(call, now)
            case "contest":
                return self._contest(call, now)

    def _charge(self, call: Call, now: datetime) -> Fact:
        fact = self._authorise(call, now)
        return Taken(provider_id=fact.provider_id, amount=fact.amount) if isinstance(fact, Held) else fact

    def _refund(self, call: Call, now: datetime) -> Fact:
        charge = self.holds.get(call.provider_id or "")
        if charge is None or charge.taken is None:
            return TurnedDown(kind="try_again", reason="no_such_charge")
        if charge.is_away(now):
            return TurnedDown(kind="try_again", reason="charge_disputed")
        if call.amount.currency != charge.amount.currency or not 0 < call.amount.amount <= charge.to_give.amount:
            return TurnedDown(kind="try_again", reason="more_than_charged")
        return Refunded(provider_id=self._name("refund", call), amount=call.amount)

    def _contest(self, call: Call, now: datetime) -> Fact:
        name = call.provider_id or ""
        charge = self.holds.get(name.removeprefix(DISPUTE)) if name.startswith(DISPUTE) else None
        opened = None if charge is None else charge.disputed_at()
        if charge is None or opened is None or not opened <= now < opened + EVIDENCE_WITHIN:
            return TurnedDown(kind="try_again", reason="no_open_dispute")
        if charge.contested:
            return TurnedDown(kind="try_again", reason="evidence_sent_already")
        return EvidenceTaken(provider_id=name)

    def _pay_out(self, call: Call, now: datetime) -> Fact:
        if call.account.partition(":")[0] not in ACCOUNTS[:2]:
            return TurnedDown(kind="new_card", reason="account_closed")
        if call.amount.amount <= 0:
            return TurnedDown(kind="try_again", reason="nothing_to_pay_out")
        return OnItsWay(provider_id=self._name("payout", call), amount=call.amount, arrives_at=now + ARRIVES_AFTER)

    def _name(self, what: str, call: Call) -> str:
        """A name that no other thing at this bank has, also where a forgotten key comes again."""
        again = sum(1 for entry in self.entries if entry.call.key == call.key) if call.key in self._by_key else 0
        return f"{what}_{call.key.hex}" + (f"_{again}" if again else "")

    def _authorise(self, call: Call, now: datetime) -> Fact:
        match call.card_token.partition(":")[0]:
            case "card_ok" | "card_dispute" | "card_dispute_won" | "card_untaken":
                return self._hold(call, now, present=call.customer_present)
            case "card_later" if self._counted(call.card_token, TurnedDown) >= 2:
                return self._hold(call, now, present=call.customer_present)
            case "card_later":
                return TurnedDown(kind="try_again", reason="insufficient_funds")
            case "card_lapses":
                held = self._hold(call, now, present=call.customer_present)
                first = self._counted(call.card_token, Held) == 0
                return with_(held, capture_before=now + SHORT_HOLD) if first else held
            case "card_insufficient":
                return TurnedDown(kind="try_again", reason="insufficient_funds")
            case "card_3ds" if call.customer_present:
                provider_id = self._name("hold", call)
                return CustomerWanted(provider_id=provider_id, link=f"https://bank.example/confirm/{provider_id}")
            case "card_3ds":
                return TurnedDown(kind="needs_you", reason="authentication_required")
            case "card_declined":
                return TurnedDown(kind="new_card", reason="do_not_honour")
            case _:
                return TurnedDown(kind="new_card", reason="no_such_card")

    def _counted(self, card_token: str, answer: type[Fact]) -> int:
        """How often this card was answered so."""
        return sum(1 for one in self.entries if one.call.card_token == card_token and isinstance(one.fact, answer))

    def _hold(self, call: Call, now: datetime, *, present: bool) -> Held:
        until = now + (PRESENT_HOLD if present else ABSENT_HOLD)
        return Held(provider_id=self._name("hold", call), amount=call.amount, capture_before=until)

    def _capture(self, call: Call, now: datetime) -> Fact:
        hold = self.holds.get(call.provider_id or "")
        if hold is None or call.provider_id is None:
            return TurnedDown(kind="try_again", reason="no_such_hold")
        if hold.taken is not None:
            return TurnedDown(kind="try_again", reason="captured_already")
        if hold.card == "card_untaken":
            return TurnedDown(kind="new_card", reason="capture_declined")
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
    provider_id = None if operation.kind in {"authorise", "charge", "pay_out"} else operation.provider_id
    return Call(
        key=operation.id,
        kind=operation.kind,
        card_token=operation.card_token,
        amount=operation.amount,
        customer_present=operation.customer_present,
        provider_id=provider_id,
        account=operation.account,
        packet=operation.packet,
    )
