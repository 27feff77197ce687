"""What an auditor's questions promise: nothing where all is well, and the one that breaks a rule where one does."""

from __future__ import annotations

from uuid import UUID

from cleanbee.domain.booking.booking import Booking, Cancelled
from cleanbee.domain.kernel import Money, evolve, with_
from cleanbee.domain.payment.dispute import Lost, Open, Won
from cleanbee.domain.payment.ledger import Journal, Posting
from cleanbee.domain.payment.payment import Authorized, Payment
from cleanbee.ports.contracts.after_capture import dispute
from cleanbee.ports.contracts.nouns import MORNING, Nouns, at, euros
from cleanbee.ports.contracts.stores import OpensStore, placed, settle
from cleanbee.ports.outbound.store import Store
from cleanbee.ports.outbound.watch import Span

HELD = Authorized(amount=euros(8640), provider_id="hold", capture_before=at(60))


class WatchContract(OpensStore):
    """Questions whose answer is nothing."""

    async def test_where_all_is_well_every_answer_is_nothing(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            booking = await self.booked(store, nouns)
            async with store.begin() as work:
                await work.journals.post(nouns.journal(booking.id, booking.customer))
            async with store.begin() as work:
                watch = work.watch
                found = [*await watch.over_captured(), *await watch.overpaid(), *await watch.dead_holds(at(600)),
                         *await watch.lapsed_holds(at(600))]  # fmt: skip
                assert booking.id not in found
                assert not await watch.unbalanced() and not await watch.reversed_twice()

    async def test_a_hold_on_the_card_of_a_dead_booking_is_named_once_its_time_is_over(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            booking = await self.booked(store, nouns)
            dead = Cancelled(by="customer", reason="away", at=at(5), fee=euros(0), cleaner_pay=euros(0))
            async with store.begin() as work:
                await work.bookings.replace(booking, evolve(booking, phase=dead))
            async with store.begin() as work:
                assert booking.id in await work.watch.dead_holds(at(6))
                assert booking.id not in await work.watch.dead_holds(at(5))
                assert booking.id not in await work.watch.lapsed_holds(at(600)), "there is nothing to be captured"

    async def test_a_hold_that_pays_a_fee_is_not_dead(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            booking = await self.booked(store, nouns)
            owes = Cancelled(by="customer", reason="away", at=at(5), fee=euros(100), cleaner_pay=euros(0))
            async with store.begin() as work:
                await work.bookings.replace(booking, evolve(booking, phase=owes))
            async with store.begin() as work:
                assert booking.id not in await work.watch.dead_holds(at(600))

    async def test_more_captured_than_held_and_more_given_back_than_taken_are_named(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            over, back, well = [await self.booked(store, nouns) for _ in range(3)]
            await self.post(store, nouns, over, "capture", {"gateway": 101, "memo:held": -100, "platform:revenue": -1})
            await self.post(store, nouns, well, "capture", {"gateway": 100, "memo:held": -120, "memo:holder": 20})
            await self.post(store, nouns, well, "refund", {"gateway": -100, "platform:promise": 100})
            await self.post(store, nouns, back, "refund", {"gateway": -1, "platform:promise": 1})
            async with store.begin() as work:
                found = await work.watch.over_captured()
            assert over.id in found and back.id in found and well.id not in found

    async def test_what_goes_back_and_what_a_bank_takes_is_together_no_more_than_was_taken(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            over, fits, won = [await self.booked(store, nouns) for _ in range(3)]
            phases = ((over, 61, Open()), (fits, 60, Lost(at=at(1))), (won, 61, Won(at=at(1))))
            for booking, cents, phase in phases:
                taken = {"gateway": 100, "memo:held": -100}
                await self.post(store, nouns, booking, "capture", taken)
                await self.post(store, nouns, booking, "refund", {"gateway": -40, "platform:promise": 40})
                one = with_(dispute(nouns, booking), amount=euros(cents), phase=phase)
                async with store.begin() as work:
                    await work.disputes.add(one)
            async with store.begin() as work:
                found = await work.watch.over_captured()
            assert over.id in found and fits.id not in found and won.id not in found

    async def test_a_tip_is_no_room_for_giving_back_more_of_the_clean(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            over, fits, more = [await self.booked(store, nouns) for _ in range(3)]
            for booking, back, cents in ((over, 9000, 1), (fits, 8640, 800), (more, 8640, 801)):
                await self.post(store, nouns, booking, "capture", {"gateway": 8640, "memo:held": -8640})
                await self.post(store, nouns, booking, "tip", {"gateway": 800, "platform:promise": -800})
                await self.post(store, nouns, booking, "refund", {"gateway": -back, "platform:promise": back})
                of_tip = with_(dispute(nouns, booking), amount=euros(cents))
                async with store.begin() as work:
                    payment = await work.payments.of_booking(booking.id)
                    assert payment is not None
                    charged = with_(nouns.operation(payment, "charge"), amount=euros(800), provider_id=of_tip.charge)
                    await work.operations.add(charged)
                    await work.disputes.add(of_tip)
            async with store.begin() as work:
                found = await work.watch.over_captured()
            assert over.id in found and fits.id not in found
            assert more.id in found, "nor does a clean's charge hide what a bank took of its tip"

    async def test_of_what_was_posted_in_a_span_all_that_was_posted_before_counts_and_nothing_else_is_asked(
        self,
    ) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            over, twice = [await self.booked(store, nouns) for _ in range(2)]
            owner = nouns.ids.new()
            moved = {"cleaner:accrued": 60, "cleaner:payable": -60}
            spare = await self.booked(store, nouns)
            for booking in (twice, spare):
                earned = {"platform:promise": 60, "cleaner:accrued": -60}
                await self.post(store, nouns, booking, "earned", earned, owner)
            await self.post(store, nouns, over, "capture", {"gateway": 100, "memo:held": -100})
            back = written(nouns, over, "refund", {"gateway": -101, "platform:promise": 101})
            await self.keep(store, with_(back, at=at(50)))
            await self.post(store, nouns, twice, "capture", moved, owner)
            await self.keep(store, with_(written(nouns, twice, "cover", moved, owner), at=at(50)))
            async with store.begin() as work:
                first = await work.watch.first()
                assert first is not None and first <= MORNING
                for hours, seen in ((49, False), (50, True), (51, False)):
                    span = Span(since=at(hours), until=at(hours + 1))
                    assert (over.id in await work.watch.over_captured(span)) == seen
                    assert (twice.id in await work.watch.overpaid(span)) == seen
                    assert not await work.watch.unbalanced(span)

    async def test_a_share_that_became_payable_twice_is_named(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            twice, once = [await self.booked(store, nouns) for _ in range(2)]
            other = nouns.ids.new()
            for booking, cents in ((twice, 61), (once, 60)):
                owner = nouns.ids.new()
                earned = {"platform:promise": 60, "cleaner:accrued": -60}
                await self.post(store, nouns, booking, "earned", earned, owner)
                await self.post(store, nouns, booking, "earned", {"platform:promise": 9, "cleaner:accrued": -9}, other)
                if cents > 60:  # the account as a whole stands well: another booking's share hides it
                    spare = await self.booked(store, nouns)
                    await self.post(store, nouns, spare, "earned", earned, owner)
                moved = {"cleaner:accrued": cents, "cleaner:payable": -cents}
                await self.post(store, nouns, booking, "capture", moved, owner)
            async with store.begin() as work:
                found = await work.watch.overpaid()
            assert twice.id in found and once.id not in found

    async def booked(self, store: Store, nouns: Nouns) -> Booking:
        """A booking with an amount held on a card."""
        world = await settle(store, nouns)
        booking = await placed(store, nouns, world)
        payment: Payment = with_(nouns.payment(booking, world.card), phase=HELD)
        async with store.begin() as work:
            await work.payments.add(payment)
        return booking

    async def post(
        self, store: Store, nouns: Nouns, booking: Booking, kind: str, lines: dict[str, int], owner: UUID | None = None
    ) -> None:
        """A journal about a booking; lines of cleaners are this one's."""
        await self.keep(store, written(nouns, booking, kind, lines, owner))

    async def keep(self, store: Store, journal: Journal) -> None:
        """A journal, posted."""
        async with store.begin() as work:
            assert await work.journals.post(journal)


def written(nouns: Nouns, booking: Booking, kind: str, lines: dict[str, int], owner: UUID | None = None) -> Journal:
    """A journal about a booking; lines of cleaners are this one's."""
    postings = tuple(
        Posting(account=account, amount=Money(amount=cents), owner=owner if account.startswith("cleaner:") else None)
        for account, cents in lines.items()
    )
    return with_(nouns.journal(booking.id, booking.customer, at_=MORNING), kind=kind, postings=postings)
