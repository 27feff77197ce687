"""The cleaner cannot come after all; a promise that nobody has been told of passes to another first, if it can."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from cleanbee.domain.booking.booking import Booking
from cleanbee.domain.booking.change import withdraw
from cleanbee.domain.booking.rebind import may_pass
from cleanbee.domain.kernel import CleanerId, Granted, Refusal, Refused, with_
from cleanbee.domain.payment.plan import is_unpaid
from cleanbee.domain.platform.once import Once
from cleanbee.ports.inbound.availability.release_claim import release_claim
from cleanbee.ports.inbound.booking.booking_view import BookingView, view_of
from cleanbee.ports.inbound.booking.turn_booking import BookingAsked, found, turn_booking
from cleanbee.ports.inbound.booking.visitor import visitor
from cleanbee.ports.inbound.matching.bind_late import BindLate
from cleanbee.ports.inbound.platform.scene import Scene
from cleanbee.ports.outbound.availability import ClaimOverlaps
from cleanbee.ports.outbound.store import Stale, Store, Work


class MayPassOn(Exception):
    """Nobody has been told of it, so another may come instead: nothing is decided yet."""


class Passing(BookingAsked, frozen=True, kw_only=True):
    """The verb, and who could come instead or make room for it."""

    among: tuple[CleanerId, ...]

    @property
    def concerns(self) -> tuple[CleanerId, ...]:
        """All of them are held while one is chosen."""
        return self.among


@dataclass(frozen=True)
class Withdraw:
    """Confirmed → confirmed by another, of whom nobody was told yet; else somebody is looked for, or the customer
    chooses. The cleaner's time is free again."""

    store: Store
    late: BindLate

    async def __call__(self, ask: BookingAsked, once: Once | None = None) -> BookingView | Refused[Refusal]:
        """The booking as it goes on: with somebody else, looking for somebody, or waiting for a choice."""
        try:
            return await self._given_up(ask, once, seek=True)
        except MayPassOn:
            among = await self._nearby(ask)
        if among:
            with suppress(Stale, ClaimOverlaps):
                return await self._passed(ask, once, among)
        return await self._given_up(ask, once, seek=False)

    async def _given_up(self, ask: BookingAsked, once: Once | None, *, seek: bool) -> BookingView | Refused[Refusal]:
        """:raises MayPassOn: with ``seek``, where it may pass on."""

        async def decide(work: Work, scene: Scene) -> Granted[Booking] | Refused[Refusal]:
            if seek and may_pass(scene.booking, scene.now):
                raise MayPassOn
            payment = await work.payments.of_booking(scene.booking.id)
            unpaid = payment is not None and is_unpaid(scene.booking, payment)
            done = withdraw(scene.booking, visitor(ask.actor), scene.policy, scene.now, unpaid=unpaid)
            if isinstance(done, Granted):
                await release_claim(work, scene.booking)
            return done

        return await turn_booking(self.store, ask, "withdraw", once, decide)

    async def _passed(
        self, ask: BookingAsked, once: Once | None, among: tuple[CleanerId, ...]
    ) -> BookingView | Refused[Refusal]:
        """One unit: another comes, out of those who are held now; whoever leaves is not told who.

        :raises Stale: nobody among them can take it on any more, or people have been told.
        """
        async with self.store.begin(once) as work:
            passing = Passing(actor=ask.actor, booking=ask.booking, at_version=ask.at_version, among=among)
            booking = await found(work, passing, "withdraw")
            if isinstance(booking, Refused):
                work.answer(booking)
                return booking
            now = await work.now()
            if not may_pass(booking, now):
                raise Stale("people have been told meanwhile, or it is no longer promised")
            visit = await self.late.visit(work, booking)
            chain = (await self.late.seek(work, visit, among, besides=visitor(ask.actor))).chain
            if not chain:
                raise Stale("nobody can take it on")
            bound = await self.late.judged(work, visit, chain)
            await self.late.make_room(work, bound)
            await self.late.keep(work, bound, now)
            onward = await work.bookings.find(booking.id)
            assert onward is not None, "it was kept just now"
            view = with_(await view_of(work, onward, ask.actor, now), cleaner=None)
            work.answer(view)
            return view

    async def _nearby(self, ask: BookingAsked) -> tuple[CleanerId, ...]:
        """Who could be part of it, by what is kept just now: those of a chain first, then the nearest; advice."""
        async with self.store.begin() as work:
            booking = await work.bookings.find(ask.booking)
            if booking is None or not may_pass(booking, await work.now()):
                return ()
            visit = await self.late.visit(work, booking)
            look = await self.late.seek(work, visit, besides=visitor(ask.actor))
        return tuple(dict.fromkeys((*(link.to for link in look.chain), *look.nearby)))
