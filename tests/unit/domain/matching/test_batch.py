"""What a batch is made of: who waits for one, what everyone is worth, and what each of them reads of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanbee.adapters.memory.ids import SeededIds
from cleanbee.adapters.reference.assigner import ReferenceAssigner
from cleanbee.domain.booking.booking import Anyone, Booking, Only, Prefer, Requested, Wish
from cleanbee.domain.kernel import BatchId, BookingId, CleanerId, with_
from cleanbee.domain.matching.assignment import NOBODY, certify
from cleanbee.domain.matching.batch import Batch, Wanted, batch, market_of, waits_for_batch, wanted
from cleanbee.domain.matching.rank import Ranked
from cleanbee.domain.matching.score import MOST, Terms
from cleanbee.domain.platform.policy import standard
from cleanbee.ports.contracts.assigner import most
from cleanbee.ports.contracts.nouns import MORNING, Nouns

POLICY = standard()
A, B, C = (CleanerId(UUID(int=n)) for n in (1, 2, 3))
PEOPLE = [CleanerId(UUID(int=n)) for n in range(1, 6)]
BOOKING = BookingId(UUID(int=9))


def booking(wish: Wish, phase: Requested | None = None, start: datetime = MORNING + timedelta(days=10)) -> Booking:
    nouns = Nouns(SeededIds(3))
    mia = nouns.customer()
    one = nouns.booking(nouns.home(mia), nouns.quote(mia), start=start)
    return with_(one, wish=wish, phase=phase or Requested(fill_by=start - timedelta(days=1)))


@pytest.mark.parametrize(("wish", "waits"), [(Anyone(), True), (Prefer(cleaner=A), False), (Only(cleaner=A), False)])
def test_only_whoever_would_have_anyone_waits_for_a_batch(wish: Wish, waits: bool) -> None:
    assert waits_for_batch(booking(wish), POLICY, MORNING) is waits


@pytest.mark.parametrize(("before", "waits"), [(2881, True), (2880, True), (2879, False)])
def test_who_is_near_is_asked_for_at_once(before: int, waits: bool) -> None:
    one = booking(Anyone())
    assert waits_for_batch(one, POLICY, one.window.start - timedelta(minutes=before)) is waits
    assert not waits_for_batch(one, with_(POLICY, batch_lead_min=0), MORNING)


def test_whoever_was_asked_for_before_or_is_with_a_human_waits_for_no_batch() -> None:
    by = MORNING + timedelta(days=9)
    assert not waits_for_batch(booking(Anyone(), Requested(fill_by=by, asked=(A,))), POLICY, MORNING)
    assert not waits_for_batch(booking(Anyone(), Requested(fill_by=by, needs_human=True)), POLICY, MORNING)
    assert not waits_for_batch(booking(Anyone(), Requested(fill_by=MORNING)), POLICY, MORNING)


def ranked(who: CleanerId, score: int, debt: int = 0) -> Ranked:
    return Ranked(cleaner=who, inputs=Terms(debt=debt), terms={}, score=score)


def worth(*people: Ranked, chance: int = 500, instant: tuple[CleanerId, ...] = (), liked: tuple[CleanerId, ...] = ()):
    return dict(wanted(BOOKING, people, [chance] * len(people), instant, liked, 5040).worth)


def test_worth_is_the_pay_by_score_and_chance_plus_a_part_of_what_is_owed() -> None:
    assert worth(ranked(A, MOST)) == {A: 2520}
    assert worth(ranked(A, MOST // 2)) == {A: 1260}
    assert worth(ranked(A, MOST, debt=1000)) == {A: 2520 + 600}


def test_who_opted_into_instant_work_has_said_yes_already() -> None:
    assert worth(ranked(A, MOST), instant=(A,)) == {A: 5040}


def test_where_a_favourite_can_come_only_favourites_are_considered() -> None:
    assert set(worth(ranked(A, MOST), ranked(B, 1), liked=(B, C))) == {B}
    assert set(worth(ranked(A, MOST), ranked(B, 1), liked=(C,))) == {A, B}


def test_whoever_can_come_is_worth_more_than_nobody() -> None:
    assert worth(ranked(A, 0)) == {A: 1}


MARKETS = st.lists(st.dictionaries(st.sampled_from(PEOPLE), st.integers(1, 30), max_size=5), min_size=1, max_size=5)


def assigned(rows: list[dict[CleanerId, int]]) -> Batch:
    people = [Wanted(booking=BookingId(UUID(int=100 + n)), worth=row) for n, row in enumerate(rows)]
    answer = ReferenceAssigner().assign(market_of(people)[0])
    made = batch(BatchId(UUID(int=7)), people, answer, MORNING)
    return with_(made, outcomes=("offered",) * len(rows))


@given(MARKETS)
def test_a_batch_is_worth_what_the_best_of_all_answers_is(rows: list[dict[CleanerId, int]]) -> None:
    made = assigned(rows)
    given_away = [(place, made.given(place)) for place in range(len(rows))]
    total = sum(rows[place][who] for place, who in given_away if who is not None)
    assert made.certificate.proved
    assert total == made.certificate.primal == made.certificate.dual == most(made.market)
    given_to = [who for _, who in given_away if who is not None]
    assert len(set(given_to)) == len(given_to), "a cleaner is given one clean at a time"


@given(MARKETS, st.data())
def test_whoever_is_left_out_changes_nothing_by_being_worth_up_to_that_much_more(
    rows: list[dict[CleanerId, int]], data: st.DataObject
) -> None:
    made = assigned(rows)
    place = data.draw(st.integers(0, len(rows) - 1))
    others = [one for one in made.share(place, "offered").considered if one.cleaner != made.given(place)]
    if not others:
        return
    one = data.draw(st.sampled_from(others))
    span = range(made.begins[place], made.begins[place + 1])
    (at,) = (n for n in span if made.cleaners[made.links[n]] == one.cleaner)
    utilities = list(made.utilities)
    utilities[at] += one.short_by
    assert certify(with_(made.market, utilities=tuple(utilities)), made.answer).proved
    utilities[at] += 1
    assert not certify(with_(made.market, utilities=tuple(utilities)), made.answer).proved


def test_an_answer_that_proves_nothing_gives_nobody_away() -> None:
    made = assigned([{A: 5, B: 4}, {A: 5}])
    wrong = with_(made, certificate=with_(made.certificate, dual=made.certificate.primal + 1))
    assert [wrong.given(place) for place in (0, 1)] == [None, None]
    assert NOBODY not in wrong.cleaner_of
