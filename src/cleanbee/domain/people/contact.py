"""How people are reached and found: a phone number or an e-mail address in its one normal form."""

from __future__ import annotations

import re

_PHONE = re.compile(r"\+[1-9][0-9]{6,14}")  # E.164
_MAIL = re.compile(r"[^\s@\x00-\x1f]{1,64}@[^\s@.\x00-\x1f]+(\.[^\s@.\x00-\x1f]+)+")
_LONGEST = 254  # RFC 5321


def contact(text: str) -> str | None:
    """The normal form, E.164 or lower-case mail; None when it is neither."""
    plain = text.strip()
    if "@" in plain:
        return plain.lower() if len(plain) <= _LONGEST and _MAIL.fullmatch(plain) else None
    number = re.sub(r"[ ()./-]", "", plain)
    return number if _PHONE.fullmatch(number) else None


def is_mail(address: str) -> bool:
    """Whether a normal form is an e-mail address; otherwise it is a phone number."""
    return "@" in address
