"""Homes: added, changed, put away, and shown to others no earlier than they need to see them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.unit.ports.people.town import MIDDLE, NOW, Build, Town

from cleanbee.domain.availability.reach import metres
from cleanbee.domain.booking.booking import AtDoor, Booking, Completed, Confirmed, MoneyNotSecured, TooEarly
from cleanbee.domain.booking.reveal import HomeView, TooLate, WhyMissing, around, visit_of, way_in
from cleanbee.domain.kernel import (
    CustomerId,
    Granted,
    HomeId,
    NotAllowed,
    NotFound,
    Place,
    Refused,
    VersionMoved,
    evolve,
    with_,
)
from cleanbee.domain.payment.payment import Authorized
from cleanbee.domain.people.actor import Anonymous, AsCleaner, AsCustomer, AsOps
from cleanbee.domain.people.address import AddressUnknown, OutsideArea
from cleanbee.domain.people.home import HomeInUse, HomeWishes, NewHome, NotesTooLong
from cleanbee.domain.people.me import TooMany
from cleanbee.domain.people.person import AccessNotes, Rooms, without_pin
from cleanbee.domain.platform.once import Once
from cleanbee.domain.platform.policy import standard
from cleanbee.ports.inbound.booking.booking_view import BookingView, outline_of
from cleanbee.ports.inbound.booking.list_bookings import BookingsAsked, ListBookings, Part
from cleanbee.ports.inbound.booking.read_booking import ReadBooking
from cleanbee.ports.inbound.booking.turn_booking import BookingAsked
from cleanbee.ports.inbound.people.archive_home import ArchiveHome
from cleanbee.ports.inbound.people.create_home import CreateHome, HomeTold
from cleanbee.ports.inbound.people.edit_home import EditHome, HomeEdited
from cleanbee.ports.inbound.people.list_homes import Homes, HomesWanted, ListHomes
from cleanbee.ports.inbound.people.read_access_notes import NotesAsked, ReadAccessNotes
from cleanbee.ports.inbound.people.read_audit import AuditAsked, ReadAudit
from cleanbee.ports.inbound.people.read_home import ReadHome
from cleanbee.ports.inbound.people.turn_home import HomeAsked
from cleanbee.ports.outbound.geo import GeocoderDown
from cleanbee.ports.outbound.store import Seen

NOTES = AccessNotes(text="Key in the safe, code 4711", pin="7483")
TOLD = without_pin(NOTES)
FLAT = NewHome(rooms=Rooms(bedrooms=2, bathrooms=1), pets=("cat",), notes=NOTES)


async def added(place: Town, address: str = "Lindenweg 12") -> HomeView:
    view = await CreateHome(place.store, place.geocoder, place.ids)(
        HomeTold(actor=place.mia, address=address, home=FLAT)
    )
    assert isinstance(view, HomeView), view
    return view


async def visit(place: Town, home: HomeId, *, secured: bool = True) -> Booking:
    """Joyce is to clean this home in three days at nine."""
    nouns = place.nouns
    start = NOW + timedelta(days=3)
    async with place.store.begin() as work:
        kept = await work.homes.find(home)
        assert kept is not None
        quote, card = nouns.quote(place.customer), nouns.card(place.customer)
        booking = nouns.booking(kept, quote, start=start)
        claim = nouns.booked(place.cleaner, booking)
        booking = with_(booking, phase=Confirmed(cleaner=place.cleaner.id, claim=claim.id, told_at=NOW))
        payment = nouns.payment(booking, card)
        if secured:
            held = Authorized(amount=booking.price.total, provider_id="p1", capture_before=start + timedelta(days=3))
            payment = with_(payment, phase=held)
        await work.quotes.add(quote)
        await work.cards.add(card)
        await work.bookings.add(booking)
        await work.claims.add(claim)
        await work.payments.add(payment)
    return booking


async def seen_by(place: Town, actor: AsCleaner | AsCustomer | AsOps | Anonymous, home: HomeId) -> object:
    return await ReadHome(place.store)(HomeAsked(actor=actor, home=home))


async def stands(place: Town, booking: Booking) -> Booking:
    async with place.store.begin() as work:
        now = await work.bookings.find(booking.id)
    assert now is not None
    return now


async def notes_for(place: Town, home: HomeId) -> object:
    answer = await ReadAccessNotes(place.store)(NotesAsked(actor=place.joyce, home=home))
    return answer.why if isinstance(answer, Refused) else answer


async def looks(place: Town, home: HomeId) -> list[tuple[object, str, str]]:
    """Who was shown what of this home, and why, newest first."""
    async with place.store.begin() as work:
        return [(one.shown.who, one.shown.what, one.shown.why) for one in await work.audit.newest(100, home)]


class HomeWalks:
    """Homes, over any store."""

    async def test_a_home_is_added_where_its_address_is_and_its_owner_sees_all_of_it(self, build: Build) -> None:
        place = await build()
        view = await added(place)
        assert (view.address, view.zone, view.around, view.notes) == (
            "Lindenweg 12, Honigfeld", "Europe/Berlin", MIDDLE, NOTES
        )  # fmt: skip
        assert await seen_by(place, place.mia, view.id) == view

    @pytest.mark.parametrize(
        ("address", "why"),
        [
            ("1 Nowhere St", OutsideArea()),
            ("2 Ambiguous Rd", AddressUnknown(candidates=("Kirchgasse 2", "Rua da Escola 2"))),
            ("Nonsense", AddressUnknown()),
        ],
    )
    async def test_a_home_nobody_serves_or_finds_is_not_added(self, build: Build, address: str, why: object) -> None:
        place = await build()
        ask = HomeTold(actor=place.mia, address=address, home=FLAT)
        assert await CreateHome(place.store, place.geocoder, place.ids)(ask) == Refused(why=why)
        listed = await ListHomes(place.store)(HomesWanted(actor=place.mia))
        assert isinstance(listed, Homes)
        assert [home.id for home in listed.homes] == [place.home.id]

    async def test_when_the_geocoder_is_down_that_is_a_fault_and_nothing_is_kept(self, build: Build) -> None:
        place = await build()
        with pytest.raises(GeocoderDown):
            await added(place, "3 Silent Rd")

    async def test_the_same_request_adds_one_home(self, build: Build) -> None:
        place = await build()
        walk = CreateHome(place.store, place.geocoder, place.ids)
        once = Once(principal="customer:1", key="k" * 16, fingerprint="f")
        ask = HomeTold(actor=place.mia, address="Lindenweg 12", home=FLAT)
        first = await walk(ask, once)
        with pytest.raises(Seen) as again:
            await walk(ask, once)
        assert again.value.answer == first

    async def test_only_customers_add_homes(self, build: Build) -> None:
        place = await build()
        for actor in (place.joyce, place.olga, Anonymous()):
            answer = await CreateHome(place.store, place.geocoder, place.ids)(
                HomeTold(actor=actor, address="Lindenweg 12", home=FLAT)
            )
            assert answer == Refused(why=NotAllowed(action="home.create"))

    async def test_a_customer_has_at_most_fifty_homes_in_use(self, build: Build) -> None:
        place = await build()
        for _ in range(49):
            await added(place)
        ask = HomeTold(actor=place.mia, address="Lindenweg 12", home=FLAT)
        walk = CreateHome(place.store, place.geocoder, place.ids)
        assert await walk(ask) == Refused(why=TooMany(most=50))
        await ArchiveHome(place.store)(HomeAsked(actor=place.mia, home=place.home.id))
        assert isinstance(await walk(ask), HomeView)

    async def test_notes_no_cleaner_could_read_at_a_door_are_refused(self, build: Build) -> None:
        place = await build()
        ask = HomeEdited(actor=place.mia, home=place.home.id, wishes=HomeWishes(notes=AccessNotes(text="x" * 2001)))
        assert await EditHome(place.store)(ask) == Refused(why=NotesTooLong(most=2000))

    async def test_a_change_keeps_what_it_does_not_speak_of_and_wants_the_version_it_was_decided_on(
        self, build: Build
    ) -> None:
        place = await build()
        view = await added(place)
        ask = HomeEdited(actor=place.mia, home=view.id, wishes=HomeWishes(pets=()), at_version=view.version)
        changed = await EditHome(place.store)(ask)
        assert isinstance(changed, HomeView)
        assert (changed.pets, changed.notes, changed.rooms, changed.version) == ((), NOTES, FLAT.rooms, 2)
        assert await EditHome(place.store)(ask) == Refused(why=VersionMoved(current=2))

    async def test_a_strangers_home_looks_absent(self, build: Build) -> None:
        place = await build()
        ben = AsCustomer(id=CustomerId(place.ids.new()))
        nowhere = HomeId(place.ids.new())
        gone = Refused(why=NotFound(what="home"))
        assert await seen_by(place, ben, place.home.id) == gone
        assert await seen_by(place, place.joyce, place.home.id) == gone
        assert await seen_by(place, place.mia, nowhere) == gone
        assert await EditHome(place.store)(HomeEdited(actor=ben, home=place.home.id, wishes=HomeWishes())) == gone
        assert await ArchiveHome(place.store)(HomeAsked(actor=ben, home=place.home.id)) == gone

    async def test_a_home_is_put_away_once_no_clean_is_planned_there_and_then_no_longer_listed(
        self, build: Build
    ) -> None:
        place = await build()
        view = await added(place)
        await visit(place, view.id)
        archive = ArchiveHome(place.store)
        assert await archive(HomeAsked(actor=place.mia, home=view.id)) == Refused(why=HomeInUse())
        other = await archive(HomeAsked(actor=place.mia, home=place.home.id))
        assert isinstance(other, HomeView)
        assert other.archived
        assert await archive(HomeAsked(actor=place.mia, home=place.home.id)) == other
        listed = await ListHomes(place.store)(HomesWanted(actor=place.mia))
        assert isinstance(listed, Homes)
        assert [home.id for home in listed.homes] == [view.id]

    async def test_the_cleaner_sees_about_where_then_the_street_a_day_ahead_then_the_way_in_an_hour_ahead(
        self, build: Build
    ) -> None:
        place = await build()
        home = (await added(place)).id
        booking = await visit(place, home)
        far = await seen_by(place, place.joyce, home)
        assert isinstance(far, HomeView)
        assert (far.address, far.notes) == (None, None)
        assert far.around == around(MIDDLE) != MIDDLE
        await place.go_to(booking.window.start - timedelta(hours=24, seconds=1))
        assert await seen_by(place, place.joyce, home) == far
        await place.go_to(booking.window.start - timedelta(hours=24))
        near = await seen_by(place, place.joyce, home)
        assert isinstance(near, HomeView)
        assert (near.address, near.notes, near.around) == ("Lindenweg 12, Honigfeld", None, MIDDLE)
        await place.go_to(booking.window.start - timedelta(minutes=60))
        here = await seen_by(place, place.joyce, home)
        assert isinstance(here, HomeView)
        assert here.notes == TOLD

    async def test_whoever_is_told_where_somebody_lives_stands_in_the_audit_and_the_owner_does_not(
        self, build: Build
    ) -> None:
        place = await build()
        home = (await added(place)).id
        booking = await visit(place, home)
        await seen_by(place, place.joyce, home)  # too early: about where, and that is nobody's secret
        await seen_by(place, place.mia, home)
        assert await looks(place, home) == []
        await place.go_to(booking.window.start - timedelta(hours=24))
        await seen_by(place, place.joyce, home)
        await place.go_to(booking.window.start - timedelta(minutes=60))
        await seen_by(place, place.joyce, home)
        await notes_for(place, home)
        assert await looks(place, home) == [
            (place.joyce, "way_in", ""),
            (place.joyce, "way_in", ""),
            (place.joyce, "street", ""),
            (place.joyce, "street", ""),
        ]
        async with place.store.begin() as work:
            assert {one.shown.booking for one in await work.audit.newest(10, home)} == {booking.id}

    async def test_the_way_in_read_at_the_door_is_evidence_read_before_it_is_not(self, build: Build) -> None:
        place = await build()
        home = (await added(place)).id
        booking = await visit(place, home)
        await place.go_to(booking.window.start)
        await notes_for(place, home)
        assert await stands(place, booking) == booking
        assert isinstance(booking.phase, Confirmed)
        door = AtDoor(cleaner=place.cleaner.id, claim=booking.phase.claim, since=booking.window.start)
        async with place.store.begin() as work:
            await work.bookings.replace(booking, evolve(booking, phase=door))
        read = [(await notes_for(place, home), await stands(place, booking)) for _ in range(2)]
        assert read[0] == read[1]
        notes, after = read[0]
        assert isinstance(after.phase, AtDoor)
        assert (notes, after.phase.notes_opened_at) == (TOLD, booking.window.start)

    async def test_the_office_reads_the_way_in_for_a_reason_that_is_kept(self, build: Build) -> None:
        place = await build()
        home = (await added(place)).id
        read = ReadAccessNotes(place.store)
        assert await read(NotesAsked(actor=place.olga, home=home, why=" ")) == Refused(why=WhyMissing())
        assert await looks(place, home) == []
        assert await read(NotesAsked(actor=place.olga, home=home, why="The key broke.")) == NOTES
        await seen_by(place, place.olga, home)
        assert await looks(place, home) == [(place.olga, "street", ""), (place.olga, "way_in", "The key broke.")]

    async def test_a_booking_read_by_itself_tells_the_street_and_notes_it_a_list_does_neither(
        self, build: Build
    ) -> None:
        place = await build()
        home = (await added(place)).id
        booking = await visit(place, home)
        await place.go_to(booking.window.start - timedelta(hours=1))
        asked = BookingAsked(actor=place.olga, booking=booking.id)
        read = await ReadBooking(place.store)(asked)
        assert isinstance(read, BookingView)
        assert read.shown.address == "Lindenweg 12, Honigfeld"
        assert await looks(place, home) == [(place.olga, "street", "")]
        mine = await ListBookings(place.store)(BookingsAsked(actor=place.joyce))
        assert isinstance(mine, Part)
        (hers,) = (one.shown for one in mine.views)
        assert (hers.address, hers.notes) == ("Lindenweg 12, Honigfeld", None), "the way in is a look of its own"
        assert hers.way_in_from == booking.window.start - timedelta(hours=1)
        assert (await looks(place, home))[:2] == [(place.joyce, "street", ""), (place.olga, "street", "")]
        async with place.store.begin() as work:
            listed = await outline_of(work, booking, place.olga, await work.now())
        assert (listed.shown.address, listed.shown.notes) == (None, None)
        assert len(await looks(place, home)) == 2

    async def test_a_booking_read_again_the_same_day_notes_the_street_once_and_the_next_day_again(
        self, build: Build
    ) -> None:
        place = await build()
        home = (await added(place)).id
        booking = await visit(place, home)
        for hours, noted in ((3, 1), (2, 1), (-22, 2)):
            await place.go_to(booking.window.start - timedelta(hours=hours))
            for _ in range(2):
                asked = BookingAsked(actor=place.olga, booking=booking.id)
                assert isinstance(await ReadBooking(place.store)(asked), BookingView)
            assert await looks(place, home) == [(place.olga, "street", "")] * noted
        await seen_by(place, place.olga, home)
        assert len(await looks(place, home)) == 3, "whoever opens the home itself is noted each time"

    async def test_only_the_desk_reads_who_was_shown_what(self, build: Build) -> None:
        place = await build()
        home = (await added(place)).id
        await seen_by(place, place.olga, home)
        read = ReadAudit(place.store)
        for nobody in (place.mia, place.joyce, Anonymous()):
            assert await read(AuditAsked(actor=nobody)) == Refused(why=NotAllowed(action="audit.read"))
        found = await read(AuditAsked(actor=place.olga, subject=home, most=1))
        assert not isinstance(found, Refused)
        assert [one.shown.who for one in found] == [place.olga]

    async def test_the_way_in_opens_an_hour_before_to_the_second(self, build: Build) -> None:
        place = await build()
        home = (await added(place)).id
        opens = (await visit(place, home)).window.start - timedelta(minutes=60)
        await place.go_to(opens - timedelta(seconds=1))
        assert await notes_for(place, home) == TooEarly(opens=opens)
        await place.go_to(opens)
        assert await notes_for(place, home) == TOLD

    async def test_no_street_and_no_way_in_before_the_money_is_secured(self, build: Build) -> None:
        place = await build()
        home = (await added(place)).id
        booking = await visit(place, home, secured=False)
        await place.go_to(booking.window.start - timedelta(minutes=30))
        assert await notes_for(place, home) == MoneyNotSecured()
        view = await seen_by(place, place.joyce, home)
        assert isinstance(view, HomeView)
        assert (view.address, view.notes) == (None, None)

    async def test_to_another_cleaner_the_notes_are_not_there(self, build: Build) -> None:
        place = await build()
        home = (await added(place)).id
        booking = await visit(place, home)
        nadia = place.nouns.cleaner().id
        assert visit_of(nadia, [booking], NOW) is None
        with pytest.raises(AssertionError):
            way_in(booking, nadia, standard(), booking.window.start, secured=True)
        there = NotesAsked(actor=AsCleaner(id=nadia), home=home)
        assert await ReadAccessNotes(place.store)(there) == Refused(why=NotFound(what="access_notes"))

    async def test_the_door_closes_a_quarter_of_an_hour_after_the_work_is_done(self, build: Build) -> None:
        place = await build()
        booking = await visit(place, (await added(place)).id)
        assert isinstance(booking.phase, Confirmed)
        end = booking.window.end
        done = with_(
            booking,
            phase=Completed(
                cleaner=place.cleaner.id, claim=booking.phase.claim, began=booking.window.start, ended=end, minutes=180
            ),
        )
        last = end + timedelta(minutes=15)
        me, rules = place.cleaner.id, standard()
        assert way_in(done, me, rules, last - timedelta(seconds=1), secured=True) == Granted(value=None)
        assert way_in(done, me, rules, last, secured=True) == Refused(why=TooLate())

    def test_neighbours_look_the_same_from_afar_and_nobody_is_shown_half_a_kilometre_off(self) -> None:
        door = Place(lat_e6=51_842_000, lon_e6=10_786_000)
        assert around(door) == around(with_(door, lat_e6=door.lat_e6 + 500, lon_e6=door.lon_e6 - 500))
        for north, east in ((0, 0), (4_999, 0), (0, 4_999), (2_600, 1_300)):
            home = with_(door, lat_e6=door.lat_e6 + north, lon_e6=door.lon_e6 + east)
            assert metres(home, around(home)) < 500
        assert around(with_(door, lat_e6=door.lat_e6 + 5_000)) != around(door)
