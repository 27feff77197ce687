"""What may go back of what was paid for a clean, and who has to agree."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from hypothesis import example, given
from hypothesis import strategies as st

from cleanbee.adapters.memory.ids import SeededIds
from cleanbee.domain.kernel import (
    BookingId,
    CardId,
    CustomerId,
    Granted,
    JournalId,
    Money,
    OperationId,
    OpsId,
    PaymentId,
    RefundId,
    Refused,
    evolve,
    total,
    with_,
)
from cleanbee.domain.payment.fact import NeverHappened, NoAnswer, Refunded, TurnedDown
from cleanbee.domain.payment.give_back import Paid, Refunding, Sends, Wish, approve, ask_refund, drop, refundable
from cleanbee.domain.payment.journals.lines import Entry, Lines, journal
from cleanbee.domain.payment.ledger import Journal
from cleanbee.domain.payment.operation import send
from cleanbee.domain.payment.payment import Captured, Payment
from cleanbee.domain.payment.refund import (
    AwaitingApproval,
    Failed,
    MoreThanCaptured,
    NeedsSecondPerson,
    Refund,
    Sending,
    Succeeded,
)
from cleanbee.domain.payment.refund_fact import RefundCase, apply_refund_fact, charged
from cleanbee.domain.platform.policy import in_each, standard

NOW = datetime(2027, 3, 10, 8, 0, tzinfo=UTC)
SVEN, HENNING = OpsId(UUID(int=1)), OpsId(UUID(int=2))
MIA = CustomerId(UUID(int=3))
IDS = SeededIds(5)
CASE = PaymentId(UUID(int=4)), BookingId(UUID(int=5))


def euros(cents: int) -> Money:
    return Money(amount=cents)


def afresh() -> Sends:
    return Sends(fresh=OperationId(IDS.new()), last=None, now=NOW)


def payment(cents: int) -> Payment:
    taken = Captured(amount=euros(cents), provider_id="charge_1", at=NOW)
    return Payment(
        id=CASE[0], booking=CASE[1], customer=MIA, card=CardId(UUID(int=6)), amount=euros(cents), phase=taken
    )


def paid(cents: int, *refunds: Refund, lost: int = 0, disputed: bool = False) -> Paid:
    return Paid(payment=payment(cents), refunds=refunds, lost=euros(lost), disputed=disputed)


def asked(of: Paid, cents: int | None, alone: int = 20_000) -> Granted[Refunding] | Refused[object]:
    wish = Wish(amount=None if cents is None else euros(cents), reason="quality")
    policy = with_(standard(), refund_alone=in_each(alone))
    ids = (RefundId(IDS.new()), OperationId(IDS.new()))
    return ask_refund(of, wish, SVEN, ids, policy, NOW)  # type: ignore[return-value] -- any refusal


def entry(source: UUID) -> Entry:
    return Entry(id=JournalId(IDS.new()), source=source, booking=CASE[1], at=NOW)


def books(total_: int, tax: int, taken: int) -> tuple[Journal, ...]:
    """What a clean's work and capture posted, as far as refunds read it."""
    earned, capture = Lines(), Lines()
    earned.put("customer:owed", euros(total_), MIA)
    earned.put("tax:due", euros(-tax))
    earned.put("platform:revenue", euros(tax - total_))
    capture.put("gateway", euros(taken))
    capture.put("customer:owed", euros(-taken), MIA)
    return journal("earned", entry(UUID(int=7)), earned), journal("capture", entry(UUID(int=8)), capture)


def test_two_hundred_is_given_back_alone_and_a_cent_more_is_not() -> None:
    of = paid(50_000)
    for cents, phase in ((20_000, Sending), (20_001, AwaitingApproval)):
        made = asked(of, cents)
        assert isinstance(made, Granted) and isinstance(made.value.refund.phase, phase)


def test_in_a_currency_without_a_limit_everything_needs_a_second_person() -> None:
    one = with_(payment(5000), phase=Captured(amount=Money(amount=5000, currency="SEK"), provider_id="c", at=NOW))
    of = Paid(payment=one, lost=Money(amount=0, currency="SEK"))
    made = asked(of, None)
    assert isinstance(made, Granted) and isinstance(made.value.refund.phase, AwaitingApproval)


def test_a_second_person_who_is_the_first_is_nobody() -> None:
    of = paid(50_000)
    made = asked(of, 30_000)
    assert isinstance(made, Granted)
    waits = made.value.refund
    no = approve(waits, paid(50_000, waits), SVEN, afresh(), standard())
    assert isinstance(no, Refused) and no.why == NeedsSecondPerson(alone=euros(20_000))
    yes = approve(waits, paid(50_000, waits), HENNING, afresh(), standard())
    assert isinstance(yes, Granted) and yes.value.refund.approved_by == HENNING


