"""What the search process and its clients say to each other: a question there, what is shown back, both as msgpack."""

from __future__ import annotations

import hmac

import msgspec

from cleanbee.domain.availability.starts import Start, starts_on
from cleanbee.domain.kernel import Value, window_of
from cleanbee.domain.matching.choice import Choice, Face, Reason
from cleanbee.domain.matching.shown_starts import AskedStarts, ShownStart, ShownStarts

ENGINE = "search"
BODY_MOST = 1 << 20
PATH = "/starts"


class Sent(Value, frozen=True, kw_only=True, array_like=True):
    """What is shown, each person and each row of choices once: most starts have the same people.

    ``rows``: choices as the place in ``faces`` and what speaks for them; ``starts``: the place of the day, the minute
    of its clock, and the place in ``rows``.
    """

    faces: tuple[Face, ...]
    rows: tuple[tuple[tuple[int, tuple[Reason, ...]], ...], ...]
    starts: tuple[tuple[int, int, int], ...]


_TO, _FROM = msgspec.msgpack.Encoder(), msgspec.msgpack.Decoder(Sent)
_ASKED = msgspec.msgpack.Decoder(AskedStarts)


class NotUnderstood(Exception):
    """The bytes are no question, or no answer to it."""


def token_of(secret_key: str) -> str:
    """What the clients of one house say to its search process."""
    return hmac.new(secret_key.encode(), b"search process", "sha256").hexdigest()


def question(ask: AskedStarts) -> bytes:
    """A question's bytes."""
    return _TO.encode(ask)


def asked(raw: bytes) -> AskedStarts:
    """The question behind bytes.

    :raises NotUnderstood: there is none.
    """
    try:
        return _ASKED.decode(raw)
    except (msgspec.MsgspecError, AssertionError) as wrong:
        raise NotUnderstood(str(wrong)) from wrong


def answer(shown: ShownStarts, ask: AskedStarts) -> bytes:
    """An answer's bytes."""
    days = {day: n for n, day in enumerate(ask.every_day)}
    faces: dict[Face, int] = {}
    rows: dict[int, int] = {}
    told: list[tuple[tuple[int, tuple[Reason, ...]], ...]] = []
    starts: list[tuple[int, int, int]] = []
    for one in shown.starts:
        row = rows.get(id(one.choices))
        if row is None:
            row = rows[id(one.choices)] = len(told)
            told.append(tuple((faces.setdefault(each.cleaner, len(faces)), each.reasons) for each in one.choices))
        starts.append((days[one.start.local.day], one.start.local.minute, row))
    return _TO.encode(Sent(faces=tuple(faces), rows=tuple(told), starts=tuple(starts)))


def shown(raw: bytes, ask: AskedStarts) -> ShownStarts:
    """What is shown, out of an answer's bytes.

    :raises NotUnderstood: they are no answer to this question.
    """
    try:
        sent = _FROM.decode(raw)
        rows = tuple(
            tuple(Choice(cleaner=sent.faces[face], reasons=reasons) for face, reasons in row) for row in sent.rows
        )
        days, zone = ask.every_day, ask.job.zone
        known = [{one.local.minute: one for one in starts_on(day, zone)} for day in days]
        starts = tuple(_shown(known[day][minute], rows[row], ask) for day, minute, row in sent.starts)
    except (msgspec.MsgspecError, LookupError) as wrong:
        raise NotUnderstood(repr(wrong)) from wrong
    return ShownStarts(starts=starts, engine=ENGINE)


def _shown(start: Start, choices: tuple[Choice, ...], ask: AskedStarts) -> ShownStart:
    return ShownStart(start=start, window=window_of(start.at, ask.minutes), choices=choices)
