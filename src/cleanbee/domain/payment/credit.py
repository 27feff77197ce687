"""Credit: what we have promised a customer off later cleans. Granted by the office, set aside for a booking as it is
placed, used when its work is done, and back where it comes to nothing.

What is set aside is no longer there for another booking, so nothing is promised twice. The books move when it is
granted, used or lapses, and a fee for cancelling is never taken out of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from cleanbee.domain.kernel import (
    Aggregate,
    BookingId,
    CreditId,
    CustomerId,
    Event,
    Granted,
    JournalId,
    Money,
    OpsId,
    PromotionId,
    ReasonMissing,
    Refusal,
    Refused,
    Timer,
    Value,
    evolve,
    total,
    with_,
)
from cleanbee.domain.payment.journals.credits import credit_back, credit_granted, credit_lapsed, credit_used
from cleanbee.domain.payment.journals.lines import Entry
from cleanbee.domain.payment.ledger import Journal
from cleanbee.domain.payment.payment import Payment
from cleanbee.domain.payment.refund import NeedsSecondPerson, OtherCurrency
from cleanbee.domain.platform.policy import Policy

LAPSE_CREDIT = "credit.lapse"


class Credit(Value, frozen=True, kw_only=True):
    """One grant: the ``amount``, what is ``left`` of it, why it was given, and until when it can be used.

    ``came_of``: the credit of which this is what came back when it had lapsed already; ``promotion``: what it was
    redeemed from, if the office did not promise it to this customer alone.
    """

    id: CreditId
    amount: Money
    left: Money
    reason: str
    by: OpsId
    granted_at: datetime
    until: datetime
    came_of: CreditId | None = None
    promotion: PromotionId | None = None

    def __post_init__(self) -> None:
        assert 0 <= self.left.amount <= self.amount.amount, "what is left is a part of what was given"


class Share(Value, frozen=True, kw_only=True):
    """A part of one credit."""

    credit: CreditId
    amount: Money


class SetAside(Value, frozen=True, kw_only=True):
    """What is kept for one booking, out of which credits."""

    booking: BookingId
    shares: tuple[Share, ...]

    def __post_init__(self) -> None:
        assert self.shares, "something is kept"

    @property
    def amount(self) -> Money:
        """All that is kept for it."""
        return total(one.amount for one in self.shares)


class Wallet(Aggregate, frozen=True, kw_only=True):
    """All of a customer's credit in one currency: every grant, and what is set aside for bookings."""

    id: CustomerId
    currency: str
    credits: tuple[Credit, ...] = ()
    aside: tuple[SetAside, ...] = ()

    def available(self, now: datetime) -> Money:
        """What a booking could be paid down with now."""
        return total((one.left for one in self.credits if now < one.until), self.currency)

    def promised_by(self, one: OpsId, since: datetime) -> Money:
        """What one of the office has promised since an instant, whatever became of it."""
        own = (c for c in self.credits if c.came_of is None and c.promotion is None)
        given = (c.amount for c in own if c.by == one and since < c.granted_at)
        return total(given, self.currency)

    @property
    def promised(self) -> Money:
        """What stands in the books: all that is left, and all that is set aside."""
        kept = (one.amount for one in self.aside)
        return total([*(one.left for one in self.credits), *kept], self.currency)


class CreditEvent(Event, frozen=True, kw_only=True):
    """Something happened to a customer's credit."""

    customer: CustomerId
    amount: Money


class CreditGranted(CreditEvent, frozen=True, kw_only=True):
    """The office promised the customer something off later cleans."""

    credit: CreditId
    until: datetime


class CreditLapsed(CreditEvent, frozen=True, kw_only=True):
    """What was left of a credit can be used no longer."""

    credit: CreditId


class CreditTooLarge(Refusal, frozen=True, kw_only=True):
    """More than the office may promise at once."""

    most: Money


class MoreThanUsed(Refusal, frozen=True, kw_only=True):
    """Credit paid less than that for this clean, or a part has gone back already; ``most`` is what is left."""

    most: Money


class Kept(Value, frozen=True, kw_only=True):
    """A wallet after a decision, and what is posted with it."""

    wallet: Wallet
    journals: tuple[Journal, ...] = ()


