"""Finding somebody who is on the telephone: by a word of their name, their phone or their mail, whole or begun."""

from __future__ import annotations

from cleanbee.domain.people.contact import contact
from cleanbee.domain.people.person import Cleaner, Customer

_PUNCTUATION = str.maketrans("", "", "+ ()./-")
SHORTEST = 2
"""One letter is everybody."""


def sought_by(person: Customer | Cleaner) -> str:
    """What somebody is found by: each word of their name, phone and mail behind a blank of its own, in lower case."""
    reached = (one for one in (person.phone, person.email) if one is not None)
    return "".join(f" {word}" for word in (*person.name.lower().split(), *(one.lower() for one in reached)))


def needle(text: str) -> str | None:
    """The beginning that is looked for in ``sought_by``; None for what is too short to mean anybody.

    Digits alone are a phone number with its country code, however they are grouped.
    """
    plain = " ".join(text.lower().split())
    digits = plain.translate(_PUNCTUATION)
    found = f"+{digits}" if digits.isascii() and digits.isdecimal() else contact(plain) or plain
    return f" {found}" if len(found) >= SHORTEST else None
