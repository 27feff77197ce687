"""A decision explained to one of those it was about: their place, what it adds up to, what would have changed it."""

from __future__ import annotations

from typing import Literal

from cleanbee.domain.kernel import CleanerId, Value
from cleanbee.domain.matching.counterfactual import Change, changes, lifted, rival_of
from cleanbee.domain.matching.rank import Ranked, Ranking

Outcome = Literal["chosen", "first", "asked", "behind", "kept_out", "took_on", "passed_on"]
"""``asked``: together with others, at once; the last two: a promised clean passed from one to the other."""


class Standing(Value, frozen=True, kw_only=True):
    """How one cleaner stood in a ranking of ``candidates``; behind the best fifty nothing but the place is kept.

    ``place`` counts from 1 among those no hard rule kept out; ``terms`` add up, weighted, to ``score``; ``to_beat`` is
    the score of whoever is first (of the second, for the first), or, where several were asked at once, of the last of
    them (of the best of the rest, for one of them). ``changes`` are single changes of one input each.
    """

    cleaner: CleanerId
    outcome: Outcome
    candidates: int
    place: int | None = None
    score: int | None = None
    to_beat: int | None = None
    terms: dict[str, int]
    rules: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()


def standing(ranking: Ranking, cleaner: CleanerId) -> Standing | None:
    """How this cleaner stood; None when the ranking does not name them."""
    for place, one in enumerate(ranking.ranked, 1):
        if one.cleaner == cleaner:
            return _placed(ranking, one, place)
    for out in ranking.excluded:
        if out.cleaner == cleaner:
            return Standing(
                cleaner=cleaner,
                outcome="kept_out",
                candidates=ranking.candidates,
                terms={},
                rules=out.rules,
                changes=lifted(out),
            )
    if cleaner in ranking.further:
        place = len(ranking.ranked) + 1 + ranking.further.index(cleaner)
        return Standing(cleaner=cleaner, outcome="behind", candidates=ranking.candidates, place=place, terms={})
    return None


def standings(ranking: Ranking) -> tuple[Standing, ...]:
    """Everyone whom the ranking tells more of than a place: the best in their order, then those who were kept out."""
    everyone = [one.cleaner for one in (*ranking.ranked, *ranking.excluded)]
    return tuple(found for one in everyone if (found := standing(ranking, one)) is not None)


def foremost(ranking: Ranking, given: CleanerId | None = None) -> Standing | None:
    """Whom it was given to; else who was to be asked before all others: the customer's choice if they can come, else
    the first."""
    if given is not None:
        return standing(ranking, given)
    ranked = [one.cleaner for one in ranking.ranked]
    if not ranked:
        return None
    chosen = ranking.chosen
    return standing(ranking, chosen if chosen is not None and chosen in ranked else ranked[0])


def _placed(ranking: Ranking, one: Ranked, place: int) -> Standing:
    chosen = one.cleaner == ranking.chosen
    by_rank = [each for each in ranking.ranked if chosen or not ranking.together or each.cleaner != ranking.chosen]
    rival = rival_of(by_rank, one.cleaner, ranking.places)
    asked = "asked" if one.cleaner in ranking.together else "first" if place == 1 else "behind"
    return Standing(
        cleaner=one.cleaner,
        outcome="chosen" if chosen else asked,
        candidates=ranking.candidates,
        place=place,
        score=one.score,
        to_beat=None if rival is None else rival.score,
        terms=one.terms,
        changes=changes(by_rank, ranking.seed, one.cleaner, ranking.places),
    )
