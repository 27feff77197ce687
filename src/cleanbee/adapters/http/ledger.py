"""One account of the books line by line, for finance."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from msgspec import UNSET, Meta, UnsetType

from cleanbee.adapters.http.names import (
    ACCOUNT,
    BOOKING,
    CLEANER,
    CUSTOMER,
    JOURNAL,
    BookingRef,
    CleanerRef,
    CustomerRef,
    JournalRef,
    decode,
    encode,
)
from cleanbee.adapters.http.paging import PageQuery, cursor_at, place_in
from cleanbee.adapters.http.problems import Code
from cleanbee.adapters.http.route import Answer, Call, Route
from cleanbee.adapters.http.wire import Instant, Money, Name, Page, Wire, given, money, utc
from cleanbee.domain.kernel import JournalId
from cleanbee.domain.payment.journals.words import in_words
from cleanbee.ports.inbound.payment.read_account import AccountAsked, AccountView
from cleanbee.ports.outbound.payment import LedgerLine as Line
from cleanbee.ports.outbound.payment import LinePlace, LinesAsked

Meaning = Annotated[str, Meta(max_length=200)]


class AccountQuery(PageQuery, frozen=True, kw_only=True):
    """Whose lines (without one, everybody's), in which currency, and which part of them."""

    owner_id: CustomerRef | CleanerRef | UnsetType = UNSET
    currency: Annotated[str, Meta(pattern="^[A-Z]{3}$", max_length=3)] = "EUR"


class LedgerLine(Wire, frozen=True, kw_only=True):
    """One line of an account: debit positive, and ``total``, what stood on the account after it."""

    journal_id: JournalRef
    kind: Name
    meaning: Meaning
    at: Instant
    booking_id: BookingRef | UnsetType = UNSET
    owner_id: CustomerRef | CleanerRef | UnsetType = UNSET
    amount: Money
    total: Money


class AccountPage(Page[LedgerLine], frozen=True, kw_only=True):
    """An account's lines, newest first, and what stands on it now; ``side`` is where that stands when all is well."""

    account: Annotated[str, Meta(max_length=100, examples=["cleaner:payable"])]
    meaning: Meaning
    side: Literal["debit", "credit"]
    balance: Money


async def _read(call: Call[None, AccountQuery]) -> object:
    account, told = call.path[ACCOUNT], given(call.query.owner_id)
    lines = LinesAsked(
        account=account,
        owner=None if told is None else call.named(_person(account), told, "/owner_id"),
        currency=call.query.currency,
        before=place_in(call, _name(call), _place),
        limit=call.query.limit,
    )
    return await call.app.payment.read_account(AccountAsked(actor=call.actor, lines=lines))


def _name(call: Call[None, AccountQuery]) -> str:
    """Which list it is; words of the path are anybody's, so they stand encoded in a cursor."""
    account = call.path[ACCOUNT].encode().hex()
    return f"ledger/{account}/{given(call.query.owner_id) or 'all'}/{call.query.currency}"


def _place(text: str) -> LinePlace | None:
    journal, _, line = text.partition(":")
    found = decode(JOURNAL, journal)
    return None if found is None or not line.isdecimal() else LinePlace(journal=JournalId(found), line=int(line))


def _person(account: str) -> str:
    """A person's accounts are named after what the person is: ``customer:…``, ``cleaner:…``."""
    return CUSTOMER if account.startswith("customer:") else CLEANER


def _owner(account: str, owner: UUID | None) -> str | UnsetType:
    return UNSET if owner is None else encode(_person(account), owner)


def _shown(call: Call[None, AccountQuery], view: AccountView) -> Answer:
    more: str | UnsetType = UNSET
    if view.more:
        last = view.lines[-1].place
        more = cursor_at(call, _name(call), f"{encode(JOURNAL, last.journal)}:{last.line}")
    body = AccountPage(
        account=view.account.name,
        meaning=view.account.meaning,
        side=view.account.side,
        balance=money(view.balance),
        data=[_line(view.account.name, one) for one in view.lines],
        has_more=view.more,
        next_cursor=more,
    )
    return Answer(body=body)


def _line(account: str, line: Line) -> LedgerLine:
    return LedgerLine(
        journal_id=encode(JOURNAL, line.place.journal),
        kind=line.kind,
        meaning=in_words(line.kind),
        at=utc(line.at),
        booking_id=UNSET if line.booking is None else encode(BOOKING, line.booking),
        owner_id=_owner(account, line.owner),
        amount=money(line.amount),
        total=money(line.total),
    )


ROUTES = (
    Route(
        method="GET", path="/v1/ledger/accounts/{account}", operation_id="readAccount", tag="payment",
        summary="An account line by line", action="ledger.read", audience="ops", query=AccountQuery,
        ask=_read, show=_shown, answers={200: AccountPage}, no=(Code.cursor_invalid,),
    ),
)  # fmt: skip
