"""What the sandbox process and its clients say to each other: one JSON object there, one back."""

from __future__ import annotations

from datetime import datetime

from cleanbee.domain.kernel import CleanerId, CustomerId, Value
from cleanbee.domain.messaging.notice import Notice
from cleanbee.domain.payment.fact import Fact
from cleanbee.domain.payment.news import Transaction
from cleanbee.domain.payment.payment import Operation
from cleanbee.ports.outbound.payment import CardSetup, SavedCard
from cleanbee.ports.outbound.payouts import SavedAccount

CALLS_MOST_S = 6.0
BODY_MOST = 256 * 1024


class SetupAsked(Value, frozen=True, kw_only=True):
    """A card to be set up."""

    owner: CustomerId


class FormAsked(Value, frozen=True, kw_only=True):
    """A page where a card is typed in, and where it leads to afterwards."""

    owner: CustomerId
    back: str


class CardAsked(Value, frozen=True, kw_only=True):
    """A card to be saved."""

    owner: CustomerId
    setup: str


class AccountAsked(Value, frozen=True, kw_only=True):
    """A cleaner's bank account to be named."""

    owner: CleanerId
    setup: str


class LetterAsked(Value, frozen=True, kw_only=True):
    """A notice to be carried, and its text."""

    notice: Notice
    text: str


class FactAnswer(Value, frozen=True, kw_only=True):
    """What the gateway says of an operation."""

    fact: Fact


class SetupAnswer(Value, frozen=True, kw_only=True):
    """What a browser needs to set a card up."""

    setup: CardSetup


class FormAnswer(Value, frozen=True, kw_only=True):
    """Where that page is."""

    url: str


class CardAnswer(Value, frozen=True, kw_only=True):
    """What the vault says of a card; none when it does not know it."""

    card: SavedCard | None


class AccountAnswer(Value, frozen=True, kw_only=True):
    """What the vault says of an account; none when it does not know it."""

    account: SavedAccount | None


class TransactionsAsked(Value, frozen=True, kw_only=True):
    """The gateway's books of ``[since, until)``."""

    since: datetime
    until: datetime


class TransactionsAnswer(Value, frozen=True, kw_only=True):
    """What changed our balance, oldest first."""

    transactions: tuple[Transaction, ...]


class ConfirmAsked(Value, frozen=True, kw_only=True):
    """What the customer says on the bank's page."""

    provider_id: str
    agreed: bool


class ConfirmAnswer(Value, frozen=True, kw_only=True):
    """Whether somebody waited for that."""

    waited: bool


class LettersAnswer(Value, frozen=True, kw_only=True):
    """Every letter carried so far, in order."""

    letters: tuple[LetterAsked, ...]


class Taken(Value, frozen=True, kw_only=True):
    """The letter is carried."""


Question = (
    Operation | SetupAsked | FormAsked | CardAsked | AccountAsked | LetterAsked | ConfirmAsked | TransactionsAsked
)
Answer = (
    FactAnswer
    | SetupAnswer
    | FormAnswer
    | CardAnswer
    | AccountAnswer
    | ConfirmAnswer
    | LettersAnswer
    | TransactionsAnswer
    | Taken
)
