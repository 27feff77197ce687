"""What may go wrong with a server of our own."""

from __future__ import annotations


class ServerWouldNotStart(Exception):
    """No server: says what is missing or what its log said, and what to do next."""
