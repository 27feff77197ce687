"""Open bookings for anyone, given away together: the market as it was, the answer, and its proof."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from cleanbee.domain.booking.booking import Anyone, Booking, Requested
from cleanbee.domain.kernel import Aggregate, BatchId, BookingId, CleanerId, Timer, Value
from cleanbee.domain.matching.asking import still_looking
from cleanbee.domain.matching.assignment import NOBODY, Assignment, Certificate, Market, certify
from cleanbee.domain.matching.rank import Ranked
from cleanbee.domain.matching.score import MOST as MOST_SCORE
from cleanbee.domain.matching.share import Considered, Outcome, Share
from cleanbee.domain.matching.utility import FULL, Ask, Prospect, utility
from cleanbee.domain.platform.policy import Policy

ALONE = "offer.alone"
MOST_EACH = 50
"""So many cleaners of a booking stand in the market: those of most worth."""


class Wanted(Value, frozen=True, kw_only=True):
    """One open booking: those who could do it, with what each is worth in whole minor units."""

    booking: BookingId
    worth: Mapping[CleanerId, int]


class Batch(Aggregate, frozen=True, kw_only=True):
    """A batch as it was assigned; bookings and cleaners are numbered by their places.

    Booking ``b`` has the links ``begins[b]`` to ``begins[b + 1]``; ``cleaner_of``, ``profits`` and ``prices`` are the
    answer with its duals: whoever wants to prove it again needs nothing else. ``outcomes`` says what came of each.
    """

    id: BatchId
    made_at: datetime
    bookings: tuple[BookingId, ...]
    cleaners: tuple[CleanerId, ...]
    begins: tuple[int, ...]
    links: tuple[int, ...]
    utilities: tuple[int, ...]
    cleaner_of: tuple[int, ...]
    profits: tuple[int, ...]
    prices: tuple[int, ...]
    certificate: Certificate
    outcomes: tuple[Outcome, ...]

    @property
    def market(self) -> Market:
        """The market as it was; left open, a booking is worth nothing."""
        return Market(
            begins=self.begins,
            links=self.links,
            utilities=self.utilities,
            outside=(0,) * len(self.bookings),
            promised=(False,) * len(self.bookings),
            cleaners=len(self.cleaners),
        )

    @property
    def answer(self) -> Assignment:
        """The answer with its duals."""
        return Assignment(cleaner_of=self.cleaner_of, profits=self.profits, prices=self.prices)

    def given(self, place: int) -> CleanerId | None:
        """Whom the booking at this place is given to; nobody where the answer proves nothing."""
        cleaner = self.cleaner_of[place]
        return self.cleaners[cleaner] if self.certificate.proved and cleaner != NOBODY else None

    def share(self, place: int, outcome: Outcome) -> Share:
        """The part of the booking at this place, of which this came."""
        span = range(self.begins[place], self.begins[place + 1])
        given = self.cleaner_of[place]
        taken = {one for one in self.cleaner_of if one not in {NOBODY, given}}
        considered = [
            Considered(
                cleaner=self.cleaners[self.links[at]],
                worth=self.utilities[at],
                short_by=self.profits[place] + self.prices[self.links[at]] - self.utilities[at],
                elsewhere=self.links[at] in taken,
            )
            for at in span
        ]
        return Share(batch=self.id, outcome=outcome, given=self.given(place), considered=tuple(considered))


def waits_for_batch(booking: Booking, policy: Policy, now: datetime) -> bool:
    """Whether it is given away together with others: anyone will do, nobody was asked yet, and there is time.

    A booking that a human looks after is the human's.
    """
    if policy.batch_lead_min <= 0 or not isinstance(booking.wish, Anyone) or not isinstance(booking.phase, Requested):
        return False
    ahead = booking.window.start - now >= timedelta(minutes=policy.batch_lead_min)
    return ahead and not booking.phase.asked and still_looking(booking.phase, now)


def asks_of(ranked: Sequence[Ranked]) -> list[Ask]:
    """What the chance of a yes is judged by, for each."""
    return [Ask(added_min=one.inputs.added_min, visits_here=one.inputs.visits_here) for one in ranked]


def wanted(
    booking: BookingId,
    ranked: Sequence[Ranked],
    chances: Sequence[int],
    instant: Collection[CleanerId],
    favourites: Collection[CleanerId],
    pay: int,
) -> Wanted:
    """What each cleaner would be worth: the pay, by score and by the chance of a yes, plus what the cleaner is owed.

    Who opted into instant work has said yes already. Favourites come first: where one can come, only favourites stand
    in the market. Whoever passes the hard rules is worth at least 1, so that nobody is left open for want of points.
    """
    worth: dict[CleanerId, int] = {}
    for one, chance in zip(ranked, chances, strict=True):
        sure = FULL if one.cleaner in instant else chance
        value = pay * one.score // MOST_SCORE
        worth[one.cleaner] = max(1, utility(Prospect(accept_permille=sure, value=value, owed=one.inputs.debt)))
    liked = {who: points for who, points in worth.items() if who in favourites}
    best = sorted((liked or worth).items(), key=lambda each: (-each[1], each[0]))[:MOST_EACH]
    return Wanted(booking=booking, worth=dict(best))


def market_of(all_wanted: Sequence[Wanted]) -> tuple[Market, tuple[CleanerId, ...]]:
    """The market of these bookings, and the cleaners in its order."""
    cleaners = tuple(sorted({who for one in all_wanted for who in one.worth}))
    place = {who: n for n, who in enumerate(cleaners)}
    begins = [0]
    for one in all_wanted:
        begins.append(begins[-1] + len(one.worth))
    market = Market(
        begins=tuple(begins),
        links=tuple(place[who] for one in all_wanted for who in one.worth),
        utilities=tuple(worth for one in all_wanted for worth in one.worth.values()),
        outside=(0,) * len(all_wanted),
        promised=(False,) * len(all_wanted),
        cleaners=len(cleaners),
    )
    return market, cleaners


def batch(id: BatchId, all_wanted: Sequence[Wanted], answer: Assignment, now: datetime) -> Batch:
    """A batch with its certificate, judged by the duals alone, whoever assigned it; nothing has come of it yet."""
    market, cleaners = market_of(all_wanted)
    return Batch(
        id=id,
        made_at=now,
        bookings=tuple(one.booking for one in all_wanted),
        cleaners=cleaners,
        begins=tuple(market.begins),
        links=tuple(market.links),
        utilities=tuple(market.utilities),
        cleaner_of=tuple(answer.cleaner_of),
        profits=tuple(answer.profits),
        prices=tuple(answer.prices),
        certificate=certify(market, answer),
        outcomes=(),
    )


def not_given(made: Batch, place: int, *, may_yet: bool) -> Outcome:
    """Why the booking at this place goes to nobody.

    ``may_yet``: somebody could come, but for time that is kept for an answer. As long as that is so a human is not
    called; the next batch looks again, and the timer ``offer.alone`` waits for no batch.
    """
    if made.begins[place] == made.begins[place + 1] and not may_yet:
        return "nobody"
    return "left_open" if made.certificate.proved else "unproved"


def alone_at(booking: Booking, policy: Policy, now: datetime) -> Timer:
    """Until when it waits for a batch; then somebody is asked for it alone."""
    return Timer(kind=ALONE, subject=booking.id, due_at=now + timedelta(minutes=policy.batch_wait_min))
