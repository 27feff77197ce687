"""Who is asked first: by score, ties by a draw that anybody can repeat, with a receipt of it all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from hashlib import sha256
from uuid import UUID

from cleanbee.domain.kernel import BookingId, CleanerId, Event, ReceiptId, Tagged, Value
from cleanbee.domain.matching.score import VERSION, WEIGHTS, Terms, score, terms

MOST_KEPT = 50
MOST_NAMED = 1000
NO_SPARE_PERMILLE = 200
PERMILLE_A_MIN = 10


class Ranked(Value, frozen=True, kw_only=True):
    """One place in a ranking: who, the inputs, each term by name, and the score they add up to."""

    cleaner: CleanerId
    inputs: Terms
    terms: dict[str, int]
    score: int


class Excluded(Value, frozen=True, kw_only=True):
    """Somebody a hard rule keeps out, with every rule that does."""

    cleaner: CleanerId
    rules: tuple[str, ...]


class Ranking(Tagged, frozen=True, kw_only=True):
    """A ranking as it was made: the best with their terms, the seed of ties, and whom which hard rule kept out.

    ``further`` are those behind the best fifty, in their order. ``chosen`` is whom the customer named, who is asked
    before all others; ``per_rule`` counts all who were kept out. ``together`` were asked at once, where several were.
    """

    score_version: str
    seed: UUID
    candidates: int
    ranked: tuple[Ranked, ...]
    excluded: tuple[Excluded, ...]
    per_rule: dict[str, int]
    further: tuple[CleanerId, ...] = ()
    chosen: CleanerId | None = None
    together: tuple[CleanerId, ...] = ()

    @property
    def places(self) -> int:
        """How many of the best were asked for being the best."""
        return max(1, sum(one != self.chosen for one in self.together))


class CandidatesRanked(Event, frozen=True, kw_only=True):
    """Somebody was looked for; how, the receipt says."""

    booking: BookingId
    receipt: ReceiptId


def rank(candidates: Mapping[CleanerId, Terms], scores: Sequence[int], seed: UUID) -> tuple[Ranked, ...]:
    """Best first. ``scores`` are in the candidates' order, from any scorer: they are checked against the rule."""
    assert len(scores) == len(candidates), "one score a candidate"
    found: list[Ranked] = []
    for (cleaner, inputs), points in zip(candidates.items(), scores, strict=True):
        assert points == score(inputs), "a scorer that does not keep the rule"
        named = dict(zip(WEIGHTS, terms(inputs), strict=True))
        found.append(Ranked(cleaner=cleaner, inputs=inputs, terms=named, score=points))
    return tuple(sorted(found, key=lambda one: (-one.score, draw(seed, one.cleaner))))


def draw(seed: UUID, cleaner: CleanerId) -> bytes:
    """The lot that decides between equals; the same for the same seed."""
    return sha256(seed.bytes + cleaner.bytes).digest()


def ranking(
    seed: UUID, ranked: Sequence[Ranked], excluded: Sequence[Excluded], chosen: CleanerId | None = None
) -> Ranking:
    """What is kept of a ranking."""
    rules = Counter(rule for one in excluded for rule in one.rules)
    return Ranking(
        score_version=VERSION,
        seed=seed,
        candidates=len(ranked) + len(excluded),
        ranked=tuple(ranked[:MOST_KEPT]),
        further=tuple(one.cleaner for one in ranked[MOST_KEPT:MOST_NAMED]),
        excluded=tuple(excluded[:MOST_NAMED]),
        per_rule=dict(sorted(rules.items())),
        chosen=chosen,
    )


def late_permille(spare_min: int) -> int:
    """The chance that a visit starts late, in a thousand, by the minutes to spare around it.

    Our preset until it is learned: 200 with none to spare, 10 fewer with each minute.
    """
    return max(0, NO_SPARE_PERMILLE - PERMILLE_A_MIN * max(0, spare_min))


def fairness_debts(minutes: Sequence[int], pay_per_quarter: int) -> tuple[int, ...]:
    """How far each one's promised work around the job lies behind the average, as pay in minor units."""
    if not minutes:
        return ()
    average = sum(minutes) // len(minutes)
    return tuple(max(0, average - one) // 15 * pay_per_quarter for one in minutes)