def test_of_a_charge_that_went_back_in_part_and_was_then_lost_whole_nothing_is_left_and_not_less() -> None:
    made = asked(paid(5000), 2000)
    assert isinstance(made, Granted)
    for cents in (None, 1):
        no = asked(paid(5000, made.value.refund, lost=5000), cents)
        assert isinstance(no, Refused) and no.why == MoreThanCaptured(left=euros(0))


TURNS = st.lists(
    st.tuples(
        st.sampled_from(["ask", "approve", "fail", "give", "drop"]),
        st.sampled_from([SVEN, HENNING]),
        st.integers(0, 3),
        st.sampled_from([1, 5000, 10_000, 15_000, 20_000, 20_001]),
    ),
    max_size=12,
)


@example([("ask", SVEN, 0, 15_000), ("fail", SVEN, 0, 1), ("ask", SVEN, 0, 15_000), ("approve", SVEN, 0, 1)])
@given(TURNS)
def test_whatever_failed_and_is_tried_again_one_person_alone_gives_back_no_more_than_the_limit(
    turns: list[tuple[str, OpsId, int, int]],
) -> None:
    refunds: list[Refund] = []
    hands: dict[RefundId, set[OpsId]] = {}
    for verb, by, which, cents in turns:
        _turn(refunds, hands, verb, by, which, cents)
        alone = [one.amount.amount for one in refunds
                 if isinstance(one.phase, Sending | Succeeded) and len(hands[one.id]) == 1]  # fmt: skip
        assert sum(alone) <= 20_000, "refund_alone of the standard policy"


def _turn(
    refunds: list[Refund], hands: dict[RefundId, set[OpsId]], verb: str, by: OpsId, which: int, cents: int
) -> None:
    of, at = paid(90_000, *refunds), which % max(len(refunds), 1)
    if verb == "ask":
        ids = RefundId(IDS.new()), OperationId(IDS.new())
        made = ask_refund(of, Wish(amount=euros(cents), reason="quality"), by, ids, standard(), NOW)
        if isinstance(made, Granted):
            refunds.append(made.value.refund)
            hands[made.value.refund.id] = {by}
    elif refunds and verb == "approve":
        agreed = approve(refunds[at], of, by, afresh(), standard())
        if isinstance(agreed, Granted):
            refunds[at] = agreed.value.refund
            hands[refunds[at].id].add(by)
    elif refunds and verb == "drop":
        dropped = drop(refunds[at], by, "no", NOW)
        refunds[at] = dropped.value if isinstance(dropped, Granted) else refunds[at]
    elif refunds and isinstance(refunds[at].phase, Sending):
        phase = Failed(at=NOW, reason="no") if verb == "fail" else Succeeded(at=NOW, provider_id="re")
        refunds[at] = evolve(refunds[at], phase=phase)


ACTS = st.lists(
    st.tuples(
        st.sampled_from(
            ["ask", "approve", "drop", "unknown", "given", "back", "refused", "never", "dispute", "lose", "win"]
        ),
        st.integers(0, 7),
        st.integers(1, 9000),
    ),
    max_size=40,
)


@given(ACTS, st.integers(1, 9000), st.integers(0, 100))
def test_whatever_happens_in_whatever_order_no_more_goes_back_than_was_taken(
    acts: list[tuple[str, int, int]], taken: int, percent: int
) -> None:
    """A bank that disputes takes what has not gone back by then; its refunds are refused from then on."""
    life = Life(taken, percent)
    for verb, which, cents in acts:
        life.act(verb, which, cents)
        back = -sum(line.amount.amount for one in life.journals if one.kind in GIVES for line in one.postings
                    if line.account == "gateway")  # fmt: skip
        assert back + life.lost + life.open <= taken
        assert back == sum(one.amount.amount for one in life.refunds if type(one.phase).__name__ == "Succeeded")
        tax = sum(line.amount.amount for one in life.journals if one.kind in GIVES for line in one.postings
                  if line.account == "tax:due")  # fmt: skip
        _, whole = charged(life.journals)
        assert 0 <= tax <= whole.amount and (back < taken or tax == whole.amount)


@given(st.integers(1, 60_000), st.lists(st.integers(1, 30_000), max_size=4), st.integers(0, 2000), st.booleans())
def test_what_is_said_to_be_refundable_is_what_is_granted_to_the_cent_and_alone_as_far_as_it_says(
    taken: int, before: list[int], lost: int, disputed: bool
) -> None:
    of = paid(taken, lost=lost, disputed=disputed)
    for cents in before:
        made = asked(of, cents)
        of = with_(of, refunds=(*of.refunds, made.value.refund)) if isinstance(made, Granted) else of
    left = refundable(of, with_(standard(), refund_alone=in_each(20_000)))
    if left is None:
        assert isinstance(asked(of, 1), Refused)
        return
    assert isinstance(asked(of, left.most.amount + 1), Refused)
    for cents in {1, left.alone.amount, left.alone.amount + 1, left.most.amount} - {0, left.most.amount + 1}:
        made = asked(of, cents)
        assert isinstance(made, Granted)
        assert isinstance(made.value.refund.phase, Sending) == (cents <= left.alone.amount)


