"""News from the gateway may come once, often, late and in any order: the money stays right."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from cleanbee.adapters.memory.ids import SeededIds
from cleanbee.domain.availability.claim import Claim
from cleanbee.domain.booking.booking import (
    AtDoor,
    AwaitingCard,
    Booking,
    Cancelled,
    Completed,
    Confirmed,
    EnRoute,
    InProgress,
    LockedOut,
    Phase,
    Requested,
)
from cleanbee.domain.booking.cancel import cancel, cancellation_fee
from cleanbee.domain.kernel import ClaimId, CleanerId, Event, Granted, JournalId, Money, OperationId, window_of, with_
from cleanbee.domain.payment.abandon import GIVEN_UP, abandoned
from cleanbee.domain.payment.after_all import comes_after_all, hold_after_all
from cleanbee.domain.payment.apply_fact import Case, apply_fact
from cleanbee.domain.payment.climb import authorise
from cleanbee.domain.payment.dues import cancelled
from cleanbee.domain.payment.events import PaymentActionRequired, PaymentDeclined
from cleanbee.domain.payment.fact import (
    CustomerWanted,
    Held,
    HoldFact,
    LetGo,
    NeverHappened,
    NoAnswer,
    Taken,
    TurnedDown,
)
from cleanbee.domain.payment.ledger import Journal
from cleanbee.domain.payment.operation import Asking, plan, sent_at_birth
from cleanbee.domain.payment.payment import (
    ActionRequired,
    Authorized,
    Authorizing,
    Captured,
    Card,
    Declined,
    Operation,
    Owed,
    Payment,
    Succeeded,
    Unknown,
    Voiding,
)
from cleanbee.domain.payment.plan import wants_customer
from cleanbee.domain.payment.rung import CardsAsked
from cleanbee.domain.platform.policy import standard
from cleanbee.ports.contracts.nouns import MORNING, Nouns, at, span

NOW = at(-30)


@dataclass
class Purse:
    """One booking's money as it is walked through facts."""

    ids: SeededIds
    booking: Booking
    payment: Payment
    claim: Claim
    card: Card
    operations: dict[OperationId, Operation]
    journals: list[Journal] = field(default_factory=list[Journal])
    news: list[Event] = field(default_factory=list[Event])
    named: tuple[str, ...] = ()

    def give_up(self, id: OperationId) -> None:
        """The office closes it: the gateway says nothing of it for good."""
        self.hear(id, GIVEN_UP)
        self.operations[id] = abandoned(self.operations[id], "silent", "nothing there", NOW)

    def hear(self, id: OperationId, fact: HoldFact) -> None:
        case = Case(
            operation=self.operations[id],
            payment=self.payment,
            booking=self.booking,
            claim=self.claim,
            policy=standard(),
            now=NOW,
            wallet=CardsAsked(cards=(self.card,)),
            next_operation=OperationId(self.ids.new()),
            journal=JournalId(self.ids.new()),
        )
        late = comes_after_all(case.operation, fact)
        granted = hold_after_all(case, fact) if late else apply_fact(case, fact)
        applied = granted.value
        self.named += () if applied.finding is None else (applied.finding.about,)
        self.news.extend(granted.events)
        self.operations[id] = applied.operation
        self.payment = applied.payment
        self.booking = applied.booking or self.booking
        self.journals.extend(applied.journals)
        if applied.follow_up is not None:
            self.operations[applied.follow_up.id] = sent_at_birth(applied.follow_up, NOW)

    def pay(self) -> OperationId:
        """The customer tries again, now."""
        due = authorise(self.payment, self.card, OperationId(self.ids.new()), Asking(at=NOW, present=True)).value
        assert due.operation is not None
        self.payment, self.operations[due.operation.id] = due.payment, sent_at_birth(due.operation, NOW)
        return due.operation.id

    def cancel(self, when: datetime = NOW) -> None:
        fee = cancellation_fee(self.booking, standard(), when, self.payment.amount)
        done = cancel(self.booking, fee, "customer", "", when)
        if not isinstance(done, Granted):
            return
        self.booking = done.value
        fresh = (OperationId(self.ids.new()), JournalId(self.ids.new()))
        due = cancelled(self.payment, self.booking, fee, fresh, self.card, NOW).value
        self.payment = due.payment
        self.journals.extend(due.journals)
        if due.operation is not None:
            self.operations[due.operation.id] = sent_at_birth(due.operation, NOW)

    def let_go(self) -> None:
        """The bank lets go of whatever it is asked to."""
        for void in [one for one in self.of_kind("void") if not one.finished]:
            self.hear(void.id, LetGo(provider_id=void.provider_id or ""))

    def memo_held(self) -> int:
        return self.on("memo:held")

    def on(self, account: str) -> int:
        return sum(p.amount.amount for j in self.journals for p in j.postings if p.account == account)

    def of_kind(self, kind: str) -> list[Operation]:
        return [one for one in self.operations.values() if one.kind == kind]


