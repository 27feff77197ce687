"""The walks of the gateway's messages, over PostgreSQL."""

from __future__ import annotations

from tests.unit.ports.payment.hook_walks import HookWalks


class TestHookWalksOverPostgres(HookWalks):
    """On PostgreSQL."""
