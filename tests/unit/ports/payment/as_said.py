"""Stories of sales: first what the money timeline says, then what the journals have once it was lived."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from tests.unit.ports.payment.made_up import DAY, MINUTE, SECOND, Made, next_monday
from tests.unit.ports.payment.timeline_lives import Life, begun, moments, posted, the

from cleanbee.domain.booking.costs import CostStep, cost_at
from cleanbee.domain.payment.dated import Line
from cleanbee.domain.payment.ledger import Journal
from cleanbee.domain.payment.timeline import Timeline
from cleanbee.domain.platform.wallclock import local_of


async def cancelled_as_said(life: Life, at: datetime, seen: Counter[str]) -> None:
    """The price and the booking said what cancelling at an instant costs; then just that is taken and shared."""
    placed = await life.timeline()
    assert life.quoted.cancelling == placed.cancelling and placed.once_confirmed == ()
    said = await _cancelled(life, placed, at)
    seen[f"cancelled: {'+'.join(said.reasons)}{'' if said.amount.is_zero else ', a fee'}"] += 1


async def moved_then_cancelled_as_said(made: Made, dice: random.Random, seen: Counter[str]) -> None:
    """What it says after a move, the notice left at it included, is what is taken later."""
    life = await begun(made)
    await life.town.go_to(made.placed_at + (made.start - made.placed_at) * dice.random() * 0.99)
    later = made.start + dice.randrange(1, 8) * DAY
    await life.move_to(later)
    told = await life.timeline()
    (at,) = dice.sample(moments(told.cancelling, told.now, later), 1)
    said = await _cancelled(life, told, at)
    seen[f"moved, then cancelled{'' if said.amount.is_zero else ', a fee'}"] += 1


async def _cancelled(life: Life, told: Timeline, at: datetime) -> CostStep:
    """Cancelled at an instant, after a timeline was read and once more just before: what was said of it, and came."""
    said = cost_at(told.cancelling, at)
    await life.town.go_to(at)
    again = cost_at((await life.timeline()).cancelling, at)
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
    return said


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
    assert expected == made.price.cleaner.share(made.policy.ladder.unpaid_cleaner_bp).amount
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
        seen["booked while the customer is there"] += 1
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