def waiting_for_the_card() -> tuple[Purse, OperationId]:
    ids = SeededIds(3)
    nouns = Nouns(ids)
    customer, cleaner = nouns.customer(), nouns.cleaner()
    quote, home = nouns.quote(customer), nouns.home(customer)
    claim = nouns.hold(cleaner, span(0, 3), quote=quote)
    phase = AwaitingCard(hold=claim.id, cleaner=cleaner.id, until=at(-29))
    booking = with_(nouns.booking(home, quote, phase=phase), instant=True, placed_at=NOW)
    card = nouns.card(customer)
    id = OperationId(ids.new())
    payment = with_(nouns.payment(booking, card), phase=Authorizing(operation=id), amount=booking.price.total)
    operation = sent_at_birth(
        plan(id, "authorise", payment, payment.amount, card, by=Asking(at=NOW, present=True)), NOW
    )
    return Purse(ids, booking, payment, claim, card, {id: operation}), id


def held(amount: Money) -> Held:
    return Held(provider_id="hold_1", amount=amount, capture_before=MORNING + timedelta(days=7))


def facts(amount: Money) -> st.SearchStrategy[HoldFact]:
    return st.sampled_from([
        held(amount),
        TurnedDown(kind="try_again", reason="funds"),
        TurnedDown(kind="new_card", reason="expired"),
        CustomerWanted(provider_id="hold_1", link="https://bank.example/3ds"),
        NoAnswer(),
        NeverHappened(),
    ])  # fmt: skip


@given(data=st.data())
def test_an_authorisation_heard_of_many_times_holds_the_amount_at_most_once(data: st.DataObject) -> None:
    money, id = waiting_for_the_card()
    for fact in data.draw(st.lists(facts(money.payment.amount), max_size=8)):
        money.hear(id, fact)
    assert money.memo_held() in {0, money.payment.amount.amount}
    assert (money.memo_held() > 0) == isinstance(money.payment.phase, Authorized)
    assert money.of_kind("void") == []


@given(data=st.data())
def test_a_hold_for_a_clean_that_was_cancelled_free_of_charge_is_always_let_go(data: st.DataObject) -> None:
    money, id = waiting_for_the_card()
    steps = data.draw(st.lists(facts(money.payment.amount), max_size=5))
    cancel_at = data.draw(st.integers(0, len(steps)))
    for n, fact in enumerate([*steps, held(money.payment.amount)]):
        if n == cancel_at:
            money.cancel()
        money.hear(id, fact)
    assert isinstance(money.booking.phase, Cancelled)
    voids = money.of_kind("void")
    assert len(voids) == (1 if money.memo_held() else 0)
    for void in voids:
        money.hear(void.id, LetGo(provider_id="hold_1"))
        money.hear(void.id, LetGo(provider_id="hold_1"))
    assert money.memo_held() == 0


def test_no_answer_is_remembered_as_unknown_and_the_pause_grows() -> None:
    money, id = waiting_for_the_card()
    money.hear(id, NoAnswer())
    first = money.operations[id].phase
    assert isinstance(first, Unknown)
    assert isinstance(money.payment.phase, Authorizing)
    assert first.next_at > NOW


def test_old_news_that_come_again_and_again_put_no_look_off() -> None:
    money, id = waiting_for_the_card()
    money.hear(id, CustomerWanted(provider_id="hold_1", link="https://bank.example/1"))
    first = money.operations[id]
    for _ in range(20):
        money.hear(id, CustomerWanted(provider_id="hold_1", link="https://bank.example/1"))
        money.hear(id, NoAnswer())
    assert money.operations[id] == first
    money.hear(id, CustomerWanted(provider_id="hold_2", link="https://bank.example/2"))
    renamed = money.operations[id]
    assert (renamed.phase, renamed.provider_id, renamed.version) == (first.phase, "hold_2", first.version + 1)


