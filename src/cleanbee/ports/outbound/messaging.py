"""Where notices are kept, and who carries them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from cleanbee.domain.kernel import NoticeId
from cleanbee.domain.messaging.notice import Notice
from cleanbee.domain.messaging.render import Wording
from cleanbee.ports.outbound.kept import Kept, Place


class Notices(Kept[NoticeId, Notice], Protocol):
    """Notices, unique by (person, template, subject, occasion)."""

    async def enqueue(self, notice: Notice) -> bool:
        """Keep it once; false when the same was kept before (nothing changes then)."""
        ...

    async def next_due(self) -> datetime | None:
        """From when the earliest queued notice may go out."""
        ...

    async def due(self, now: datetime, limit: int) -> Sequence[Notice]:
        """Queued notices that may go out at ``now``, oldest first."""
        ...

    async def to_person(self, person: UUID, limit: int, after: Place | None = None) -> Sequence[Notice]:
        """What a person was told, newest first, those after a place in that order."""
        ...

    async def given_up(self, limit: int, after: Place | None = None) -> Sequence[Notice]:
        """Notices that nobody carries any more, newest first, those after a place in that order."""
        ...


class CourierDown(Exception):
    """The carrier could not take it now; try later."""


class Courier(Protocol):
    """Whoever carries notices. The notice's id is the key: handing the same over twice delivers it once."""

    async def deliver(self, notice: Notice, text: str) -> None:
        """Hand over one rendered notice; a mail's subject is the first line of its text.

        :raises CourierDown: not taken.
        """
        ...


class Templates(Protocol):
    """Where the wording of notices is kept."""

    def wording(self, template: str, locale: str) -> Wording:
        """The template in the language of a locale, or in English.

        :raises LookupError: there is no such template.
        """
        ...
