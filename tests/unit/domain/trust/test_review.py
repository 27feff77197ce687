"""Reviews: a week long, each side once, unseen until both are in or the week is over."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.domain.messaging.visits import CLAIM, JOYCE, MIA, START, booking

from cleanbee.domain.booking.booking import Booking, Completed, Settled
from cleanbee.domain.kernel import Granted, NotInPhase, Refused, ReviewId, with_
from cleanbee.domain.people.actor import AsCleaner, AsCustomer
from cleanbee.domain.people.audience import concerns
from cleanbee.domain.trust.review import (
    TAGS,
    Published,
    Review,
    ReviewedBefore,
    ReviewTooLate,
    Said,
    Side,
    TagUnknown,
    may_publish,
    publish,
    rated,
    review,
    seen_by,
    standing,
)

END = START + timedelta(hours=3)
WEEK = timedelta(days=7)
SECOND = timedelta(seconds=1)
SIDES: tuple[Side, ...] = ("customer", "cleaner")


def done() -> Booking:
    return booking(Completed(cleaner=JOYCE.id, claim=CLAIM, began=START, ended=END, minutes=180))


def said(by: Side = "customer", stars: int = 4, text: str = "The windows shine", *tags: str) -> Said:
    return Said(id=ReviewId(uuid5(JOYCE.id, by)), by=by, stars=stars, text=text, tags=tags)


def written(by: Side = "customer", stars: int = 4) -> Review:
    made = review(done(), JOYCE.id, said(by, stars), (), END)
    assert isinstance(made, Granted)
    return made.value


def test_it_may_be_written_for_a_week_from_the_end_of_the_work() -> None:
    for at in (END, END + WEEK - SECOND):
        assert isinstance(review(done(), JOYCE.id, said(), (), at), Granted)
    late = review(done(), JOYCE.id, said(), (), END + WEEK)
    assert late == Refused(why=ReviewTooLate(until=END + WEEK))


@pytest.mark.parametrize("visit", [booking(), booking(Settled(cleaner=JOYCE.id, ended=END, calls=(("phone", START),)))])
def test_where_nobody_has_cleaned_there_is_nothing_to_review(visit: Booking) -> None:
    no = review(visit, JOYCE.id, said(), (), END)
    assert isinstance(no, Refused) and isinstance(no.why, NotInPhase)
    assert standing(visit, (), "customer", END) == "closed"


def test_each_side_says_it_once_in_its_own_words() -> None:
    assert review(done(), JOYCE.id, said(), (written(),), END) == Refused(why=ReviewedBefore())
    assert isinstance(review(done(), JOYCE.id, said("cleaner"), (written(),), END), Granted)
    foreign = review(done(), JOYCE.id, said("customer", 4, "", "well_prepared"), (), END)
    assert foreign == Refused(why=TagUnknown(known=TAGS["customer"]))
    made = review(done(), JOYCE.id, said("customer", 4, " Call +49 30 1234567 ", "punctual", "thorough"), (), END)
    assert isinstance(made, Granted)
    assert (made.value.text, made.value.tags) == ("Call •••", ("thorough", "punctual"))


@given(st.sets(st.sampled_from(SIDES)), st.timedeltas(min_value=timedelta(0), max_value=2 * WEEK))
def test_it_opens_when_both_are_in_or_on_the_seventh_day(sides: set[Side], after: timedelta) -> None:
    kept = [written(side) for side in SIDES if side in sides]
    assert may_publish(kept, END + after) == (len(kept) == 2 or (bool(kept) and after >= WEEK))


@pytest.mark.parametrize("by", SIDES)
def test_while_it_is_sealed_its_author_alone_sees_that_there_is_one(by: Side) -> None:
    one, other = written(by), SIDES[by == "customer"]
    assert seen_by((one,), by) == (one,)
    assert seen_by((one,), other) == () == seen_by((one,), None)
    assert standing(done(), (one,), by, END) == "sealed"
    for side in (other, None):
        assert standing(done(), (one,), side, END) == standing(done(), (), side, END) == "open"
    assert standing(done(), (), by, END + WEEK) == "lapsed"
    opened = publish(one, END).value
    assert seen_by((opened,), other) == (opened,) == seen_by((opened,), None)
    assert standing(done(), (opened,), other, END) == "published"
    assert not may_publish((opened,), END + WEEK)


@pytest.mark.parametrize("by", SIDES)
def test_the_other_side_hears_of_it_when_it_is_published(by: Side) -> None:
    made = review(done(), JOYCE.id, said(by), (), END)
    assert isinstance(made, Granted)
    (sealed,), (opened,) = made.events, publish(made.value, END).events
    both = AsCustomer(id=MIA.id), AsCleaner(id=JOYCE.id)
    assert [concerns(sealed, one) for one in both] == [by == "customer", by == "cleaner"]
    assert [concerns(opened, one) for one in both] == [True, True]


def test_published_stars_count_for_the_cleaner() -> None:
    opened = publish(written("customer", 2), END).value
    assert isinstance(opened.phase, Published)
    now = rated(with_(JOYCE, stars_sum=9, stars_count=2), opened)
    assert (now.stars_sum, now.stars_count) == (11, 3)
    with pytest.raises(AssertionError):
        rated(JOYCE, written())