def test_a_decline_that_needs_a_new_card_is_never_tried_again_blindly() -> None:
    money, id = waiting_for_the_card()
    money.hear(id, TurnedDown(kind="new_card", reason="expired"))
    assert money.payment.phase == Declined(kind="new_card")


def test_a_late_yes_for_a_dead_booking_voids_itself() -> None:
    money, id = waiting_for_the_card()
    money.cancel()
    money.hear(id, held(money.payment.amount))
    assert isinstance(money.payment.phase, Voiding)


def test_a_void_that_a_look_up_never_found_is_intended_anew_until_the_hold_is_gone() -> None:
    money, id = waiting_for_the_card()
    money.hear(id, held(money.payment.amount))
    money.cancel()
    (first,) = money.of_kind("void")
    money.hear(first.id, NeverHappened())
    assert isinstance(money.payment.phase, Voiding)
    assert money.memo_held() > 0
    (again,) = [one for one in money.of_kind("void") if not one.finished]
    assert (again.id, again.intent) != (first.id, first.intent)
    money.hear(again.id, LetGo(provider_id="hold_1"))
    assert money.memo_held() == 0


@given(repeats=st.integers(1, 4))
def test_a_capture_heard_of_many_times_takes_the_money_once(repeats: int) -> None:
    money, id = waiting_for_the_card()
    money.hear(id, held(money.payment.amount))
    money.booking = with_(money.booking, placed_at=NOW - timedelta(hours=1), window=span(-29, -26))
    money.cancel()
    (capture,) = money.of_kind("capture")
    for _ in range(repeats):
        money.hear(capture.id, Taken(provider_id="hold_1", amount=capture.amount))
    assert [j.kind for j in money.journals].count("capture") == 1
    assert money.memo_held() == 0


@given(data=st.data())
def test_a_fee_that_is_owed_stays_what_it_is_however_often_a_card_is_asked_for_it(data: st.DataObject) -> None:
    """The hold is 86.40 and cancelling five hours ahead costs half of it, which then cannot be taken."""
    money, id = waiting_for_the_card()
    money.hear(id, held(money.payment.amount))
    money.cancel(at(-5))
    (capture,) = money.of_kind("capture")
    money.hear(capture.id, TurnedDown(kind="new_card", reason="hold_lost"))
    money.let_go()
    assert money.memo_held() == 0
    assert isinstance(money.booking.phase, Cancelled)
    fee = money.booking.phase.fee
    assert 0 < fee.amount < money.booking.price.total.amount
    nos: list[HoldFact] = [TurnedDown(kind="new_card", reason="expired"), NeverHappened()]
    wanted = CustomerWanted(provider_id="hold_2", link="https://bank.example/3ds")
    for no in data.draw(st.lists(st.sampled_from(nos), max_size=4)):
        assert isinstance(money.payment.phase, Owed) and money.payment.phase.amount == fee
        asked = money.pay()
        if data.draw(st.booleans()):
            money.hear(asked, wanted)
        assert money.operations[asked].amount == fee
        money.hear(asked, no)
    assert money.on("customer:owed") == fee.amount
    asked = money.pay()
    money.hear(asked, with_(held(money.operations[asked].amount), provider_id="hold_2"))
    (again,) = [one for one in money.of_kind("capture") if not one.finished]
    money.hear(again.id, Taken(provider_id="hold_2", amount=again.amount))
    assert isinstance(money.payment.phase, Captured) and money.payment.phase.amount == fee
    assert (money.memo_held(), money.on("customer:owed")) == (0, 0)


@given(again=st.booleans(), repeats=st.integers(1, 3))
def test_a_hold_that_was_given_up_and_is_there_after_all_lets_itself_go(again: bool, repeats: int) -> None:
    """Another card may hold the amount by then: nobody has two holds, and that one stays."""
    money, id = waiting_for_the_card()
    money.give_up(id)
    if again:
        money.hear(money.pay(), with_(held(money.payment.amount), provider_id="hold_2"))
    before = money.payment
    for _ in range(repeats):
        money.hear(id, held(money.payment.amount))
    (void,) = money.of_kind("void")
    assert void.provider_id == "hold_1" and money.payment == before
    money.hear(void.id, LetGo(provider_id="hold_1"))
    assert money.memo_held() == (money.payment.amount.amount if again else 0)


