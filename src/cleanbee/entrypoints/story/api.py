"""The public HTTP API as the people of the story use it: each signs in once, each intention has its key."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx

from cleanbee.entrypoints.city.files import City

TOO_MANY = 429
UNAUTHENTICATED = 401
NO_ROUTE = 404


class StoryFails(Exception):
    """The house does not do what a story needs: who asked what, and what was answered."""


@dataclass(frozen=True)
class Answer:
    """What the API answered."""

    status: int
    body: dict[str, Any]
    etag: str = ""

    @property
    def yes(self) -> bool:
        """Whether it was done."""
        return self.status < 400

    @property
    def why(self) -> str:
        """The problem's words: its code, and its reason where it has one."""
        return str(self.body.get("reason") or self.body.get("code") or self.status)


@dataclass
class Api:
    """Calls as the people of the city; ``keys`` is what this story's keys begin with."""

    http: httpx.AsyncClient
    city: City
    code: str
    tokens: dict[str, str] = field(default_factory=dict[str, str])
    calls: int = 0
    keys: str = "story"

    async def get(self, who: str, path: str) -> Answer:
        """Read as somebody."""
        return await self._call(who, "GET", path, None, {})

    async def post(self, who: str, path: str, body: dict[str, Any] | None = None, match: str = "") -> Answer:
        """Do as somebody, under a key of the intention's own."""
        headers = {"idempotency-key": f"{self.keys}-{self.calls:06d}-{who}"}
        if match:
            headers["if-match"] = match
        return await self._call(who, "POST", path, body or {}, headers)

    async def must(self, asked: Answer, what: str) -> dict[str, Any]:
        """The body of an answer that a story cannot go on without.

        :raises StoryFails: it was a no.
        """
        if not asked.yes:
            raise StoryFails(f"{what}: {asked.status} {asked.body}")
        return asked.body

    async def now(self, ops: str) -> tuple[datetime, datetime | None]:
        """What time it is, and when something is due next."""
        told = await self.must(await self.get(ops, "/v1/test_helpers/clock"), "the clock")
        due = told.get("next_due_at")
        return _instant(told["now_at"]), _instant(due) if due else None

    async def _call(self, who: str, method: str, path: str, body: Any, headers: dict[str, str]) -> Answer:
        self.calls += 1
        if who not in self.tokens:
            self.tokens[who] = await self._sign_in(who)
        answer = await self._send(method, path, body, {**headers, "authorization": f"Bearer {self.tokens[who]}"})
        if answer.status == UNAUTHENTICATED:
            self.tokens[who] = await self._sign_in(who)
            answer = await self._send(method, path, body, {**headers, "authorization": f"Bearer {self.tokens[who]}"})
        return answer

    async def _sign_in(self, who: str) -> str:
        if who in self.city.ops:
            row = self.city.ops[who]
            told = await self._send("POST", "/v1/sign_ins/password", {"email": row.email, "password": row.phrase}, {})
        else:
            person = self.city.customers.get(who) or self.city.cleaners[who]
            sent = await self.must(await self._send("POST", "/v1/sign_ins", {"phone": person.phone}, {}), who)
            told = await self._send("POST", f"/v1/sign_ins/{sent['id']}/verify", {"code": self.code}, {})
        return (await self.must(told, f"{who} signs in"))["access_token"]

    async def _send(self, method: str, path: str, body: Any, headers: dict[str, str]) -> Answer:
        while True:
            reply = await self.http.request(method, path, json=body, headers=headers)
            if reply.status_code != TOO_MANY:
                told: dict[str, Any] = reply.json() if reply.content else {}
                return Answer(status=reply.status_code, body=told, etag=reply.headers.get("etag", ""))
            await asyncio.sleep(float(reply.headers.get("retry-after", "1")))


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)
