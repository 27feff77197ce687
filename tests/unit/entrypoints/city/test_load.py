"""The seed city in a house: everybody is there, every booking stands where the files say, the books are at zero."""

from __future__ import annotations

import asyncio
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from tests.unit.entrypoints.city.town import SEED, house_of

from cleanbee.adapters.memory.gateway import MemoryGateway
from cleanbee.domain.availability.claim import Booked
from cleanbee.domain.booking.booking import Booking, Cancelled, Completed, Confirmed, LockedOut, Settled
from cleanbee.domain.booking.moves import MOVES, phase_name
from cleanbee.domain.kernel import BookingId, Refused, Window, snake
from cleanbee.domain.payment.payment import Authorized, Succeeded
from cleanbee.domain.payment.promotion import PromotionInvalid
from cleanbee.domain.people.actor import AsCustomer
from cleanbee.entrypoints.city.files import City, SeedWrong
from cleanbee.entrypoints.city.load import Loaded, load_into
from cleanbee.entrypoints.city.named import named
from cleanbee.entrypoints.city.people import cleaner_id, customer_id, instant
from cleanbee.entrypoints.city.rows import PastRow, WeekRow
from cleanbee.entrypoints.ports import Ports
from cleanbee.ports.inbound.payment.promotions import CodeRedeemed, RedeemCode
from cleanbee.ports.outbound.store import Work

pytestmark = pytest.mark.slow

PAYMENTS = {"saved": "card_saved"}
ENDS = {
    "completed": "settled",
    "cancelled": "cancelled",
    "lockout": "settled",
    "no_show": "cancelled",
    "released_unpaid": "cancelled",
}


House = tuple[Ports, Loaded]


@pytest.fixture(scope="module")
def loaded() -> House:
    """One house with the city in it, for the tests that only look."""
    return asyncio.run(house_of())


def id_of(city: City, row: PastRow | WeekRow) -> BookingId:
    return BookingId(named(instant(row.placed_local, city.zone_of(row.home)), "booking", row.key))


async def booking_of(work: Work, city: City, row: PastRow | WeekRow) -> Booking:
    found = await work.bookings.find(id_of(city, row))
    assert found is not None, row.key
    return found


async def test_every_booking_of_the_week_stands_in_the_phase_that_the_file_says(loaded: House) -> None:
    ports, _ = loaded
    city = City(SEED)
    async with ports.store.begin() as work:
        for row in city.week:
            booking = await booking_of(work, city, row)
            payment = await work.payments.of_booking(booking.id)
            assert payment is not None
            stands = (phase_name(booking.phase), snake(type(payment.phase).__name__))
            assert stands == (row.phase, PAYMENTS.get(row.payment, row.payment)), row.key


async def test_every_clean_of_the_past_ended_as_the_file_says_and_its_history_is_legal(loaded: House) -> None:
    ports, _ = loaded
    city = City(SEED)
    async with ports.store.begin() as work:
        for row in city.past:
            booking = await booking_of(work, city, row)
            assert phase_name(booking.phase) == ENDS[row.outcome], row.key
            steps = await work.bookings.history(booking.id)
            assert [step.seq for step in steps] == list(range(1, booking.version + 1))
            assert all(step.to in MOVES[step.origin] for step in steps)
            assert (steps[0].at, [step.at for step in steps]) == (booking.placed_at, sorted(step.at for step in steps))
            phase = booking.phase
            assert not isinstance(phase, Settled | LockedOut | Completed) or steps[-1].at >= booking.window.start


async def test_cleaners_of_the_past_came_when_their_visits_were_to_begin(loaded: House) -> None:
    ports, _ = loaded
    now = City(SEED).sandbox.now
    async with ports.store.begin() as work:
        came = await work.bookings.arrivals(Window(start=now - timedelta(days=60), end=now), 10_000)
    assert len(came) > 100
    assert sum(one.at <= one.start + timedelta(minutes=30) for one in came) > 0.9 * len(came)


async def test_the_books_sum_to_zero_and_what_the_bank_holds_is_what_we_say_it_holds(loaded: House) -> None:
    ports, _ = loaded
    assert isinstance(ports.gateway, MemoryGateway)
    bank = ports.gateway.bank
    city = City(SEED)
    held = taken = 0
    async with ports.store.begin() as work:
        balances = {(one.account, one.owner): one.amount.amount for one in await work.journals.balances()}
        for row in (*city.past, *city.week):
            payment = await work.payments.of_booking(id_of(city, row))
            assert payment is not None
            if isinstance(payment.phase, Authorized):
                held += bank.holds[payment.phase.provider_id].amount.amount
            for operation in await work.operations.of_booking(payment.booking):
                if isinstance(operation.phase, Succeeded) and operation.kind == "capture":
                    taken += operation.amount.amount
    assert sum(balances.values()) == 0
    assert balances["memo:held", None] == held
    assert balances["gateway", None] == taken
    assert taken == sum(one.taken.amount for one in bank.holds.values() if one.taken is not None)


async def test_a_second_load_changes_nothing(loaded: House) -> None:
    ports, first = loaded
    now = await ports.clock.now()
    again = await load_into(ports, City(SEED))
    assert (first.new > 500, again.new) == (True, 0)
    assert await ports.clock.now() == now
    assert (again.customers, again.bookings) == (first.customers, first.bookings)


