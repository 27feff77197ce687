"""The sandbox's bank tells by itself: each message is posted until it is answered with 200, whoever dies meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress

import httpx
import structlog

from cleanbee.adapters.sandbox.journal import Journal
from cleanbee.adapters.sandbox.manner import Copy, Manner
from cleanbee.domain.kernel import Value
from cleanbee.domain.payment.news import Message
from cleanbee.ports.outbound.clock import Clock
from cleanbee.ports.outbound.store import Busy

EVERY_S, LONGEST_S, WITHIN_S = 0.25, 15.0, 5.0
TAKEN, TOO_MANY = 200, 429
QUIET_MOST_S = 300.0
"""Whoever asked for quiet and died does not silence the bank for longer."""

log = structlog.get_logger("sandbox")

Told = Callable[[], Awaitable[Sequence[Message]]]
Signed = Callable[[Message], Awaitable[tuple[bytes, str]]]
Post = Callable[[bytes, str], Awaitable[int]]


class Nobody(Exception):
    """Nobody answers there."""


class Sent(Value, frozen=True, kw_only=True):
    """One copy of a message that was answered with 200."""

    id: str
    number: int


class Deliverer:
    """Posts what the bank has told so far; what was taken stands in a file, so that it is not sent again."""

    def __init__(self, told: Told, signed: Signed, post: Post, file: Journal[Sent], manner: Manner) -> None:
        self._told, self._signed, self._post = told, signed, post
        self._file = file
        self._manner = manner
        self._sent = set(file.lines())
        self._over: set[str] = set()
        self._quiet_until = 0.0

    async def keep_quiet(self) -> None:
        """Send nothing for now: what the bank is asked at this moment is a history, which nobody needs to be told."""
        self._quiet_until = asyncio.get_running_loop().time() + QUIET_MOST_S

    async def speak_again(self) -> None:
        """Take all that was told so far for sent, and go on with what comes now."""
        for copy in self._waiting(await self._told()):
            self._note(copy)
        self._quiet_until = 0.0

    async def once(self, clock: Clock) -> tuple[int, int]:
        """Post every copy whose moment has come: how many were taken, and how many were not.

        :raises Nobody: nobody answers.
        """
        now = await clock.now()
        taken = refused = 0
        for copy in self._due([one for one in self._waiting(await self._told()) if one.due_at <= now]):
            if asyncio.get_running_loop().time() < self._quiet_until:
                break
            status = await self._post(*await self._signed(copy.message))
            if status == TAKEN:
                self._note(copy)
                taken += 1
            else:
                refused += 1
            if status == TOO_MANY:
                break
        return taken, refused

    async def run(self, clock: Clock, stop: asyncio.Event) -> None:
        """Post until told to stop; where nobody answers, or says no, ever more seldom."""
        pause = EVERY_S
        while not stop.is_set():
            try:
                _, refused = await self.once(clock)
            except (Nobody, Busy) as away:
                log.info("messages wait", why=repr(away))
                refused = 1
            pause = min(pause * 2, LONGEST_S) if refused else EVERY_S
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), pause)

    def _note(self, copy: Copy) -> None:
        sent = Sent(id=copy.message.id, number=copy.number)
        self._file.keep(sent)
        self._sent.add(sent)

    def _waiting(self, messages: Sequence[Message]) -> list[Copy]:
        """The copies that were not taken yet; of a message that is over none is made again."""
        found: list[Copy] = []
        for message in messages:
            if message.id in self._over:
                continue
            copies = self._manner.copies_of(message)
            left = [one for one in copies if Sent(id=message.id, number=one.number) not in self._sent]
            if not left:
                self._over.add(message.id)
            found += left
        return found

    def _due(self, copies: list[Copy]) -> list[Copy]:
        """In the order in which they happened, or in that of their lots."""
        return sorted(copies, key=lambda one: one.lot)


def poster(http: httpx.AsyncClient, url: str, header: str) -> Post:
    """Posts to an address, with the signature in the bank's own header."""

    async def post(raw: bytes, signature: str) -> int:
        headers = {header: signature, "content-type": "application/json"}
        try:
            reply = await http.post(url, content=raw, headers=headers, timeout=WITHIN_S)
        except httpx.HTTPError as fault:
            raise Nobody(repr(fault)) from fault
        if reply.status_code != TAKEN:
            log.info("a message was not taken", status=reply.status_code, answer=reply.text[:200])
        return reply.status_code

    return post
