"""Whether one is asked after the other, or several at once: time, the wish, and what has gone wrong decide."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid5

import pytest
from tests.unit.domain.matching.people_and_jobs import NOW, SEED, asking, cleaner
from tests.unit.domain.messaging.visits import booking as visit_of

from cleanbee.domain.booking.booking import Anyone, Booking, Mark, Only, Prefer, Requested, Wish
from cleanbee.domain.kernel import CleanerId, Granted, Refused, Window, with_
from cleanbee.domain.matching.answering import accept, close, decline, take_away
from cleanbee.domain.matching.asking import offer
from cleanbee.domain.matching.broadcast import asked_at_once, called_in_vain, in_rescue
from cleanbee.domain.matching.offer import Declined, Offer, Open, Withdrawn
from cleanbee.domain.platform.policy import MOST_AT_ONCE, standard

POLICY = standard()
ORDER = tuple(CleanerId(uuid5(SEED, f"{n}")) for n in range(12))
BEST = ORDER[0]
MINUTE = timedelta(minutes=1)


def looking(lead_min: int, wish: Wish | None = None, **phase: object) -> Booking:
    start = NOW + lead_min * MINUTE
    window = Window(start=start, end=start + timedelta(hours=3))
    looks = Requested(fill_by=start - 45 * MINUTE, **phase)  # pyright: ignore[reportArgumentType] -- flags of the phase
    return with_(visit_of(looks, start), window=window, wish=wish or Anyone())


def mark(lead_min: int, **facts: object) -> Mark:
    told = {"what": "withdrew", "cleaner": ORDER[3], "at": NOW, "notice_min": lead_min, "not_kept": True, **facts}
    return Mark(**told)  # pyright: ignore[reportArgumentType] -- the facts of a mark


@pytest.mark.parametrize(("lead_min", "several"), [(361, False), (360, False), (359, True), (60, True)])
def test_below_six_hours_the_best_ten_are_asked_at_once(lead_min: int, several: bool) -> None:
    assert asked_at_once(looking(lead_min), ORDER, POLICY, NOW) == (ORDER[:10] if several else ())


def test_the_numbers_are_the_policys() -> None:
    other = with_(POLICY, broadcast_lead_min=600, broadcast_most=3)
    assert asked_at_once(looking(599), ORDER, other, NOW) == ORDER[:3]
    for wrong in ({"broadcast_most": 0}, {"broadcast_most": MOST_AT_ONCE + 1}, {"broadcast_lead_min": -1}):
        with pytest.raises(AssertionError):
            with_(POLICY, **wrong)


@pytest.mark.parametrize(
    ("wish", "several"),
    [
        (Only(cleaner=BEST), False),
        (Prefer(cleaner=BEST), False),
        (Prefer(cleaner=CleanerId(SEED)), True),
        (Anyone(), True),
    ],
)
def test_whom_the_customer_named_is_asked_alone_and_nobody_beside_the_only_one(wish: Wish, several: bool) -> None:
    assert bool(asked_at_once(looking(300, wish), ORDER, POLICY, NOW)) is several


def test_to_rescue_a_clean_all_are_asked_though_one_was_named_but_never_beside_the_only_one() -> None:
    left = with_(looking(1_000, Prefer(cleaner=BEST)), marks=(mark(1_000),))
    assert asked_at_once(left, ORDER, POLICY, NOW) == ORDER[:10]
    assert asked_at_once(with_(left, wish=Only(cleaner=BEST)), ORDER, POLICY, NOW) == ()


@pytest.mark.parametrize(
    ("facts", "rescue"),
    [
        ({}, True),
        ({"what": "no_show"}, True),
        ({"what": "late", "not_kept": False}, False),
        ({"not_kept": False}, False),
        ({"at": NOW - timedelta(hours=9)}, False),
    ],
)
def test_a_promise_that_was_not_kept_this_day_makes_it_a_rescue(facts: dict[str, object], rescue: bool) -> None:
    assert in_rescue(with_(looking(1_000), marks=(mark(1_000, **facts),)), POLICY, NOW) is rescue


@pytest.mark.parametrize("flag", ["paged", "needs_human"])
def test_where_a_human_is_called_it_is_a_rescue(flag: str) -> None:
    assert not in_rescue(looking(3_000), POLICY, NOW)
    assert in_rescue(looking(3_000, **{flag: True}), POLICY, NOW)


def called(name: str = "joyce", **facts: object) -> Offer:
    made = offer(with_(asking(cleaner(name)), claim=None), (), None, POLICY, NOW)
    assert isinstance(made, Granted), made
    return with_(made.value, **facts)


def test_a_call_that_ended_without_a_yes_is_not_made_again_in_its_round() -> None:
    one = called(phase=Declined(at=NOW))
    assert called_in_vain((one,), (one.cleaner,))
    assert not called_in_vain((one,), ()), "a booking that looks afresh may call again"
    assert not called_in_vain((), ())


def test_an_offer_to_several_keeps_nobodys_time_and_one_to_somebody_alone_does() -> None:
    one = called()
    assert one.broadcast and isinstance(one.phase, Open) and one.phase.claim is None
    with pytest.raises(AssertionError):
        with_(one, broadcast=False)
    alone = offer(asking(), (), None, POLICY, NOW)
    assert isinstance(alone, Granted)
    with pytest.raises(AssertionError):
        with_(alone.value, broadcast=True)


def test_whoever_is_too_late_is_told_that_it_is_taken_and_whose_calendar_filled_is_not() -> None:
    one = called()
    taken = take_away(one, NOW)
    assert isinstance(taken, Granted)
    assert [event.kind for event in taken.events] == ["offer_taken"]
    for answer in (accept(taken.value, one.cleaner, (), NOW), decline(taken.value, one.cleaner, NOW)):
        assert isinstance(answer, Refused) and answer.why.code == "taken_by_another"
    assert isinstance(take_away(taken.value, NOW), Refused)
    full = close(one, NOW)
    assert (full.value.phase, full.events) == (Withdrawn(at=NOW, why="calendar_full"), ())
    later = accept(full.value, one.cleaner, (), NOW)
    assert isinstance(later, Refused) and later.why.code == "offer_gone"
