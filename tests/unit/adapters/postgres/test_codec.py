"""Values come back from their documents as what they were, by names that only one class has."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from cleanbee.adapters.memory.ids import SeededIds
from cleanbee.adapters.postgres.codec import (
    answer_from,
    answer_name,
    event_from,
    from_doc,
    know_all_events,
    to_doc,
)
from cleanbee.domain.booking.events import BookingCancelled
from cleanbee.domain.kernel import BookingId, CustomerId, Event, NotFound, Refusal, Refused, Value, VersionMoved
from cleanbee.ports.contracts.nouns import Nouns

NOUNS = Nouns(SeededIds(1))


def below(root: type[Any]) -> list[type[Any]]:
    return [each for child in root.__subclasses__() for each in (child, *below(child))]


def values() -> list[Value]:
    """One of many nouns, each with other things inside."""
    customer, cleaner = NOUNS.customer(), NOUNS.cleaner()
    home, quote = NOUNS.home(customer), NOUNS.quote(customer)
    booking, card = NOUNS.booking(home, quote), NOUNS.card(customer)
    payment = NOUNS.payment(booking, card)
    return [
        customer,
        cleaner,
        home,
        quote,
        booking,
        card,
        payment,
        NOUNS.operation(payment),
        NOUNS.booked(cleaner, booking),
        NOUNS.offer(booking, cleaner),
        NOUNS.hours(cleaner),
        NOUNS.session(customer),
        NOUNS.journal(booking.id, cleaner.id),
        NOUNS.notice(customer.id),
        NOUNS.policy(),
        Refused(why=VersionMoved(current=3)),
        Refused(why=NotFound(what="home")),
    ]


def test_every_kind_of_event_is_one_class() -> None:
    know_all_events()
    kinds = Counter(each.__struct_config__.tag for each in below(Event) if each.__module__.startswith("cleanbee."))
    assert [kind for kind, count in kinds.items() if count > 1] == []
    assert len(kinds) > 20


def test_an_event_comes_back_by_its_kind() -> None:
    event = BookingCancelled(
        booking=BookingId(NOUNS.ids.new()),
        version=2,
        customer=CustomerId(NOUNS.ids.new()),
        by="customer",
        reason="changed plans",
    )
    assert event_from(event.kind, to_doc(event)) == event


def test_an_event_of_an_unknown_kind_is_a_bug() -> None:
    with pytest.raises(AssertionError, match="0 events are called never_heard_of"):
        event_from("never_heard_of", "{}")


@pytest.mark.parametrize("value", values(), ids=lambda value: type(value).__name__)
def test_an_answer_comes_back_as_it_was(value: Value) -> None:
    assert answer_from(answer_name(value), to_doc(value)) == value


@pytest.mark.parametrize("value", values()[:-2], ids=lambda value: type(value).__name__)
def test_a_value_comes_back_as_it_was(value: Value) -> None:
    assert from_doc(to_doc(value), type(value)) == value


def test_every_refusal_is_found_under_its_name() -> None:
    know_all_events()
    refusals = [each for each in below(Refusal) if each.__module__.startswith("cleanbee.")]
    plain = [each for each in refusals if not each.__struct_fields__]
    assert plain
    for each in plain:
        refused = Refused(why=each())
        assert answer_from(answer_name(refused), to_doc(refused)) == refused


def test_a_name_that_is_no_value_is_not_decoded() -> None:
    with pytest.raises(AssertionError, match="no value"):
        answer_from("os:PathLike", "{}")