class Grant(Value, frozen=True, kw_only=True):
    """What the office promises, and why; the ids are for what is kept."""

    amount: Money
    reason: str
    by: OpsId
    credit: CreditId
    journal: JournalId


CreditNo = ReasonMissing | OtherCurrency | CreditTooLarge | NeedsSecondPerson


def grant(wallet: Wallet, given: Grant, policy: Policy, now: datetime) -> Granted[Kept] | Refused[CreditNo]:
    """The office promises a customer an amount off later cleans, and says why.

    The limit is of what one person promises a customer within some days, else many small credits would need nobody:
    beyond it a colleague promises the rest.
    """
    no = _forbidden(wallet, given, policy, now)
    if no is not None:
        return no
    credit = _new(given, policy, now)
    entry = Entry(id=given.journal, source=credit.id, booking=None, at=now)
    return with_credit(wallet, credit, credit_granted(entry, wallet.id, given.amount))


def with_credit(wallet: Wallet, credit: Credit, posted: Journal) -> Granted[Kept]:
    """The wallet with one credit more, and what is posted for it."""
    onward = evolve(wallet, credits=(*wallet.credits, credit))
    news = CreditGranted(customer=wallet.id, credit=credit.id, amount=credit.amount, until=credit.until)
    return Granted(value=Kept(wallet=onward, journals=(posted,)), events=(news,), timers=_next_lapse(onward))


def _forbidden(wallet: Wallet, given: Grant, policy: Policy, now: datetime) -> Refused[CreditNo] | None:
    if not given.reason.strip():
        return Refused(why=ReasonMissing())
    if given.amount.currency != wallet.currency:
        return Refused(why=OtherCurrency(currency=wallet.currency))
    most = Money(amount=policy.credit_most, currency=wallet.currency)
    if given.amount.amount > most.amount:
        return Refused(why=CreditTooLarge(most=most))
    before = wallet.promised_by(given.by, now - timedelta(days=policy.credit_alone_days))
    return Refused(why=NeedsSecondPerson(alone=most)) if (before + given.amount).amount > most.amount else None


def to_use(wallet: Wallet | None, price: Money, policy: Policy, now: datetime) -> Money | None:
    """How much of a price credit pays for, of all there is; None for nothing.

    Something always stays for the card to hold.
    """
    if wallet is None or price.currency != wallet.currency:
        return None
    most = Money(amount=max(0, price.amount - policy.credit_leaves), currency=price.currency)
    used = wallet.available(now).least(most)
    return None if used.is_zero else used


def set_aside(wallet: Wallet, booking: BookingId, amount: Money, now: datetime) -> Wallet:
    """An amount that is available is kept for a booking: out of whatever lapses first."""
    assert 0 < amount.amount <= wallet.available(now).amount, "only what is there is set aside"
    assert all(one.booking != booking for one in wallet.aside), "once a booking"
    rest, shares, credits = amount, list[Share](), {one.id: one for one in wallet.credits}
    for one in sorted(wallet.credits, key=lambda each: (each.until, each.id)):
        part = one.left.least(rest)
        if now < one.until and not part.is_zero:
            shares.append(Share(credit=one.id, amount=part))
            credits[one.id] = with_(one, left=one.left - part)
            rest -= part
    kept = SetAside(booking=booking, shares=tuple(shares))
    return evolve(wallet, credits=tuple(credits.values()), aside=(*wallet.aside, kept))


def spend(payment: Payment, journal: JournalId, now: datetime) -> Journal | None:
    """The work is done: what was set aside pays down what is owed for it. None where nothing was."""
    if payment.by_credit is None:
        return None
    entry = Entry(id=journal, source=payment.booking, booking=payment.booking, at=now)
    return credit_used(entry, payment.customer, payment.by_credit)


def spent(wallet: Wallet, booking: BookingId) -> Wallet:
    """What was set aside for a booking is used, and is nobody's any more."""
    return evolve(wallet, aside=tuple(one for one in wallet.aside if one.booking != booking))


