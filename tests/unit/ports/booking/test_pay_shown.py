"""Paying is shown exactly while the payment wants its customer, whatever has become of the clean."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cleanbee.adapters.memory.ids import SeededIds
from cleanbee.domain.booking.booking import (
    AtDoor,
    AwaitingChoice,
    Cancelled,
    Completed,
    Confirmed,
    EnRoute,
    InProgress,
    Phase,
)
from cleanbee.domain.kernel import ClaimId, OperationId, with_
from cleanbee.domain.payment.payment import (
    ActionRequired,
    Authorizing,
    Captured,
    CardSaved,
    Declined,
    Lapsed,
    Owed,
    PaymentPhase,
    Released,
)
from cleanbee.domain.people.actor import AsCleaner, AsCustomer
from cleanbee.domain.platform.policy import standard
from cleanbee.ports.contracts.nouns import MORNING, Nouns, euros
from cleanbee.ports.inbound.booking.booking_view import seen

NOUNS = Nouns(SeededIds(8))
MIA, JOYCE = NOUNS.customer(), NOUNS.cleaner()
HOME, QUOTE, CARD = NOUNS.home(MIA), NOUNS.quote(MIA), NOUNS.card(MIA)
ASKED = OperationId(NOUNS.ids.new())
WANTING: tuple[PaymentPhase, ...] = (
    Declined(kind="try_again"),
    ActionRequired(operation=ASKED, link="https://bank.example/3ds", until=MORNING),
    Lapsed(at=MORNING),
    Owed(amount=euros(1), since=MORNING),
)
CONTENT: tuple[PaymentPhase, ...] = (
    CardSaved(),
    Authorizing(operation=ASKED),
    Released(at=MORNING),
    Captured(amount=euros(1), provider_id="pay_1", at=MORNING),
)


CLAIM = ClaimId(NOUNS.ids.new())
PLACES: tuple[Phase, ...] = (
    AwaitingChoice(reason="no_show", options=("cancel",), until=MORNING),
    Confirmed(cleaner=JOYCE.id, claim=CLAIM, told_at=MORNING),
    EnRoute(cleaner=JOYCE.id, claim=CLAIM, since=MORNING),
    AtDoor(cleaner=JOYCE.id, claim=CLAIM, since=MORNING),
    InProgress(cleaner=JOYCE.id, claim=CLAIM, began=MORNING),
    Completed(cleaner=JOYCE.id, claim=CLAIM, began=MORNING, ended=MORNING, minutes=0),
    Cancelled(by="customer", reason="", at=MORNING, fee=euros(1), cleaner=JOYCE.id, cleaner_pay=euros(1)),
)


@given(st.sampled_from(PLACES), st.sampled_from((*WANTING, *CONTENT)))
def test_an_owed_fee_of_a_cancelled_clean_and_every_other_debt_can_be_paid(place: Phase, phase: PaymentPhase) -> None:
    booking = NOUNS.booking(HOME, QUOTE, phase=place)
    payment = with_(NOUNS.payment(booking, CARD), phase=phase)
    for actor, theirs in ((AsCustomer(id=booking.customer), True), (AsCleaner(id=JOYCE.id), False)):
        view = seen(booking, HOME, None, payment, (actor, standard(), MORNING))
        assert ("pay" in {one.name for one in view.actions}) is (theirs and phase in WANTING)
