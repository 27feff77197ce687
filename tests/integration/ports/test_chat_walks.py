"""Chats, over PostgreSQL."""

from __future__ import annotations

from tests.unit.ports.messaging.chat_walks import ChatWalks


class TestChatOverPostgres(ChatWalks):
    """On PostgreSQL."""
