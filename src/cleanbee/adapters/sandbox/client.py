"""The gateway, the card vault and the courier as seen from our processes: calls to the sandbox process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Protocol, TypeVar

import httpx
import msgspec

from cleanbee.adapters.sandbox.wire import (
    CALLS_MOST_S,
    AccountAnswer,
    AccountAsked,
    Answer,
    CardAnswer,
    CardAsked,
    ConfirmAnswer,
    ConfirmAsked,
    FactAnswer,
    FormAnswer,
    FormAsked,
    LetterAsked,
    LettersAnswer,
    Question,
    SetupAnswer,
    SetupAsked,
    Taken,
    TransactionsAnswer,
    TransactionsAsked,
)
from cleanbee.domain.kernel import CleanerId, CustomerId
from cleanbee.domain.messaging.notice import Notice
from cleanbee.domain.payment.fact import Fact, NoAnswer
from cleanbee.domain.payment.news import Transaction
from cleanbee.domain.payment.payment import Operation
from cleanbee.ports.outbound.messaging import Courier, CourierDown
from cleanbee.ports.outbound.payment import CALLS_AT_ONCE, CardSetup, Gateway, GatewayDown, SavedCard
from cleanbee.ports.outbound.payouts import SavedAccount, Vault

A = TypeVar("A", bound=Answer)
ANSWERED = 200
TURNED_AWAY = 503
IN_LINE_S = 0.5
OPENS_WITHIN, LOOK_EVERY_S = 150, 0.1


class Away(Exception):
    """The sandbox process was not reached: nothing was sent."""


class Lost(Exception):
    """The call was sent and no answer came: it may or may not have happened."""


class Line:
    """One pool of connections to the sandbox process."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http

    async def call(self, path: str, ask: Question | None, shape: type[A]) -> A:
        """Ask one thing.

        :raises Away: nothing was sent, or it was turned away unheard.
        :raises Lost: sent, and no answer came.
        """
        try:
            reply = await self._http.post(path, content=msgspec.json.encode(ask))
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as fault:
            raise Away(repr(fault)) from fault
        except httpx.HTTPError as fault:
            raise Lost(repr(fault)) from fault
        if reply.status_code == TURNED_AWAY:
            raise Away("turned away")
        if reply.status_code != ANSWERED:
            raise Lost(f"answered {reply.status_code}")
        return msgspec.json.decode(reply.content, type=shape)


class SandboxGateway:
    """A gateway that moves no money and remembers everything."""

    def __init__(self, line: Line) -> None:
        self._line = line

    async def authorise(self, operation: Operation) -> Fact:
        """Hold the amount on the card."""
        return await self._ask("/gateway/authorise", operation)

    async def capture(self, operation: Operation) -> Fact:
        """Take the amount out of the hold."""
        return await self._ask("/gateway/capture", operation)

    async def void(self, operation: Operation) -> Fact:
        """Let the hold go."""
        return await self._ask("/gateway/void", operation)

    async def charge(self, operation: Operation) -> Fact:
        """Hold and take the amount at once."""
        return await self._ask("/gateway/charge", operation)

    async def refund(self, operation: Operation) -> Fact:
        """Give back an amount of what was taken."""
        return await self._ask("/gateway/refund", operation)

    async def pay_out(self, operation: Operation) -> Fact:
        """Send the amount to the cleaner's account."""
        return await self._ask("/gateway/pay_out", operation)

    async def contest(self, operation: Operation) -> Fact:
        """Send evidence about a dispute."""
        return await self._ask("/gateway/contest", operation)

    async def transactions(self, since: datetime, until: datetime) -> Sequence[Transaction]:
        """The gateway's own books of ``[since, until)``."""
        asked = TransactionsAsked(since=since, until=until)
        try:
            return (await self._line.call("/gateway/transactions", asked, TransactionsAnswer)).transactions
        except (Away, Lost) as fault:
            raise GatewayDown(str(fault)) from fault

    async def look_up(self, operation: Operation) -> Fact:
        """What became of an operation."""
        return await self._ask("/gateway/look_up", operation)

    async def confirm(self, provider_id: str, *, agreed: bool) -> bool:
        """What the customer says on the bank's page."""
        asked = ConfirmAsked(provider_id=provider_id, agreed=agreed)
        try:
            return (await self._line.call("/gateway/confirm", asked, ConfirmAnswer)).waited
        except (Away, Lost) as fault:
            raise GatewayDown(str(fault)) from fault

    async def _ask(self, path: str, operation: Operation) -> Fact:
        try:
            return (await self._line.call(path, operation, FactAnswer)).fact
        except Away as fault:
            raise GatewayDown(str(fault)) from fault
        except Lost:
            return NoAnswer()


