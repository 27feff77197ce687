"""What cleaners and the office do about pay: other accounts, being paid at once, keeping a payout back."""

from __future__ import annotations

from datetime import timedelta

from cleanbee.domain.kernel import Refused
from cleanbee.domain.payment.payout import UNSENT, Payout
from cleanbee.entrypoints.settings import SHARED_CODE
from cleanbee.entrypoints.simulator.audit_books import phase_name_of
from cleanbee.entrypoints.simulator.life import DAY, HOUR, Life
from cleanbee.ports.inbound.payment.payout_account import AccountGiven
from cleanbee.ports.inbound.payment.payouts import CashOutAnswer, CashOutAsked, PayoutAsked
from cleanbee.ports.inbound.people.request_code import CodeSent

MOST_CODES = 10


async def captured(life: Life) -> None:
    """Until the customer's money has likely come."""
    await life.wait(24 * HOUR, 60 * HOUR)


async def account_changed(life: Life, word: str = "account_ok") -> None:
    """The cleaner names another account, with the code that was sent for this, or with the next one."""
    money = life.app.payment
    for _ in range(MOST_CODES):
        sent = await life.ask("prove", lambda _: money.prove_identity(life.comer))
        assert isinstance(sent, CodeSent), sent
        given = AccountGiven(actor=life.comer, setup=word, proof=sent.sign_in, code=SHARED_CODE)
        answer = await life.ask("account", lambda once, given=given: money.change_account(given, once))
        if not isinstance(answer, Refused):
            return


async def cashed_out(life: Life) -> None:
    """The cleaner asks for the terms, and agrees: perhaps twice at once, perhaps when they are no longer true."""
    money, terms_asked = life.app.payment, CashOutAsked(actor=life.comer, terms_only=True)
    terms = await life.ask("terms", lambda _: money.cash_out(terms_asked))
    if not isinstance(terms, CashOutAnswer):
        return
    await life.wait(timedelta(), 2 * HOUR if life.chance(0.8) else 5 * DAY)
    agreed = CashOutAsked(actor=life.comer, agreed=terms.terms.fee)
    walks = [life.ask("cash out", lambda once: money.cash_out(agreed, once)) for _ in range(life.dice.randint(1, 2))]
    await life.world.time.together(*walks)


async def unsent(life: Life) -> Payout | None:
    """The cleaner's payout that is not on its way, if there is one."""
    async with life.world.store.begin() as work:
        payouts = await work.payouts.made(life.cleaner.id, None, 10)
    return next((one for one in payouts if phase_name_of(one.phase) in UNSENT), None)


async def kept_back(life: Life, low: timedelta, high: timedelta) -> None:
    """The office keeps a payout back, and lets it go after some time."""
    payout, money = await unsent(life), life.app.payment
    if payout is None:
        return
    ask = PayoutAsked(actor=life.world.ops, payout=payout.id, reason="the customer complains")
    kept = await life.ask("block", lambda once: money.block_payout(ask, once))
    if isinstance(kept, Refused):
        return
    await life.wait(low, high)
    answer = await life.ask("unblock", lambda once: money.unblock_payout(ask, once))
    assert not isinstance(answer, Refused), answer
