"""What a timeline shows to whom, by worked examples; that it comes true is walked with the use cases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from cleanbee.adapters.memory.ids import SeededIds
from cleanbee.domain.availability.claim import BeyondHorizon, TooSoon
from cleanbee.domain.availability.slot import Slot, SlotExpired
from cleanbee.domain.booking.booking import Booking, Cancelled, Completed, Confirmed, Expired, InProgress, Requested
from cleanbee.domain.booking.cancel import terms_of
from cleanbee.domain.booking.costs import cost_at, cost_steps
from cleanbee.domain.kernel import ClaimId, JournalId, Money, OperationId, Refused, Timer, window_of, with_
from cleanbee.domain.payment import books
from cleanbee.domain.payment.dated import Subject, of_booking, of_quote
from cleanbee.domain.payment.ledger import Journal
from cleanbee.domain.payment.payment import (
    Authorized,
    Capturing,
    CardSaved,
    Declined,
    Owed,
    PaymentPhase,
    Released,
)
from cleanbee.domain.payment.plan import CAPTURE, RELEASE, TRY
from cleanbee.domain.payment.rung import CardsAsked
from cleanbee.domain.payment.timeline import Timeline, money_timeline
from cleanbee.domain.platform.policy import standard
from cleanbee.domain.platform.wallclock import local_of
from cleanbee.domain.pricing.quote import Line, Open, Price
from cleanbee.ports.contracts.nouns import Nouns, euros

START = datetime(2027, 3, 10, 8, 0, tzinfo=UTC)
PLACED = START - timedelta(days=9)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
POLICY = standard()


class Story:
    """One clean of Joyce at Mia's; what is changed of it is told."""

    def __init__(self) -> None:
        self.ids = SeededIds(1)
        self.nouns = Nouns(self.ids)
        self.mia, self.joyce = self.nouns.customer(), self.nouns.cleaner()
        booking = self.nouns.booking(self.nouns.home(self.mia), self.nouns.quote(self.mia), start=START)
        self.claim = ClaimId(self.ids.new())
        coming = Confirmed(cleaner=self.joyce.id, claim=self.claim, told_at=START - 24 * HOUR)
        self.booking: Booking = with_(booking, phase=coming, placed_at=PLACED)
        card = self.nouns.card(self.mia)
        self.payment = self.nouns.payment(self.booking, card)
        self.wallet = CardsAsked(cards=(card,))
        self.timers: tuple[Timer, ...] = (self.timer(TRY, 48), self.timer(RELEASE, 6))

    def timer(self, kind: str, hours_before: int) -> Timer:
        return Timer(kind=kind, subject=self.payment.id, due_at=START - hours_before * HOUR)

    def shown(self, now: datetime, phase: PaymentPhase | None = None, journals: tuple[Journal, ...] = ()) -> Timeline:
        return money_timeline(self.subject(phase, journals), POLICY, now)

    def subject(self, phase: PaymentPhase | None = None, journals: tuple[Journal, ...] = ()) -> Subject:
        payment = self.payment if phase is None else with_(self.payment, phase=phase)
        return of_booking(self.booking, payment, POLICY, (self.timers, journals, self.wallet), "Europe/Berlin")

    def held(self) -> Authorized:
        amount = self.booking.price.total
        return Authorized(amount=amount, provider_id="h", capture_before=START + 66 * HOUR)


def told(timeline: Timeline, side: str = "customer") -> list[tuple[str, str, float, int | None]]:
    """Each line with its hours from the start, and its cents."""
    return [
        (one.what, one.state, (one.at - START) / HOUR, None if one.amount is None else one.amount.amount)
        for one in (timeline.customer if side == "customer" else timeline.cleaner)
    ]


def test_a_clean_booked_nine_days_ahead_is_held_tried_decided_and_captured_at_its_dates() -> None:
    assert told(Story().shown(PLACED)) == [
        ("hold", "planned", -48, 8640),
        ("try", "if_unsecured", -36, None),
        ("try", "if_unsecured", -24, None),
        ("try", "if_unsecured", -12, None),
        ("release", "if_unsecured", -6, 0),
        ("capture", "planned", 3 + 24, 8640),
    ]


def test_its_cleaner_sees_the_pay_the_payday_and_the_quarter_if_the_card_is_not_secured() -> None:
    assert told(Story().shown(PLACED), "cleaner") == [
        ("payable", "if_unsecured", -6, 1260),
        ("payable", "planned", 27, 5040),
        ("payout", "planned", 4 * 24 + 15, 5040),
        ("payout", "if_unsecured", 4 * 24 + 15, 1260),
    ]


