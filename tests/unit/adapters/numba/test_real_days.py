"""The column-generation planner on days as they are kept: every answer may be carried out and is never worse."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from tests.unit.adapters.numba.test_compiled_plans import compiled
from tests.unit.domain.matching.test_day_market import BEFORE, Drawn, drawn_days

from cleanbee.domain.matching.day_market import Town, towns
from cleanbee.domain.matching.day_plan import DayPlan, standing_of
from cleanbee.domain.matching.plan import SickCleaner
from cleanbee.domain.matching.propose import proposal, stands, to_plan
from cleanbee.ports.outbound.planner import Steps

pytestmark = pytest.mark.slow


def planned(town: Town) -> DayPlan:
    """What is found with little patience."""
    return compiled().plan(to_plan(town), Steps(500_000), standing_of(stands(town)))


@given(drawn_days())
def test_a_days_plan_keeps_every_rule_and_its_bound_and_is_never_worse_than_what_stands(drawn: Drawn) -> None:
    assume(drawn.work)
    for because in (None, SickCleaner(cleaner=drawn.people[0].cleaner.id)):
        here = towns(drawn.known(BEFORE), because)
        found = proposal([(one, planned(one)) for one in here])
        assert found.bound <= found.proposed.cost <= found.stands.cost
        assert len(found.proposed.unserved) <= len(found.stands.unserved)
