"""What customers give who cleaned: once, twice at once, by a card that wants them, in time or too late."""

from __future__ import annotations

from datetime import timedelta

from cleanbee.domain.kernel import Money
from cleanbee.domain.payment.tip import Tip, Wanted
from cleanbee.entrypoints.simulator.life import DAY, HOUR, Life
from cleanbee.ports.inbound.payment.tips import TipWished

MOST = 9_000
LINK = timedelta(hours=25)


async def tipped(life: Life, card: str) -> None:
    """A tip now; if the bank wants the customer, they follow its link, or do not."""
    saved = await life.save_card(card)
    wish = TipWished(actor=life.me, booking=life.id, amount=Money(amount=life.dice.randint(1, MOST)), card=saved)
    answer = await life.ask("tip", lambda once: life.app.payment.give_tip(wish, once))
    if isinstance(answer, Tip) and isinstance(answer.phase, Wanted) and life.chance(0.7):
        await life.wait(timedelta(), LINK if life.chance(0.2) else HOUR)
        await life.follow(answer.operation, agreed=life.chance(0.8))


async def thanked(life: Life) -> None:
    """One to three tips, perhaps all at once."""
    await life.wait(timedelta(), 4 * DAY if life.chance(0.8) else 40 * DAY)
    cards = [life.dice.choice(("card_ok", "card_3ds", "card_declined", "card_dispute")) for _ in range(3)]
    walks = [tipped(life, card) for card in cards[: life.dice.randint(1, 3)]]
    if life.chance(0.3):
        await life.world.time.together(*walks)
        return
    for walk in walks:
        await walk
