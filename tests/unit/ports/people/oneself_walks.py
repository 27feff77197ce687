"""People look at themselves and change what is theirs to change."""

from __future__ import annotations

from tests.unit.ports.people.town import Build

from cleanbee.domain.kernel import CleanerId, NotAllowed, NotFound, Refused, VersionMoved
from cleanbee.domain.people.actor import Anonymous, AsCleaner
from cleanbee.domain.people.me import Me, NameMissing, PayFloorTooLow, TooMany, Wishes
from cleanbee.ports.inbound.people.edit_me import EditMe, MeEdited
from cleanbee.ports.inbound.people.read_me import MeWanted, ReadMe


class OneselfWalks:
    """Looking at oneself, over any store."""

    async def test_everybody_who_is_signed_in_sees_themselves(self, build: Build) -> None:
        place = await build()
        seen = [await ReadMe(place.store)(MeWanted(actor=actor)) for actor in (place.mia, place.joyce, place.olga)]
        assert [(one.id, one.role) for one in seen if isinstance(one, Me)] == [
            (place.customer.id, "customer"), (place.cleaner.id, "cleaner"), (place.account.id, "admin")
        ]  # fmt: skip

    async def test_nobody_and_who_is_not_there_see_nothing(self, build: Build) -> None:
        place = await build()
        assert await ReadMe(place.store)(MeWanted(actor=Anonymous())) == Refused(why=NotAllowed(action="me.read"))
        nobody = AsCleaner(id=CleanerId(place.ids.new()))
        assert await ReadMe(place.store)(MeWanted(actor=nobody)) == Refused(why=NotFound(what="me"))

    async def test_a_customer_changes_name_language_favourites_and_blocks_and_the_rest_stays(
        self, build: Build
    ) -> None:
        place = await build()
        wishes = Wishes(name="  Mia\nMeier ", locale="de", favourites=(place.cleaner.id,))
        changed = await EditMe(place.store)(MeEdited(actor=place.mia, wishes=wishes, at_version=1))
        assert isinstance(changed, Me)
        assert (changed.name, changed.locale, changed.favourites, changed.phone, changed.version) == (
            "Mia Meier", "de", (place.cleaner.id,), place.customer.phone, 2
        )  # fmt: skip
        assert await ReadMe(place.store)(MeWanted(actor=place.mia)) == changed
        again = await EditMe(place.store)(MeEdited(actor=place.mia, wishes=wishes, at_version=1))
        assert again == Refused(why=VersionMoved(current=2))

    async def test_a_cleaner_takes_instant_work_and_asks_for_no_less_than_the_houses_floor(self, build: Build) -> None:
        place = await build()
        edit = EditMe(place.store)
        changed = await edit(
            MeEdited(actor=place.joyce, wishes=Wishes(instant=True, pets_ok=False, pay_floor_per_h=1300))
        )
        assert isinstance(changed, Me)
        assert (changed.instant, changed.pets_ok, changed.pay_floor_per_h) == (True, False, 1300)
        low = await edit(MeEdited(actor=place.joyce, wishes=Wishes(pay_floor_per_h=1299)))
        assert low == Refused(why=PayFloorTooLow(least=1300))

    async def test_an_empty_or_endless_name_and_an_endless_list_are_refused(self, build: Build) -> None:
        place = await build()
        edit = EditMe(place.store)
        for name in ("", "   ", "x" * 121):
            assert await edit(MeEdited(actor=place.mia, wishes=Wishes(name=name))) == Refused(why=NameMissing())
        many = tuple(CleanerId(place.ids.new()) for _ in range(201))
        assert await edit(MeEdited(actor=place.mia, wishes=Wishes(favourites=many))) == Refused(why=TooMany(most=200))

    async def test_nobody_names_whom_there_is_not_and_a_list_with_one_of_them_changes_nothing(
        self, build: Build
    ) -> None:
        place = await build()
        edit, nobody = EditMe(place.store), CleanerId(place.ids.new())
        for wishes in (Wishes(blocked=(place.cleaner.id, nobody)), Wishes(favourites=(nobody,))):
            assert await edit(MeEdited(actor=place.mia, wishes=wishes)) == Refused(why=NotFound(what="cleaner"))
        mine = await edit(MeEdited(actor=place.joyce, wishes=Wishes(blocked=(place.customer.id, nobody))))
        assert mine == Refused(why=NotFound(what="customer"))
        for actor in (place.mia, place.joyce):
            seen = await ReadMe(place.store)(MeWanted(actor=actor))
            assert isinstance(seen, Me) and (seen.favourites, seen.blocked, seen.version) == ((), (), 1)

    async def test_the_office_and_strangers_change_nothing_about_themselves_here(self, build: Build) -> None:
        place = await build()
        for actor in (place.olga, Anonymous()):
            answer = await EditMe(place.store)(MeEdited(actor=actor, wishes=Wishes(name="Olga")))
            assert answer == Refused(why=NotAllowed(action="me.edit"))
