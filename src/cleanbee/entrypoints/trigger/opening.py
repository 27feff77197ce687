"""A stage in a house that is open."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import msgspec

from cleanbee.adapters.http.names import CLEANER, encode
from cleanbee.adapters.memory.hooks import MemoryHooks
from cleanbee.adapters.system.clock import SystemClock
from cleanbee.domain.payment.news import Message
from cleanbee.entrypoints.city.files import City
from cleanbee.entrypoints.city.people import cleaner_id
from cleanbee.entrypoints.settings import Settings
from cleanbee.entrypoints.story.api import Api
from cleanbee.entrypoints.trigger.stage import Sign, Stage
from cleanbee.ports.outbound.clock import Clock


def stage(http: httpx.AsyncClient, city: City, settings: Settings, line: Callable[[str], None]) -> Stage:
    """One story's stage; with the sandbox's secret the bank can be made to tell a thing again."""
    secret = settings.sandbox_hook_secrets.partition(",")[0].strip()
    cleaners = {encode(CLEANER, cleaner_id(key)): key for key in city.cleaners}
    sign = signer(secret, SystemClock()) if secret else None
    return Stage(api=Api(http, city, settings.code), line=line, cleaners=cleaners, sign=sign)


def signer(secret: str, clock: Clock) -> Sign:
    """Signs as the sandbox's bank does."""
    bank = MemoryHooks(secret)

    async def sign(message: dict[str, Any]) -> tuple[bytes, dict[str, str]]:
        raw, signature = bank.sign(msgspec.convert(message, Message), await clock.now())
        return raw, {bank.header: signature, "content-type": "application/json"}

    return sign
