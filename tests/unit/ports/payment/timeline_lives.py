"""What a money timeline says, and what then happens: the real use cases over a store in memory, on the test clock."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from uuid import UUID

from tests.unit.ports.booking.walks import FollowingClock, Town
from tests.unit.ports.payment.made_up import MINUTE, SECOND, Made, next_monday

from cleanbee.adapters.memory.clock import ManualClock
from cleanbee.adapters.memory.gateway import MemoryGateway
from cleanbee.adapters.memory.geo import StraightTravel
from cleanbee.adapters.memory.ids import SeededIds
from cleanbee.adapters.memory.store import MemoryStore
from cleanbee.domain.availability.hours import Hours, WeeklyRule
from cleanbee.domain.availability.slot import Slot
from cleanbee.domain.booking.costs import CostStep, cost_at
from cleanbee.domain.kernel import window_of, with_
from cleanbee.domain.payment.dated import Line
from cleanbee.domain.payment.ledger import Journal
from cleanbee.domain.payment.payment import Failed
from cleanbee.domain.payment.timeline import Timeline
from cleanbee.domain.platform.wallclock import local_of
from cleanbee.domain.pricing.quote import Open
from cleanbee.ports.contracts.nouns import Nouns
from cleanbee.ports.inbound.booking.booking_view import BookingView
from cleanbee.ports.inbound.booking.cancel_booking import CancelAsked, CancelBooking
from cleanbee.ports.inbound.booking.check_in import CheckIn, CheckInAsked
from cleanbee.ports.inbound.booking.finish_cleaning import FinishCleaning
from cleanbee.ports.inbound.booking.placing import PlaceAsked
from cleanbee.ports.inbound.booking.start_cleaning import StartCleaning
from cleanbee.ports.inbound.payment.read_timeline import (
    QuoteTimelineAsked,
    ReadQuoteTimeline,
    ReadTimeline,
    TimelineAsked,
    TimelineView,
)

ALWAYS = tuple(WeeklyRule(weekday=day, start_min=0, end_min=1440) for day in range(7))


@dataclass
class Life:
    """One sale in a town of its own, from its price to wherever it goes."""

    made: Made
    town: Town
    slot: Slot
    quoted: Timeline
    view: BookingView

    async def timeline(self) -> Timeline:
        """As it is read now."""
        ask = TimelineAsked(actor=self.town.olga, booking=self.view.booking.id)
        read = await ReadTimeline(self.town.store)(ask)
        assert isinstance(read, TimelineView), read
        return read.timeline

    async def cancel_at(self, at: datetime) -> None:
        """The customer cancels at this very instant."""
        await self.town.go_to(at)
        ask = CancelAsked(actor=self.town.mia, booking=self.view.booking.id)
        done = await CancelBooking(self.town.store, self.town.ids)(ask)
        assert isinstance(done, BookingView), done
        await self.town.run_due()

    async def clean(self, until: datetime) -> None:
        """The cleaner comes as booked and checks out then."""
        town, view = self.town, self.view
        await town.go_to(self.made.start)
        here = CheckInAsked(actor=town.joyce, booking=view.booking.id, here=town.home.place)
        assert isinstance(await CheckIn(town.store)(here), BookingView)
        assert isinstance(await StartCleaning(town.store)(town.about(view)), BookingView)
        await town.go_to(until)
        assert isinstance(await FinishCleaning(town.store, town.ids)(town.about(view)), BookingView)
        await town.run_due()

    async def journals(self) -> list[Journal]:
        """Everything posted, oldest first."""
        async with self.town.store.begin() as work:
            return list(await work.journals.of_booking(self.view.booking.id))

    async def refused_at(self) -> list[datetime]:
        """When the bank said no."""
        async with self.town.store.begin() as work:
            found = await work.operations.of_booking(self.view.booking.id)
        return sorted(one.phase.at for one in found if isinstance(one.phase, Failed))


async def begun(made: Made, token: str = "card_ok") -> Life:
    """The sale as it is placed, with what its price said of it just before."""
    clock, ids = ManualClock(made.placed_at), SeededIds(made.seed % 1000)
    store, nouns = MemoryStore(clock, ids), Nouns(ids)
    customer = nouns.customer()
    cleaner = with_(nouns.cleaner(), instant=True, zone=made.cleaner_zone, pay_floor_per_h=0)
    home = with_(nouns.home(customer), zone=made.zone)
    card = with_(nouns.card(customer), token=token)
    quote = with_(
        nouns.quote(customer),
        minutes=made.minutes,
        price=made.price,
        short_notice_price=made.price,
        policy=made.policy.version,
        phase=Open(until=made.placed_at + 30 * MINUTE),
    )
    quote = with_(quote, asked=with_(quote.asked, zone=made.zone))
    async with store.begin() as work:
        await work.books.add(made.policy)
        await work.books.add(with_(nouns.book(), version="book.1"))
        await work.customers.add(customer)
        await work.cleaners.add(cleaner)
        await work.hours.add(Hours(id=cleaner.id, zone=cleaner.zone, weekly=ALWAYS))
        await work.homes.add(home)
        await work.cards.add(card)
        await work.quotes.add(quote)
    gateway = MemoryGateway(FollowingClock(clock))
    town = Town(clock, ids, store, gateway, StraightTravel(), nouns, customer, cleaner, home, card)
    slot = Slot(
        quote=quote.id,
        cleaner=cleaner.id,
        window=window_of(made.start, made.minutes),
        local=local_of(made.start, made.zone),
        price=made.price.total,
        policy=made.policy.version,
        until=made.placed_at + 15 * MINUTE,
    )
    ask = QuoteTimelineAsked(actor=town.mia, quote=quote.id, at=slot)
    quoted = await ReadQuoteTimeline(store)(ask)
    assert isinstance(quoted, TimelineView), quoted
    view = await town.place(PlaceAsked(actor=town.mia, slot=slot, home=home.id, card=card.id))
    assert isinstance(view, BookingView), view
    return Life(made=made, town=town, slot=slot, quoted=quoted.timeline, view=view)


def posted(journals: Iterable[Journal], *accounts: str, owner: UUID | None = None) -> int:
    """What stands on these accounts in the end."""
    return sum(
        one.amount.amount
        for journal in journals
        for one in journal.postings
        if one.account in accounts and owner in {None, one.owner}
    )


def the(lines: Iterable[Line], what: str, state: str) -> Line | None:
    """The one line of this kind, if there is one."""
    found = [one for one in lines if one.what == what and one.state == state]
    assert len(found) <= 1, found
    return found[0] if found else None


def moments(steps: tuple[CostStep, ...], made: Made) -> list[datetime]:
    """Every instant worth cancelling at: around each cut-off, in the middle of each step, the first and the last."""
    last = made.start + 30 * MINUTE - SECOND
    ends = [one.until for one in steps if one.until is not None and one.until <= last]
    edges = [end + second for end in ends for second in (-SECOND, timedelta(0), SECOND)]
    spans = [made.placed_at, *ends, last]
    middles = [one + (other - one) // 2 for one, other in pairwise(spans)]
    return sorted({at for at in (made.placed_at, *edges, *middles, last) if made.placed_at <= at <= last})


async def cancelled_as_said(life: Life, at: datetime, seen: Counter[str]) -> None:
    """The price and the booking said what cancelling at an instant costs; then just that is taken and shared."""
    placed = await life.timeline()
    assert life.quoted.cancelling == placed.cancelling == (placed.once_confirmed or placed.cancelling)
    await life.town.go_to(at)
    just_before = await life.timeline()
    said = cost_at(placed.cancelling, at)
    again = cost_at(just_before.cancelling, at)
    assert (said.amount, said.cleaner, said.platform, said.tax) == (
        again.amount, again.cleaner, again.platform, again.tax
    )  # fmt: skip
    await life.cancel_at(at)
    journals = await life.journals()
    who = life.town.cleaner.id
    assert posted(journals, "gateway") == said.amount.amount
    assert posted(journals, "customer:owed") == 0
    assert -posted(journals, "cleaner:accrued", "cleaner:payable", owner=who) == said.cleaner.amount
    assert posted(journals, "cleaner:accrued") == 0
    assert -posted(journals, "platform:revenue", "platform:promise") == said.platform.amount
    assert -posted(journals, "tax:due") == said.tax.amount
    assert posted(journals, "memo:held") == 0
    await _as_shown_afterwards(life, journals)
    seen[f"cancelled: {'+'.join(said.reasons)}{'' if said.amount.is_zero else ', a fee'}"] += 1


async def cleaned_as_said(made: Made, seen: Counter[str], late_min: int = 0) -> None:
    """The hold, the capture and the cleaner's pay come at their instants, to the cent."""
    life = await begun(made)
    placed = await life.timeline()
    assert _dates(life.quoted.customer) == _dates(placed.customer) or the(placed.customer, "hold", "done") is not None
    hold = the(placed.customer, "hold", "planned") or the(placed.customer, "hold", "done")
    again = the(placed.customer, "hold_again", "planned")
    await life.town.go_to(made.start - 2 * MINUTE)
    near = await life.timeline()
    await life.clean(made.start + (made.minutes + late_min) * MINUTE)
    after = await life.timeline()
    said = the((near if not late_min else after).customer, "capture", "planned") or the(
        after.customer, "capture", "done"
    )
    assert said is not None and hold is not None
    await life.town.go_to(max(await life.town.now(), said.at - SECOND))
    await life.town.go_to(max(said.at, await life.town.now()))
    journals = await life.journals()
    held = [one.at for one in journals if one.kind == "hold"]
    assert held[0] == hold.at
    if again is not None and len(held) > 1:
        assert held[1] == again.at
    captured = [one for one in journals if one.kind == "capture"]
    assert [one.at for one in captured] == [said.at], (said, captured)
    assert posted(captured, "gateway") == said.amount.amount == made.price.total.amount  # type: ignore[union-attr]
    who = life.town.cleaner.id
    pay = the((near if not late_min else after).cleaner, "payable", "planned")
    if pay is not None:
        assert (pay.at, pay.amount) == (captured[0].at, made.price.cleaner)
    assert -posted(captured, "cleaner:payable", owner=who) == made.price.cleaner.amount
    if not made.price.cleaner.is_zero:
        finally_ = await life.timeline()
        (payout,) = [one for one in finally_.cleaner if one.what == "payout"]
        assert local_of(payout.at, made.cleaner_zone).day == next_monday(captured[0].at, made.cleaner_zone)
        assert payout.amount == made.price.cleaner
    await _as_shown_afterwards(life, journals)
    seen["cleaned, held again" if len(held) > 1 else f"cleaned, held {hold.state}"] += 1


