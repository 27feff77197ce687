"""Who gets what of an amount that several have worked for."""

from __future__ import annotations

from cleanbee.domain.kernel import CleanerId, Money, Value
from cleanbee.domain.payment.journals.lines import Share, Shares


class Worked(Value, frozen=True, kw_only=True):
    """How many minutes one cleaner of a team worked."""

    cleaner: CleanerId
    minutes: int


Team = tuple[Worked, ...]


def alone(cleaner: CleanerId) -> Team:
    """A team of one."""
    return (Worked(cleaner=cleaner, minutes=1),)


def shared_out(amount: Money, team: Team) -> Shares:
    """The amount in proportion to the minutes worked: largest remainder, ties by id, nothing lost."""
    ordered = sorted(team, key=lambda one: one.cleaner)
    parts = amount.split([one.minutes for one in ordered])
    return tuple(Share(cleaner=one.cleaner, amount=part) for one, part in zip(ordered, parts, strict=True))
