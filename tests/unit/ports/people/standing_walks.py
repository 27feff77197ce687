"""A cleaner's way with us, walked over any store."""

from __future__ import annotations

from datetime import date

import pytest
from tests.unit.ports.people.town import Build, Town

from cleanbee.domain.kernel import (
    CleanerId,
    NotAllowed,
    NotFound,
    NotInPhase,
    ReasonMissing,
    Refused,
    VersionMoved,
    evolve,
)
from cleanbee.domain.people.actor import Actor, Anonymous, AsSystem
from cleanbee.domain.people.person import Active, Applied, Away, Cleaner, Document, Left, Suspended
from cleanbee.domain.people.sign_in import TokenUnknown
from cleanbee.domain.people.standing import DocumentInvalid
from cleanbee.ports.inbound.people.refresh_session import RefreshAsked
from cleanbee.ports.inbound.people.turn_cleaner import StandingAsked, TurnCleaner, Verb

EVIDENCE = "Three customers sent photos on 1 March; Joyce was heard on 2 March."
LONG = date(2030, 1, 1)


async def turned(place: Town, actor: Actor, verb: Verb, at_version: int | None = None, why: str = "safety") -> object:
    ask = StandingAsked(
        actor=actor, cleaner=place.cleaner.id, verb=verb, why=why, evidence=EVIDENCE, at_version=at_version
    )
    return await TurnCleaner(place.store, place.real)(ask)


async def with_papers(place: Town, **facts: object) -> None:
    papers = (Document(kind="identity", valid_until=LONG), Document(kind="insurance", valid_until=LONG))
    async with place.store.begin() as work:
        old = await work.cleaners.find(place.cleaner.id)
        assert old is not None
        await work.cleaners.replace(old, evolve(old, documents=papers, **facts))


class StandingWalks:
    """Applying, working, going away, being suspended, leaving."""

    @pytest.mark.parametrize("verb", ["vet", "activate", "pause", "resume", "review", "suspend", "leave"])
    async def test_the_office_says_why_it_changes_how_somebody_stands(self, build: Build, verb: Verb) -> None:
        place = await build()
        assert await turned(place, place.olga, verb, why=" ") == Refused(why=ReasonMissing())

    async def test_a_cleaner_goes_away_without_saying_why(self, build: Build) -> None:
        place = await build()
        assert not isinstance(await turned(place, place.joyce, "pause", why=""), Refused)

    async def test_whoever_applies_is_vetted_and_works_once_the_papers_are_good(self, build: Build) -> None:
        place = await build()
        async with place.store.begin() as work:
            await work.cleaners.replace(place.cleaner, evolve(place.cleaner, phase=Applied()))
        await turned(place, place.olga, "vet")
        assert await turned(place, place.olga, "activate") == Refused(
            why=DocumentInvalid(kinds=("identity", "insurance"))
        )
        await with_papers(place)
        done = await turned(place, place.olga, "activate")
        assert isinstance(done, Cleaner)
        assert done.phase == Active()

    async def test_a_cleaner_goes_away_and_comes_back_by_themselves_and_stays_signed_in(self, build: Build) -> None:
        place = await build()
        await with_papers(place)
        tokens = await place.sign_in("+15550100201")
        away = await turned(place, place.joyce, "pause")
        assert isinstance(away, Cleaner)
        assert away.phase == Away(since=await place.now())
        back = await turned(place, place.joyce, "resume")
        assert isinstance(back, Cleaner)
        assert back.phase == Active()
        assert await place.authenticate(tokens.access) == place.joyce

    async def test_a_suspension_signs_every_device_out_in_the_same_moment(self, build: Build) -> None:
        place = await build()
        devices = [await place.sign_in("+15550100201") for _ in range(2)]
        others = await place.sign_in()
        await turned(place, place.olga, "review")
        assert await place.authenticate(devices[0].access) == place.joyce
        done = await turned(place, place.olga, "suspend")
        assert isinstance(done, Cleaner)
        assert done.phase == Suspended(why="safety")
        for device in devices:
            assert await place.authenticate(device.access) is None
            assert await place.refresh(RefreshAsked(device.refresh)) == Refused(why=TokenUnknown())
        assert await place.authenticate(others.access) == place.mia

    async def test_whoever_leaves_is_signed_out_and_gone_for_good(self, build: Build) -> None:
        place = await build()
        tokens = await place.sign_in("+15550100201")
        done = await turned(place, place.joyce, "leave")
        assert isinstance(done, Cleaner)
        assert done.phase == Left()
        assert await place.authenticate(tokens.access) is None
        assert await turned(place, place.olga, "activate") == Refused(why=NotInPhase(phase="left"))

    async def test_only_a_person_of_the_office_judges_and_never_a_rule_alone(self, build: Build) -> None:
        place = await build()
        for verb in ("vet", "activate", "review", "suspend"):
            for actor in (place.joyce, place.mia, Anonymous(), AsSystem(job="sweep")):
                assert await turned(place, actor, verb) == Refused(why=NotAllowed(action=f"cleaner.{verb}"))

    async def test_a_decision_on_an_older_version_is_not_taken(self, build: Build) -> None:
        place = await build()
        await turned(place, place.joyce, "pause")
        assert await turned(place, place.olga, "leave", at_version=1) == Refused(why=VersionMoved(current=2))

    async def test_a_cleaner_we_do_not_know_is_not_found(self, build: Build) -> None:
        place = await build()
        ask = StandingAsked(actor=place.olga, cleaner=CleanerId(place.ids.new()), verb="review", why="x")
        answer = await TurnCleaner(place.store, place.real)(ask)
        assert answer == Refused(why=NotFound(what="cleaner"))
