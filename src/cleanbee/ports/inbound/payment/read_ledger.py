"""Reading the books."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cleanbee.domain.booking.actions import facts_of
from cleanbee.domain.kernel import BookingId, Granted, Money, NotAllowed, NotFound, Refused, Value, total
from cleanbee.domain.payment.give_back import Refundable, refundable
from cleanbee.domain.payment.ledger import Journal
from cleanbee.domain.payment.payment import Operation, Payment
from cleanbee.domain.payment.refund import Refund, Succeeded
from cleanbee.domain.payment.tip import Tip
from cleanbee.domain.people.actor import Actor
from cleanbee.domain.people.policy import may
from cleanbee.ports.inbound.payment.paid import paid_for
from cleanbee.ports.inbound.payment.refunds import facts_of_refund
from cleanbee.ports.outbound.payment import Balance
from cleanbee.ports.outbound.store import Store


class PaymentAsked(Value, frozen=True, kw_only=True):
    """The payment of one booking."""

    actor: Actor
    booking: BookingId


class PaymentView(Value, frozen=True, kw_only=True):
    """A booking's payment with its journals, refunds, tips and operations, oldest first; who is not of the office reads
    of refunds once they are on their way, and not what is still ``refundable``.
    """

    payment: Payment
    journals: tuple[Journal, ...]
    refunds: tuple[Refund, ...] = ()
    operations: tuple[Operation, ...] = ()
    tips: tuple[Tip, ...] = ()
    refundable: Refundable | None = None

    @property
    def refunded(self) -> Money | None:
        """What was given back."""
        given = [one.amount for one in self.refunds if isinstance(one.phase, Succeeded)]
        return total(given) if given else None


class BooksView(Value, frozen=True, kw_only=True):
    """Every balance that is not zero; ``difference`` must be 0: what does not add up, whatever its currency."""

    balances: tuple[Balance, ...]
    difference: int


def difference(balances: Sequence[Balance]) -> int:
    """How far all accounts together are from zero, currency by currency; nothing cancels out between two."""
    sums: dict[str, int] = {}
    for one in balances:
        sums[one.amount.currency] = sums.get(one.amount.currency, 0) + one.amount.amount
    return sum(abs(amount) for amount in sums.values())


@dataclass(frozen=True)
class ReadPayment:
    """The money of one booking, for its customer and for ops."""

    store: Store

    async def __call__(self, ask: PaymentAsked) -> PaymentView | Refused[NotFound | NotAllowed]:
        """The payment as it stands."""
        async with self.store.begin() as work:
            booking = await work.bookings.find(ask.booking)
            if booking is None:
                return Refused(why=NotFound(what="payment"))
            allowed = may(ask.actor, "payment.read", facts_of(booking))
            if isinstance(allowed, Refused):
                return allowed
            payment = await work.payments.of_booking(booking.id)
            assert payment is not None, "every booking has its payment"
            journals = tuple(await work.journals.of_booking(booking.id))
            refunds = [
                one
                for one in await work.refunds.of_booking(booking.id)
                if isinstance(may(ask.actor, "refund.read", facts_of_refund(one)), Granted)
            ]
            operations = tuple(await work.operations.of_booking(booking.id))
            tips = tuple(await work.tips.of_booking(booking.id))
            asks = isinstance(may(ask.actor, "refund.ask", facts_of(booking)), Granted)
            return PaymentView(
                payment=payment,
                journals=journals,
                refunds=tuple(refunds),
                tips=tips,
                operations=operations,
                refundable=refundable(await paid_for(work, booking.id), await work.books.policy()) if asks else None,
            )


@dataclass(frozen=True)
class ReadLedger:
    """All balances, for finance."""

    store: Store

    async def __call__(self, actor: Actor) -> BooksView | Refused[NotFound | NotAllowed]:
        """The books as they stand."""
        allowed = may(actor, "ledger.read")
        if isinstance(allowed, Refused):
            return allowed
        async with self.store.begin() as work:
            balances = tuple(await work.journals.balances())
            return BooksView(balances=balances, difference=difference(balances))