class SandboxVault:
    """A vault that knows the magic cards and accounts."""

    def __init__(self, line: Line) -> None:
        self._line = line

    async def prepare(self, owner: CustomerId) -> CardSetup:
        """Let this customer set a card up."""
        try:
            return (await self._line.call("/vault/prepare", SetupAsked(owner=owner), SetupAnswer)).setup
        except (Away, Lost) as fault:
            raise GatewayDown(str(fault)) from fault

    async def form(self, owner: CustomerId, back: str) -> str:
        """The way to the page where a card is typed in."""
        try:
            return (await self._line.call("/vault/form", FormAsked(owner=owner, back=back), FormAnswer)).url
        except (Away, Lost) as fault:
            raise GatewayDown(str(fault)) from fault

    async def save(self, owner: CustomerId, setup: str) -> SavedCard | None:
        """Save the card behind a set-up token."""
        try:
            return (await self._line.call("/vault/save", CardAsked(owner=owner, setup=setup), CardAnswer)).card
        except (Away, Lost) as fault:
            raise GatewayDown(str(fault)) from fault

    async def open_account(self, owner: CleanerId, setup: str) -> SavedAccount | None:
        """Name the account behind a set-up token."""
        asked = AccountAsked(owner=owner, setup=setup)
        try:
            return (await self._line.call("/vault/open_account", asked, AccountAnswer)).account
        except (Away, Lost) as fault:
            raise GatewayDown(str(fault)) from fault


class SandboxCourier:
    """A courier that carries nothing further than its own file."""

    def __init__(self, line: Line) -> None:
        self._line = line

    async def deliver(self, notice: Notice, text: str) -> None:
        """Hand over one rendered notice."""
        try:
            await self._line.call("/courier/deliver", LetterAsked(notice=notice, text=text), Taken)
        except (Away, Lost) as fault:
            raise CourierDown(str(fault)) from fault

    async def letters(self) -> tuple[LetterAsked, ...]:
        """What was carried so far, in order: for the page that shows the sandbox's post."""
        try:
            return (await self._line.call("/courier/letters", None, LettersAnswer)).letters
        except (Away, Lost) as fault:
            raise CourierDown(str(fault)) from fault


class Asked(Protocol):
    """The settings that these clients read."""

    @property
    def sandbox_url(self) -> str:
        """Where the sandbox process listens."""
        ...

    @property
    def sandbox_token(self) -> str:
        """What it wants to hear."""
        ...


@asynccontextmanager
async def _line(settings: Asked) -> AsyncGenerator[Line]:
    headers = {"authorization": f"Bearer {settings.sandbox_token}", "content-type": "application/json"}
    limits = httpx.Limits(max_connections=CALLS_AT_ONCE)
    async with httpx.AsyncClient(
        base_url=settings.sandbox_url or "http://127.0.0.1:9",
        headers=headers,
        timeout=httpx.Timeout(CALLS_MOST_S, pool=IN_LINE_S),
        limits=limits,
        trust_env=False,
    ) as http:
        yield Line(http)


@asynccontextmanager
async def open_gateway(settings: Asked) -> AsyncGenerator[Gateway]:
    """The sandbox's gateway."""
    async with _line(settings) as line:
        yield SandboxGateway(line)


@asynccontextmanager
async def open_vault(settings: Asked) -> AsyncGenerator[Vault]:
    """The sandbox's vault of cards and accounts."""
    async with _line(settings) as line:
        yield SandboxVault(line)


@asynccontextmanager
async def open_courier(settings: Asked) -> AsyncGenerator[Courier]:
    """The sandbox's courier."""
    async with _line(settings) as line:
        yield SandboxCourier(line)


async def _once_open(line: Line) -> None:
    """Ask for quiet as soon as the sandbox listens: it may have been started at the same moment as we."""
    for _ in range(OPENS_WITHIN):
        try:
            await line.call("/hooks/quiet", None, Taken)
            return
        except Away:
            await asyncio.sleep(LOOK_EVERY_S)
    await line.call("/hooks/quiet", None, Taken)


@asynccontextmanager
async def quiet(settings: Asked) -> AsyncGenerator[None]:
    """While a history is written, the sandbox's bank tells nobody of it, then or later.

    :raises GatewayDown: the sandbox does not answer.
    """
    async with _line(settings) as line:
        try:
            await _once_open(line)
            try:
                yield
            finally:
                await line.call("/hooks/speak", None, Taken)
        except (Away, Lost) as fault:
            raise GatewayDown(str(fault)) from fault
