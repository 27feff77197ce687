"""What would have made the difference flips the answer, and nothing smaller does."""

from __future__ import annotations

from uuid import uuid5

from hypothesis import given
from hypothesis import strategies as st
from tests.thorough import explored
from tests.unit.domain.matching.people_and_jobs import SEED

from cleanbee.domain.kernel import CleanerId, with_
from cleanbee.domain.matching.counterfactual import Change, changes, lifted
from cleanbee.domain.matching.rank import Excluded, Ranked, rank
from cleanbee.domain.matching.rank import draw as lot
from cleanbee.domain.matching.score import MOST_TRAVEL_MIN, WEIGHTS, Terms, score, terms

JOYCE, MINA, OLE = (CleanerId(uuid5(SEED, name)) for name in ("joyce", "mina", "ole"))
STEPS = {"added_min": 60, "visits_here": 6, "days_since": 400, "late_permille": 1000, "visits": 40}


@st.composite
def inputs(draw: st.DrawFn) -> Terms:
    """What a ranking is made of, near enough to one another that one change may decide."""
    count = draw(st.integers(0, 40))
    return Terms(
        visits_here=draw(st.integers(0, 6)),
        days_since=draw(st.integers(0, 400)),
        added_min=draw(st.integers(0, 60)),
        late_permille=draw(st.integers(0, 1000)),
        favourite=draw(st.booleans()),
        shared=draw(st.booleans()),
        stars_count=count,
        stars_sum=draw(st.integers(count, 5 * count)),
        debt=draw(st.integers(0, 20_000)),
        day_pay=draw(st.integers(1, 20_000)),
        visits=draw(st.integers(0, 40)),
    )


rankings = st.lists(inputs(), min_size=2, max_size=6).map(
    lambda drawn: rank(
        {CleanerId(uuid5(SEED, str(n))): one for n, one in enumerate(drawn)}, [score(one) for one in drawn], SEED
    )
)


def first_with(ranked: tuple[Ranked, ...], who: Ranked, points: int) -> bool:
    """Whether somebody is first when their score is this: ranked once more, by the rule."""
    scored = {one.cleaner: points if one is who else one.score for one in ranked}
    return min(scored, key=lambda one: (-scored[one], lot(SEED, one))) == who.cleaner


def score_at(t: Terms, input: str, value: int) -> int:
    """The score with one input at a value; an average of stars as the exact fraction it is."""
    if input in {"favourite", "shared"}:
        return score(with_(t, **{input: bool(value)}))
    if input != "stars":
        return score(with_(t, **{input: value}))
    times = with_(t, stars_count=t.stars_count * 100, stars_sum=t.stars_count * value)
    above = 100 * (46 - 30) + times.stars_sum - 3 * times.stars_count
    return score(t) + 10 * (1000 * max(0, above) // (200 * (t.stars_count + 10)) - named(t)["rating"])


def named(t: Terms) -> dict[str, int]:
    return dict(zip(WEIGHTS, terms(t), strict=True))


@explored(400)
@given(rankings)
def test_a_named_change_flips_the_answer_and_one_unit_less_does_not(ranked: tuple[Ranked, ...]) -> None:
    for who in ranked:
        was_first = who is ranked[0]
        for change in changes(ranked, SEED, who.cleaner):
            nearer = change.needed + (1 if change.needed < change.had else -1)
            assert first_with(ranked, who, score_at(who.inputs, change.input, change.needed)) is not was_first
            unmoved = score(who.inputs) if nearer == change.had else score_at(who.inputs, change.input, nearer)
            assert first_with(ranked, who, unmoved) is was_first, change


def among_with(ranked: tuple[Ranked, ...], who: Ranked, points: int, places: int) -> bool:
    """Whether somebody is among the first so many when their score is this: ranked once more, by the rule."""
    scored = {one.cleaner: points if one is who else one.score for one in ranked}
    return who.cleaner in sorted(scored, key=lambda one: (-scored[one], lot(SEED, one)))[:places]


@explored(300)
@given(rankings, st.integers(1, 5))
def test_where_several_are_asked_at_once_a_named_change_makes_one_of_them_and_one_unit_less_does_not(
    ranked: tuple[Ranked, ...], places: int
) -> None:
    for who in ranked:
        was_asked = who in ranked[:places]
        said = changes(ranked, SEED, who.cleaner, places)
        assert not said or len(ranked) > places, "all are asked: nobody to overtake"
        for change in said:
            nearer = change.needed + (1 if change.needed < change.had else -1)
            flipped = score_at(who.inputs, change.input, change.needed)
            assert among_with(ranked, who, flipped, places) is not was_asked
            unmoved = score(who.inputs) if nearer == change.had else score_at(who.inputs, change.input, nearer)
            assert among_with(ranked, who, unmoved, places) is was_asked, change


@explored(200)
@given(rankings)
def test_an_input_that_is_not_named_would_not_have_helped_whatever_it_was(ranked: tuple[Ranked, ...]) -> None:
    for who in ranked:
        said = {change.input for change in changes(ranked, SEED, who.cleaner)}
        for input, most in STEPS.items():
            if input not in said:
                could = {first_with(ranked, who, score_at(who.inputs, input, value)) for value in range(most + 1)}
                assert could == {who is ranked[0]}, (input, who)


def of(*people: tuple[CleanerId, Terms]) -> tuple[Ranked, ...]:
    return rank(dict(people), [score(inputs) for _, inputs in people], SEED)


def test_a_shorter_way_or_one_more_visit_would_have_made_her_first() -> None:
    far, near = Terms(added_min=20, visits=10), Terms(added_min=11, visits=10)
    found = changes(of((JOYCE, far), (MINA, near)), SEED, JOYCE)
    by_input = {change.input: change for change in found}
    assert by_input["visits_here"] == Change(input="visits_here", unit="visit", had=0, needed=1)
    assert by_input["added_min"].needed in {10, 11}, "as near as the other, or a minute nearer when the lot is against"
    assert by_input["shared"] == Change(input="shared", unit="fact", had=0, needed=1)


def test_whoever_is_first_learns_what_would_have_cost_them_the_place() -> None:
    found = changes(of((JOYCE, Terms(added_min=10)), (MINA, Terms(added_min=20))), SEED, JOYCE)
    (way,) = [change for change in found if change.input == "added_min"]
    assert way.had == 10 and way.needed in {20, 21}


def test_whoever_is_alone_has_nobody_to_overtake() -> None:
    assert changes(of((JOYCE, Terms())), SEED, JOYCE) == ()


def test_a_place_behind_a_perfect_rival_cannot_be_had_by_the_way_alone() -> None:
    best = Terms(visits_here=5, favourite=True, stars_sum=500, stars_count=100, debt=10_000, day_pay=1)
    found = changes(of((JOYCE, Terms(added_min=MOST_TRAVEL_MIN)), (MINA, best)), SEED, JOYCE)
    assert found == ()


def test_one_hard_rule_is_the_one_fact_and_of_two_none_is_enough() -> None:
    assert lifted(Excluded(cleaner=OLE, rules=("document_expired",))) == (
        Change(input="document_expired", unit="fact", had=1, needed=0),
    )
    assert lifted(Excluded(cleaner=OLE, rules=("document_expired", "pets"))) == ()
