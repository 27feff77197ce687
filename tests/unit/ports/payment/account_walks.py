"""The account that pay goes to changes only under a code that was sent for that."""

from __future__ import annotations

import pytest
from tests.unit.ports.payment.pay_town import PayTown

from cleanbee.adapters.memory.ids import SeededDice
from cleanbee.domain.kernel import NotAllowed, NotFound, Refused
from cleanbee.domain.messaging.notice import Notice
from cleanbee.domain.payment.payout_account import AccountUnknown, PayoutAccount
from cleanbee.domain.people.sign_in import CODE_LIFE, CodeWrong
from cleanbee.domain.platform.once import Once
from cleanbee.ports.inbound.payment.payout_account import (
    AccountAsked,
    AccountGiven,
    ChangeAccount,
    ProveIdentity,
    ReadPayoutAccount,
)
from cleanbee.ports.inbound.people.request_code import CodeAsked, CodeSent, RequestCode
from cleanbee.ports.inbound.people.verify_code import CodeTyped, VerifyCode
from cleanbee.ports.outbound.store import Seen


class AccountWalks:
    """Who may have pay sent elsewhere, over any store."""

    async def test_the_code_that_was_sent_changes_the_account_once(self, pay: PayTown) -> None:
        change = ChangeAccount(pay.store, pay.town.gateway)
        sent, code = await self._sent(pay)
        ask = AccountGiven(actor=pay.joyce, setup="account_returns", proof=sent.sign_in, code=code)
        once = Once(principal="joyce", key="a-key-of-sixteen", fingerprint="f")
        changed = await change(ask, once)
        assert isinstance(changed, PayoutAccount) and changed.ready and changed.token.startswith("account_returns")
        with pytest.raises(Seen) as seen:
            await change(ask, once)
        assert seen.value.answer == changed
        assert await change(ask) == Refused(why=CodeWrong())
        assert await ReadPayoutAccount(pay.store)(AccountAsked(actor=pay.joyce)) == changed

    async def test_a_wrong_code_counts_and_the_sixth_try_is_in_vain(self, pay: PayTown) -> None:
        change = ChangeAccount(pay.store, pay.town.gateway)
        sent, code = await self._sent(pay)
        wrong = "000001" if code != "000001" else "000002"
        for typed in (*[wrong] * 5, code):
            ask = AccountGiven(actor=pay.joyce, setup="account_returns", proof=sent.sign_in, code=typed)
            assert await change(ask) == Refused(why=CodeWrong())
        assert (await self._account(pay)).token.startswith("account_ok")

    async def test_a_code_for_signing_in_is_none_for_this_nor_this_one_for_signing_in(self, pay: PayTown) -> None:
        asked = RequestCode(pay.store, pay.town.ids, SeededDice(4))
        signing_in = await asked(CodeAsked(address=pay.town.cleaner.email or ""))
        assert isinstance(signing_in, CodeSent)
        ask = AccountGiven(actor=pay.joyce, setup="account_ok", proof=signing_in.sign_in, code=await self._code(pay))
        assert await ChangeAccount(pay.store, pay.town.gateway)(ask) == Refused(why=CodeWrong())
        sent, code = await self._sent(pay)
        verify = VerifyCode(pay.store, SeededDice(5), _Now(pay))
        assert await verify(CodeTyped(sign_in=sent.sign_in, code=code)) == Refused(why=CodeWrong())

    async def test_the_code_ends_and_is_nobody_elses(self, pay: PayTown) -> None:
        change = ChangeAccount(pay.store, pay.town.gateway)
        sent, code = await self._sent(pay)
        other = type(pay.joyce)(id=await pay.somebody("Europe/Berlin"))
        ask = AccountGiven(actor=other, setup="account_ok", proof=sent.sign_in, code=code)
        assert await change(ask) == Refused(why=CodeWrong())
        await pay.later(CODE_LIFE)
        ask = AccountGiven(actor=pay.joyce, setup="account_ok", proof=sent.sign_in, code=code)
        assert await change(ask) == Refused(why=CodeWrong())

    async def test_a_set_up_nobody_knows_uses_up_no_code(self, pay: PayTown) -> None:
        change = ChangeAccount(pay.store, pay.town.gateway)
        sent, code = await self._sent(pay)
        ask = AccountGiven(actor=pay.joyce, setup="account_from_nowhere", proof=sent.sign_in, code=code)
        assert await change(ask) == Refused(why=AccountUnknown())
        again = AccountGiven(actor=pay.joyce, setup="account_ok", proof=sent.sign_in, code=code)
        assert isinstance(await change(again), PayoutAccount)

    async def test_finance_reads_an_account_and_nobody_but_its_owner_changes_it(self, pay: PayTown) -> None:
        read, prove = ReadPayoutAccount(pay.store), ProveIdentity(pay.store, pay.town.ids, SeededDice(6))
        account = await self._account(pay)
        assert await read(AccountAsked(actor=pay.of_the_office(), cleaner=pay.joyce.id)) == account
        assert await read(AccountAsked(actor=pay.town.mia)) == Refused(why=NotFound(what="payout_account"))
        for actor in (pay.town.mia, pay.of_the_office("admin")):
            assert isinstance((no := await prove(actor)), Refused) and isinstance(no.why, NotAllowed)

    async def _sent(self, pay: PayTown) -> tuple[CodeSent, str]:
        sent = await ProveIdentity(pay.store, pay.town.ids, SeededDice(7))(pay.joyce)
        assert isinstance(sent, CodeSent)
        return sent, await self._code(pay)

    async def _code(self, pay: PayTown) -> str:
        async with pay.store.begin() as work:
            told: list[Notice] = list(await work.notices.to_person(pay.joyce.id, 10))
        return next(one.words["code"] for one in told if one.template == "code")

    async def _account(self, pay: PayTown) -> PayoutAccount:
        found = await ReadPayoutAccount(pay.store)(AccountAsked(actor=pay.joyce))
        assert isinstance(found, PayoutAccount)
        return found


class _Now:
    """Real time, which here is the town's."""

    def __init__(self, pay: PayTown) -> None:
        self._pay = pay

    async def now(self):
        return await self._pay.town.now()
