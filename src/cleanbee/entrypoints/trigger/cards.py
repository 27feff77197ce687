"""Stories of the card that cannot be charged."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from cleanbee.entrypoints.trigger.stage import Stage

A_DAY_AND_MORE = timedelta(hours=25)


async def declined_then_rescued(on: Stage) -> dict[str, Any]:
    """No money on the card two days ahead; a day ahead there is, and the clean takes place."""
    await on.book("card_later")
    await on.before(48)
    on.promise(on.money["phase"] == "declined", "the bank says no two days ahead")
    await on.before(24)
    on.promise(on.money["phase"] == "authorized", "a day ahead the amount is held")
    return await _cleaned_and_paid(on)


async def never_rescued(on: Stage) -> dict[str, Any]:
    """No money on the card at any rung: six hours ahead the slot is free, and the cleaner has a quarter of the pay."""
    await on.book("card_insufficient")
    for hours in (48, 36, 24, 12):
        await on.before(hours)
        on.promise(on.money["phase"] == "declined", f"the bank says no {hours} hours ahead")
    await on.before(6)
    on.promise(on.kinds == ["cover"], "the cleaner is compensated, and nobody pays a fee")
    return await on.ends("cancelled", "released")


async def needs_authentication(on: Stage) -> dict[str, Any]:
    """The bank wants its customer: it is not asked again blindly, and the link rescues the clean."""
    await on.book("card_3ds")
    await on.before(48)
    asked = len(on.money["operations"])
    on.promise(asked == 1 and on.money["phase"] == "declined", "the bank wants the guest")
    await on.before(30)
    on.promise(len(on.money["operations"]) == asked, "nobody asks blindly at the next rung")
    await on.pay("card_3ds")
    on.promise(on.money["phase"] == "action_required", "the bank's page waits for the guest")
    await on.agree()
    return await _cleaned_and_paid(on)


async def hold_lapses(on: Stage) -> dict[str, Any]:
    """The hold runs out before the clean, and is made anew at once."""
    await on.book("card_lapses")
    await on.before(48)
    await on.before(23)
    on.promise(on.kinds == ["hold", "hold_released", "hold"], "what ran out is held anew")
    return await _cleaned_and_paid(on)


async def capture_fails_after_work(on: Stage) -> dict[str, Any]:
    """The money cannot be taken after the work: the cleaner is paid on time, the guest owes it, and pays later."""
    await on.book("card_untaken", days=3)
    await on.visit()
    await on.to(on.end + A_DAY_AND_MORE)
    on.promise(on.money["phase"] == "owed" and "cover" in on.kinds, "the guest owes it, and the cleaner is covered")
    await on.pay("card_ok")
    await on.to(on.end + 2 * A_DAY_AND_MORE)
    return await on.ends("settled", "captured")


async def _cleaned_and_paid(on: Stage) -> dict[str, Any]:
    await on.visit()
    await on.to(on.end + A_DAY_AND_MORE)
    return await on.ends("settled", "captured")
