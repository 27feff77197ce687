"""Cleaners' pay: statements, being paid at once, keeping one back, and the account that it goes to."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, UnsetType

from cleanbee.adapters.http.names import (
    BOOKING,
    CLEANER,
    PAYOUT,
    SIGN_IN,
    BookingRef,
    CleanerRef,
    PayoutRef,
    SignInRef,
    encode,
)
from cleanbee.adapters.http.paging import PageQuery, moment, moment_at, place_in
from cleanbee.adapters.http.people import SignIn
from cleanbee.adapters.http.problems import Code
from cleanbee.adapters.http.route import Answer, Call, Route
from cleanbee.adapters.http.wire import Day, Given, Instant, Money, Page, Version, Wire, Word, Zone, given, money, utc
from cleanbee.domain import kernel
from cleanbee.domain.kernel import CleanerId, PayoutId, SignInId
from cleanbee.domain.payment import payout as domain
from cleanbee.domain.payment import payout_account as accounts
from cleanbee.domain.payment.cash_out import CashOutTerms
from cleanbee.domain.payment.pay import phase_word
from cleanbee.domain.platform.wallclock import local_of
from cleanbee.ports.inbound.payment.payout_account import AccountAsked, AccountGiven
from cleanbee.ports.inbound.payment.payouts import (
    CashOutAnswer,
    CashOutAsked,
    PayoutAsked,
    PayoutsAsked,
    PayoutsPart,
)
from cleanbee.ports.inbound.people.request_code import CodeSent

PhaseWord = Literal["accrued", "blocked", "scheduled", "in_flight", "paid", "returned", "netted"]


class Period(Wire, frozen=True, kw_only=True):
    """The week of a payout by the cleaner's clock: from a Monday to the next, which does not belong to it."""

    first: Day
    until: Day
    time_zone: Zone


class PayLine(Wire, frozen=True, kw_only=True):
    """One line of a statement: what it is for, and since when it is payable."""

    booking_id: BookingRef | UnsetType = UNSET
    what: domain.LineKind
    amount: Money
    payable_at: Instant


class Payout(Wire, frozen=True, kw_only=True):
    """The pay of one week. ``amount`` is what is sent, or was: the lines less ``kept_off`` (what was owed) and ``fee``.

    ``pay_at`` is when its week is over and it is sent for nothing; ``arrives_on`` is known once it is on its way.
    """

    object: Literal["payout"] = "payout"
    id: PayoutRef
    cleaner_id: CleanerRef
    period: Period
    phase: PhaseWord
    reason: Annotated[str, Meta(max_length=2000)] | UnsetType = UNSET
    earned: Money
    kept_off: Money
    fee: Money
    amount: Money
    pay_at: Instant
    arrives_on: Day | UnsetType = UNSET
    lines: Annotated[list[PayLine], Meta(max_length=10_000)]
    version: Version


class PayoutPage(Page[Payout], frozen=True, kw_only=True):
    """Statements, newest first."""


class PayoutsQuery(PageQuery, frozen=True, kw_only=True):
    """Whose: the office names one cleaner, or nobody for all."""

    cleaner_id: CleanerRef | UnsetType = UNSET


class WhyGiven(Given, frozen=True, kw_only=True):
    """Why the office steps in."""

    reason: Annotated[str, Meta(min_length=1, max_length=500)]


class AgreedFee(Given, frozen=True, kw_only=True):
    """The fee as it was shown."""

    amount: Annotated[int, Meta(ge=0, le=100_000_000)]
    currency: Annotated[str, Meta(pattern="^[A-Z]{3}$", max_length=3)]


class CashOutGiven(Given, frozen=True, kw_only=True):
    """Without ``agreed_fee`` the terms are shown and nothing is sent; with it, what is payable is sent for that fee."""

    agreed_fee: AgreedFee | UnsetType = UNSET


class CashOut(Wire, frozen=True, kw_only=True):
    """What being paid now means: ``sent`` = ``amount`` - ``fee`` - ``kept_off``; on ``free_at`` it is free."""

    object: Literal["cash_out"] = "cash_out"
    amount: Money
    fee: Money
    kept_off: Money
    sent: Money
    free_at: Instant
    payout: Payout | UnsetType = UNSET


class PayoutAccountSetUp(Given, frozen=True, kw_only=True):
    """The gateway's token for the account you set up there (in the sandbox a word: ``account_ok``), and the code."""

    setup: Annotated[str, Meta(min_length=1, max_length=200, examples=["account_ok"])]
    proof_id: SignInRef
    code: Annotated[str, Meta(min_length=1, max_length=16, examples=["000000"])]


