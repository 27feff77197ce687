"""What a payment gateway promises: one effect per key, refusals remembered, holds that end."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest

from cleanbee.domain.kernel import BookingId, CardId, Money, OperationId, PaymentId, with_
from cleanbee.domain.payment.fact import (
    CustomerWanted,
    Held,
    LetGo,
    NeverHappened,
    OnItsWay,
    Refunded,
    Taken,
    TurnedDown,
)
from cleanbee.domain.payment.news import Transaction
from cleanbee.domain.payment.payment import CardSaved, DeclineClass, Operation, Payment
from cleanbee.ports.contracts.nouns import Nouns, euros
from cleanbee.ports.contracts.racing import all_well
from cleanbee.ports.outbound.ids import Ids
from cleanbee.ports.outbound.payment import CardSetup, CardVault, Gateway
from cleanbee.ports.outbound.payouts import AccountVault


class GatewayContract:
    """Holding, taking and letting go of money. Cards are the sandbox's: each word says what its bank answers."""

    def open_gateway(self) -> AbstractAsyncContextManager[Gateway]:
        """A gateway of the sandbox that answers every call."""
        raise NotImplementedError

    def fresh_ids(self) -> Ids:
        """Ids that this gateway has not seen."""
        raise NotImplementedError

    async def now(self) -> datetime:
        """The gateway's time."""
        raise NotImplementedError

    async def forward(self, by: timedelta) -> None:
        """Move the gateway's time on."""
        raise NotImplementedError

    async def test_a_good_card_is_held_for_seven_days_with_the_customer_present(self) -> None:
        async with self.open_gateway() as gateway:
            operation, now = self._authorise(), await self.now()
            held = await gateway.authorise(operation)
            assert isinstance(held, Held) and held.amount == operation.amount
            assert timedelta(0) <= held.capture_before - now - timedelta(days=7) < timedelta(minutes=5)

    async def test_a_hold_in_the_customers_absence_ends_sooner(self) -> None:
        async with self.open_gateway() as gateway:
            now = await self.now()
            held = await gateway.authorise(with_(self._authorise(), customer_present=False))
            assert isinstance(held, Held)
            assert timedelta(0) <= held.capture_before - now - timedelta(days=4, hours=18) < timedelta(minutes=5)

    async def test_the_same_key_is_one_hold_however_often_it_is_sent(self) -> None:
        async with self.open_gateway() as gateway:
            operation = self._authorise()
            first = await gateway.authorise(operation)
            again = await all_well(*(gateway.authorise(operation) for _ in range(4)))
            assert isinstance(first, Held) and again == [first] * 4
            assert await gateway.look_up(operation) == first

    async def test_our_own_state_is_no_part_of_what_is_asked(self) -> None:
        async with self.open_gateway() as gateway:
            operation = self._authorise()
            first = await gateway.authorise(operation)
            assert await gateway.authorise(with_(operation, version=2)) == first

    async def test_a_key_does_not_stand_for_two_amounts(self) -> None:
        async with self.open_gateway() as gateway:
            operation = self._authorise()
            first = await gateway.authorise(operation)
            assert isinstance(await gateway.authorise(with_(operation, amount=euros(1))), TurnedDown)
            assert await gateway.look_up(operation) == first

    @pytest.mark.parametrize(
        ("card", "present", "kind"),
        [
            ("card_declined", True, "new_card"),
            ("card_insufficient", True, "try_again"),
            ("card_insufficient", False, "try_again"),
            ("card_3ds", False, "needs_you"),
            ("card_of_nobody", True, "new_card"),
        ],
    )
    async def test_a_refusal_has_its_class_and_is_remembered(
        self, card: str, present: bool, kind: DeclineClass
    ) -> None:
        async with self.open_gateway() as gateway:
            operation = with_(self._authorise(card), customer_present=present)
            refused = await gateway.authorise(operation)
            assert isinstance(refused, TurnedDown) and refused.kind == kind
            assert await gateway.authorise(operation) == refused
            assert await gateway.look_up(operation) == refused

    async def test_some_banks_want_to_see_the_customer(self) -> None:
        async with self.open_gateway() as gateway:
            operation = self._authorise("card_3ds")
            wanted = await gateway.authorise(operation)
            assert isinstance(wanted, CustomerWanted) and wanted.link.startswith("https://")
            assert await gateway.look_up(operation) == wanted

    async def test_part_of_a_hold_may_be_taken_and_the_rest_falls_free(self) -> None:
        async with self.open_gateway() as gateway:
            hold = await self._held(gateway)
            taken = await gateway.capture(self._on(hold, "capture", euros(2394)))
            assert taken == Taken(provider_id=hold.provider_id, amount=euros(2394))
            assert isinstance(await gateway.capture(self._on(hold, "capture", euros(100))), TurnedDown)

    async def test_money_is_taken_once_under_one_key(self) -> None:
        async with self.open_gateway() as gateway:
            hold = await self._held(gateway)
            capture = self._on(hold, "capture", hold.amount)
            answers = await all_well(*(gateway.capture(capture) for _ in range(3)))
            assert answers == [Taken(provider_id=hold.provider_id, amount=hold.amount)] * 3

    async def test_no_more_is_taken_than_is_held(self) -> None:
        async with self.open_gateway() as gateway:
            hold = await self._held(gateway)
            too_much = self._on(hold, "capture", hold.amount + euros(1))
            assert isinstance(await gateway.capture(too_much), TurnedDown)
            assert isinstance(await gateway.capture(self._on(hold, "capture", hold.amount)), Taken)

    async def test_a_hold_that_was_let_go_gives_nothing(self) -> None:
        async with self.open_gateway() as gateway:
            hold = await self._held(gateway)
            void = self._on(hold, "void", hold.amount)
            assert await gateway.void(void) == LetGo(provider_id=hold.provider_id)
            assert await gateway.void(void) == LetGo(provider_id=hold.provider_id)
            assert isinstance(await gateway.capture(self._on(hold, "capture", hold.amount)), TurnedDown)

    async def test_what_was_taken_is_not_let_go(self) -> None:
        async with self.open_gateway() as gateway:
            hold = await self._held(gateway)
            await gateway.capture(self._on(hold, "capture", hold.amount))
            assert isinstance(await gateway.void(self._on(hold, "void", hold.amount)), TurnedDown)

    async def test_a_hold_gives_nothing_from_the_instant_it_ends(self) -> None:
        async with self.open_gateway() as gateway:
            hold = await self._held(gateway)
            await self.forward(hold.capture_before - await self.now())
            assert isinstance(await gateway.capture(self._on(hold, "capture", hold.amount)), TurnedDown)
            assert await gateway.void(self._on(hold, "void", hold.amount)) == LetGo(provider_id=hold.provider_id)

    async def test_a_charge_is_taken_at_once_under_one_key(self) -> None:
        async with self.open_gateway() as gateway:
            charge = with_(self._authorise(), kind="charge", amount=euros(800))
            taken = await gateway.charge(charge)
            assert isinstance(taken, Taken) and taken.amount == euros(800)
            assert [await gateway.charge(charge), await gateway.look_up(charge)] == [taken, taken]

    async def test_a_charge_that_is_refused_takes_nothing(self) -> None:
        async with self.open_gateway() as gateway:
            charge = with_(self._authorise("card_insufficient"), kind="charge")
            refused = await gateway.charge(charge)
            assert isinstance(refused, TurnedDown) and refused.kind == "try_again"
            assert not [one for one in await self._statement(gateway) if one.operation == charge.id]

    async def test_what_was_taken_is_given_back_in_parts_and_no_further(self) -> None:
        async with self.open_gateway() as gateway:
            hold = await self._taken(gateway)
            first, second = (self._on(hold, "refund", euros(cents)) for cents in (2000, hold.amount.amount - 2000))
            back = await gateway.refund(first)
            assert isinstance(back, Refunded) and back.amount == euros(2000)
            assert await gateway.refund(first) == back == await gateway.look_up(first)
            too_much = self._on(hold, "refund", hold.amount)
            assert isinstance(await gateway.refund(too_much), TurnedDown)
            assert isinstance(await gateway.refund(second), Refunded)
            assert isinstance(await gateway.refund(self._on(hold, "refund", euros(1))), TurnedDown)

    async def test_what_was_only_held_is_not_given_back(self) -> None:
        async with self.open_gateway() as gateway:
            hold = await self._held(gateway)
            assert isinstance(await gateway.refund(self._on(hold, "refund", euros(100))), TurnedDown)

    async def test_money_is_sent_to_an_account_once_under_one_key(self) -> None:
        async with self.open_gateway() as gateway:
            payout = self._payout("account_ok", euros(6980))
            sent, now = await gateway.pay_out(payout), await self.now()
            assert isinstance(sent, OnItsWay) and sent.amount == euros(6980) and sent.arrives_at > now
            assert [await gateway.pay_out(payout), await gateway.look_up(payout)] == [sent, sent]

    async def test_a_closed_account_is_paid_nothing(self) -> None:
        async with self.open_gateway() as gateway:
            assert isinstance(await gateway.pay_out(self._payout("account_closed", euros(6980))), TurnedDown)

    async def test_the_statement_names_every_change_of_the_balance_once(self) -> None:
        async with self.open_gateway() as gateway:
            hold = await self._held(gateway)
            capture = self._on(hold, "capture", hold.amount)
            refund, payout = self._on(hold, "refund", euros(2000)), self._payout("account_ok", euros(300))
            for _ in range(2):
                await gateway.capture(capture)
                await gateway.refund(refund)
                await gateway.pay_out(payout)
            lines = {one.operation: one for one in await self._statement(gateway)}
            assert lines[capture.id].amount == hold.amount and lines[capture.id].fee.amount > 0
            assert lines[refund.id].amount == euros(-2000) and lines[refund.id].charge == hold.provider_id
            assert lines[payout.id].amount == euros(-300)
            of_ours = [one for one in await self._statement(gateway) if one.operation in {*lines}]
            assert len(of_ours) == len({one.id for one in of_ours}) == len(lines)

    async def test_a_statement_is_of_a_span_whose_end_does_not_belong_to_it(self) -> None:
        async with self.open_gateway() as gateway:
            await self._taken(gateway)
            (line, *_) = await self._statement(gateway)
            assert line in await gateway.transactions(line.at, line.at + timedelta(seconds=1))
            assert line not in await gateway.transactions(line.at - timedelta(seconds=1), line.at)

    async def test_of_what_was_never_sent_nothing_is_known(self) -> None:
        async with self.open_gateway() as gateway:
            assert await gateway.look_up(self._authorise()) == NeverHappened()

    async def _statement(self, gateway: Gateway) -> Sequence[Transaction]:
        now = await self.now()
        return await gateway.transactions(now - timedelta(days=1), now + timedelta(days=1))

    async def _taken(self, gateway: Gateway) -> Held:
        hold = await self._held(gateway)
        assert isinstance(await gateway.capture(self._on(hold, "capture", hold.amount)), Taken)
        return hold

    def _payout(self, account: str, amount: Money) -> Operation:
        one = self._authorise()
        return with_(one, kind="pay_out", payment=None, booking=None, card_token="", account=account, amount=amount)

    async def _held(self, gateway: Gateway) -> Held:
        held = await gateway.authorise(self._authorise())
        assert isinstance(held, Held)
        return held

    def _authorise(self, card: str = "card_ok") -> Operation:
        nouns = Nouns(self.fresh_ids())
        payment = Payment(
            id=PaymentId(nouns.ids.new()),
            booking=BookingId(nouns.ids.new()),
            customer=nouns.customer().id,
            card=CardId(nouns.ids.new()),
            amount=euros(9576),
            phase=CardSaved(),
        )
        return nouns.operation(payment, token=card)

    def _on(self, hold: Held, kind: str, amount: Money) -> Operation:
        fresh = OperationId(self.fresh_ids().new())
        return with_(self._authorise(), id=fresh, kind=kind, amount=amount, provider_id=hold.provider_id)


