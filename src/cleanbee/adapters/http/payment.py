"""Cards, the money of one booking, and the books."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from msgspec import UNSET, Meta, UnsetType

from cleanbee.adapters.http.booking_shapes import payment_word
from cleanbee.adapters.http.names import (
    BOOKING,
    CARD,
    CLEANER,
    CUSTOMER,
    JOURNAL,
    PAYMENT,
    BookingRef,
    CardRef,
    CleanerRef,
    CustomerRef,
    JournalRef,
    PaymentRef,
    decode,
    encode,
)
from cleanbee.adapters.http.operations import Operation, shown_operation
from cleanbee.adapters.http.paging import PageQuery, cursor_at, part_of, place_in
from cleanbee.adapters.http.problems import Code
from cleanbee.adapters.http.refunds import Refund, shown_refund
from cleanbee.adapters.http.route import Answer, Call, Route
from cleanbee.adapters.http.tips import Tip, shown_tip
from cleanbee.adapters.http.wire import Given, Instant, Money, Name, Page, Version, Wire, money, or_unset, utc
from cleanbee.domain.kernel import BookingId, CardId
from cleanbee.domain.payment import give_back
from cleanbee.domain.payment import payment as domain
from cleanbee.domain.payment.ledger import Journal as DomainJournal
from cleanbee.domain.people.actor import AsOps
from cleanbee.ports.inbound.payment.cards import CardAsked, SaveCardAsked
from cleanbee.ports.inbound.payment.read_ledger import BooksView, PaymentAsked, PaymentView
from cleanbee.ports.outbound import payment

Account = Annotated[str, Meta(max_length=100, examples=["cleaner:payable"])]
PhaseWord = Literal[
    "card_saved", "authorizing", "action_required", "declined", "authorized", "capturing", "captured", "voiding",
    "voided", "lapsed", "owed", "written_off", "released",
]  # fmt: skip


class CardGiven(Given, frozen=True, kw_only=True):
    """The gateway's token for a card you set up there (in the sandbox a word: ``card_ok``).

    ``stands_in``: you let it be charged for a clean whose own card cannot be.
    """

    setup: Annotated[str, Meta(min_length=1, max_length=200, examples=["card_ok"])]
    stands_in: bool = False


class Card(Wire, frozen=True, kw_only=True):
    """A saved card; its number never comes near us."""

    object: Literal["card"] = "card"
    id: CardRef
    brand: Name
    last4: Annotated[str, Meta(max_length=4)]
    saved_at: Instant
    removed: bool
    stands_in: bool
    version: Version


class Posting(Wire, frozen=True, kw_only=True):
    """One line: debit positive, credit negative."""

    account: Account
    amount: Money


class Journal(Wire, frozen=True, kw_only=True):
    """One fact of money; its postings sum to zero."""

    id: JournalRef
    kind: Name
    at: Instant
    postings: Annotated[list[Posting], Meta(max_length=64)]


class Refundable(Wire, frozen=True, kw_only=True):
    """At most so much may still go back to the card; up to ``alone`` nobody else of the office has to agree."""

    most: Money
    alone: Money


class Payment(Wire, frozen=True, kw_only=True):
    """The money of one booking: what is held, was taken and went back; the office sees what lies behind it, and what is
    still ``refundable``.
    """

    object: Literal["payment"] = "payment"
    id: PaymentRef
    booking_id: BookingRef
    phase: PhaseWord
    amount: Money
    held: Money | UnsetType = UNSET
    captured: Money | UnsetType = UNSET
    refunded: Money | UnsetType = UNSET
    refundable: Refundable | UnsetType = UNSET
    refunds: Annotated[list[Refund], Meta(max_length=1000)] | UnsetType = UNSET
    tips: Annotated[list[Tip], Meta(max_length=1000)] | UnsetType = UNSET
    action_url: Annotated[str, Meta(max_length=2000)] | UnsetType = UNSET
    journals: Annotated[list[Journal], Meta(max_length=200)] | UnsetType = UNSET
    operations: Annotated[list[Operation], Meta(max_length=1000)] | UnsetType = UNSET


class Balance(Wire, frozen=True, kw_only=True):
    """What stands on an account; ``owner_id`` is whose it is when it is one person's."""

    account: Account
    owner_id: CustomerRef | CleanerRef | UnsetType = UNSET
    amount: Money


