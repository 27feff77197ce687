"""What an event is called on the wire, and which thing it is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from cleanbee.adapters.http.names import BOOKING, CLEANER, CUSTOMER, NOTICE, OFFER, PAYMENT, QUOTE, encode
from cleanbee.domain.kernel import Event

ThingWord = Literal["offer", "payment", "booking", "quote", "notice", "cleaner", "customer"]

THINGS: tuple[ThingWord, ...] = get_args(ThingWord)
"""What an event is about: the first of these that it carries; those of sign-ins carry none."""

PREFIXES: dict[ThingWord, str] = {
    "offer": OFFER,
    "payment": PAYMENT,
    "booking": BOOKING,
    "quote": QUOTE,
    "notice": NOTICE,
    "cleaner": CLEANER,
    "customer": CUSTOMER,
}


@dataclass(frozen=True)
class Subject:
    """One thing of ours, by its word and its id."""

    object: ThingWord
    id: str


def subject_of(event: Event) -> Subject | None:
    """What the event is about."""
    word: ThingWord | None = next((name for name in THINGS if getattr(event, name, None) is not None), None)
    return None if word is None else Subject(object=word, id=encode(PREFIXES[word], getattr(event, word)))


def wire_name(event: Event) -> str:
    """``BookingConfirmed`` is ``booking.confirmed`` on the wire; ``CleanerSetOff`` is ``booking.cleaner_set_off``."""
    owner = next((name for name in THINGS if hasattr(event, name)), "sign_in")
    return f"{owner}.{event.kind.removeprefix(f'{owner}_')}"
