"""A decision may be doubted by whom it is about, once and in time, and a human answers."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid5

import pytest
from tests.unit.domain.matching.people_and_jobs import MIA, NOW, SEED

from cleanbee.domain.kernel import BookingId, CleanerId, Granted, OpsId, ReceiptId, Refused
from cleanbee.domain.matching.rank import Excluded, Ranking, rank, ranking
from cleanbee.domain.matching.receipt import Answer, Receipt, answer, contest, write
from cleanbee.domain.matching.score import Terms, score
from cleanbee.domain.matching.standing import foremost, standing, standings

JOYCE, MINA, OLE = (CleanerId(uuid5(SEED, name)) for name in ("joyce", "mina", "ole"))
OLGA = OpsId(uuid5(SEED, "olga"))
LAST = NOW + timedelta(days=30)


def made(chosen: CleanerId | None = None) -> Ranking:
    people = {JOYCE: Terms(added_min=5), MINA: Terms(added_min=30)}
    ranked = rank(people, [score(terms) for terms in people.values()], SEED)
    return ranking(SEED, ranked, [Excluded(cleaner=OLE, rules=("pets",))], chosen)


def receipt(chosen: CleanerId | None = None) -> Receipt:
    booking = BookingId(uuid5(SEED, "booking"))
    return write(ReceiptId(uuid5(SEED, "receipt")), booking, MIA, made(chosen), NOW).value


def doubted(by: CleanerId = MINA) -> Receipt:
    decided = contest(receipt(), by, "I live next door.", NOW)
    assert isinstance(decided, Granted)
    return decided.value


@pytest.mark.parametrize(
    ("late", "reason"), [(-1, None), (0, "contest_too_late"), (1, "contest_too_late")], ids=["before", "at", "after"]
)
def test_a_decision_may_be_doubted_for_thirty_days(late: int, reason: str | None) -> None:
    decided = contest(receipt(), MINA, "I live next door.", LAST + timedelta(seconds=late))
    assert (decided.why.code if isinstance(decided, Refused) else None) == reason


def test_a_doubt_is_answered_by_a_human_within_seven_days() -> None:
    (doubt,) = doubted().contests
    assert doubt.answer_by == NOW + timedelta(days=7)
    assert doubted().answer_by == doubt.answer_by
    decided = answer(doubted(), Answer(by=OLGA, at=NOW, text="You are right.", upheld=False))
    assert isinstance(decided, Granted)
    assert decided.value.answer_by is None
    assert [one.kind for one in decided.events] == ["contest_answered"]


def test_nobody_doubts_the_same_decision_twice_but_each_may_once() -> None:
    again = contest(doubted(), MINA, "Still.", NOW)
    assert isinstance(again, Refused)
    assert again.why.code == "contested_before"
    assert isinstance(contest(doubted(), JOYCE, "Me too.", NOW), Granted)


def test_the_oldest_doubt_is_answered_first_and_without_one_there_is_nothing_to_answer() -> None:
    second = contest(doubted(), JOYCE, "Me too.", NOW + timedelta(hours=1))
    assert isinstance(second, Granted)
    decided = answer(second.value, Answer(by=OLGA, at=NOW, text="No.", upheld=True))
    assert isinstance(decided, Granted)
    assert [one.answer is None for one in decided.value.contests] == [False, True]
    nothing = answer(receipt(), Answer(by=OLGA, at=NOW, text="No.", upheld=True))
    assert isinstance(nothing, Refused)
    assert nothing.why.code == "nothing_to_answer"


def test_a_doubt_without_words_and_an_answer_without_words_are_none() -> None:
    for decided in (
        contest(receipt(), MINA, "  ", NOW),
        answer(doubted(), Answer(by=OLGA, at=NOW, text=" ", upheld=True)),
    ):
        assert isinstance(decided, Refused)
        assert decided.why.code == "contest_empty"


def test_everyone_learns_their_place_what_it_adds_up_to_and_what_would_have_changed_it() -> None:
    first, second, out = standings(made())
    assert (first.cleaner, first.outcome, first.place, second.outcome, second.place) == (JOYCE, "first", 1, "behind", 2)
    assert (second.to_beat, first.to_beat) == (first.score, second.score)
    assert {one.input for one in second.changes} == {"added_min", "visits_here"}
    assert (out.cleaner, out.outcome, out.rules) == (OLE, "kept_out", ("pets",))
    assert [one.input for one in out.changes] == ["pets"]
    assert standing(made(), CleanerId(uuid5(SEED, "stranger"))) is None


def test_whom_the_customer_named_is_foremost_whatever_the_score() -> None:
    asked = foremost(made(chosen=MINA))
    assert asked is not None
    assert (asked.cleaner, asked.outcome, asked.place) == (MINA, "chosen", 2)
    unable = foremost(made(chosen=OLE))
    assert unable is not None
    assert unable.cleaner == JOYCE


def test_a_receipt_names_everyone_whom_it_is_about() -> None:
    assert receipt().cleaners == (JOYCE, MINA, OLE)


def test_whom_a_veto_kept_out_finds_no_receipt_since_a_veto_is_nobodys_to_read() -> None:
    ranked = made()
    vetoed = ranking(SEED, ranked.ranked, [Excluded(cleaner=OLE, rules=("pets", "blocked"))])
    kept = write(ReceiptId(uuid5(SEED, "receipt")), BookingId(uuid5(SEED, "booking")), MIA, vetoed, NOW).value
    assert kept.cleaners == (JOYCE, MINA)


def test_also_the_hundredth_reads_their_place_and_may_doubt_it() -> None:
    many = {CleanerId(uuid5(SEED, f"cleaner {n}")): Terms(added_min=min(n, 45)) for n in range(100)}
    ranked = rank(many, [score(terms) for terms in many.values()], SEED)
    kept = write(
        ReceiptId(uuid5(SEED, "receipt")), BookingId(uuid5(SEED, "booking")), MIA, ranking(SEED, ranked, []), NOW
    ).value
    last = ranked[-1].cleaner
    assert last in kept.cleaners
    stood = standing(kept.matter, last)
    assert stood is not None
    assert (stood.place, stood.outcome, stood.candidates) == (100, "behind", 100)
