"""Priced choices as customers see them, each with the token that is spent to take it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cleanbee.adapters.http.language import text
from cleanbee.adapters.http.names import CLEANER, encode
from cleanbee.adapters.http.seals import Seals
from cleanbee.adapters.http.wire import Choice, CleanerCard, Reason, money, or_unset, window
from cleanbee.domain.matching.choice import Reason as DomainReason
from cleanbee.domain.people.person import Cleaner
from cleanbee.ports.inbound.availability.find_slots import SlotChoice


def choices_of(seals: Seals, choices: Iterable[SlotChoice]) -> list[Choice]:
    """The choices in their order."""
    return [
        Choice(
            slot=seals.slot(one.slot),
            window=window(one.slot.window, one.slot.local),
            price=money(one.slot.price),
            cleaner=cleaner_card(one.cleaner),
            reasons=[_reason(reason) for reason in one.reasons],
            expires_at=one.slot.until,
        )
        for one in choices
    ]


def cleaner_card(cleaner: Cleaner) -> CleanerCard:
    """A cleaner as customers see them."""
    stars = cleaner.stars_sum * 100 // cleaner.stars_count if cleaner.stars_count else None
    return CleanerCard(id=encode(CLEANER, cleaner.id), name=cleaner.name, stars=or_unset(stars), visits=cleaner.visits)


REASONS: Mapping[str, str] = {
    "knows_home": "Cleaned your home {count}×",
    "favourite": "One of your favourites",
    "close": "Lives {count} min away",
    "instant": "Confirmed at once",
}


def _reason(reason: DomainReason) -> Reason:
    said = text(REASONS.get(reason.code, reason.code.replace("_", " ").capitalize()))
    return Reason(code=reason.code, text=said.format(count=reason.count), count=or_unset(reason.count))
