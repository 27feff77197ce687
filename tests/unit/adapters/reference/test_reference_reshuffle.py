"""Chains looked for breadth first keep the reshuffles' promise."""

from __future__ import annotations

from cleanbee.adapters.reference.reshuffle import ReferenceReshuffle, open_reshuffle
from cleanbee.ports.contracts.reshuffle import ReshuffleContract, person, settled, visit
from cleanbee.ports.outbound.reshuffle import Reshuffle


class TestReferenceReshuffle(ReshuffleContract):
    def open_reshuffle(self) -> Reshuffle:
        return ReferenceReshuffle()


async def test_it_opens_without_any_settings_and_finds_a_chain_of_three() -> None:
    """The newcomer wants the first, whose visit can go to the second alone, whose visit can go to the third."""
    people = [person(0, set()), person(1, {9}), person(2, {9, 0})]
    around = settled(people, [(visit(0), 0), (visit(1), 1)])
    async with open_reshuffle(None) as reshuffle:
        chain = reshuffle.chain(visit(9), around)
    assert [(link.visit.int & 15, link.to.int & 15) for link in chain] == [(9, 0), (0, 1), (1, 2)]
