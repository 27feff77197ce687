"""The day's script as `story.toml` has it: what people want, when, and what cleaners do unasked."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import msgspec

from cleanbee.entrypoints.city.files import City
from cleanbee.entrypoints.city.people import instant

WHOEVER = "whoever"
VISIT = frozenset({"set_off", "check_in", "open_notes", "call", "start", "finish", "report_lockout", "give_eta"})
ANSWERS = frozenset({"accept", "decline"})


class Habit(msgspec.Struct, frozen=True, kw_only=True):
    """What a cleaner does where no step says otherwise."""

    offer: str
    answers_after_min: int
    works: bool
    sets_off_before_min: int = 30
    checks_in_before_min: int = 4


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody wants something at a time of the day."""

    at: str
    who: str
    intent: str
    say: str
    booking: str = ""
    name: str = msgspec.field(name="as", default="")
    home: str = ""
    on: date | None = None
    start: str = ""
    kind: str = "standard"
    extras: tuple[str, ...] = ()
    wish: str = "prefer"
    cleaner: str = ""
    choice: str = ""
    channel: str = ""
    reason: str = ""
    minutes: int = 15


class Script(msgspec.Struct, frozen=True, kw_only=True):
    """The whole day."""

    title: str
    day: str
    zone: str
    begins_local: str
    evening_local: str
    settles_local: str
    habits: dict[str, Habit]
    step: tuple[Step, ...]

    @property
    def begins(self) -> datetime:
        """When the day begins."""
        return instant(self.begins_local, self.zone)

    @property
    def evening(self) -> datetime:
        """When the day is told."""
        return instant(self.evening_local, self.zone)

    @property
    def settles(self) -> datetime:
        """When the day's money has moved."""
        return instant(self.settles_local, self.zone)

    def when(self, step: Step) -> datetime:
        """The instant of a step."""
        return instant(f"{self.day}T{step.at}", self.zone)

    def names(self, booking: str, intents: frozenset[str], who: str | None = None) -> bool:
        """Whether some step says what happens to this booking in one of these ways."""
        return any(
            one.booking == booking and one.intent in intents and who in {None, one.who, WHOEVER} for one in self.step
        )


def script_of(city: City) -> Script:
    """The script of a city."""
    return city.whole("story", Script)


def minutes(count: int) -> timedelta:
    """So many minutes."""
    return timedelta(minutes=count)
