"""The search as the API sees it: a few replicas, asked in turns, the next one where one does not answer."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager

import httpx

from cleanbee.adapters.search.wire import PATH, NotUnderstood, question, shown, token_of
from cleanbee.domain.matching.shown_starts import AskedStarts, ShownStarts
from cleanbee.ports.outbound.search import SearchDown, StartSearch

ANSWERED = 200
REST_S = 0.5
AT_ONCE = 32
IN_LINE_S = 0.1


class Replica:
    """One search process, and until when it is left alone after it did not answer."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.rests_until = float("-inf")


class SearchClient:
    """Asks the replicas in turns. ``each_s`` is how long one of them may take; ``stopwatch`` counts real seconds."""

    def __init__(
        self,
        http: httpx.AsyncClient,
        urls: Sequence[str],
        each_s: float,
        stopwatch: Callable[[], float] = time.monotonic,
    ) -> None:
        self._http = http
        self._replicas = [Replica(url.rstrip("/")) for url in urls]
        self._each_s = each_s
        self._stopwatch = stopwatch
        self._turn = 0

    async def starts(self, ask: AskedStarts) -> ShownStarts:
        """What the first replica shows that answers.

        :raises SearchDown: none does.
        """
        body = question(ask)
        why = "no replica is awake"
        for replica in self._in_turn():
            try:
                reply = await self._http.post(f"{replica.url}{PATH}", content=body, timeout=self._patience())
                if reply.status_code == ANSWERED:
                    return shown(reply.content, ask)
                why = f"{replica.url} answered {reply.status_code}"
            except (httpx.HTTPError, NotUnderstood) as fault:
                why = f"{replica.url}: {fault!r}"
                replica.rests_until = self._stopwatch() + REST_S
        raise SearchDown(why)

    def _in_turn(self) -> Sequence[Replica]:
        """Those that are not left alone, each time beginning with the next."""
        self._turn += 1
        first = self._turn % max(1, len(self._replicas))
        now = self._stopwatch()
        return [one for one in (*self._replicas[first:], *self._replicas[:first]) if one.rests_until <= now]

    def _patience(self) -> httpx.Timeout:
        return httpx.Timeout(self._each_s, pool=min(self._each_s, IN_LINE_S))


@asynccontextmanager
async def open_client(urls: Sequence[str], secret_key: str, each_s: float) -> AsyncGenerator[StartSearch]:
    """A client of these replicas."""
    async with httpx.AsyncClient(
        headers={"authorization": f"Bearer {token_of(secret_key)}", "content-type": "application/msgpack"},
        limits=httpx.Limits(max_connections=AT_ONCE),
        trust_env=False,
    ) as http:
        yield SearchClient(http, urls, each_s)