class VaultContract:
    """Saving cards."""

    def open_vault(self) -> AbstractAsyncContextManager[CardVault]:
        """A vault of the sandbox that answers every call."""
        raise NotImplementedError

    def fresh_ids(self) -> Ids:
        """Ids that this vault has not seen."""
        raise NotImplementedError

    async def typed_in(self, setup: CardSetup) -> str:
        """The customer types a good card in, where the gateway wants that; the name of the set-up."""
        return setup.client_secret

    async def test_a_card_is_saved_once_its_owner_has_set_it_up(self) -> None:
        async with self.open_vault() as vault:
            mia = Nouns(self.fresh_ids()).customer().id
            saved = await vault.save(mia, await self.typed_in(await vault.prepare(mia)))
            assert saved is not None and saved.token and saved.last4.isdigit()

    async def typed_into(self, form: str) -> str:
        """The customer types a good card into the gateway's page; the set-up token with which it leads back."""
        return dict(parse_qsl(urlsplit(form).query))["setup"]

    async def test_a_card_that_was_typed_into_the_gateways_page_is_saved_by_what_it_leads_back_with(self) -> None:
        async with self.open_vault() as vault:
            mia = Nouns(self.fresh_ids()).customer().id
            form = await vault.form(mia, "https://cleanbee.example/card")
            assert urlsplit(form).scheme in {"http", "https"}
            saved = await vault.save(mia, await self.typed_into(form))
            assert saved is not None and saved.token and saved.last4.isdigit()

    async def test_a_saved_card_is_known_by_a_name_and_its_last_digits(self) -> None:
        async with self.open_vault() as vault:
            saved = await vault.save(Nouns(self.fresh_ids()).customer().id, "card_ok")
            assert saved is not None and saved.token and saved.brand
            assert len(saved.last4) == 4 and saved.last4.isdigit()

    async def test_an_unknown_set_up_token_saves_nothing(self) -> None:
        async with self.open_vault() as vault:
            assert await vault.save(Nouns(self.fresh_ids()).customer().id, "card_from_nowhere") is None


class AccountVaultContract:
    """Naming the accounts that cleaners are paid to."""

    def open_accounts(self) -> AbstractAsyncContextManager[AccountVault]:
        """A vault that answers every call and knows an account under the word ``account_ok``."""
        raise NotImplementedError

    def fresh_ids(self) -> Ids:
        """Ids that this vault has not seen."""
        raise NotImplementedError

    async def test_a_cleaners_account_is_known_by_a_name_and_its_last_digits(self) -> None:
        async with self.open_accounts() as vault:
            opened = await vault.open_account(Nouns(self.fresh_ids()).cleaner().id, "account_ok")
            assert opened is not None and opened.token
            assert len(opened.last4) == 4 and opened.last4.isdigit()

    async def test_an_unknown_set_up_token_opens_no_account(self) -> None:
        async with self.open_accounts() as vault:
            assert await vault.open_account(Nouns(self.fresh_ids()).cleaner().id, "account_from_nowhere") is None
