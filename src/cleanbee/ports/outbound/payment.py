"""Where money is kept track of, and the gateway that moves it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol, runtime_checkable
from uuid import UUID

from cleanbee.domain.kernel import (
    BookingId,
    CardId,
    CustomerId,
    JournalId,
    Money,
    OpenItemId,
    OperationId,
    PaymentId,
    Value,
)
from cleanbee.domain.payment.fact import Fact
from cleanbee.domain.payment.ledger import Journal
from cleanbee.domain.payment.news import Message, Transaction
from cleanbee.domain.payment.open_item import ItemKind, OpenItem
from cleanbee.domain.payment.payment import Card, Operation, Payment
from cleanbee.ports.outbound.kept import Kept, Place


class Cards(Kept[CardId, Card], Protocol):
    """Saved cards."""

    async def of(self, owner: CustomerId) -> Sequence[Card]:
        """A customer's cards that are not removed, oldest first."""
        ...


class Payments(Kept[PaymentId, Payment], Protocol):
    """Payments, one a booking."""

    async def newest(self, limit: int) -> Sequence[Payment]:
        """The payments that came last, the newest first."""
        ...

    async def of_booking(self, booking: BookingId) -> Payment | None:
        """The booking's payment."""
        ...

    async def of_bookings(self, bookings: Collection[BookingId]) -> Sequence[Payment]:
        """The payments of these bookings, by id, in one question."""
        ...


class Operations(Kept[OperationId, Operation], Protocol):
    """Intended effects at the gateway; the intent is unique for ever."""

    async def by_intent(self, intent: str) -> Operation | None:
        """The operation with this intent."""
        ...

    async def of_booking(self, booking: BookingId) -> Sequence[Operation]:
        """A booking's operations, oldest first."""
        ...

    async def of_card(self, mark: str, limit: int) -> Sequence[Operation]:
        """The authorisations of a card by its mark (``Card.mark``), the newest first."""
        ...

    async def of_charge(self, charge: str) -> Operation | None:
        """The capture or charge that took money under this name of the gateway's; the one that took it, if any did."""
        ...

    async def of_charges(self, charges: Collection[str]) -> Mapping[str, Operation]:
        """By the gateway's name, what ``of_charge`` says of each; names that nobody here knows are left out."""
        ...

    async def next_due(self) -> datetime | None:
        """When the earliest call that waits for its next try is due."""
        ...

    async def unfinished(self, now: datetime, limit: int) -> Sequence[Operation]:
        """Planned, sent or unknown operations that are due at ``now``, oldest first."""
        ...


class Balance(Value, frozen=True, kw_only=True):
    """What stands on an account, for one owner or the house."""

    account: str
    owner: UUID | None
    amount: Money


class LinePlace(Value, frozen=True, kw_only=True):
    """Where a line stands among an account's lines: journals in the order of their ids, lines as they were posted."""

    journal: JournalId
    line: int


class LinesAsked(Value, frozen=True, kw_only=True):
    """Lines of one account in one currency: one owner's, or with no owner all of them; those before a place."""

    account: str
    owner: UUID | None = None
    currency: str = "EUR"
    before: LinePlace | None = None
    limit: int = 100


class LedgerLine(Value, frozen=True, kw_only=True):
    """One line of an account: what was posted, about which booking, and ``total``, what stood there afterwards."""

    place: LinePlace
    kind: str
    booking: UUID | None
    at: datetime
    owner: UUID | None
    amount: Money
    total: Money


class Drift(Value, frozen=True, kw_only=True):
    """A kept balance that its postings do not bear out."""

    account: str
    owner: UUID | None
    kept: Money
    posted: Money


class Journals(Protocol):
    """The ledger: append only. Balances and lines are of what is kept; a unit's own journals count once it has left."""

    async def post(self, journal: Journal) -> bool:
        """Post once per (kind, source); false when it was posted before (nothing changes then).

        :raises Stale: at leaving, where a person's account would stand on the side it may not: others have used it up.
        """
        ...

    async def find(self, id: JournalId) -> Journal | None:
        """The journal with this id."""
        ...

    async def of_booking(self, booking: BookingId) -> Sequence[Journal]:
        """A booking's journals, oldest first."""
        ...

    async def of_sources(self, sources: Collection[UUID]) -> Sequence[Journal]:
        """Every journal of these facts, oldest first."""
        ...

    async def touching(self, accounts: Collection[str], since: datetime, until: datetime) -> Sequence[Journal]:
        """Every journal of ``[since, until)`` with a line on one of these accounts, oldest first."""
        ...

    async def balance(self, account: str, owner: UUID | None = None, currency: str = "EUR") -> Money:
        """What stands on an account: one owner's, or with no owner all together; debit positive."""
        ...

    async def lines(self, ask: LinesAsked) -> Sequence[LedgerLine]:
        """An account's lines, the newest first."""
        ...

    async def drifts(self) -> Sequence[Drift]:
        """Every balance that is not the sum of its postings, by account and owner: none, or something is broken."""
        ...

    async def balances(self) -> Sequence[Balance]:
        """Every account's balance that is not zero, by account and owner."""
        ...


