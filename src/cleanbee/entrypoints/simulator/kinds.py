"""The kinds of lives, as a table: what happens in each, and how often it is lived. A new kind is one more entry."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from cleanbee.domain.booking.booking import AwaitingChoice, Offered
from cleanbee.domain.matching.offer import Open
from cleanbee.domain.payment.payment import ActionRequired
from cleanbee.entrypoints.simulator import givings as give
from cleanbee.entrypoints.simulator import paydays as pay
from cleanbee.entrypoints.simulator import thanks
from cleanbee.entrypoints.simulator import visits as do
from cleanbee.entrypoints.simulator.life import DAY, HOUR, Life
from cleanbee.entrypoints.simulator.visits import FAR, MINUTE, NEAR, booked
from cleanbee.ports.inbound.matching.answer_offer import OfferAsked

GOOD = ("card_ok", "card_ok", "card_ok", "card_dispute", "card_dispute_won")
BANDS_H = (24, 6, 2)
EDGES = (timedelta(seconds=-1), timedelta(), timedelta(microseconds=1), timedelta(seconds=1))


@dataclass(frozen=True)
class Kind:
    """One kind of life: its name, how much of all lives it is, and how it goes; ``asks`` whoever does not come at once
    is asked first; ``account`` is what the cleaner is paid to at first (empty: nothing)."""

    name: str
    weight: int
    walk: Callable[[Life], Awaitable[None]]
    instant: bool = True
    account: str = "account_ok"


async def near_and_done(life: Life) -> None:
    """Held at once, cleaned, taken a day later."""
    if await booked(life, life.dice.choice(GOOD), NEAR):
        await do.cleaned(life)


async def far_and_done(life: Life) -> None:
    """Held two days before, with nobody there; cleaned."""
    if await booked(life, life.dice.choice(GOOD), FAR):
        await do.cleaned(life)


async def far_and_rescued(life: Life) -> None:
    """The card fails two days before; another one, or the bank's link, comes in time, or only the second time."""
    first = life.dice.choice(("card_insufficient", "card_3ds", "card_declined"))
    if await booked(life, first, FAR):
        await life.until(life.start - 48 * HOUR)
        good = life.dice.choice(("card_ok", "card_3ds"))
        await do.rescued(life, (good,) if life.chance(0.6) else ("card_insufficient", good))
        await do.cleaned(life)


async def never_rescued(life: Life) -> None:
    """The card fails and nobody sees to it: called off at the deadline; now and then a card comes just then."""
    if await booked(life, life.dice.choice(("card_insufficient", "card_declined", "card_3ds")), FAR):
        await life.until(life.start - 6 * HOUR + life.dice.uniform(-20, 20) * MINUTE)
        if life.chance(0.4):
            await do.paid(life, life.dice.choice(("card_ok", "card_3ds")))
        await do.cleaned(life)


async def link_in_time(life: Life) -> None:
    """The bank wants the customer at once, who follows its link."""
    if await booked(life, "card_3ds", NEAR):
        await life.wait(MINUTE, 8 * MINUTE)
        await do.answered_bank(life)
        await do.cleaned(life)


async def link_late(life: Life) -> None:
    """The customer follows the link when the slot may be gone: what is held then is let go by itself."""
    if await booked(life, "card_3ds", NEAR):
        await life.wait(9 * MINUTE, 30 * HOUR if life.chance(0.3) else 12 * MINUTE)
        await life.follow_link()
        await do.cleaned(life)


async def link_refused(life: Life) -> None:
    """The customer says no at the bank, or never looks; then perhaps another card."""
    if await booked(life, "card_3ds", NEAR):
        if life.chance(0.7):
            await life.wait(MINUTE, 5 * MINUTE)
            await do.answered_bank(life, agreed=False)
        if life.chance(0.5):
            await do.paid(life, "card_ok")
        await do.cleaned(life)


async def no_card(life: Life) -> None:
    """The card is refused while the customer books; another one comes within the ten minutes, or not."""
    if await booked(life, life.dice.choice(("card_declined", "card_insufficient")), NEAR):
        await life.wait(timedelta(), 11 * MINUTE)
        if life.chance(0.6):
            await do.paid(life, life.dice.choice(("card_ok", "card_3ds")))
        await do.cleaned(life)


async def cancelled_some_time(life: Life) -> None:
    """Cancelled at any instant from the booking to the start, and after it."""
    between = NEAR if life.chance(0.6) else FAR
    card = life.dice.choice((*GOOD, "card_insufficient", "card_3ds"))
    if await booked(life, card, between):
        await life.wait(timedelta(), life.start - life.now + HOUR)
        await do.cancelled(life)


