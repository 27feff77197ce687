"""What it is worth that this cleaner does this booking, in whole minor units: chances × value, plus what is owed."""

from __future__ import annotations

from cleanbee.domain.kernel import Value

VERSION = "utility.1"
FULL = 1000
FAIRNESS_PERMILLE = 600
"""How much of what a cleaner is owed counts: in simulation 0.6 halved the Gini of earnings for 1 % of value."""

SURE_PERMILLE = 950
A_MINUTE_PERMILLE = 8
KNOWN_PERMILLE = 50
LEAST_PERMILLE = 200


class Prospect(Value, frozen=True, kw_only=True):
    """What is known of a pair: chances in a thousand, money in minor units; nothing is negative."""

    made_permille: int = FULL
    accept_permille: int = FULL
    value: int
    owed: int = 0

    def __post_init__(self) -> None:
        assert 0 <= self.made_permille <= FULL and 0 <= self.accept_permille <= FULL, "chances in a thousand"
        assert self.value >= 0 and self.owed >= 0, "neither value nor debt is negative"


def utility(pair: Prospect) -> int:
    """Chance that the booking is made × chance that the offer is accepted × value + the fairness term.

    A visit repays at most its own value of what the cleaner is owed.
    """
    expected = pair.made_permille * pair.accept_permille * pair.value // FULL**2
    return expected + FAIRNESS_PERMILLE * min(pair.owed, pair.value) // FULL


class Ask(Value, frozen=True, kw_only=True):
    """What the chance of a yes is judged by: extra minutes on the way, and visits of this cleaner to this home."""

    added_min: int
    visits_here: int = 0


def declared_acceptance(ask: Ask) -> int:
    """The chance of a yes in a thousand: our preset until it is learned.

    950 next door, 8 fewer a minute of travel, 50 more for who knows the home; between 200 and 1,000.
    """
    known = KNOWN_PERMILLE if ask.visits_here > 0 else 0
    return min(FULL, max(LEAST_PERMILLE, SURE_PERMILLE - A_MINUTE_PERMILLE * ask.added_min + known))
