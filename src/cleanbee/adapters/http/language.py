"""The language of an answer: the text is translated, codes never are."""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from typing import Literal

from cleanbee.adapters.http.german import GERMAN
from cleanbee.adapters.http.german_refusals import GERMAN_REFUSALS

Language = Literal["en", "de"]

NAMES: Mapping[Language, str] = {"en": "English", "de": "Deutsch"}
"""The languages that we speak, each by its own name."""

SPOKEN = tuple(NAMES)

_spoken: ContextVar[str] = ContextVar("language_of_the_answer", default="en")


def chosen(accepted: str | None) -> str:
    """The language of ours that the asker likes best (``Accept-Language``, RFC 9110); English without a wish."""
    wishes: list[tuple[float, str]] = []
    for part in (accepted or "").split(",")[:20]:
        name, _, weight = part.strip().partition(";")
        language = name.strip().lower().partition("-")[0]
        if language in SPOKEN and (liked := _weight(weight)) > 0:
            wishes.append((liked, language))
    return max(wishes, key=lambda one: one[0])[1] if wishes else "en"


def speak(language: str) -> None:
    """From here on this request is answered in this language."""
    _spoken.set(language)


def spoken() -> str:
    """The language of this request's answer."""
    return _spoken.get()


def text(english: str) -> str:
    """A text in the language of the answer; what has no translation stays English."""
    if _spoken.get() != "de":
        return english
    return GERMAN.get(english) or GERMAN_REFUSALS.get(english, english)


def _weight(said: str) -> float:
    name, _, number = said.strip().partition("=")
    if not name:
        return 1.0
    try:
        return float(number) if name.strip() == "q" else 1.0
    except ValueError:
        return 0.0
