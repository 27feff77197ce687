"""Priced choices as customers see them, each with the token that is spent to take it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cleanbee.adapters.http.language import text
from cleanbee.adapters.http.names import CLEANER, encode
from cleanbee.adapters.http.seals import Seals
from cleanbee.adapters.http.wire import Choice, CleanerCard, Reason, Window, money, or_unset, window
from cleanbee.domain import kernel
from cleanbee.domain.kernel import CleanerId
from cleanbee.domain.matching.choice import Face
from cleanbee.domain.matching.choice import Reason as DomainReason
from cleanbee.domain.people.person import Cleaner
from cleanbee.domain.platform.wallclock import LocalStart
from cleanbee.ports.inbound.availability.find_slots import SlotChoice


class Choices:
    """Choices on the wire; one answer shows the same people for the same reasons at every start, written once."""

    def __init__(self, seals: Seals) -> None:
        self._seals = seals
        self._cards: dict[CleanerId, CleanerCard] = {}
        self._reasons: dict[tuple[DomainReason, ...], list[Reason]] = {}
        self._last: tuple[kernel.Window, Window] | None = None

    def window(self, span: kernel.Window, local: LocalStart) -> Window:
        """A start's time as it goes out; its choices follow one another and share it."""
        if self._last is None or self._last[0] is not span:
            self._last = span, window(span, local)
        return self._last[1]

    def of(self, choices: Iterable[SlotChoice]) -> list[Choice]:
        """The choices in their order."""
        return [
            Choice(
                slot=self._seals.slot(one.slot),
                window=self.window(one.slot.window, one.slot.local),
                price=money(one.slot.price),
                cleaner=self._card(one.cleaner),
                reasons=self._told(one.reasons),
                expires_at=one.slot.until,
            )
            for one in choices
        ]

    def _card(self, cleaner: Face) -> CleanerCard:
        found = self._cards.get(cleaner.id)
        if found is None:
            found = self._cards[cleaner.id] = cleaner_card(cleaner)
        return found

    def _told(self, reasons: tuple[DomainReason, ...]) -> list[Reason]:
        found = self._reasons.get(reasons)
        if found is None:
            found = self._reasons[reasons] = [_reason(one) for one in reasons]
        return found


def cleaner_card(cleaner: Cleaner | Face) -> CleanerCard:
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