class PayoutAccount(Wire, frozen=True, kw_only=True):
    """The account that a cleaner's pay goes to; its number never comes near us."""

    object: Literal["payout_account"] = "payout_account"
    cleaner_id: CleanerRef
    last4: Annotated[str, Meta(max_length=4)]
    status: Literal["ready", "not_ready"]
    reason: Word | UnsetType = UNSET
    version: Version


class PayoutAccountQuery(Given, frozen=True, kw_only=True):
    """Whose: the office names the cleaner."""

    cleaner_id: CleanerRef | UnsetType = UNSET


async def _list(call: Call[None, PayoutsQuery]) -> object:
    after = place_in(call, _name(call), moment)
    cleaner = _cleaner(call, call.query.cleaner_id)
    ask = PayoutsAsked(actor=call.actor, cleaner=cleaner, after=after, limit=call.query.limit)
    return await call.app.payment.list_payouts(ask)


async def _read(call: Call[None, None]) -> object:
    return await call.app.payment.read_payout(PayoutAsked(actor=call.actor, payout=PayoutId(call.id("payout_id"))))


async def _block(call: Call[WhyGiven, None]) -> object:
    return await call.app.payment.block_payout(_stepping_in(call), call.once)


async def _unblock(call: Call[WhyGiven, None]) -> object:
    return await call.app.payment.unblock_payout(_stepping_in(call), call.once)


async def _cash_out(call: Call[CashOutGiven, None]) -> object:
    told = given(call.body.agreed_fee)
    agreed = None if told is None else kernel.Money(amount=told.amount, currency=told.currency)
    ask = CashOutAsked(actor=call.actor, agreed=agreed, terms_only=told is None)
    return await call.app.payment.cash_out(ask, call.once)


async def _prove(call: Call[None, None]) -> object:
    return await call.app.payment.prove_identity(call.actor)


async def _account(call: Call[None, PayoutAccountQuery]) -> object:
    cleaner = _cleaner(call, call.query.cleaner_id)
    return await call.app.payment.read_payout_account(AccountAsked(actor=call.actor, cleaner=cleaner))


async def _change(call: Call[PayoutAccountSetUp, None]) -> object:
    told = call.body
    proof = SignInId(call.named(SIGN_IN, told.proof_id, "/proof_id"))
    ask = AccountGiven(actor=call.actor, setup=told.setup, proof=proof, code=told.code)
    return await call.app.payment.change_account(ask, call.once)


def _cleaner(call: Call[Any, Any], told: str | UnsetType) -> CleanerId | None:
    return None if isinstance(told, UnsetType) else CleanerId(call.named(CLEANER, told, "/cleaner_id"))


def _name(call: Call[None, PayoutsQuery]) -> str:
    """Each cleaner's statements are a list of their own."""
    return f"payouts/{given(call.query.cleaner_id) or 'all'}"


def _stepping_in(call: Call[WhyGiven, None]) -> PayoutAsked:
    return PayoutAsked(
        actor=call.actor,
        payout=PayoutId(call.id("payout_id")),
        reason=call.body.reason,
        at_version=call.at_version,
    )


def _shown(one: domain.Payout) -> Payout:
    arrives = _arrives(one.phase)
    return Payout(
        id=encode(PAYOUT, one.id),
        cleaner_id=encode(CLEANER, one.cleaner),
        period=Period(first=one.week, until=one.week + domain.WEEK, time_zone=one.zone),
        phase=phase_word(one),  # pyright: ignore[reportArgumentType] the phases of a payout
        reason=_reason(one.phase),
        earned=money(one.earned),
        kept_off=money(one.kept_off),
        fee=money(one.fee),
        amount=money(_amount(one)),
        pay_at=utc(one.pay_at),
        arrives_on=UNSET if arrives is None else local_of(arrives, one.zone).day,
        lines=[_line(each) for each in one.lines],
        version=one.version,
    )


def _line(one: domain.Line) -> PayLine:
    return PayLine(
        booking_id=UNSET if one.booking is None else encode(BOOKING, one.booking),
        what=one.kind,
        amount=money(one.amount),
        payable_at=utc(one.at),
    )


def _amount(one: domain.Payout) -> kernel.Money:
    match one.phase:
        case domain.InFlight(amount=amount) | domain.Paid(amount=amount):
            return amount
        case _:
            return one.due


def _reason(phase: domain.PayoutPhase) -> str | UnsetType:
    match phase:
        case domain.Blocked(reason=reason) | domain.Returned(reason=reason):
            return reason
        case _:
            return UNSET


def _arrives(phase: domain.PayoutPhase) -> Any:
    match phase:
        case domain.InFlight(arrives_at=at):
            return at
        case domain.Paid(at=at):
            return at
        case _:
            return None


