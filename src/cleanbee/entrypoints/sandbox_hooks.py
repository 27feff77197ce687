"""The sandbox's bank sends its messages to the API, signed, as its settings say."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx

from cleanbee.adapters.memory.gateway import MemoryGateway
from cleanbee.adapters.memory.hooks import MemoryHooks
from cleanbee.adapters.sandbox.deliverer import Deliverer, Post, Sent, poster
from cleanbee.adapters.sandbox.journal import Journal
from cleanbee.adapters.sandbox.manner import manner
from cleanbee.adapters.system.clock import SystemClock
from cleanbee.domain.payment.news import Message
from cleanbee.entrypoints.sandbox import Sandbox
from cleanbee.entrypoints.settings import Settings
from cleanbee.ports.outbound.clock import Clock

HOOKS_FILE = "hooks.jsonl"
PATH = "/v1/webhooks/sandbox"


def deliverer(settings: Settings, gateway: MemoryGateway, folder: Path, post: Post, clock: Clock) -> Deliverer:
    """What sends this bank's messages. They are signed in real time, since that is how a signature's age is judged."""
    bank = _bank(settings)

    async def signed(message: Message) -> tuple[bytes, str]:
        return bank.sign(message, await clock.now())

    file = Journal(folder / HOOKS_FILE, Sent)
    return Deliverer(gateway.messages, signed, post, file, manner(settings.sandbox_hooks))


async def deliver(settings: Settings, sandbox: Sandbox, folder: Path, clock: Clock, stop: asyncio.Event) -> None:
    """Send until told to stop; without an address, or a secret to sign with, nothing is sent."""
    if not (settings.hooks_url and settings.sandbox_hook_secrets):
        return
    async with httpx.AsyncClient(trust_env=False) as http:
        post = poster(http, settings.hooks_url.rstrip("/") + PATH, MemoryHooks.header)
        sandbox.deliverer = deliverer(settings, sandbox.gateway, folder, post, SystemClock())
        await sandbox.deliverer.run(clock, stop)


def _bank(settings: Settings) -> MemoryHooks:
    return MemoryHooks(*(one.strip() for one in settings.sandbox_hook_secrets.split(",") if one.strip()))
