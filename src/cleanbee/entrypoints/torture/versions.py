"""What was right when: the rule's answer about a home after each change there, and whether an answer was ever right."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from cleanbee.adapters.http.names import CLEANER, encode
from cleanbee.ports.inbound.availability.find_slots import FoundSlots

EVER = float("inf")


@dataclass
class Version:
    """One right answer, from when at the earliest (its change was about to be kept) to when at the latest."""

    digest: str
    begins: float
    ends: float = EVER


@dataclass(frozen=True)
class Heard:
    """One answer: by which engine, asked and answered when (seconds), and what was shown."""

    engine: str
    asked: float
    answered: float
    digest: str
    slots: int


@dataclass
class Versions:
    """The right answers about one home, one after the other; between two of them either is right."""

    known: list[Version] = field(default_factory=list[Version])

    def changed(self, digest: str, before: float, after: float) -> None:
        """A change was kept between two moments; from then on this is right."""
        if self.known:
            self.known[-1].ends = after
        self.known.append(Version(digest, before))

    def was_right(self, heard: Heard, may_lag_s: float) -> bool:
        """Whether it was right at any moment from so long before it was asked for until it was given."""
        earliest = heard.asked - (may_lag_s if heard.engine == "search" else 0.0)
        return any(
            one.digest == heard.digest and one.ends >= earliest and one.begins <= heard.answered for one in self.known
        )


def said(body: dict[str, Any]) -> str:
    """What an answer over HTTP shows, in short: starts, who, and why."""
    return _short(
        (
            time["window"]["local_start"],
            [(one["cleaner"]["id"], [_reason(each) for each in one["reasons"]]) for one in time["choices"]],
        )
        for day in body["days"]
        for time in day["slots"]
    )


def right(found: FoundSlots) -> str:
    """The same of the rule's own answer."""
    return _short(
        (
            time.local.text,
            [
                (encode(CLEANER, one.cleaner.id), [f"{each.code}:{each.count or 0}" for each in one.reasons])
                for one in time.choices
            ],
        )
        for day in found.days
        for time in day.slots
    )


def _reason(each: dict[str, Any]) -> str:
    return f"{each['code']}:{each.get('count') or 0}"


def _short(times: Iterable[tuple[str, list[tuple[str, list[str]]]]]) -> str:
    return sha256(repr([(start, choices) for start, choices in times]).encode()).hexdigest()
