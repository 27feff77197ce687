"""How cleaners stand with us: nobody works on bad papers, nobody is suspended by a rule alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import product
from typing import Any
from uuid import UUID

import pytest

from cleanbee.adapters.memory.ids import SeededIds
from cleanbee.domain.kernel import Granted, OpsId, Refused, snake, with_
from cleanbee.domain.people.actor import AsOps
from cleanbee.domain.people.person import (
    Active,
    Applied,
    Away,
    Cleaner,
    CleanerPhase,
    Document,
    Left,
    Suspended,
    UnderReview,
    Vetting,
)
from cleanbee.domain.people.standing import (
    MOVES,
    CleanerSuspended,
    DocumentInvalid,
    EvidenceIncomplete,
    activate,
    come_back,
    go_away,
    leave,
    put_under_review,
    suspend,
    vet,
)
from cleanbee.ports.contracts.nouns import MORNING, Nouns

TODAY = date(2027, 3, 2)
OLGA = AsOps(id=OpsId(UUID(int=5)), role="admin")
EVIDENCE = "Three customers sent photos on 1 March; Joyce was heard on 2 March."
PAPERS = (Document(kind="identity", valid_until=TODAY), Document(kind="insurance", valid_until=TODAY))
PHASES: tuple[CleanerPhase, ...] = (
    Applied(), Vetting(), Active(), Away(since=MORNING), UnderReview(why="x"), Suspended(why="x"), Left(),
)  # fmt: skip

Verb = Callable[[Cleaner], Granted[Cleaner] | Refused[Any]]
VERBS: dict[str, Verb] = {
    "vet": vet,
    "activate": lambda one: activate(one, TODAY),
    "come_back": lambda one: come_back(one, TODAY),
    "go_away": lambda one: go_away(one, MORNING),
    "put_under_review": lambda one: put_under_review(one, "late three times"),
    "suspend": lambda one: suspend(one, OLGA, "safety", EVIDENCE),
    "leave": leave,
}


def joyce(phase: CleanerPhase, papers: tuple[Document, ...] = PAPERS) -> Cleaner:
    return with_(Nouns(SeededIds(1)).cleaner(), phase=phase, documents=papers)


def name(phase: CleanerPhase) -> str:
    return snake(type(phase).__name__)


def test_every_move_is_in_the_table_and_every_move_of_the_table_is_made() -> None:
    made: set[tuple[str, str]] = set()
    for phase, verb in product(PHASES, VERBS.values()):
        decided = verb(joyce(phase))
        if isinstance(decided, Granted):
            assert decided.value.version == 2
            assert len(decided.events) == 1
            made.add((name(phase), name(decided.value.phase)))
        else:
            assert decided.why.phase == name(phase)
    assert made == {(here, there) for here, onward in MOVES.items() for there in onward}


def test_whoever_has_left_does_not_come_back() -> None:
    assert not any(isinstance(verb(joyce(Left())), Granted) for verb in VERBS.values())


@pytest.mark.parametrize("verb", ["activate", "come_back"])
def test_a_paper_is_good_to_the_end_of_its_last_day_and_nobody_works_on_a_bad_one(verb: str) -> None:
    phase: CleanerPhase = Vetting() if verb == "activate" else Away(since=MORNING)
    old = (Document(kind="identity", valid_until=TODAY), Document(kind="insurance", valid_until=date(2027, 3, 1)))
    assert isinstance(VERBS[verb](joyce(phase)), Granted)
    assert VERBS[verb](joyce(phase, old)) == Refused(why=DocumentInvalid(kinds=("insurance",)))
    assert VERBS[verb](joyce(phase, ())) == Refused(why=DocumentInvalid(kinds=("identity", "insurance")))


def test_a_renewed_paper_counts_beside_the_old_one() -> None:
    both = (*PAPERS, Document(kind="insurance", valid_until=date(2026, 1, 1)))
    assert isinstance(activate(joyce(Vetting(), both), TODAY), Granted)


@pytest.mark.parametrize(("why", "evidence"), [("", EVIDENCE), ("safety", ""), ("safety", "she was late")])
def test_nobody_is_suspended_without_a_reason_and_what_it_rests_on(why: str, evidence: str) -> None:
    assert suspend(joyce(UnderReview(why="x")), OLGA, why, evidence) == Refused(why=EvidenceIncomplete())


def test_a_suspension_says_why_and_on_what_it_rests() -> None:
    done = suspend(joyce(UnderReview(why="x")), OLGA, "safety", EVIDENCE)
    assert isinstance(done, Granted)
    assert done.events == (CleanerSuspended(cleaner=done.value.id, by=OLGA.id, why="safety", evidence=EVIDENCE),)
