"""Stories of fees that explain themselves, over any store."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from tests.unit.ports.booking.walks import Build, Town

from cleanbee.domain.booking.booking import AgreementMissing
from cleanbee.domain.booking.reckoning import Reckoning
from cleanbee.domain.kernel import NotFound, Refused, with_
from cleanbee.domain.people.actor import AsCleaner, AsCustomer
from cleanbee.ports.inbound.booking.booking_view import BookingView
from cleanbee.ports.inbound.booking.cancel_booking import CancelAsked, CancelBooking, Waive, WaiveAsked
from cleanbee.ports.inbound.booking.check_in import CheckIn, CheckInAsked
from cleanbee.ports.inbound.booking.note_door import DoorAsked, NoteDoor
from cleanbee.ports.inbound.booking.report_lockout import ReportLockout
from cleanbee.ports.inbound.matching.contest_receipt import ContestAsked, ContestReceipt
from cleanbee.ports.inbound.matching.read_receipts import (
    ListReceipts,
    ReadReceipt,
    ReceiptAsked,
    ReceiptsAsked,
    ReceiptView,
)
from cleanbee.ports.inbound.people.read_access_notes import NotesAsked, ReadAccessNotes

MONDAY = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)
WEDNESDAY = datetime(2027, 3, 3, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


async def fees(place: Town, actor: object) -> list[tuple[ReceiptView, Reckoning]]:
    found = await ListReceipts(place.store)(ReceiptsAsked(actor=actor))  # type: ignore[arg-type] -- an actor
    assert not isinstance(found, Refused)
    return [(one, one.fee) for one in found.views if one.fee is not None]


async def nobody_opens(place: Town, view: BookingView) -> None:
    """The cleaner comes on time, knows how to get in, and calls twice."""
    start = view.booking.window.start
    await place.go_to(start)
    here = CheckInAsked(actor=place.joyce, booking=view.booking.id, here=place.home.place)
    assert isinstance(await CheckIn(place.store, place.ids, place.travel)(here), BookingView)
    await ReadAccessNotes(place.store)(NotesAsked(actor=place.joyce, home=place.home.id))
    for minutes, channel in ((6, "phone"), (12, "sms")):
        await place.go_to(start + minutes * MINUTE)
        await NoteDoor(place.store)(DoorAsked(actor=place.joyce, booking=view.booking.id, channel=channel))


class FeeWalks:
    """Fees, over any store."""

    async def test_a_late_cancellation_has_a_receipt_that_both_sides_read_and_may_doubt(self, build: Build) -> None:
        place = await build(MONDAY)
        view = await place.book(WEDNESDAY)
        await place.go_to(WEDNESDAY - 5 * HOUR)
        ask = CancelAsked(actor=place.mia, booking=view.booking.id)
        assert isinstance(await CancelBooking(place.store, place.ids)(ask), BookingView)
        ((seen, fee),) = await fees(place, place.mia)
        assert (fee.kind, fee.fee.amount.amount, fee.fee.notice_min, fee.policy) == (
            "cancelled", 4320, 300, view.booking.policy
        )  # fmt: skip
        assert [(one.side, one.bound) for one in fee.otherwise] == [
            ("until", WEDNESDAY - 6 * HOUR), ("after", WEDNESDAY - 2 * HOUR)
        ]  # fmt: skip
        assert [one for one, _ in await fees(place, place.joyce)] == [seen]
        contest = ContestReceipt(place.store)
        for doubter in (place.mia, place.joyce):
            told = await contest(ContestAsked(actor=doubter, receipt=seen.receipt.id, why="The app was down."))
            assert isinstance(told, ReceiptView) and len(told.contests) == 1
        for nobody in (AsCustomer(id=place.nouns.customer().id), AsCleaner(id=place.nouns.cleaner().id)):
            there = ReceiptAsked(actor=nobody, receipt=seen.receipt.id)
            assert await ReadReceipt(place.store)(there) == Refused(why=NotFound(what="receipt"))

    async def test_a_waived_fee_says_that_the_platform_bears_it(self, build: Build) -> None:
        place = await build(MONDAY)
        view = await place.book(WEDNESDAY)
        await place.go_to(WEDNESDAY - 5 * HOUR)
        ask = WaiveAsked(actor=place.olga, booking=view.booking.id, reason="illness")
        assert isinstance(await Waive(place.store, place.ids)(ask), BookingView)
        ((_, fee),) = await fees(place, place.joyce)
        assert (fee.kind, fee.reasons, fee.borne_by, fee.fee.cleaner.amount) == (
            "waived", ("illness",), "platform", 2520
        )  # fmt: skip

    async def test_a_cleaner_forgoes_their_share_only_by_a_yes_that_is_written_down(self, build: Build) -> None:
        place = await build(MONDAY)
        view = await place.book(WEDNESDAY)
        await place.go_to(WEDNESDAY - 5 * HOUR)
        ask = WaiveAsked(actor=place.olga, booking=view.booking.id, reason="illness", borne_by="cleaner", agreed=" ")
        waive = Waive(place.store, place.ids)
        assert await waive(ask) == Refused(why=AgreementMissing())
        assert isinstance(await waive(with_(ask, agreed="She said so by telephone")), BookingView)
        await place.run_due()
        assert await place.ledger() == {}
        ((_, fee),) = await fees(place, place.joyce)
        assert (fee.kind, fee.borne_by, fee.fee.agreed, fee.fee.cleaner.amount) == (
            "waived", "cleaner", "She said so by telephone", 0
        )  # fmt: skip

    async def test_what_cost_nothing_has_none(self, build: Build) -> None:
        place = await build(MONDAY)
        view = await place.book(WEDNESDAY + 2 * HOUR)
        await place.go_to(MONDAY + HOUR)
        ask = CancelAsked(actor=place.mia, booking=view.booking.id)
        assert isinstance(await CancelBooking(place.store, place.ids)(ask), BookingView)
        assert not await fees(place, place.mia)

    @pytest.mark.parametrize(("second", "kept"), [(-1, 0), (0, 1), (1, 1)])
    async def test_a_closed_door_has_its_receipt_from_the_instant_it_counts(
        self, build: Build, second: int, kept: int
    ) -> None:
        place = await build(MONDAY)
        view = await place.book(WEDNESDAY)
        await nobody_opens(place, view)
        await place.go_to(WEDNESDAY + 30 * MINUTE + timedelta(seconds=second))
        done = await ReportLockout(place.store, place.ids)(place.about(view))
        assert isinstance(done, BookingView) == bool(kept)
        found = await fees(place, place.mia)
        assert [(fee.kind, fee.fee.amount, fee.reasons) for _, fee in found] == [
            ("locked_out", view.booking.price.total, ("nobody_home", "phone", "sms"))
        ] * kept