async def test_the_clock_begins_where_the_city_does(loaded: House) -> None:
    ports, _ = loaded
    assert await ports.clock.now() == City(SEED).sandbox.now


async def test_nothing_is_due_in_the_past_once_the_city_is_loaded(loaded: House) -> None:
    ports, _ = loaded
    async with ports.store.begin() as work:
        due = await work.timers.next_due()
        assert due is not None
        assert due > await work.now()


async def test_a_promised_clean_takes_its_cleaner_s_time_and_a_dead_one_does_not(loaded: House) -> None:
    ports, _ = loaded
    city = City(SEED)
    async with ports.store.begin() as work:
        for row in city.week:
            booking = await booking_of(work, city, row)
            if isinstance(booking.phase, Confirmed):
                claim = await work.claims.find(booking.phase.claim)
                assert claim is not None
                assert (claim.use, claim.work) == (Booked(booking=booking.id), booking.window)
                assert claim.blocked.end >= booking.window.end + timedelta(minutes=15)
            elif phase_name(booking.phase) in {"cancelled", "expired"} and row.cleaner:
                kept = await work.claims.within([cleaner_id(row.cleaner)], booking.window)
                assert [one for one in kept if one.use == Booked(booking=booking.id)] == [], row.key


async def test_a_card_in_the_files_decides_what_stands(loaded: House, tmp_path: Path) -> None:
    folder = edited(tmp_path, "customers.toml", 'card = "card_insufficient"', 'card = "card_ok"')
    after, _ = await house_of(folder)
    city = City(folder)
    row = next(one for one in city.week if one.key == "fritz-tue")
    assert [await paid_how(ports, city, row) for ports in (loaded[0], after)] == ["declined", "authorized"]


async def test_a_clean_at_which_its_cleaner_does_not_work_is_not_loaded(tmp_path: Path) -> None:
    in_time, far_too_early = (f"ilse,brunnengasse-5,greta,2026-03-06T{clock}" for clock in ("08:00", "03:00"))
    folder = edited(tmp_path, "week.csv", in_time, far_too_early)
    with pytest.raises(SeedWrong, match="ilse-fri"):
        await house_of(folder)


async def test_a_clean_let_go_unpaid_is_made_good_to_its_cleaner(loaded: House) -> None:
    ports, _ = loaded
    city = City(SEED)
    row = next(one for one in city.week if one.key == "pedro-mon")
    async with ports.store.begin() as work:
        booking = await booking_of(work, city, row)
        assert isinstance(booking.phase, Cancelled)
        assert (booking.phase.by, booking.phase.reason) == ("system", "card_not_secured")
        kinds = [journal.kind for journal in await work.journals.of_booking(booking.id)]
        assert kinds == ["cover"]


async def test_the_city_has_a_code_for_newcomers_and_one_whose_time_is_over(loaded: House) -> None:
    ports, _ = loaded
    redeem, mia = RedeemCode(ports.store, ports.machine.ids), AsCustomer(id=customer_id("mia"))
    told = [await redeem(CodeRedeemed(actor=mia, code=code)) for code in ("welcome10", "advent5")]
    assert told == [Refused(why=PromotionInvalid(because=why)) for why in ("newcomers_only", "over")]


async def test_mia_s_home_has_been_cleaned_by_joyce_three_times(loaded: House) -> None:
    ports, _ = loaded
    city = City(SEED)
    async with ports.store.begin() as work:
        (home,) = await work.homes.of(customer_id("mia"))
        joyce = await work.cleaners.by_address(city.cleaners["joyce"].phone)
        assert joyce is not None
        assert await work.bookings.visits(home.id, joyce.id) == 3


async def paid_how(ports: Ports, city: City, row: WeekRow) -> str:
    async with ports.store.begin() as work:
        payment = await work.payments.of_booking(id_of(city, row))
        assert payment is not None
        return snake(type(payment.phase).__name__)


def edited(tmp_path: Path, file: str, old: str, new: str) -> Path:
    """A copy of the city without a past, in which one line reads differently."""
    folder = tmp_path / "seed"
    shutil.copytree(SEED, folder)
    header, _, _ = (folder / "history.csv").read_text("utf-8").partition("\n")
    (folder / "history.csv").write_text(header + "\n", "utf-8")
    text = (folder / file).read_text("utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new), "utf-8")
    return folder


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("city.toml", None, "city.toml cannot be read"),
        ("week.csv", None, "week.csv cannot be read"),
        ("city.toml", b"= =", "city.toml is no TOML"),
        ("city.toml", b"# caf\xe9", "city.toml is not written in UTF-8"),
        ("city.toml", b"", "city.toml says nothing of"),
    ],
)
def test_a_city_whose_files_say_nothing_is_named(tmp_path: Path, file: str, text: bytes | None, said: str) -> None:
    folder = tmp_path / "seed"
    shutil.copytree(SEED, folder)
    (folder / file).unlink()
    if text is not None:
        (folder / file).write_bytes(text)
    city = City(folder)
    with pytest.raises(SeedWrong, match=said):
        assert city.sandbox and city.week
