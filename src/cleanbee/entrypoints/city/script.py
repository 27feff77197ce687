"""What people did about each clean of the files, read out of its row: the rest follows from the business's rules."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from cleanbee.domain.kernel import CleanerId
from cleanbee.entrypoints.city.files import City, SeedWrong
from cleanbee.entrypoints.city.people import cleaner_id, instant
from cleanbee.entrypoints.city.rows import CleanRow, PastRow, WeekRow
from cleanbee.entrypoints.city.walk import Did

MINUTE = timedelta(minutes=1)
THOUGHT_MIN = 20
CAPTURED_AFTER = timedelta(days=1)


def deeds(city: City, row: PastRow | WeekRow) -> tuple[Did, ...]:
    """Who did what when, in order, between placing and now."""
    found = _past(city, row) if isinstance(row, PastRow) else _week(city, row)
    return tuple(sorted(found, key=lambda one: one.at))


def shown(city: City, row: PastRow | WeekRow) -> str:
    """The key of the cleaner whose slot was taken: whoever came, was wished for, or somebody of the town who is asked
    first."""
    wished = row.wish_cleaner if isinstance(row, WeekRow) else ""
    if wished or row.cleaner:
        return wished or row.cleaner
    area = city.homes[row.home].area
    return next(
        one.key for one in city.cleaners.values() if (one.area, one.instant, one.phase) == (area, False, "active")
    )


def _past(city: City, row: PastRow) -> Sequence[Did]:
    start = _at(city, row, row.start_local)
    who = cleaner_id(row.cleaner)
    promised = _promise(city, row, row.cleaner, _at(city, row, row.placed_local) + THOUGHT_MIN * MINUTE)
    match row.outcome:
        case "completed":
            return (*promised, *_work(start, row, who, row.late_min))
        case "cancelled":
            return (*promised, Did(_at(city, row, row.cancelled_local), "cancel"))
        case "lockout":
            return (*promised, *_closed_door(start, who, start + 33 * MINUTE))
        case "no_show":
            return (*promised, Did(start + 42 * MINUTE, "cancel"))
        case "released_unpaid":
            return promised


def _week(city: City, row: WeekRow) -> Sequence[Did]:
    start, since = _at(city, row, row.start_local), _at(city, row, row.since_local)
    thought = _at(city, row, row.placed_local) + THOUGHT_MIN * MINUTE
    key = row.cleaner or row.wish_cleaner
    who = cleaner_id(key) if key else None
    promised = _promise(city, row, key, since if row.phase == "confirmed" else thought) if key else ()
    match row.phase, row.why:
        case ("confirmed" | "awaiting_card" | "expired", _) | ("cancelled", "card_not_secured" | "no_choice_made"):
            return promised if row.phase != "awaiting_card" else ()
        case "cancelled", _:
            return (*promised, Did(since, "cancel"))
        case "offered", _:
            return (Did(since, "offer", who),)
        case "awaiting_choice", "chosen_declined":
            return (Did(thought - THOUGHT_MIN * MINUTE, "offer", who), Did(since, "decline"))
        case "awaiting_choice", _:
            return (*promised, Did(since, "withdraw", who))
        case "requested", "cleaner_withdrew":
            return (*promised, *(Did(since, verb, who) for verb in ("withdraw", "need_human")))
        case "requested", _:
            return ()
        case _:
            assert who is not None, f"somebody is at {row.key}"
            return (*promised, *_day(row, start, since, who))


def _day(row: WeekRow, start: datetime, since: datetime, who: CleanerId) -> Sequence[Did]:
    """The day of the visit, as far as it has come."""
    match row.phase:
        case "settled" | "completed":
            ended = since - CAPTURED_AFTER if row.phase == "settled" else since
            return (*_work(start, row, who, 0)[:-1], Did(ended, "finish", who))
        case "locked_out":
            return _closed_door(start, who, since)
        case "en_route":
            return (Did(since, "set_off", who),)
        case "at_door":
            return (Did(since - 25 * MINUTE, "set_off", who), Did(since, "check_in", who))
        case "in_progress":
            return (*_work(start, row, who, 0)[:2], Did(since, "start", who))
        case phase:
            raise SeedWrong(f"week.csv, {row.key}: there is no phase {phase}")


def _promise(city: City, row: CleanRow, key: str, at: datetime) -> tuple[Did, ...]:
    """Asked and accepted, unless the cleaner books instantly."""
    if city.cleaners[key].instant and key == shown(city, _either(row)):
        return ()
    placed = _at(city, row, row.placed_local)
    return (Did(placed, "offer", cleaner_id(key)), Did(at, "accept"))


def _work(start: datetime, row: CleanRow, who: CleanerId, late_min: int) -> tuple[Did, ...]:
    """On the way, at the door, at work, done."""
    arrived = start + (late_min or -4) * MINUTE
    began = max(start, arrived + 2 * MINUTE)
    return (
        Did(arrived - 25 * MINUTE, "set_off", who),
        Did(arrived, "check_in", who),
        Did(began, "start", who),
        Did(began + row.minutes * MINUTE, "finish", who),
    )


def _closed_door(start: datetime, who: CleanerId, reported: datetime) -> tuple[Did, ...]:
    """Notes read, two calls on two channels, half an hour waited."""
    return (
        Did(start - 28 * MINUTE, "set_off", who),
        Did(start - 3 * MINUTE, "check_in", who),
        Did(start + 2 * MINUTE, "notes", who),
        Did(start + 8 * MINUTE, "phone", who),
        Did(start + 18 * MINUTE, "sms", who),
        Did(reported, "report_lockout", who),
    )


def _at(city: City, row: CleanRow, text: str) -> datetime:
    return instant(text, city.zone_of(row.home))


def _either(row: CleanRow) -> PastRow | WeekRow:
    assert isinstance(row, PastRow | WeekRow)
    return row