def test_a_refused_card_is_tried_on_the_rungs_that_are_left_and_costs_nothing_to_cancel_meanwhile() -> None:
    story = Story()
    story.payment = with_(story.payment, tries=2)
    shown = story.shown(START - 30 * HOUR, Declined(kind="try_again", next_try=START - 24 * HOUR))
    assert told(shown)[:3] == [
        ("try", "if_unsecured", -24, None), ("try", "if_unsecured", -12, None), ("release", "if_unsecured", -6, 0)
    ]  # fmt: skip
    assert {one.amount for one in shown.cancelling} == {euros(0)}
    late = cost_at(shown.cancelling, START - 5 * HOUR)
    assert (late.cleaner, late.platform) == (euros(2520), euros(-2520))
    assert cost_at(shown.once_confirmed, START - 5 * HOUR).amount == euros(4320)


def test_a_card_that_wants_its_owner_is_not_tried_again() -> None:
    shown = Story().shown(START - 30 * HOUR, Declined(kind="new_card"))
    assert [one for one, *_ in told(shown)] == ["release", "capture"]


def test_what_the_office_vouched_for_is_not_called_off_and_a_debt_where_nothing_is_held() -> None:
    subject = with_(Story().subject(Declined(kind="new_card")), vouched=True)
    shown = money_timeline(subject, POLICY, START - 5 * HOUR)
    assert told(shown) == [("owed", "planned", 27, 8640)]
    assert [one for one in told(shown, "cleaner") if one[0] == "payable"] == [("payable", "planned", 27, 5040)]


def test_a_hold_that_runs_out_soon_is_taken_half_a_day_before_it_does() -> None:
    story = Story()
    soon = with_(story.held(), capture_before=START + 30 * HOUR)
    assert told(story.shown(START - 5 * HOUR, soon)) == [("capture", "planned", 18, 8640)]


def test_a_hold_that_runs_out_before_the_visit_ends_is_made_again() -> None:
    story = Story()
    short = with_(story.held(), capture_before=START + 2 * HOUR)
    assert told(story.shown(START - 5 * HOUR, short)) == [
        ("hold_again", "planned", 2, 8640), ("capture", "planned", 27, 8640)
    ]  # fmt: skip


def test_while_nobody_is_coming_cancelling_is_free_and_what_it_will_cost_is_told_beside_it() -> None:
    story = Story()
    story.booking = with_(story.booking, phase=Requested(fill_by=START - 24 * HOUR))
    shown = story.shown(PLACED)
    assert [(one.until, one.amount, one.reasons) for one in shown.cancelling] == [
        (None, euros(0), ("nobody_assigned",))
    ]  # fmt: skip
    assert [one.amount.amount for one in shown.once_confirmed] == [0, 2160, 4320, 8640, 0]
    assert [one for one in told(shown, "cleaner") if one[1] == "if_unsecured"] == []


def test_two_stretches_that_cost_the_same_are_one_and_both_reasons_are_given() -> None:
    (free, *_) = Story().shown(PLACED).cancelling
    assert (free.until, free.reasons) == (START - 24 * HOUR, ("just_booked", "notice"))


def test_what_has_begun_or_is_over_cannot_be_cancelled() -> None:
    story = Story()
    joyce, claim = story.joyce.id, story.claim
    for phase in (
        InProgress(cleaner=joyce, claim=claim, began=START),
        Expired(at=START, reason="nobody_found"),
        Cancelled(by="customer", reason="", at=PLACED, fee=euros(0), cleaner_pay=euros(0)),
    ):
        story.booking = with_(story.booking, phase=phase)
        assert story.shown(START + HOUR).cancelling == story.shown(START + HOUR).once_confirmed == ()


def done_work(story: Story) -> tuple[Journal, ...]:
    """Held two days ahead, cleaned as booked."""
    story.booking = with_(
        story.booking,
        phase=Completed(cleaner=story.joyce.id, claim=story.claim, began=START, ended=START + 3 * HOUR, minutes=180),
    )
    story.timers = (story.timer(CAPTURE, -27),)
    fresh = story.ids.new
    held = books.held(JournalId(fresh()), fresh(), story.booking, story.booking.price.total, START - 48 * HOUR)
    return (held, books.earned(JournalId(fresh()), story.booking, story.joyce.id, START + 3 * HOUR))


def test_after_the_work_what_was_earned_waits_for_the_capture() -> None:
    story = Story()
    journals = done_work(story)
    shown = story.shown(START + 4 * HOUR, story.held(), journals)
    assert told(shown) == [("hold", "done", -48, 8640), ("earned", "done", 3, 8640), ("capture", "planned", 27, 8640)]
    assert told(shown, "cleaner") == [
        ("earned", "done", 3, 5040), ("payable", "planned", 27, 5040), ("payout", "planned", 4 * 24 + 15, 5040)
    ]  # fmt: skip