class Books(Wire, frozen=True, kw_only=True):
    """Every balance that is not zero; the difference of the books must be 0."""

    object: Literal["balances"] = "balances"
    data: Annotated[list[Balance], Meta(max_length=100_000)]
    difference: int


class CardPage(Page[Card], frozen=True, kw_only=True):
    """Saved cards, oldest first."""


class CardSetup(Wire, frozen=True, kw_only=True):
    """What the gateway's own form needs to set a card up: it opens this one set-up and nothing else.

    In the sandbox no form is needed: ``client_secret`` is the word of a card, ready to be saved.
    """

    object: Literal["card_setup"] = "card_setup"
    client_secret: Annotated[str, Meta(max_length=500)]
    publishable_key: Annotated[str, Meta(max_length=500)]


async def _prepare(call: Call[None, None]) -> object:
    return await call.app.payment.prepare_card(call.actor)


def _prepared(call: Call[None, None], setup: payment.CardSetup) -> Answer:
    body = CardSetup(client_secret=setup.client_secret, publishable_key=setup.publishable_key)
    return Answer(body=body, constant=False)


async def _save(call: Call[CardGiven, None]) -> object:
    ask = SaveCardAsked(actor=call.actor, setup=call.body.setup, stands_in=call.body.stands_in)
    return await call.app.payment.save_card(ask, call.once)


async def _list(call: Call[None, PageQuery]) -> object:
    return await call.app.payment.list_cards(call.actor)


async def _remove(call: Call[None, None]) -> object:
    ask = CardAsked(actor=call.actor, card=CardId(call.id("card_id")), at_version=call.at_version)
    return await call.app.payment.remove_card(ask, call.once)


async def _payment(call: Call[None, None]) -> object:
    return await call.app.payment.read_payment(PaymentAsked(actor=call.actor, booking=BookingId(call.id("booking_id"))))


async def _books(call: Call[None, None]) -> object:
    return await call.app.payment.read_ledger(call.actor)


def _card_shown(card: domain.Card) -> Card:
    return Card(
        id=encode(CARD, card.id),
        brand=card.brand,
        last4=card.last4,
        saved_at=utc(card.saved_at),
        removed=card.removed_at is not None,
        stands_in=card.may_stand_in,
        version=card.version,
    )


def _saved(call: Call[Any, None], card: domain.Card) -> Answer:
    return Answer(body=_card_shown(card), status=201, version=card.version)


def _card(call: Call[None, None], card: domain.Card) -> Answer:
    return Answer(body=_card_shown(card), version=card.version)


def _cards(call: Call[None, PageQuery], cards: tuple[domain.Card, ...]) -> Answer:
    after = place_in(call, "cards", _place)
    part, more = part_of(cards, after, call.query.limit, lambda one: (one.saved_at, one.id))
    last = f"{part[-1].saved_at.isoformat()} {encode(CARD, part[-1].id)}" if more else ""
    cursor = cursor_at(call, "cards", last) if more else None
    return Answer(body=CardPage(data=[_card_shown(one) for one in part], has_more=more, next_cursor=or_unset(cursor)))


def _place(text: str) -> tuple[datetime, CardId] | None:
    saved_at, _, card = text.partition(" ")
    found = decode(CARD, card)
    return None if found is None else (datetime.fromisoformat(saved_at), CardId(found))


def _refundable(one: give_back.Refundable) -> Refundable:
    return Refundable(most=money(one.most), alone=money(one.alone))


