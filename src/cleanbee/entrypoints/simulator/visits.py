"""What the people of a life do, as they do it: visits, rescues, changes of mind."""

from __future__ import annotations

from datetime import timedelta

from cleanbee.domain.booking.booking import Booking, Confirmed
from cleanbee.domain.kernel import Refused
from cleanbee.domain.payment.payment import ActionRequired, Declined, Lapsed, Owed
from cleanbee.domain.pricing.quote import Quote
from cleanbee.entrypoints.simulator.life import DAY, HOUR, Life
from cleanbee.ports.inbound.booking.cancel_booking import CancelAsked, WaiveAsked
from cleanbee.ports.inbound.booking.check_in import CheckInAsked
from cleanbee.ports.inbound.booking.choose import ChooseAsked
from cleanbee.ports.inbound.booking.confirm_card import ConfirmAsked
from cleanbee.ports.inbound.booking.move_booking import MoveAsked
from cleanbee.ports.inbound.booking.note_door import DoorAsked
from cleanbee.ports.inbound.booking.override_visit import OverrideAsked
from cleanbee.ports.inbound.booking.pay_booking import PayAsked
from cleanbee.ports.inbound.people.read_access_notes import NotesAsked

MINUTE = timedelta(minutes=1)
NEAR = (6 * HOUR, 94 * HOUR)
FAR = (5 * DAY, 30 * DAY)
WANTS_SOMEBODY = (Declined, ActionRequired, Lapsed, Owed)


async def booked(life: Life, card: str, between: tuple[timedelta, timedelta]) -> bool:
    """A booking at some time between these, if one comes about."""
    low, high = (one.total_seconds() for one in between)
    for n in range(4):
        if await life.book(timedelta(seconds=life.dice.uniform(low, high) + n * 7200), card):
            return True
    return False


async def answered_bank(life: Life, *, agreed: bool = True) -> None:
    """The customer follows the bank's link: by our page, or straight at the bank's."""
    if life.chance(0.5):
        await life.follow_link(agreed=agreed)
        return
    confirm = life.app.booking.confirm_card
    assert confirm is not None, "the bank of a sandbox has a page"
    ask = ConfirmAsked(actor=life.me, booking=life.id, agreed=agreed)
    await life.ask("confirm", lambda _: confirm(ask))


async def paid(life: Life, card: str) -> None:
    """The customer tries again with a card, and follows the link if the bank wants it; now and then a day later.

    Then its key is so old that it may not be sent again, and the link is about to end.
    """
    saved = await life.save_card(card)
    ask = PayAsked(actor=life.me, booking=life.id, card=saved)
    await life.ask("pay", lambda once: life.app.payment.pay_booking(ask, once))
    if isinstance(await life.money(), ActionRequired):
        await life.wait(*((22.5 * HOUR, 24.2 * HOUR) if life.chance(0.15) else (MINUTE, 10 * MINUTE)))
        await answered_bank(life)


async def rescued(life: Life, cards: tuple[str, ...]) -> None:
    """Whenever the card wants somebody, the customer sees to it some hours later, with these cards in turn."""
    for card in cards:
        while True:
            if life.now > life.start - 2 * HOUR or not isinstance((await life.look())[0].phase, Confirmed):
                return
            if isinstance(await life.money(), WANTS_SOMEBODY):
                break
            await life.wait(HOUR, 3 * HOUR)
        await life.wait(HOUR, 12 * HOUR)
        await paid(life, card)


async def until_near(life: Life) -> bool:
    """The hour before the visit; whether somebody is to come."""
    await life.until(life.start - timedelta(minutes=life.dice.uniform(20, 58)))
    booking, _ = await life.look()
    if isinstance(booking.phase, Confirmed):
        life.start = booking.window.start
        await life.until(life.start - timedelta(minutes=life.dice.uniform(20, 58)))
    return isinstance((await life.look())[0].phase, Confirmed)


