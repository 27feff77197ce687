"""What a clean takes and costs: minutes, lines, tax, and who gets what of it."""

from __future__ import annotations

from datetime import datetime, timedelta

from cleanbee.domain.kernel import (
    CustomerId,
    Granted,
    Money,
    NoTimer,
    NotInPhase,
    QuoteId,
    Refused,
    Timer,
    evolve,
    snake,
    with_,
)
from cleanbee.domain.people.person import Rooms
from cleanbee.domain.pricing.book import PriceBook
from cleanbee.domain.pricing.quote import (
    Accepted,
    Asked,
    Expired,
    ExtraUnknown,
    Line,
    Open,
    PayAboveNet,
    Price,
    Quote,
    ServiceNotOffered,
    TooLong,
)

QUARTER_MIN = 15
EXPIRE = "quote.expire"


def labour_min(rooms: Rooms, kind: str, extras: tuple[str, ...], book: PriceBook) -> int:
    """Minutes one cleaner works: rooms by the kind of clean, extras on top, up to the next quarter hour."""
    base = book.base_min + rooms.bedrooms * book.bedroom_min + rooms.bathrooms * book.bathroom_min
    permille = base * book.kinds[kind] + 1000 * sum(book.extras[extra].minutes for extra in extras)
    quarters = -(-permille // (1000 * QUARTER_MIN))
    return max(quarters * QUARTER_MIN, book.shortest_min)


def price_of(minutes: int, extras: tuple[str, ...], book: PriceBook, *, short_notice: bool) -> Price | PayAboveNet:
    """The price of so many minutes (a multiple of 15) with these extras; tax is added once.

    On the net where the platform sells the clean; on its own share where it is an agent.
    """

    def money(amount: int) -> Money:
        return Money(amount=amount, currency=book.currency)

    quarters = minutes // QUARTER_MIN
    labour = money(quarters * book.rate_per_quarter)
    cleaner = money(quarters * book.pay_per_quarter)
    lines: list[Line] = []
    base = labour
    for extra in extras:
        share = money(book.extras[extra].minutes * book.rate_per_quarter // QUARTER_MIN)
        material = money(book.extras[extra].material)
        lines.append(Line(code=extra, amount=share + material))
        base -= share
        cleaner += material
    lines.insert(0, Line(code="base", amount=base))
    if short_notice:
        surcharge = labour.share(book.short_notice_bp)
        lines.append(Line(code="short_notice", amount=surcharge))
        cleaner += surcharge.share(book.short_notice_cleaner_bp)
    net = money(sum(line.amount.amount for line in lines))
    if cleaner.amount > net.amount:
        return PayAboveNet()
    tax = book.supply.tax_on(net, cleaner, book.tax_bp)
    lines.append(Line(code="tax", amount=tax))
    return Price(
        lines=tuple(lines), total=net + tax, tax=tax, cleaner=cleaner, platform=net - cleaner, supply=book.supply
    )


QuoteRefusal = ServiceNotOffered | ExtraUnknown | TooLong | PayAboveNet


def quote(
    asked: Asked, book: PriceBook, *, id: QuoteId, customer: CustomerId | None, policy: str, now: datetime
) -> Granted[Quote] | Refused[QuoteRefusal]:
    """A price for what is asked, with every line of it, both for an early start and at short notice."""
    if asked.kind not in book.kinds:
        return Refused(why=ServiceNotOffered())
    unknown = next((extra for extra in asked.extras if extra not in book.extras), None)
    if unknown is not None:
        return Refused(why=ExtraUnknown(extra=unknown))
    asked = with_(asked, extras=tuple(dict.fromkeys(asked.extras)))
    minutes = labour_min(asked.rooms, asked.kind, asked.extras, book)
    if minutes > book.longest_min:
        return Refused(why=TooLong(minutes=minutes, most=book.longest_min))
    plain = price_of(minutes, asked.extras, book, short_notice=False)
    soon = price_of(minutes, asked.extras, book, short_notice=True)
    if isinstance(plain, PayAboveNet) or isinstance(soon, PayAboveNet):
        return Refused(why=PayAboveNet())
    until = now + timedelta(minutes=book.quote_life_min)
    made = Quote(
        id=id,
        customer=customer,
        asked=asked,
        minutes=minutes,
        price=plain,
        short_notice_price=soon,
        short_notice_min=book.short_notice_min,
        book=book.version,
        policy=policy,
        phase=Open(until=until),
    )
    return Granted(value=made, timers=(Timer(kind=EXPIRE, subject=id, due_at=until),))


def price_at(quote: Quote, start: datetime, placed_at: datetime) -> Price:
    """Which of the two prices counts: a start under 24 hours away costs the short-notice price."""
    soon = start - placed_at < timedelta(minutes=quote.short_notice_min)
    return quote.short_notice_price if soon else quote.price


def is_open(quote: Quote, now: datetime) -> bool:
    """Whether the quote can be booked; at its very end it cannot."""
    return isinstance(quote.phase, Open) and now < quote.phase.until


def keep_open(quote: Quote, until: datetime) -> Granted[Quote]:
    """A quote whose slot is held stays open as long as the hold; one that is open longer stays as it is."""
    if not isinstance(quote.phase, Open) or quote.phase.until >= until:
        return Granted(value=quote)
    again = Timer(kind=EXPIRE, subject=quote.id, due_at=until)
    return Granted(value=evolve(quote, phase=Open(until=until)), timers=(again,))


def accept(quote: Quote, now: datetime) -> Granted[Quote] | Refused[NotInPhase]:
    """The quote becomes a booking's price; only an open one can."""
    if not is_open(quote, now):
        return Refused(why=NotInPhase(phase=_phase_at(quote, now)))
    forget = NoTimer(kind=EXPIRE, subject=quote.id)
    return Granted(value=evolve(quote, phase=Accepted()), timers=(forget,))


def expire(quote: Quote, now: datetime) -> Granted[Quote] | Refused[NotInPhase]:
    """Nobody booked in time; before the end, and once accepted, nothing expires."""
    if not isinstance(quote.phase, Open) or now < quote.phase.until:
        return Refused(why=NotInPhase(phase=_phase_at(quote, now)))
    return Granted(value=evolve(quote, phase=Expired()))


def _phase_at(quote: Quote, now: datetime) -> str:
    if isinstance(quote.phase, Open) and now >= quote.phase.until:
        return "expired"
    return snake(type(quote.phase).__name__)