async def cancelled_at_an_edge(life: Life) -> None:
    """Cancelled where one band of the fee ends and the next begins."""
    if await booked(life, life.dice.choice(GOOD), (30 * HOUR, 90 * HOUR) if life.chance(0.7) else FAR):
        edge = life.start - timedelta(hours=life.dice.choice(BANDS_H))
        await life.until(edge + life.dice.choice(EDGES))
        await do.cancelled(life)


async def cancelled_under_way(life: Life) -> None:
    """Cancelled while the bank is being asked."""
    if await booked(life, "card_3ds" if life.chance(0.3) else "card_insufficient", FAR):
        await life.until(life.start - 47 * HOUR)
        await life.world.time.together(do.paid(life, life.dice.choice(("card_ok", "card_3ds"))), _cancelled_soon(life))


async def _cancelled_soon(life: Life) -> None:
    await life.wait(timedelta(), timedelta(seconds=9))
    await do.cancelled(life)


async def waived(life: Life) -> None:
    """The office cancels without a fee."""
    if await booked(life, life.dice.choice(GOOD), NEAR):
        await life.wait(timedelta(), life.start - life.now)
        await do.waived(life)


async def moved(life: Life) -> None:
    """Moved, nearer or further, once or twice; then done or cancelled."""
    if await booked(life, life.dice.choice((*GOOD, "card_insufficient")), NEAR if life.chance(0.5) else FAR):
        for _ in range(life.dice.randint(1, 2)):
            await life.wait(timedelta(), (life.start - life.now) * life.dice.random())
            low, high = NEAR if life.chance(0.5) else FAR
            await do.moved(life, low + (high - low) * life.dice.random())
        if life.chance(0.3):
            await life.wait(timedelta(), life.start - life.now)
            await do.cancelled(life)
        else:
            await do.cleaned(life)


async def locked_out(life: Life) -> None:
    """Nobody opens: the visit is paid in full."""
    if await booked(life, life.dice.choice(GOOD), NEAR if life.chance(0.5) else FAR):
        await do.locked_out(life)


async def no_cleaner(life: Life) -> None:
    """Nobody comes, or the cleaner withdraws: free of charge, whatever the customer then chooses."""
    if await booked(life, life.dice.choice(GOOD), NEAR if life.chance(0.7) else FAR):
        if life.chance(0.5):
            await life.wait(timedelta(), life.start - life.now)
            await do.withdrawn(life)
        else:
            await life.until(life.start + timedelta(minutes=32))
        await life.wait(timedelta(), 5 * MINUTE)
        if isinstance((await life.look())[0].phase, AwaitingChoice):
            await do.chosen(life, life.dice.choice(("cancel", "other_cleaner")))


async def owed(life: Life) -> None:
    """The office vouches for a visit whose card fails; the work is done, and the customer pays later, or does not."""
    if await booked(life, life.dice.choice(("card_declined", "card_3ds", "card_insufficient")), FAR):
        await life.until(life.start - 47 * HOUR)
        await life.wait(timedelta(), 30 * HOUR)
        await do.vouched(life)
        if life.chance(0.3):
            await life.wait(timedelta(), life.start - life.now)
            await do.cancelled(life)
            return
        await do.cleaned(life)
        if life.chance(0.8):
            await do.debt_paid(life, life.dice.choice(("card_ok", "card_3ds")))


async def fee_not_taken(life: Life) -> None:
    """Cancelled for a fee that cannot be taken; paying it fails perhaps, and then works, or nobody pays."""
    if await booked(life, "card_untaken", NEAR):
        await life.until(life.start - life.dice.uniform(0, 23) * HOUR)
        await do.cancelled(life)
        for card in life.dice.choice((("card_declined",), ("card_3ds",), ("card_declined", "card_3ds"), ("card_ok",))):
            await do.debt_paid(life, card, 2 * DAY)


async def asked_first(life: Life) -> None:
    """The cleaner is asked, and says yes, no, or nothing."""
    if not await booked(life, life.dice.choice((*GOOD, "card_3ds")), NEAR if life.chance(0.7) else FAR):
        return
    if isinstance(await life.money(), ActionRequired):
        await do.answered_bank(life)
    for _ in range(20):
        await life.wait(MINUTE, 5 * MINUTE)
        if isinstance((await life.look())[0].phase, Offered):
            break
    if life.chance(0.8):
        yes = life.chance(0.7)
        async with life.world.store.begin() as work:
            offers = [one for one in await work.offers.of_booking(life.id) if isinstance(one.phase, Open)]
        if offers:
            ask = OfferAsked(actor=life.comer, offer=offers[0].id)
            answer = life.app.matching.accept_offer if yes else life.app.matching.decline_offer
            await life.ask("accept" if yes else "decline", lambda once: answer(ask, once))
    await do.cleaned(life)


