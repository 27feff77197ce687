"""What the audit promises: kept with the look it tells of or not at all, newest first, found by its subject."""

from __future__ import annotations

import pytest

from cleanbee.domain.kernel import BookingId, CleanerId, OpsId, with_
from cleanbee.domain.people.actor import AsCleaner, AsOps
from cleanbee.domain.people.audit import Deed, Disclosure
from cleanbee.ports.contracts.nouns import MORNING, Nouns, at
from cleanbee.ports.contracts.stores import OpensStore


class AuditContract(OpensStore):
    """Who was shown what."""

    async def test_what_was_shown_is_told_as_it_was_noted_the_newest_first(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            street = self._shown(nouns)
            olu = AsOps(id=OpsId(nouns.ids.new()), role="support")
            inside = with_(street, what="way_in", who=olu, at=at(1), why="lost key")
            other = self._shown(nouns)
            for noted in ((street,), (inside, other)):
                async with store.begin() as work:
                    await work.audit.note(*noted)
            async with store.begin() as work:
                assert [one.shown for one in await work.audit.newest(10, street.subject)] == [inside, street]
                assert [one.shown for one in await work.audit.newest(1, street.subject)] == [inside]
                assert [one.shown for one in await work.audit.newest(10, other.subject)] == [other]
                assert (await work.audit.newest(3))[-1].shown in (street, inside, other)

    async def test_what_somebody_did_stands_beside_what_others_were_shown(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            shown, henning = self._shown(nouns), AsOps(id=OpsId(nouns.ids.new()), role="finance")
            kept = Deed(
                who=henning, what="payout_blocked", thing="payout", subject=shown.subject, at=at(1), why="lost card"
            )
            async with store.begin() as work:
                await work.audit.note(shown, kept)
            async with store.begin() as work:
                assert [one.shown for one in await work.audit.newest(2, shown.subject)] == [kept, shown]

    async def test_one_look_twice_is_noted_twice(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            shown = self._shown(nouns)
            async with store.begin() as work:
                await work.audit.note(shown, shown)
                assert len(await work.audit.newest(10, shown.subject)) == 2

    async def test_it_is_read_on_from_each_line_and_nothing_comes_twice(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            shown = self._shown(nouns)
            looks = [with_(shown, at=at(minute % 2)) for minute in range(5)]
            for look in looks:
                async with store.begin() as work:
                    await work.audit.note(look, self._shown(nouns))
            async with store.begin() as work:
                whole = list(await work.audit.newest(10, shown.subject))
                assert [one.shown for one in whole] == looks[::-1]
                for nth, line in enumerate(whole, 1):
                    assert list(await work.audit.newest(2, shown.subject, line.place)) == whole[nth : nth + 2]
                    behind = await work.audit.newest(20, before=line.place)
                    assert [one for one in behind if one.shown.subject == shown.subject] == whole[nth:]

    async def test_a_look_that_was_not_kept_is_not_noted(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            shown = self._shown(nouns)
            with pytest.raises(KeyError):
                async with store.begin() as work:
                    await work.audit.note(shown)
                    raise KeyError
            async with store.begin() as work:
                assert not await work.audit.newest(10, shown.subject)

    def _shown(self, nouns: Nouns) -> Disclosure:
        """A cleaner is shown a street."""
        return Disclosure(
            who=AsCleaner(id=CleanerId(nouns.ids.new())),
            what="street",
            thing="home",
            subject=nouns.ids.new(),
            at=MORNING,
            booking=BookingId(nouns.ids.new()),
        )