def _terms(terms: CashOutTerms, payout: domain.Payout | None) -> CashOut:
    return CashOut(
        amount=money(terms.amount),
        fee=money(terms.fee),
        kept_off=money(terms.kept_off),
        sent=money(terms.sent),
        free_at=utc(terms.free_at),
        payout=UNSET if payout is None else _shown(payout),
    )


def _page(call: Call[None, PayoutsQuery], part: PayoutsPart) -> Answer:
    data = [_shown(one) for one in part.payouts]
    cursor = moment_at(call, _name(call), part.more)
    return Answer(body=PayoutPage(data=data, has_more=part.more is not None, next_cursor=cursor))


def _one(call: Call[Any, None], one: domain.Payout) -> Answer:
    return Answer(body=_shown(one), version=one.version)


def _cashed(call: Call[CashOutGiven, None], answer: CashOutAnswer) -> Answer:
    return Answer(body=_terms(answer.terms, answer.payout))


def _sent(call: Call[None, None], sent: CodeSent) -> Answer:
    return Answer(body=SignIn(id=encode(SIGN_IN, sent.sign_in), expires_at=utc(sent.until)), status=201)


def _shown_account(call: Call[Any, Any], one: accounts.PayoutAccount) -> Answer:
    body = PayoutAccount(
        cleaner_id=encode(CLEANER, one.id),
        last4=one.last4,
        status="ready" if one.ready else "not_ready",
        reason=one.phase.reason if isinstance(one.phase, accounts.NotReady) else UNSET,
        version=one.version,
    )
    return Answer(body=body, version=one.version)


ROUTES = (
    Route(
        method="GET", path="/v1/payouts", operation_id="listPayouts", tag="payment",
        summary="Pay by the week, each clean a line; ops read everybody's", action="payout.list", audience="signed_in",
        query=PayoutsQuery, ask=_list, show=_page, answers={200: PayoutPage}, no=(Code.cursor_invalid,),
    ),
    Route(
        method="GET", path="/v1/payouts/{payout_id}", operation_id="readPayout", tag="payment",
        summary="One statement", action="payout.read", audience="signed_in", ask=_read, show=_one,
        answers={200: Payout},
    ),
    Route(
        method="POST", path="/v1/payouts/cash_out", operation_id="cashOut", tag="payment",
        summary="Be paid now: first what it costs and when it is free, then for the fee agreed to",
        action="payout.cash_out", audience="cleaner", rate="write", keyed=True, body=CashOutGiven, ask=_cash_out,
        show=_cashed, answers={200: CashOut}, no=(Code.refused,),
        example={"agreed_fee": {"amount": 105, "currency": "EUR"}},
    ),
    Route(
        method="POST", path="/v1/payouts/{payout_id}/block", operation_id="blockPayout", tag="payment",
        summary="Keep a payout back", action="payout.block", audience="ops", rate="write", keyed=True, match="must",
        body=WhyGiven, ask=_block, show=_one, answers={200: Payout}, no=(Code.refused, Code.illegal_transition),
        example={"reason": "The cleaner reported a lost telephone"},
    ),
    Route(
        method="POST", path="/v1/payouts/{payout_id}/unblock", operation_id="unblockPayout", tag="payment",
        summary="Let a payout go on", action="payout.unblock", audience="ops", rate="write", keyed=True, match="must",
        body=WhyGiven, ask=_unblock, show=_one, answers={200: Payout}, no=(Code.refused, Code.illegal_transition),
        example={"reason": "The cleaner called from their own number"},
    ),
    Route(
        method="GET", path="/v1/payout_account", operation_id="readPayoutAccount", tag="payment",
        summary="The account that pay goes to", action="payout_account.read", audience="signed_in",
        query=PayoutAccountQuery, ask=_account, show=_shown_account, answers={200: PayoutAccount},
    ),
    Route(
        method="POST", path="/v1/payout_account/proof", operation_id="provePayoutAccount", tag="payment",
        summary="Have the code sent without which the account is not changed", action="payout_account.prove",
        audience="cleaner", rate="auth", ask=_prove, show=_sent, answers={201: SignIn},
    ),
    Route(
        method="POST", path="/v1/payout_account", operation_id="changePayoutAccount", tag="payment",
        summary="Have pay sent to another account", action="payout_account.change", audience="cleaner", rate="auth",
        keyed=True, body=PayoutAccountSetUp, ask=_change, show=_shown_account, answers={200: PayoutAccount},
        no=(Code.code_wrong, Code.refused, Code.dependency_down),
        example={"setup": "account_ok", "proof_id": "sgn_01kj8w3v5m7q2r4t6x8z0a1b2c", "code": "000000"},
    ),
)  # fmt: skip
