"""Who could do a booking, best first, with the receipt of it; and what follows when nobody can."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cleanbee.domain.availability.diary import reading_span
from cleanbee.domain.availability.reach import box_around
from cleanbee.domain.availability.slots import Candidate, candidates_of
from cleanbee.domain.booking.booking import Only
from cleanbee.domain.booking.fill import ask_choice, need_human
from cleanbee.domain.kernel import CleanerId, ReceiptId, Refused
from cleanbee.domain.matching.assess import assess, may_yet, named_first, to_ask
from cleanbee.domain.matching.choice import Visits
from cleanbee.domain.matching.rank import Ranked, Ranking, rank, ranking
from cleanbee.domain.matching.receipt import write
from cleanbee.domain.matching.share import Share
from cleanbee.ports.inbound.matching.ask_cleaner import Search
from cleanbee.ports.outbound.ids import Ids
from cleanbee.ports.outbound.matching import Scorer
from cleanbee.ports.outbound.store import Stale, Work


@dataclass(frozen=True)
class Around:
    """Everyone who could do a booking, best first; how all stood; whom to ask in which order; who is instant.

    ``may_yet``: nobody can come, but somebody could if no open offer kept their time.
    """

    ranked: tuple[Ranked, ...]
    ranking: Ranking
    order: tuple[CleanerId, ...]
    instant: frozenset[CleanerId]
    may_yet: bool


async def look_around(work: Work, search: Search, scorer: Scorer) -> Around:
    """How everybody stands just now."""
    booking, job = search.booking, search.job
    people = await work.cleaners.serving(*box_around(job.home))
    ids = [one.id for one in people]
    claims = await work.claims.within(ids, reading_span(job.window))
    candidates = candidates_of(people, await work.hours.of(ids), claims)
    return stand(search, candidates, await work.bookings.visits_at(booking.home), scorer)


def stand(
    search: Search, candidates: Sequence[Candidate], visits: Mapping[CleanerId, Visits], scorer: Scorer
) -> Around:
    """How these stand; ``visits``: how often each has cleaned the booking's home."""
    booking, job = search.booking, search.job
    assessed = assess(candidates, job, visits, search.asked, search.scene)
    scores = scorer.score(list(assessed.terms.values()))
    ranked = rank(assessed.terms, scores, booking.id)
    named = named_first(ranked, booking.wish, job.favourites, search.asked)
    kept = ranking(booking.id, ranked, assessed.excluded, named)
    return Around(
        ranked=ranked,
        ranking=kept,
        order=to_ask(ranked, booking.wish, search.asked, named),
        instant=frozenset(one.cleaner.id for one in candidates if one.cleaner.instant),
        may_yet=not ranked and may_yet(candidates, job, visits, search.asked, search.scene),
    )


async def keep_receipt(work: Work, search: Search, ranked: Ranking, ids: Ids, share: Share | None = None) -> None:
    """The receipt of a ranking, kept in the unit that asks; ``share``: what a batch decided on it."""
    booking = search.booking
    made = write(ReceiptId(ids.new()), booking.id, booking.customer, ranked, search.scene.now, share)
    await work.receipts.add(made.value)
    await work.keep(made)


async def hand_over(work: Work, search: Search) -> None:
    """Nobody can be asked any more: with ``Only`` the customer chooses, otherwise a human looks."""
    booking = search.booking
    only = isinstance(booking.wish, Only)
    decided = ask_choice(booking, "chosen_declined", search.scene.now) if only else need_human(booking)
    if isinstance(decided, Refused):
        raise Stale("the booking moved on while somebody was looked for")
    await work.bookings.replace(booking, decided.value)
    await work.keep(decided)
