"""How the sandbox's bank sends its messages: calmly, or late, several times, shuffled and not at all, out of a seed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from fnmatch import fnmatchcase
from random import Random

from cleanbee.domain.kernel import Value
from cleanbee.domain.payment.news import Message

CALM = "calm"
MOST_COPIES, LATEST_MIN = 20, 72 * 60


class Copy(Value, frozen=True, kw_only=True):
    """One sending of one message, and when its moment is; ``lot`` orders those of one moment."""

    message: Message
    number: int
    due_at: datetime
    lot: int


class Manner(Value, frozen=True, kw_only=True):
    """One to ``copies`` of each message, each up to ``late_min`` minutes after it happened; never what is lost."""

    seed: int = 0
    copies: int = 1
    late_min: int = 0
    lose: str = ""

    def copies_of(self, message: Message) -> Iterator[Copy]:
        """The same ones whenever and however often they are asked for."""
        if self.lose and fnmatchcase(message.id, self.lose):
            return
        dice = Random(f"hooks {self.seed} {message.id}")
        for number in range(dice.randint(1, self.copies)):
            late = timedelta(minutes=dice.randint(0, self.late_min))
            lot = dice.getrandbits(32) if self.copies > 1 or self.late_min else 0
            yield Copy(message=message, number=number, due_at=message.at + late, lot=lot)


def manner(text: str) -> Manner:
    """``calm``, or words like ``seed=7 copies=20 late_min=4320 lose=*_opened``.

    :raises ValueError: another word, or a number that is out of bounds.
    """
    told: dict[str, str] = {}
    for word in text.split():
        name, _, value = word.partition("=")
        if word != CALM:
            told[name] = value
    lose = told.pop("lose", "")
    numbers = {name: int(value) for name, value in told.items()}
    unknown = numbers.keys() - {"seed", "copies", "late_min"}
    if unknown:
        raise ValueError(f"nobody knows {', '.join(sorted(unknown))}")
    found = Manner(lose=lose, **numbers)
    if not (1 <= found.copies <= MOST_COPIES and 0 <= found.late_min <= LATEST_MIN):
        raise ValueError(f"copies go from 1 to {MOST_COPIES}, late_min from 0 to {LATEST_MIN}")
    return found
