"""One plain example of every noun, with fresh ids: what a contract needs to talk about something."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from cleanbee.domain.availability.claim import Booked, Claim, ClaimUse, Hold
from cleanbee.domain.availability.hours import Hours, WeeklyRule
from cleanbee.domain.booking.booking import Anyone, AwaitingCard, Booking, Confirmed, Phase
from cleanbee.domain.booking.cancel import cancellation_fee
from cleanbee.domain.booking.reckoning import reckon
from cleanbee.domain.kernel import (
    BatchId,
    BookingId,
    CardId,
    ClaimId,
    CleanerId,
    CustomerId,
    HomeId,
    JournalId,
    Money,
    NoticeId,
    OfferId,
    OperationId,
    OpsId,
    PaymentId,
    Place,
    PlanId,
    QuoteId,
    ReceiptId,
    SessionId,
    SignInId,
    Window,
    window_of,
    with_,
)
from cleanbee.domain.matching.assignment import Assignment
from cleanbee.domain.matching.batch import Batch, Wanted, batch, market_of
from cleanbee.domain.matching.offer import Offer, OfferPhase
from cleanbee.domain.matching.offer import Open as OpenOffer
from cleanbee.domain.matching.plan import Because, Plan
from cleanbee.domain.matching.rank import Excluded, rank, ranking
from cleanbee.domain.matching.receipt import Receipt, write_fee
from cleanbee.domain.matching.score import Terms, score
from cleanbee.domain.messaging.notice import Notice, Queued, Recipient
from cleanbee.domain.payment.ledger import Journal, Posting
from cleanbee.domain.payment.payment import Card, CardSaved, Operation, OperationKind, Payment, Planned
from cleanbee.domain.people.actor import AsCustomer
from cleanbee.domain.people.person import Active, Cleaner, Customer, Home, OpsAccount, Rooms
from cleanbee.domain.people.sign_in import Session, SignIn
from cleanbee.domain.platform.policy import Policy, standard
from cleanbee.domain.platform.wallclock import local_of
from cleanbee.domain.pricing.book import Extra, PriceBook
from cleanbee.domain.pricing.quote import Asked, Line, Price, Quote
from cleanbee.domain.pricing.quote import Open as OpenQuote
from cleanbee.ports.outbound.ids import Ids

MORNING = datetime(2027, 3, 2, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
MIDDLE = Place(lat_e6=51_842_000, lon_e6=10_786_000)
ZONE = "Europe/Berlin"


def at(hours: float) -> datetime:
    """So many hours after the morning on which all examples happen."""
    return MORNING + timedelta(seconds=round(hours * 3600))


def span(start_h: float, end_h: float) -> Window:
    """The time between two hours after that morning."""
    return Window(start=at(start_h), end=at(end_h))


def euros(cents: int) -> Money:
    """So many cents."""
    return Money(amount=cents)


class Nouns:
    """Examples with ids of their own, so that no test minds what another left behind."""

    def __init__(self, ids: Ids) -> None:
        self.ids = ids

    def word(self, start: str) -> str:
        """A word nobody used before."""
        return f"{start}-{self.ids.new().hex}"

    def customer(self) -> Customer:
        one = CustomerId(self.ids.new())
        return Customer(id=one, name="Mia", phone=None, email=f"{one.hex}@example.com", since=MORNING)

    def cleaner(self, base: Place = MIDDLE) -> Cleaner:
        one = CleanerId(self.ids.new())
        return Cleaner(
            id=one,
            name="Joyce",
            email=f"{one.hex}@example.com",
            base=base,
            zone=ZONE,
            area_m=5_000,
            phase=Active(),
            skills=("standard", "deep"),
        )

    def ops(self) -> OpsAccount:
        one = OpsId(self.ids.new())
        return OpsAccount(id=one, name="Olu", email=f"{one.hex}@example.com", role="support", password_hash="none")

    def home(self, owner: Customer) -> Home:
        return Home(
            id=HomeId(self.ids.new()),
            owner=owner.id,
            address="Lindenweg 12, Honigfeld",
            place=MIDDLE,
            zone=ZONE,
            rooms=Rooms(bedrooms=2, bathrooms=1),
        )

    def sign_in(self) -> SignIn:
        one = SignInId(self.ids.new())
        return SignIn(id=one, address=f"{one.hex}@example.com", actor=None, code_hash="c", until=at(1))

    def session(self, customer: Customer) -> Session:
        return Session(
            id=SessionId(self.ids.new()),
            actor=AsCustomer(id=customer.id),
            access_hash=self.word("access"),
            access_until=at(1),
            refresh_hash=self.word("refresh"),
            refresh_until=at(24),
            rotated_at=MORNING,
            ends_at=at(48),
        )

    def price(self) -> Price:
        lines = (Line(code="standard", amount=euros(7200)), Line(code="tax", amount=euros(1440)))
        return Price(lines=lines, total=euros(8640), tax=euros(1440), cleaner=euros(5040), platform=euros(2160))

    def quote(self, customer: Customer | None = None) -> Quote:
        asked = Asked(place=MIDDLE, address="Lindenweg 12, Honigfeld", zone=ZONE, rooms=Rooms(bedrooms=2, bathrooms=1))
        return Quote(
            id=QuoteId(self.ids.new()),
            customer=None if customer is None else customer.id,
            asked=asked,
            minutes=180,
            price=self.price(),
            short_notice_price=self.price(),
            book="book.1",
            policy=standard().version,
            phase=OpenQuote(until=at(0.5)),
        )

    def book(self) -> PriceBook:
        return PriceBook(
            version=self.word("book"),
            currency="EUR",
            rate_per_quarter=600,
            pay_per_quarter=420,
            base_min=60,
            bedroom_min=30,
            bathroom_min=30,
            kinds={"standard": 1000, "deep": 1800},
            extras={"oven": Extra(minutes=30, material=300)},
            short_notice_min=1440,
            short_notice_bp=1000,
            tax_bp=2000,
            shortest_min=120,
            longest_min=480,
        )

    def policy(self) -> Policy:
        return Policy(version=self.word("policy"), bands=standard().bands)

    def hours(self, cleaner: Cleaner) -> Hours:
        return Hours(id=cleaner.id, zone=ZONE, weekly=(WeeklyRule(weekday=0, start_min=480, end_min=1020),))

    def hold(
        self, cleaner: Cleaner, work: Window, *, quote: Quote | None = None, until: datetime | None = None
    ) -> Claim:
        use = Hold(
            holder=self.ids.new() if quote is None else quote.id,
            customer=None if quote is None else quote.customer,
            until=at(100) if until is None else until,
        )
        return self.claim(cleaner, work, use)

    def booked(self, cleaner: Cleaner, booking: Booking) -> Claim:
        return self.claim(cleaner, booking.window, Booked(booking=booking.id))

    def claim(self, cleaner: Cleaner, work: Window, use: ClaimUse) -> Claim:
        return Claim(id=ClaimId(self.ids.new()), cleaner=cleaner.id, use=use, work=work, blocked=work, place=MIDDLE)

    def booking(self, home: Home, quote: Quote, *, phase: Phase | None = None, start: datetime = MORNING) -> Booking:
        awaiting = AwaitingCard(hold=ClaimId(self.ids.new()), cleaner=CleanerId(self.ids.new()), until=at(1))
        return Booking(
            id=BookingId(self.ids.new()),
            customer=home.owner,
            home=home.id,
            quote=quote.id,
            window=window_of(start, 180),
            local=local_of(start, ZONE),
            minutes=180,
            price=quote.price,
            policy=quote.policy,
            wish=Anyone(),
            instant=False,
            phase=awaiting if phase is None else phase,
            placed_at=MORNING,
            earliest_start=start,
        )

    def offer(
        self, booking: Booking, cleaner: Cleaner, phase: OfferPhase | None = None, *, broadcast: bool = False
    ) -> Offer:
        claim = None if broadcast else ClaimId(self.ids.new())
        return Offer(
            id=OfferId(self.ids.new()),
            booking=booking.id,
            customer=booking.customer,
            cleaner=cleaner.id,
            window=booking.window,
            pay=euros(5040),
            travel_min=12,
            pay_per_h=euros(1575),
            made_at=MORNING,
            broadcast=broadcast,
            phase=OpenOffer(until=at(1), claim=claim) if phase is None else phase,
        )

    def card(self, owner: Customer) -> Card:
        return Card(
            id=CardId(self.ids.new()),
            owner=owner.id,
            token="card_ok",
            brand="sandbox",
            last4="4240",
            saved_at=MORNING,
            mandate="v1",
        )

    def payment(self, booking: Booking, card: Card) -> Payment:
        return Payment(
            id=PaymentId(self.ids.new()),
            booking=booking.id,
            customer=booking.customer,
            card=card.id,
            amount=booking.price.total,
            phase=CardSaved(),
        )

    def receipt(self, booking: Booking, ranked: Sequence[Cleaner], out: Sequence[Cleaner] = ()) -> Receipt:
        """A ranking of these, in this order, with those a rule kept out."""
        places = {one.id: Terms(added_min=minutes) for minutes, one in enumerate(ranked)}
        found = rank(places, [score(terms) for terms in places.values()], booking.id)
        excluded = [Excluded(cleaner=one.id, rules=("pets",)) for one in out]
        return Receipt(
            id=ReceiptId(self.ids.new()),
            booking=booking.id,
            customer=booking.customer,
            made_at=MORNING,
            matter=ranking(booking.id, found, excluded),
        )

    def fee_receipt(self, booking: Booking, cleaner: Cleaner) -> Receipt:
        """The whole price, for a clean with this cleaner that is cancelled as it begins."""
        phase = Confirmed(cleaner=cleaner.id, claim=ClaimId(self.ids.new()), told_at=MORNING)
        start, policy = booking.window.start, standard()
        taken = with_(booking, phase=phase, placed_at=start - 5 * HOUR)
        most = booking.price.total
        reckoned = reckon(taken, policy, cancellation_fee(taken, policy, start, most), most, start)
        assert reckoned is not None, "cancelling as it begins costs the whole price"
        return write_fee(ReceiptId(self.ids.new()), taken, reckoned).value

    def batch(self, bookings: Sequence[Booking], cleaners: Sequence[Cleaner]) -> Batch:
        """These bookings given to these cleaners, one each in their order, everybody being worth the same."""
        alike = {one.id: 100 for one in cleaners}
        worth = [Wanted(booking=one.id, worth=alike) for one in bookings]
        places = {id: place for place, id in enumerate(market_of(worth)[1])}
        given = tuple(places[one.id] for one, _ in zip(cleaners, bookings, strict=False))
        answer = Assignment(cleaner_of=given, profits=(100,) * len(bookings), prices=(0,) * len(cleaners))
        made = batch(BatchId(self.ids.new()), worth, answer, MORNING)
        return with_(made, outcomes=("offered",) * len(bookings))

    def plan(self, day: date | None = None, because: Because | None = None) -> Plan:
        """A plan of that day that the office asked for in the morning."""
        asked_by = OpsId(self.ids.new())
        return Plan(
            id=PlanId(self.ids.new()),
            kind="replan",
            day=day or MORNING.date(),
            because=because,
            asked_by=asked_by,
            asked_at=MORNING,
        )

    def operation(self, payment: Payment, kind: OperationKind = "authorise", token: str = "card_ok") -> Operation:
        return Operation(
            id=OperationId(self.ids.new()),
            kind=kind,
            intent=self.word(kind),
            payment=payment.id,
            booking=payment.booking,
            card_token=token,
            amount=payment.amount,
            customer_present=True,
            phase=Planned(),
        )

    def journal(self, booking: UUID, owner: UUID, cents: int = 8640, at_: datetime = MORNING) -> Journal:
        lines = (
            Posting(account="customer:owed", amount=euros(cents), owner=owner),
            Posting(account="platform:revenue", amount=euros(-cents)),
        )
        source = self.ids.new()
        one = JournalId(self.ids.new())
        return Journal(id=one, kind="earned", source=source, booking=booking, at=at_, postings=lines)

    def notice(self, person: UUID, *, not_before: datetime = MORNING) -> Notice:
        return Notice(
            id=NoticeId(self.ids.new()),
            to=Recipient(person=person, channel="mail", address="mia@example.com", locale="en"),
            template="booking_confirmed",
            subject=self.ids.new(),
            occasion=self.word("occasion"),
            words={"day": date(2027, 3, 2).isoformat()},
            made_at=MORNING,
            phase=Queued(not_before=not_before),
        )