async def at_the_door(life: Life) -> bool:
    """The cleaner sets off and checks in; whether they stand there."""
    if not await until_near(life):
        return False
    booking = life.app.booking
    if life.chance(0.7):
        await life.ask("set_off", lambda once: booking.set_off(life.about(life.comer), once))
    await life.until(life.start - timedelta(minutes=life.dice.uniform(0, 10)))
    for _ in range(5):
        here = CheckInAsked(actor=life.comer, booking=life.id, here=life.home.place)
        await life.ask("check_in", lambda once, here=here: booking.check_in(here, once))
        if await life.phase() == "at_door":
            return True
        await life.wait(2 * MINUTE, 5 * MINUTE)
    return False


async def cleaned(life: Life) -> None:
    """The visit, to its end; now and then nobody checks out."""
    if not await at_the_door(life):
        return
    booking = life.app.booking
    await life.until(life.start)
    await life.ask("start", lambda once: booking.start_cleaning(life.about(life.comer), once))
    if life.chance(0.1):
        return
    await life.world.time.sleep(60.0 * life.minutes * life.dice.uniform(0.8, 1.1))
    await life.ask("finish", lambda once: booking.finish_cleaning(life.about(life.comer), once))


async def locked_out(life: Life) -> None:
    """Nobody opens, and the evidence is kept."""
    if not await at_the_door(life):
        return
    booking = life.app.booking
    notes = NotesAsked(actor=life.comer, home=life.home.id)
    await life.ask("notes", lambda _: life.app.people.read_access_notes(notes))
    for channel in ("phone", "sms", "phone"):
        ask = DoorAsked(actor=life.comer, booking=life.id, channel=channel)
        await life.ask(f"door {channel}", lambda once, ask=ask: booking.note_door(ask, once))
        await life.wait(6 * MINUTE, 8 * MINUTE)
    await life.until(life.start + timedelta(minutes=life.dice.uniform(31, 50)))
    await life.ask("report_lockout", lambda once: booking.report_lockout(life.about(life.comer), once))


async def cancelled(life: Life, reason: str = "changed my mind") -> None:
    """The customer cancels."""
    ask = CancelAsked(actor=life.me, booking=life.id, reason=reason)
    await life.ask("cancel", lambda once: life.app.booking.cancel_booking(ask, once))


async def waived(life: Life) -> None:
    """The office cancels without a fee; now and then the cleaner bears it."""
    cleaner = life.chance(0.3)
    ask = WaiveAsked(
        actor=life.world.ops,
        booking=life.id,
        reason="illness",
        borne_by="cleaner" if cleaner else "platform",
        agreed="by telephone" if cleaner else "",
    )
    await life.ask("waive", lambda once: life.app.booking.waive(ask, once))


async def vouched(life: Life) -> None:
    """The office lets the visit go on without secured money."""
    ask = OverrideAsked(actor=life.world.ops, booking=life.id, what="money", reason="we know her")
    await life.ask("override", lambda once: life.app.booking.override(ask, once))


async def moved(life: Life, ahead: timedelta) -> bool:
    """The office moves the clean to so far ahead, with the cleaner's yes."""
    async with life.world.store.begin() as work:
        booking = await work.bookings.find(life.id)
        assert booking is not None
        quote = await work.quotes.find(booking.quote)
    assert isinstance(quote, Quote)
    slot = life.slot(quote, ahead, booking=life.id)
    ask = MoveAsked(actor=life.world.ops, booking=life.id, slot=slot, reason="she asked", agreed="by telephone")
    answer = await life.ask("move", lambda once: life.app.booking.move_booking(ask, once))
    if isinstance(answer, Refused):
        return False
    moved_booking: Booking = answer.booking
    life.start = moved_booking.window.start
    return True


async def chosen(life: Life, option: str) -> None:
    """The customer chooses how it goes on."""
    ask = ChooseAsked(actor=life.me, booking=life.id, option=option)
    await life.ask(f"choose {option}", lambda once: life.app.booking.choose(ask, once))


async def withdrawn(life: Life) -> None:
    """The cleaner cannot come after all."""
    await life.ask("withdraw", lambda once: life.app.booking.withdraw(life.about(life.comer), once))


async def debt_paid(life: Life, card: str, patience: timedelta = 12 * DAY) -> None:
    """Where the money for done work did not come, the customer pays later."""
    end = life.now + patience
    while life.now < end:
        if isinstance(await life.money(), Owed):
            await life.wait(HOUR, 2 * DAY)
            await paid(life, card)
            return
        await life.wait(6 * HOUR, DAY)
