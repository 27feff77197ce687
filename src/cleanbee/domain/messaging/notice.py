"""What people are told: one notice per person, template, subject and occasion, whatever is repeated."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from cleanbee.domain.kernel import Aggregate, NoticeId, Tagged, Value

Channel = Literal["push", "sms", "mail"]


class Queued(Tagged, frozen=True, kw_only=True):
    """To be sent, not before ``not_before``."""

    not_before: datetime
    tries: int = 0


class Sent(Tagged, frozen=True, kw_only=True):
    """Handed to the carrier."""

    at: datetime


class Suppressed(Tagged, frozen=True, kw_only=True):
    """Not sent, for a reason."""

    why: str


class Dead(Tagged, frozen=True, kw_only=True):
    """Could not be sent in eight tries; a human is told."""

    last_error: str


NoticePhase = Queued | Sent | Suppressed | Dead


class Recipient(Value, frozen=True, kw_only=True):
    """Where a notice goes."""

    person: UUID
    channel: Channel
    address: str
    locale: str


class Notice(Aggregate, frozen=True, kw_only=True):
    """One message to one person; ``words`` fill the template's gaps."""

    id: NoticeId
    to: Recipient
    template: str
    subject: UUID
    occasion: str
    words: dict[str, str]
    critical: bool = False
    made_at: datetime
    phase: NoticePhase