GIVES = ("refund", "refund_failed")


class Life:
    """One charge with its refunds and disputes; the bank gives back only what it still has."""

    def __init__(self, taken: int, percent: int) -> None:
        self.taken, self.lost, self.open = taken, 0, 0
        self.journals: tuple[Journal, ...] = books(taken, taken * percent // 100, taken)
        self.refunds: list[Refund] = []
        self.operations: list[object] = []
        self.calls: dict[UUID, object] = {}
        self.done: list[object] = []
        self.at_bank = 0

    @property
    def paid(self) -> Paid:
        return paid(self.taken, *self.refunds, lost=self.lost, disputed=self.open > 0)

    def act(self, verb: str, which: int, cents: int) -> None:
        match verb:
            case "ask":
                made = asked(self.paid, cents, alone=4000)
                if isinstance(made, Granted):
                    self.refunds.append(made.value.refund)
                    self._plan(made.value)
            case "dispute" if not self.open and not self.lost:
                self.open = self.taken - self.at_bank
            case "lose":
                self.lost, self.open = self.lost + self.open, 0
            case "win":
                self.open = 0
            case "approve" | "drop" if self.refunds:
                self._decide(verb, which % len(self.refunds))
            case "unknown" | "given" | "refused" | "never" if self.calls:
                self._answer(verb, self.calls.pop(sorted(self.calls)[which % len(self.calls)]))
            case "back" if self.done:
                self._answer(verb, self.done.pop(which % len(self.done)))
            case _:
                pass

    def _plan(self, one: Refunding) -> None:
        if one.operation is not None:
            self.calls[one.operation.id] = send(one.operation, NOW).value

    def _decide(self, verb: str, at: int) -> None:
        if verb == "drop":
            dropped = drop(self.refunds[at], SVEN, "no", NOW)
            if isinstance(dropped, Granted):
                self.refunds[at] = dropped.value
            return
        agreed = approve(self.refunds[at], self.paid, HENNING, afresh(), standard())
        if isinstance(agreed, Granted):
            self.refunds[at] = agreed.value.refund
            self._plan(agreed.value)

    def _answer(self, verb: str, operation: object) -> None:
        at = next(n for n, one in enumerate(self.refunds) if one.id == operation.subject)  # type: ignore[attr-defined]
        case = RefundCase(
            operation=operation,  # type: ignore[arg-type]
            refund=self.refunds[at],
            journals=self.journals,
            disputed=self.open > 0,
            now=NOW,
            journal=JournalId(IDS.new()),
            next_operation=OperationId(IDS.new()),
        )
        amount = self.refunds[at].amount
        fits = not self.open and not self.lost and self.at_bank + amount.amount <= self.taken
        fact = {
            "unknown": NoAnswer(),
            "given": Refunded(provider_id="re", amount=amount) if fits else TurnedDown(kind="try_again", reason="no"),
            "refused": TurnedDown(kind="try_again", reason="no"),
            "never": NeverHappened(),
            "back": TurnedDown(kind="try_again", reason="no", provider_id="re"),
        }[verb]
        self.at_bank += amount.amount if isinstance(fact, Refunded) else -amount.amount if verb == "back" else 0
        applied = apply_refund_fact(case, fact).value
        self.refunds[at], self.journals = applied.refund, (*self.journals, *applied.journals)
        if isinstance(fact, Refunded):
            self.done.append(applied.operation)
        if not applied.operation.finished:
            self.calls[applied.operation.id] = send(applied.operation, NOW).value
        if applied.follow_up is not None:
            self.calls[applied.follow_up.id] = send(applied.follow_up, NOW).value


def test_what_was_taken_in_part_bears_its_part_of_the_tax() -> None:
    taken, tax = charged(books(9576, 1596, 4788))
    assert (taken, tax) == (euros(4788), euros(798))
    assert charged(())[0] == total([]) == euros(0)


def test_a_refund_whose_key_is_too_old_is_intended_anew_and_refused_where_the_bank_disputes_by_then() -> None:
    made = asked(paid(5000), 1000)
    assert isinstance(made, Granted) and made.value.operation is not None
    case = RefundCase(
        operation=send(made.value.operation, NOW).value,
        refund=made.value.refund,
        journals=books(5000, 800, 5000),
        disputed=False,
        now=NOW,
        journal=JournalId(IDS.new()),
        next_operation=OperationId(IDS.new()),
    )
    again = apply_refund_fact(case, NeverHappened()).value
    assert again.follow_up is not None and again.follow_up.intent.endswith(":2")
    assert again.refund == evolve(made.value.refund, tries=2, phase=Sending(operation=again.follow_up.id))
    stopped = apply_refund_fact(with_(case, disputed=True), NeverHappened()).value
    assert stopped.follow_up is None and type(stopped.refund.phase).__name__ == "Failed"