def give_back(wallet: Wallet, booking: BookingId, fresh: CreditId, policy: Policy, now: datetime) -> Granted[Wallet]:
    """The booking came to nothing: what was set aside can be used again.

    What has lapsed meanwhile, or would within days, comes back as a credit of its own that lives some days longer.
    """
    kept = next((one for one in wallet.aside if one.booking == booking), None)
    if kept is None:
        return Granted(value=wallet)
    soon = now + timedelta(days=policy.credit_back_days)
    credits, late = {one.id: one for one in wallet.credits}, list[Share]()
    for share in kept.shares:
        one = credits[share.credit]
        if one.until < soon:
            late.append(share)
        else:
            credits[one.id] = with_(one, left=one.left + share.amount)
    again = (_again(credits[late[0].credit], late, fresh, now, soon),) if late else ()
    aside = tuple(one for one in wallet.aside if one.booking != booking)
    onward = evolve(wallet, credits=(*credits.values(), *again), aside=aside)
    return Granted(value=onward, timers=_next_lapse(onward))


def _again(first: Credit, late: list[Share], fresh: CreditId, now: datetime, until: datetime) -> Credit:
    amount = total((one.amount for one in late), first.amount.currency)
    return with_(first, id=fresh, amount=amount, left=amount, granted_at=now, until=until, came_of=first.id)


class Back(Value, frozen=True, kw_only=True):
    """What of a clean goes back: credit ``paid`` so much of its ``price``, which has ``tax`` in it, and ``before`` went
    back already.
    """

    given: Grant
    booking: BookingId
    paid: Money
    price: Money
    tax: Money
    before: Money


def refund_credit(
    wallet: Wallet, back: Back, policy: Policy, now: datetime
) -> Granted[Kept] | Refused[ReasonMissing | MoreThanUsed]:
    """The office gives back what a credit had paid: to credit, which lives as long as a new one."""
    given, left = back.given, back.paid - back.before
    if not given.reason.strip():
        return Refused(why=ReasonMissing())
    if given.amount.amount > left.amount:
        return Refused(why=MoreThanUsed(most=left))
    credit = _new(given, policy, now)
    entry = Entry(id=given.journal, source=credit.id, booking=back.booking, at=now)
    tax = _tax_in(back, back.before + given.amount) - _tax_in(back, back.before)
    return with_credit(wallet, credit, credit_back(entry, wallet.id, given.amount, tax))


def on_credit(journals: Iterable[Journal], kind: str, nothing: Money) -> Money:
    """What journals of this kind put on the customer's credit, debit positive."""
    lines = (line for one in journals if one.kind == kind for line in one.postings)
    return total((line.amount for line in lines if line.account == "customer:credit"), nothing.currency)


def _tax_in(back: Back, amount: Money) -> Money:
    """In however many parts it goes back, the tax goes back to the cent."""
    return amount.split((back.tax.amount, (back.price - back.tax).amount))[0]


def _new(given: Grant, policy: Policy, now: datetime) -> Credit:
    return Credit(
        id=given.credit,
        amount=given.amount,
        left=given.amount,
        reason=given.reason.strip(),
        by=given.by,
        granted_at=now,
        until=now + timedelta(days=policy.credit_days),
    )


def lapse(wallet: Wallet, journal: JournalId, now: datetime) -> Granted[Kept]:
    """What is left of the first credit whose time is over is promised no longer; what is set aside stays so."""
    over = next((one for one in wallet.credits if one.until <= now and not one.left.is_zero), None)
    if over is None:
        return Granted(value=Kept(wallet=wallet), timers=_next_lapse(wallet))
    nothing = Money(amount=0, currency=wallet.currency)
    credits = tuple(with_(one, left=nothing) if one.id == over.id else one for one in wallet.credits)
    onward = evolve(wallet, credits=credits)
    entry = Entry(id=journal, source=over.id, booking=None, at=now)
    kept = Kept(wallet=onward, journals=(credit_lapsed(entry, wallet.id, over.left),))
    news = CreditLapsed(customer=wallet.id, credit=over.id, amount=over.left)
    return Granted(value=kept, events=(news,), timers=_next_lapse(onward))


def _next_lapse(wallet: Wallet) -> tuple[Timer, ...]:
    """The moment at which something of a wallet lapses next, if anything does."""
    ends = [one.until for one in wallet.credits if not one.left.is_zero]
    return (Timer(kind=LAPSE_CREDIT, subject=wallet.id, due_at=min(ends)),) if ends else ()
