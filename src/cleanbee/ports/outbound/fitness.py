"""What an adapter says of itself: whether it may serve real people. Whoever says nothing may not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

Opening = TypeVar("Opening", bound=Callable[..., Any])
SAID = "__for_real_people__"


def for_real_people(opening: Opening) -> Opening:
    """Says of the function that opens an adapter: what it opens is no fake, and may stand behind a live house."""
    setattr(opening, SAID, True)
    return opening


def is_for_real_people(opening: object) -> bool:
    """Whether the adapter said so."""
    return getattr(opening, SAID, False) is True