async def never_secured_as_said(made: Made, seen: Counter[str]) -> None:
    """Every try comes at its instant, then the release: nothing for the customer to pay, a part for the cleaner."""
    life = await begun(made, "card_insufficient")
    placed = await life.timeline()
    release = the(placed.customer, "release", "if_unsecured")
    first = the(placed.customer, "hold", "planned")
    if release is None or first is None:
        seen["booked while the customer is there"] += 1
        return
    assert _dates(life.quoted.customer) == _dates(placed.customer)
    assert _dates(life.quoted.cleaner) == _dates(placed.cleaner)
    tries = [first.at, *(one.at for one in placed.customer if one.what == "try")]
    await life.town.go_to(release.at - SECOND)
    assert await life.refused_at() == tries
    assert not [one for one in await life.journals() if one.kind == "cover"]
    declined = await life.timeline()
    assert the(declined.customer, "release", "if_unsecured") == release
    await life.town.go_to(release.at)
    journals = await life.journals()
    pay = the(placed.cleaner, "payable", "if_unsecured")
    expected = 0 if pay is None else pay.amount.amount  # type: ignore[union-attr]
    assert pay is None or pay.at == release.at
    assert -posted(journals, "cleaner:payable", owner=life.town.cleaner.id) == expected
    assert expected == made.price.cleaner.share(made.policy.unpaid_cleaner_bp).amount
    assert [one.at for one in journals if one.kind == "cover"] == ([release.at] if expected else [])
    assert posted(journals, "gateway") == posted(journals, "customer:owed") == 0
    await _as_shown_afterwards(life, journals)
    seen[f"never secured, {len(tries)} tries"] += 1