async def impatient(life: Life) -> None:
    """Everything at once: pays, follows the link, is moved and cancels at the same time."""
    if await booked(life, life.dice.choice(("card_3ds", "card_insufficient", "card_ok")), NEAR):
        await life.wait(timedelta(), 2 * MINUTE if life.chance(0.5) else life.start - life.now)
        walks = [do.paid(life, "card_ok"), life.follow_link(), do.paid(life, "card_3ds")]
        if life.chance(0.5):
            walks.append(_cancelled_soon(life))
        await life.world.time.together(*walks)
        await do.cleaned(life)


async def paid_elsewhere(life: Life) -> None:
    """Pay comes back, is refused, or has nowhere to go: it is sent when another account stands, which may be never."""
    await near_and_done(life)
    await life.wait(DAY, 16 * DAY)
    if life.chance(0.9):
        await pay.account_changed(life)


async def account_on_its_way_out(life: Life) -> None:
    """The account changes while money may be on its way to the former one, for better or worse."""
    await near_and_done(life)
    await life.wait(timedelta(), 12 * DAY)
    await pay.account_changed(life, life.dice.choice(("account_returns", "account_closed")))
    await life.wait(timedelta(), 10 * DAY)
    await pay.account_changed(life)


async def pay_kept_back(life: Life) -> None:
    """The office keeps the pay back for a while, perhaps beyond the week."""
    await near_and_done(life)
    await pay.captured(life)
    await pay.kept_back(life, HOUR, 12 * DAY)


async def paid_at_once(life: Life) -> None:
    """The cleaner does not wait for the week's end."""
    await near_and_done(life)
    await pay.captured(life)
    for _ in range(life.dice.randint(1, 3)):
        await pay.cashed_out(life)
        await life.wait(HOUR, DAY)


async def refunded(life: Life) -> None:
    """Something goes back: in full or in odd parts, perhaps all at once, perhaps when its bank disputes it."""
    await near_and_done(life)
    amount = None if life.told.booking is None else await give.captured(life)
    if amount is None:
        return
    await life.wait(timedelta(), DAY if life.chance(0.8) else 16 * DAY)
    await give.refused_for_its_currency(life)
    walks = [give.given_back(life, part) for part in give.parts_of(life, amount)]
    if life.chance(0.3):
        await life.world.time.together(*walks)
    else:
        for walk in walks:
            await walk
    await give.what_failed_is_decided(life)


async def disputed(life: Life) -> None:
    """The card's owner takes the charge back: answered in time, too late, or never; perhaps given back just then."""
    if not await booked(life, life.dice.choice(("card_dispute", "card_dispute_won", "card_dispute_won")), NEAR):
        return
    await do.cleaned(life)
    at = await give.disputed_at(life)
    if at is None:
        return
    if life.chance(0.4):
        await life.until(at + timedelta(seconds=life.dice.uniform(-600, 600)))
        amount = (await life.look())[1].amount
        await give.given_back(life, life.dice.choice(give.parts_of(life, amount)))
    if life.chance(0.8):
        await life.until(at + life.dice.random() * 8 * DAY)
        await give.contested(life)
    if life.chance(0.3):
        await life.until(at + 10 * DAY)
        await give.given_back(life, None)
    await give.what_failed_is_decided(life)


async def thanked(life: Life) -> None:
    """The customer gives something more to who cleaned."""
    await near_and_done(life)
    if life.told.booking is not None:
        await thanks.thanked(life)


KINDS: tuple[Kind, ...] = (
    Kind("near_and_done", 14, near_and_done),
    Kind("far_and_done", 12, far_and_done),
    Kind("far_and_rescued", 9, far_and_rescued),
    Kind("never_rescued", 4, never_rescued),
    Kind("link_in_time", 6, link_in_time),
    Kind("link_late", 5, link_late),
    Kind("link_refused", 4, link_refused),
    Kind("no_card", 4, no_card),
    Kind("cancelled_some_time", 9, cancelled_some_time),
    Kind("cancelled_at_an_edge", 5, cancelled_at_an_edge),
    Kind("cancelled_under_way", 4, cancelled_under_way),
    Kind("waived", 3, waived),
    Kind("moved", 5, moved),
    Kind("locked_out", 4, locked_out),
    Kind("no_cleaner", 4, no_cleaner),
    Kind("owed", 5, owed),
    Kind("fee_not_taken", 4, fee_not_taken),
    Kind("asked_first", 5, asked_first, instant=False),
    Kind("impatient", 4, impatient),
    Kind("paid_by_nobody", 3, paid_elsewhere, account=""),
    Kind("pay_comes_back", 4, paid_elsewhere, account="account_returns"),
    Kind("pay_is_refused", 3, paid_elsewhere, account="account_closed"),
    Kind("account_on_its_way_out", 3, account_on_its_way_out),
    Kind("pay_kept_back", 4, pay_kept_back),
    Kind("paid_at_once", 6, paid_at_once),
    Kind("refunded", 8, refunded),
    Kind("disputed", 8, disputed),
    Kind("thanked", 8, thanked),
)
