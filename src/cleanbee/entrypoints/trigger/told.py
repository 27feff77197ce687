"""Stories of what the gateway tells by itself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from cleanbee.adapters.http.names import OPERATION, decode
from cleanbee.entrypoints.story.api import StoryFails
from cleanbee.entrypoints.trigger.cards import A_DAY_AND_MORE
from cleanbee.entrypoints.trigger.stage import FINANCE, Stage

WEBHOOKS, TWO_WEEKS = "/v1/webhooks/sandbox", timedelta(days=14, hours=1)


async def double_webhook(on: Stage) -> dict[str, Any]:
    """The bank tells of one capture five times, under two names: the money is taken once, and posted once."""
    if on.sign is None:
        raise StoryFails(
            "nobody here can sign for the sandbox's bank: say whose house it is by --data-dir, "
            "or set CLEANBEE_SANDBOX_HOOK_SECRETS as the house has it"
        )
    await on.book("card_ok", days=3)
    await on.visit()
    await on.to(on.end + A_DAY_AND_MORE)
    took = next(one for one in on.money["operations"] if one["kind"] == "capture")
    for name in ("first", "first", "first", "second", "second"):
        fact = {"type": "taken", "provider_id": took["gateway_id"], "amount": took["amount"]}
        news = {"type": "operation_news", "operation": str(decode(OPERATION, took["id"])), "fact": fact}
        message = {"id": f"message_{name}_{took['id']}", "at": on.money["journals"][-1]["at"], "news": news}
        raw, headers = await on.sign(message)
        reply = await on.api.http.post(WEBHOOKS, content=raw, headers=headers)
        on.say(f"The bank tells of the capture, its {name} message: {reply.status_code}.")
        on.promise(reply.status_code == 200, "a message that is known is taken all the same")
    await on.to(on.end + A_DAY_AND_MORE + timedelta(hours=1))
    on.promise(on.kinds.count("capture") == 1, "what is told again is posted once")
    return await on.ends("settled", "captured")


async def payout_returned(on: Stage) -> dict[str, Any]:
    """The cleaner's bank sends the pay back: it is payable again, and goes to the account that is named next."""
    await on.book("card_ok", days=3)
    await on.visit()
    who = on.cleaner
    await _account(on, who, "account_returns")
    await _sent(on, 9)

    async def came_back() -> bool:
        return bool(await _in(on, who, "returned"))

    await on.until(came_back, "the payout comes back")
    on.say("The cleaner's bank sent the pay back: it is payable again.")
    (back,) = (await _in(on, who, "returned"))[:1]
    await _account(on, who, "account_ok")

    async def arrived() -> bool:
        return any(one["id"] == back["id"] for one in await _in(on, who, "paid"))

    await _sent(on, 13)
    await on.until(arrived, "the payout arrives")
    on.say("The same pay has arrived at the other account, once.")
    return await on.ends("settled", "captured")


async def dispute_lost(on: Stage) -> dict[str, Any]:
    """Two weeks after the charge its owner takes it back for good, whatever the office sends."""
    await on.book("card_dispute", days=3)
    await on.visit()
    await on.to(on.end + A_DAY_AND_MORE)
    on.promise(on.money["phase"] == "captured", "the money is taken a day after the work")
    await on.to(on.end + A_DAY_AND_MORE + TWO_WEEKS)
    (dispute,) = await _disputes(on, {"open"})
    on.say("The guest's bank took the money back, with its fee.")
    path = f"/v1/disputes/{dispute['id']}"
    tag = f'"{dispute["version"]}"'
    await on.must(FINANCE, f"{path}/evidence", {"statement": "The home was cleaned."}, tag)
    on.say("The office sends what speaks for us.")
    await on.to(on.end + A_DAY_AND_MORE + TWO_WEEKS + timedelta(days=8))
    await _disputes(on, {"lost"})
    on.say("The bank keeps the money: the dispute is lost.")
    await on.look()
    kinds = [one for one in on.kinds if one.startswith("dispute_")]
    on.promise(kinds == ["dispute_opened", "dispute_lost"], "the money went once, and it is the platform that bears it")
    return await on.ends("settled", "captured")


async def _disputes(on: Stage, phases: set[str]) -> list[dict[str, Any]]:
    """The dispute of this clean, once its bank has told of it.

    :raises NotAsPromised: it does not come.
    """
    found: list[dict[str, Any]] = []

    async def there() -> bool:
        told = await on.read(FINANCE, "/v1/disputes?closed=true&limit=100")
        mine = [one for one in told["data"] if one["booking_id"] == on.booking["id"]]
        found[:] = [one for one in mine if one["phase"] in phases]
        return bool(found)

    await on.until(there, f"a dispute that is {' or '.join(phases)}")
    return found


async def _sent(on: Stage, days: int) -> None:
    """So many days after the clean what is payable is sent; three days later it has arrived, or come back."""
    for each in (days, days + 3):
        await on.to(on.end + timedelta(days=each))
        await on.wait()


async def _account(on: Stage, who: str, word: str) -> None:
    proof = await on.must(who, "/v1/payout_account/proof")
    body = {"setup": word, "proof_id": proof["id"], "code": on.api.code}
    await on.must(who, "/v1/payout_account", body)
    on.say(f"The cleaner's pay goes to {word} from now on.")


async def _in(on: Stage, who: str, phase: str) -> list[dict[str, Any]]:
    """The cleaner's payouts in a phase, the newest first."""
    found = await on.read(who, "/v1/payouts?limit=5")
    return [one for one in found["data"] if one["phase"] == phase]
