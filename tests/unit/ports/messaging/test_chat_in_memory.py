"""Chats, over memory."""

from __future__ import annotations

from tests.unit.ports.messaging.chat_walks import ChatWalks


class TestChatInMemory(ChatWalks):
    """In memory."""