def test_while_the_bank_is_asked_it_says_so() -> None:
    story = Story()
    journals = done_work(story)
    total = story.booking.price.total
    asked = Capturing(operation=OperationId(story.ids.new()), amount=total, held=total, provider_id="h")
    shown = story.shown(START + 27 * HOUR, asked, journals)
    assert told(shown)[-1] == ("capture", "under_way", 27, 8640)
    assert told(shown, "cleaner")[1] == ("payable", "under_way", 27, 5040)


def test_a_debt_is_the_customers_alone_the_cleaner_has_been_covered() -> None:
    story = Story()
    journals = done_work(story)
    cover = books.covered(JournalId(story.ids.new()), story.booking, story.joyce.id, euros(5040), START + 27 * HOUR)
    owed = Owed(amount=euros(8640), since=START + 27 * HOUR)
    shown = story.shown(START + 30 * HOUR, owed, (*journals, cover))
    assert told(shown)[-1] == ("owed", "done", 27, 8640)
    assert told(shown, "cleaner")[1:] == [("payable", "done", 27, 5040), ("payout", "planned", 4 * 24 + 15, 5040)]


def test_a_payday_that_is_past_was_due_then() -> None:
    story = Story()
    cover = books.cover(JournalId(story.ids.new()), story.booking, story.joyce.id, euros(1260), START - 6 * HOUR)
    story.booking = with_(
        story.booking,
        phase=Cancelled(
            by="system", reason="card_not_secured", at=START, fee=euros(0), cleaner=story.joyce.id, cleaner_pay=euros(0)
        ),
    )
    story.timers = ()
    shown = story.shown(START + 30 * 24 * HOUR, Released(at=START), (cover,))
    assert told(shown) == []
    assert [(what, state) for what, state, *_ in told(shown, "cleaner")] == [("payable", "done"), ("payout", "due")]


def test_nobody_sees_what_is_another_cleaners() -> None:
    story = Story()
    another = story.nouns.cleaner()
    journals = (books.cover(JournalId(story.ids.new()), story.booking, another.id, euros(1260), PLACED),)
    assert [one for one in told(story.shown(PLACED, CardSaved(), journals), "cleaner") if one[1] == "done"] == []


@given(seconds=st.integers(-10 * 86_400, 3_600), after=st.integers(0, 5 * 86_400))
def test_the_steps_follow_one_another_without_a_gap_and_agree_with_themselves_later(seconds: int, after: int) -> None:
    story = Story()
    now = START + timedelta(seconds=seconds)
    terms, total = terms_of(story.booking, POLICY), Money(amount=8640)
    steps = cost_steps(terms, POLICY, now, total)
    assert steps[0].after is None and steps[-1].until is None
    assert [one.until for one in steps[:-1]] == [one.after for one in steps[1:]]
    assert all(one.cleaner + one.platform + one.tax == one.amount for one in steps)
    then = now + timedelta(seconds=after)
    late = cost_steps(terms, POLICY, then, total)[0]
    early = cost_at(steps, then)
    assert (early.amount, early.cleaner, early.until) == (late.amount, late.cleaner, late.until)


def test_a_slot_keeps_the_price_it_was_shown_at_and_a_start_has_todays() -> None:
    story = Story()
    soon = START - 23 * HOUR
    lines = (Line(code="base", amount=euros(8000)), Line(code="tax", amount=euros(1600)))
    dearer = Price(lines=lines, total=euros(9600), tax=euros(1600), cleaner=euros(5600), platform=euros(2400))
    quote = with_(story.nouns.quote(story.mia), short_notice_price=dearer, phase=Open(until=soon + HOUR))
    slot = Slot(
        quote=quote.id,
        cleaner=story.joyce.id,
        window=window_of(START, 180),
        local=local_of(START, "Europe/Berlin"),
        price=quote.price.total,
        policy=POLICY.version,
        until=soon + MINUTE,
    )
    by_slot, by_start = of_quote(quote, slot, POLICY, soon), of_quote(quote, START, POLICY, soon)
    assert isinstance(by_slot, Subject) and isinstance(by_start, Subject)
    assert (by_slot.terms.price.total, by_start.terms.price.total) == (euros(8640), euros(9600))
    assert [(what, state) for what, state, *_ in told(money_timeline(by_slot, POLICY, soon))] == [
        ("hold", "planned"), ("capture", "planned")
    ]  # fmt: skip
    assert of_quote(quote, slot, POLICY, slot.until) == Refused(why=SlotExpired())
    assert of_quote(with_(quote, id=story.booking.quote), slot, POLICY, soon) == Refused(why=SlotExpired())
    too_far = of_quote(quote, START + 90 * 24 * HOUR, POLICY, soon)
    assert isinstance(too_far, Refused) and isinstance(too_far.why, BeyondHorizon)
    too_soon = of_quote(quote, soon + HOUR, POLICY, soon)
    assert isinstance(too_soon, Refused) and isinstance(too_soon.why, TooSoon)
