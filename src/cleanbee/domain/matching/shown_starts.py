"""What a customer is shown: every start at which somebody could come, the likeliest few of them, and why those."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from cleanbee.domain.availability.diary import Scene
from cleanbee.domain.availability.reach import TravelMinutes
from cleanbee.domain.availability.slots import Able, Candidate, FreeStart, slots
from cleanbee.domain.availability.starts import Start
from cleanbee.domain.kernel import ClaimId, CleanerId, Value, Window, with_
from cleanbee.domain.matching.choice import Choice, Visits, choices
from cleanbee.domain.matching.eligible import papers_end
from cleanbee.domain.matching.open_times import AskedWhen, may_come
from cleanbee.domain.people.person import Cleaner

MOST_SHOWN = 20


class AskedStarts(AskedWhen, frozen=True, kw_only=True):
    """The job, the days, who has cleaned this home how often, and how many are wanted for each start.

    ``seed`` decides between equals. ``only`` asks for one cleaner, ``aside`` leaves one claim out (that of the booking
    to be moved), ``within`` asks for the starts in that span of time.
    """

    seed: UUID
    visits: dict[CleanerId, Visits]
    most: int = 3
    only: CleanerId | None = None
    aside: ClaimId | None = None
    within: Window | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        assert 1 <= self.most <= MOST_SHOWN, "a search has its limits"

    @property
    def narrow(self) -> bool:
        """Whether it is about one cleaner or about a moment: little to read, and somebody knows what stood there."""
        return self.only is not None or self.aside is not None or self.within is not None


class ShownStart(Value, frozen=True, kw_only=True):
    """A start with those who could come then, the likeliest first; never nobody."""

    start: Start
    window: Window
    choices: tuple[Choice, ...]


class ShownStarts(Value, frozen=True, kw_only=True):
    """The starts of all days that were asked about, in order, and which engine found them."""

    starts: tuple[ShownStart, ...] = ()
    engine: str = "reference"


def shown_starts(candidates: Sequence[Candidate], ask: AskedStarts, travel: TravelMinutes) -> ShownStarts:
    """Every start that a hold would be granted for, with whoever keeps every hard rule and their pay floor."""
    fit = [_ready(one, ask) for one in candidates if _asked(one, ask) and may_come(one.cleaner, ask)]
    people = {one.cleaner.id: one.cleaner for one in fit}
    scene = Scene(home=ask.job.home, policy=ask.policy, travel=travel, now=ask.now)
    found = slots(fit, ask.every_day, ask.job.zone, ask.minutes, scene, ask.within)
    return ShownStarts(starts=_shown([free for day in ask.every_day for free in found[day]], people, ask))


def _asked(one: Candidate, ask: AskedStarts) -> bool:
    return ask.only is None or one.cleaner.id == ask.only


def _ready(one: Candidate, ask: AskedStarts) -> Candidate:
    """Somebody without the claim that is left out, and with the end of their papers."""
    until = papers_end(one.cleaner, ask.job.zone)
    if ask.aside is None:
        return with_(one, until=until)
    return with_(one, claims=tuple(claim for claim in one.claims if claim.id != ask.aside), until=until)


def _shown(free: Sequence[FreeStart], people: Mapping[CleanerId, Cleaner], ask: AskedStarts) -> tuple[ShownStart, ...]:
    found: list[ShownStart] = []
    known: dict[tuple[Able, ...], tuple[Choice, ...]] = {}  # most starts have the same people, one after the other
    able: tuple[Able, ...] = ()
    chosen: tuple[Choice, ...] = ()
    for one in free:
        if one.able is not able:
            able = one.able
            if able not in known:
                job = with_(ask.job, window=one.window)
                known[able] = choices(able, people, job, ask.visits, (ask.seed, ask.most))
            chosen = known[able]
        if chosen:
            found.append(ShownStart(start=one.start, window=one.window, choices=chosen))
    return tuple(found)