def _money_of(call: Call[None, None], view: PaymentView) -> Answer:
    held: domain.Money | None = None
    captured: domain.Money | None = None
    url: str | UnsetType = UNSET
    match view.payment.phase:
        case domain.Authorized(amount=amount):
            held = amount
        case domain.Capturing(held=amount) | domain.Voiding(held=amount):
            held = amount
        case domain.Captured(amount=amount):
            captured = amount
        case domain.ActionRequired(link=link):
            url = link
        case _:
            pass
    body = Payment(
        id=encode(PAYMENT, view.payment.id),
        booking_id=encode(BOOKING, view.payment.booking),
        phase=payment_word(view.payment),  # pyright: ignore[reportArgumentType] the phases of a payment
        amount=money(view.payment.amount),
        held=UNSET if held is None else money(held),
        captured=UNSET if captured is None else money(captured),
        refunded=or_unset(None if view.refunded is None else money(view.refunded)),
        refundable=UNSET if view.refundable is None else _refundable(view.refundable),
        refunds=[shown_refund(one, call.actor) for one in view.refunds] or UNSET,
        tips=[shown_tip(one) for one in view.tips] or UNSET,
        action_url=url,
        journals=[_journal(one) for one in view.journals] if isinstance(call.actor, AsOps) else UNSET,
        operations=[shown_operation(one) for one in view.operations] if isinstance(call.actor, AsOps) else UNSET,
    )
    return Answer(body=body, version=view.payment.version, constant=False)


def _journal(journal: DomainJournal) -> Journal:
    return Journal(
        id=encode(JOURNAL, journal.id),
        kind=journal.kind,
        at=utc(journal.at),
        postings=[Posting(account=one.account, amount=money(one.amount)) for one in journal.postings],
    )


def _owner(account: str, owner: UUID) -> str:
    """A person's accounts are named after what the person is: ``customer:…``, ``cleaner:…``."""
    return encode(CUSTOMER if account.startswith("customer:") else CLEANER, owner)


def _shown_books(call: Call[None, None], books: BooksView) -> Answer:
    data = [
        Balance(
            account=one.account,
            owner_id=UNSET if one.owner is None else _owner(one.account, one.owner),
            amount=money(one.amount),
        )
        for one in books.balances
    ]
    return Answer(body=Books(data=data, difference=books.difference))


ROUTES = (
    Route(
        method="POST", path="/v1/card_setups", operation_id="prepareCard", tag="payment",
        summary="Set a card up at the gateway", action="card.save", audience="customer", rate="write", ask=_prepare,
        show=_prepared, answers={200: CardSetup}, no=(Code.dependency_down,),
    ),
    Route(
        method="POST", path="/v1/cards", operation_id="saveCard", tag="payment", summary="Save a card",
        action="card.save", audience="customer", rate="write", keyed=True, ask=_save, show=_saved, body=CardGiven,
        answers={201: Card}, no=(Code.refused, Code.dependency_down), example={"setup": "card_ok"},
    ),
    Route(
        method="GET", path="/v1/cards", operation_id="listCards", tag="payment", summary="Your cards",
        action="card.list", audience="customer", ask=_list, show=_cards, query=PageQuery,
        answers={200: CardPage}, no=(Code.cursor_invalid,),
    ),
    Route(
        method="POST", path="/v1/cards/{card_id}/remove", operation_id="removeCard", tag="payment",
        summary="Remove a card", action="card.remove", audience="customer", rate="write", keyed=True, match="may",
        ask=_remove, show=_card, answers={200: Card},
    ),
    Route(
        method="GET", path="/v1/bookings/{booking_id}/payment", operation_id="readPayment", tag="payment",
        summary="The money of a booking", action="payment.read", audience="signed_in", ask=_payment,
        show=_money_of, answers={200: Payment},
    ),
    Route(
        method="GET", path="/v1/ledger/balances", operation_id="readBalances", tag="payment", summary="The books",
        action="ledger.read", audience="ops", ask=_books, show=_shown_books, answers={200: Books},
    ),
)  # fmt: skip