@given(paid=st.sampled_from(["not", "asked", "paid"]), repeats=st.integers(1, 3))
def test_a_capture_that_was_given_up_and_was_made_pays_its_debt_or_is_named_where_that_is_paid(
    paid: str, repeats: int
) -> None:
    money, id = waiting_for_the_card()
    money.hear(id, held(money.payment.amount))
    money.cancel(at(-5))
    (capture,) = money.of_kind("capture")
    money.give_up(capture.id)
    assert isinstance(money.payment.phase, Owed)
    if paid != "not":
        asked = money.pay()
        if paid == "paid":
            money.hear(asked, with_(held(money.operations[asked].amount), provider_id="hold_2"))
            (other,) = [one for one in money.of_kind("capture") if not one.finished]
            money.hear(other.id, Taken(provider_id="hold_2", amount=other.amount))
    for _ in range(repeats):
        money.hear(capture.id, Taken(provider_id="hold_1", amount=capture.amount))
    money.let_go()
    assert isinstance(money.operations[capture.id].phase, Succeeded) and money.memo_held() == 0
    assert money.named == (() if paid == "not" else (str(capture.id),))
    assert money.on("customer:owed") == (capture.amount.amount if paid == "asked" else 0)
    assert money.on("gateway") == (0 if paid == "asked" else capture.amount.amount)
    if paid == "not":
        assert isinstance(money.payment.phase, Captured)


def phases(who: CleanerId, claim: ClaimId) -> st.SearchStrategy[Phase]:
    nothing = Money(amount=0)
    return st.sampled_from([
        Requested(fill_by=at(-1)),
        Confirmed(cleaner=who, claim=claim, told_at=NOW),
        EnRoute(cleaner=who, claim=claim, since=NOW),
        AtDoor(cleaner=who, claim=claim, since=NOW),
        InProgress(cleaner=who, claim=claim, began=NOW),
        Completed(cleaner=who, claim=claim, began=NOW, ended=NOW, minutes=0),
        LockedOut(cleaner=who, claim=claim, arrived=NOW, notes_opened_at=NOW, calls=(), reported=NOW),
        Cancelled(by="customer", reason="", at=NOW, fee=Money(amount=1), cleaner=who, cleaner_pay=nothing),
    ])  # fmt: skip


@given(data=st.data(), hours=st.integers(-100, 100))
def test_whoever_the_bank_wants_has_time_to_follow_its_link_and_until_the_release_where_that_lies_ahead(
    data: st.DataObject, hours: int
) -> None:
    money, id = waiting_for_the_card()
    phase = data.draw(phases(money.claim.cleaner, money.claim.id))
    start = NOW + timedelta(hours=hours)
    money.booking = with_(money.booking, phase=phase, window=window_of(start, 180))
    money.hear(id, CustomerWanted(provider_id="hold_1", link="https://bank.example/3ds"))
    wanted = money.payment.phase
    assert isinstance(wanted, ActionRequired) and wants_customer(money.payment)
    release = start - timedelta(hours=6)
    if isinstance(phase, Completed | LockedOut | Cancelled):
        assert wanted.until == NOW + timedelta(hours=24)
    else:
        assert wanted.until == max(release, NOW + timedelta(minutes=15))


def test_while_a_slot_waits_for_the_card_it_is_said_that_the_card_has_until_the_slot_is_let_go() -> None:
    declined, id = waiting_for_the_card()
    declined.hear(id, TurnedDown(kind="new_card", reason="expired"))
    (no,) = declined.news
    assert isinstance(no, PaymentDeclined)
    assert no.decided_at == at(-29)
    asked, id = waiting_for_the_card()
    asked.hear(id, CustomerWanted(provider_id="hold_1", link="https://bank.example/3ds"))
    (question,) = asked.news
    assert isinstance(question, PaymentActionRequired)
    assert question.until == at(-29)


def test_once_the_slot_is_promised_the_card_has_until_six_hours_ahead() -> None:
    money, id = waiting_for_the_card()
    money.booking = with_(money.booking, phase=Requested(fill_by=at(-2)))
    money.hear(id, TurnedDown(kind="new_card", reason="expired"))
    (no,) = money.news
    assert isinstance(no, PaymentDeclined)
    assert no.decided_at == money.booking.window.start - timedelta(hours=6)
