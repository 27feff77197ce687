"""The assigner in plain Python keeps the assigners' promise."""

from __future__ import annotations

import pytest

from cleanbee.adapters.reference.assigner import DeclaredAcceptance, ReferenceAssigner, greedy, open_assigner
from cleanbee.domain.matching.assignment import certify
from cleanbee.domain.matching.utility import Ask
from cleanbee.ports.contracts.assigner import AssignerContract, market_of
from cleanbee.ports.outbound.assigner import Assigner

GREED = market_of([{0: 10, 1: 9}, {0: 9}], [0, 0], [False, False], 2)


class TestReferenceAssigner(AssignerContract):
    def open_assigner(self) -> Assigner:
        return ReferenceAssigner()


async def test_it_opens_without_any_settings_and_beats_greed() -> None:
    async with open_assigner(None) as assigner:
        answer = assigner.assign(GREED)
    assert list(answer.cleaner_of) == [1, 0]
    assert certify(GREED, answer).primal == 18
    assert greedy(GREED) == [0, -1]


@pytest.mark.parametrize(("minutes", "visits", "permille"), [(0, 0, 950), (0, 1, 1000), (10, 0, 870), (200, 3, 200)])
def test_a_nearer_cleaner_who_knows_the_home_is_likelier_to_say_yes(minutes: int, visits: int, permille: int) -> None:
    assert DeclaredAcceptance().permille([Ask(added_min=minutes, visits_here=visits)]) == (permille,)
