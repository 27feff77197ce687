"""The sandbox process: the stateful fakes, once for all callers, surviving their deaths and its own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec

from cleanbee.adapters.memory.bank import Bank, Entry
from cleanbee.adapters.memory.courier import Letter, MemoryCourier
from cleanbee.adapters.memory.gateway import MemoryGateway
from cleanbee.adapters.sandbox.deliverer import Deliverer
from cleanbee.adapters.sandbox.door import Door
from cleanbee.adapters.sandbox.journal import Journal
from cleanbee.adapters.sandbox.wire import (
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
    SetupAnswer,
    SetupAsked,
    Taken,
    TransactionsAnswer,
    TransactionsAsked,
)
from cleanbee.domain.payment.fact import Fact
from cleanbee.domain.payment.payment import Operation
from cleanbee.ports.outbound.clock import Clock
from cleanbee.ports.outbound.messaging import CourierDown
from cleanbee.ports.outbound.payment import GatewayDown
from cleanbee.ports.outbound.store import Busy

BANK_FILE = "gateway.jsonl"
POST_FILE = "letters.jsonl"


class Sandbox:
    """Gateway, card vault and courier over two files in ``folder``; reads them again at every start.

    The gateway takes ``answer_s`` over each call: half on the way to its book, half on the way back.
    """

    def __init__(self, folder: Path, clock: Clock, answer_s: float = 0.0) -> None:
        self._half_s = answer_s / 2
        self.deliverer: Deliverer | None = None
        self._bank_file = Journal(folder / BANK_FILE, Entry)
        self._post_file = Journal(folder / POST_FILE, Letter)
        self.gateway = MemoryGateway(clock, Bank(keep=self._bank_file.keep, entries=self._bank_file.lines()))
        posted = {letter.notice.id: letter for letter in self._post_file.lines()}
        self.letters = list(posted.values())
        self._posted = set(posted)
        self.courier = MemoryCourier(keep=self._post)
        self._verbs: dict[str, Callable[[bytes], Awaitable[Answer]]] = {
            "/gateway/authorise": self._at_gateway(self.gateway.authorise),
            "/gateway/capture": self._at_gateway(self.gateway.capture),
            "/gateway/void": self._at_gateway(self.gateway.void),
            "/gateway/charge": self._at_gateway(self.gateway.charge),
            "/gateway/refund": self._at_gateway(self.gateway.refund),
            "/gateway/pay_out": self._at_gateway(self.gateway.pay_out),
            "/gateway/contest": self._at_gateway(self.gateway.contest),
            "/gateway/transactions": self._transactions,
            "/gateway/look_up": self._at_gateway(self.gateway.look_up),
            "/gateway/confirm": self._confirm,
            "/vault/prepare": self._prepare,
            "/vault/form": self._form,
            "/hooks/quiet": self._quiet,
            "/hooks/speak": self._speak,
            "/vault/save": self._save,
            "/vault/open_account": self._open_account,
            "/courier/deliver": self._deliver,
            "/courier/letters": self._letters,
        }

    async def answer(self, path: str, body: bytes) -> tuple[int, bytes]:
        """One question: the status and the body to answer with. What was accepted stands in the file by then."""
        verb = self._verbs.get(path)
        if verb is None:
            return 404, b""
        try:
            return 200, msgspec.json.encode(await verb(body))
        except msgspec.MsgspecError as wrong:
            return 400, msgspec.json.encode({"wrong": str(wrong)})
        except (GatewayDown, CourierDown, Busy):
            return 503, b""

    def close(self) -> None:
        """Close the files."""
        self._bank_file.close()
        self._post_file.close()

    def _at_gateway(self, ask: Callable[[Operation], Awaitable[Fact]]) -> Callable[[bytes], Awaitable[Answer]]:
        async def verb(body: bytes) -> Answer:
            await asyncio.sleep(self._half_s)
            fact = await ask(msgspec.json.decode(body, type=Operation))
            await asyncio.sleep(self._half_s)
            return FactAnswer(fact=fact)

        return verb

    async def _quiet(self, body: bytes) -> Answer:
        if self.deliverer is not None:
            await self.deliverer.keep_quiet()
        return Taken()

    async def _speak(self, body: bytes) -> Answer:
        if self.deliverer is not None:
            await self.deliverer.speak_again()
        return Taken()

    async def _transactions(self, body: bytes) -> Answer:
        ask = msgspec.json.decode(body, type=TransactionsAsked)
        return TransactionsAnswer(transactions=tuple(await self.gateway.transactions(ask.since, ask.until)))

    async def _confirm(self, body: bytes) -> Answer:
        ask = msgspec.json.decode(body, type=ConfirmAsked)
        return ConfirmAnswer(waited=await self.gateway.confirm(ask.provider_id, agreed=ask.agreed))

    async def _prepare(self, body: bytes) -> Answer:
        ask = msgspec.json.decode(body, type=SetupAsked)
        return SetupAnswer(setup=await self.gateway.prepare(ask.owner))

    async def _form(self, body: bytes) -> Answer:
        ask = msgspec.json.decode(body, type=FormAsked)
        return FormAnswer(url=await self.gateway.form(ask.owner, ask.back))

    async def _save(self, body: bytes) -> Answer:
        ask = msgspec.json.decode(body, type=CardAsked)
        return CardAnswer(card=await self.gateway.save(ask.owner, ask.setup))

    async def _open_account(self, body: bytes) -> Answer:
        ask = msgspec.json.decode(body, type=AccountAsked)
        return AccountAnswer(account=await self.gateway.open_account(ask.owner, ask.setup))

    async def _deliver(self, body: bytes) -> Answer:
        ask = msgspec.json.decode(body, type=LetterAsked)
        await self.courier.deliver(ask.notice, ask.text)
        return Taken()

    async def _letters(self, body: bytes) -> Answer:
        return LettersAnswer(letters=tuple(LetterAsked(notice=one.notice, text=one.text) for one in self.letters))

    def _post(self, letter: Letter) -> None:
        """Keep a letter that was not posted before, by this process or one before it."""
        if letter.notice.id in self._posted:
            return
        self._post_file.keep(letter)
        self._posted.add(letter.notice.id)
        self.letters.append(letter)


@asynccontextmanager
async def open_sandbox(
    folder: Path, clock: Clock, token: str, port: int = 0, answer_s: float = 0.0
) -> AsyncGenerator[tuple[Sandbox, int]]:
    """Serve the fakes on loopback; gives the sandbox and its port."""
    sandbox = Sandbox(folder, clock, answer_s)
    server = await Door(token, sandbox.answer).open("127.0.0.1", port)
    try:
        yield sandbox, int(server.sockets[0].getsockname()[1])
    finally:
        server.close()
        sandbox.close()