class OpenItems(Kept[OpenItemId, OpenItem], Protocol):
    """What does not fit, each open once by (kind, what it is about)."""

    async def find_open(self, kind: ItemKind, about: str) -> OpenItem | None:
        """The one that is open about this."""
        ...

    async def open(self) -> Sequence[OpenItem]:
        """All that are open, oldest first."""
        ...

    async def newest(self, after: Place | None, limit: int, *, closed_too: bool) -> Sequence[OpenItem]:
        """By when they opened, the last first, after a place in that order: those that are open, or all."""
        ...


CALLS_AT_ONCE = 10
"""How many of one process's calls may be under way at a gateway; one more was not sent (``GatewayDown``)."""


class GatewayDown(Exception):
    """The gateway could not be asked at all (breaker open, refused connection): nothing was sent."""


class Gateway(Protocol):
    """Whoever moves the money; the operation's id is the key, an answer that did not come is ``NoAnswer``."""

    async def authorise(self, operation: Operation) -> Fact:
        """Hold the amount on the card.

        :raises GatewayDown: nothing was sent.
        """
        ...

    async def capture(self, operation: Operation) -> Fact:
        """Take the amount out of the hold; the rest falls free.

        :raises GatewayDown: nothing was sent.
        """
        ...

    async def void(self, operation: Operation) -> Fact:
        """Let the hold go.

        :raises GatewayDown: nothing was sent.
        """
        ...

    async def charge(self, operation: Operation) -> Fact:
        """Hold and take the amount at once, with the customer present.

        :raises GatewayDown: nothing was sent.
        """
        ...

    async def refund(self, operation: Operation) -> Fact:
        """Give back an amount of what was taken under ``provider_id``, to the card that it came from.

        :raises GatewayDown: nothing was sent.
        """
        ...

    async def pay_out(self, operation: Operation) -> Fact:
        """Send the amount to the cleaner's ``account``.

        :raises GatewayDown: nothing was sent.
        """
        ...

    async def contest(self, operation: Operation) -> Fact:
        """Send the evidence (``packet``) about the dispute that ``provider_id`` names; a bank takes it once.

        :raises GatewayDown: nothing was sent.
        """
        ...

    async def transactions(self, since: datetime, until: datetime) -> Sequence[Transaction]:
        """The gateway's own books: every change of our balance in ``[since, until)``, oldest first.

        :raises GatewayDown: could not be asked.
        """
        ...

    async def look_up(self, operation: Operation) -> Fact:
        """What became of an operation; ``NeverHappened`` when the gateway knows nothing of it.

        :raises GatewayDown: could not be asked.
        """
        ...


class HookRefused(Exception):
    """A message that does not come from the gateway, was altered on its way, or is too old; says which."""


class Hooks(Protocol):
    """How messages that the gateway sends by itself are known to be its own. The raw bytes are judged, nothing else."""

    @property
    def header(self) -> str:
        """The name of the HTTP header that carries the signature, in lower case."""
        ...

    def read(self, raw: bytes, signature: str, now: datetime) -> Message | None:
        """The message; None for one that is of no concern to us.

        :raises HookRefused: forged, altered, or older than 300 s.
        """
        ...


@runtime_checkable
class BankPage(Protocol):
    """The page of the customer's bank, as a sandbox plays it."""

    async def confirm(self, provider_id: str, *, agreed: bool) -> bool:
        """The customer agrees to the hold, or not; false when nobody waits for that.

        :raises GatewayDown: could not be asked.
        """
        ...


class SavedCard(Value, frozen=True, kw_only=True):
    """What the gateway says of a card that was just saved; ``fingerprint``: the same card has the same again."""

    token: str
    brand: str
    last4: str
    fingerprint: str = ""


class CardSetup(Value, frozen=True, kw_only=True):
    """What the customer's browser needs at the gateway's own form, where the card is typed in and authenticated.

    ``client_secret`` opens this one set-up and nothing else; ``publishable_key`` names our house to the gateway.
    """

    client_secret: str
    publishable_key: str = ""


class CardVault(Protocol):
    """Where cards are saved, so that their numbers never come near us."""

    async def prepare(self, owner: CustomerId) -> CardSetup:
        """Let this customer set a card up at the gateway, with consent to later charges.

        :raises GatewayDown: could not be asked.
        """
        ...

    async def form(self, owner: CustomerId, back: str) -> str:
        """The address of the gateway's own page, where this customer types a card in, with consent to later charges.

        It leads to ``back`` afterwards, with the set-up token as ``setup`` in its query once a card was typed in.

        :raises GatewayDown: could not be asked.
        """
        ...

    async def save(self, owner: CustomerId, setup: str) -> SavedCard | None:
        """Save the card behind the client's set-up token; None when the gateway does not know it.

        :raises GatewayDown: could not be asked.
        """
        ...