async def declined_then_cancelled_as_said(made: Made, portion: float, seen: Counter[str]) -> None:
    """While nothing can be charged, cancelling costs the customer nothing, and the cleaner's share is not forgotten."""
    life = await begun(made, "card_insufficient")
    placed = await life.timeline()
    release, first = the(placed.customer, "release", "if_unsecured"), the(placed.customer, "hold", "planned")
    if release is None or first is None:
        return
    at = first.at + (release.at - SECOND - first.at) * portion
    await life.town.go_to(at)
    said = cost_at((await life.timeline()).cancelling, at)
    await life.cancel_at(at)
    journals = await life.journals()
    assert said.amount.is_zero and posted(journals, "gateway") == posted(journals, "customer:owed") == 0
    assert -posted(journals, "cleaner:payable", owner=life.town.cleaner.id) == said.cleaner.amount
    assert -posted(journals, "platform:revenue", "platform:promise") == said.platform.amount
    seen["declined, then cancelled"] += 1


async def _as_shown_afterwards(life: Life, journals: list[Journal]) -> None:
    """What is over stands there with its own instants and amounts, and nothing is still to come but payouts."""
    shown = await life.timeline()
    done = {(one.at, one.amount.amount) for one in shown.cleaner if one.what == "payable" and one.amount is not None}
    mine = {(one.at, -posted([one], "cleaner:payable", owner=life.town.cleaner.id)) for one in journals}
    assert done == {(at, amount) for at, amount in mine if amount}
    taken = {(one.at, one.amount.amount) for one in shown.customer if one.what == "capture" and one.amount is not None}
    assert taken == {(one.at, posted([one], "gateway")) for one in journals if one.kind == "capture"}
    assert {one.state for one in (*shown.customer, *shown.cleaner) if one.what != "payout"} <= {"done"}
    assert shown.cancelling == shown.once_confirmed == ()


def _dates(lines: Iterable[Line]) -> list[tuple[str, datetime, object]]:
    return [(one.what, one.at, one.amount) for one in lines]
