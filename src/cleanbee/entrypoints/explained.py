"""A receipt in plain words: who stood where, what it adds up to, and what would have made the difference."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from uuid import UUID

from cleanbee.adapters.http.names import BATCH, encode
from cleanbee.domain.booking.reckoning import Reckoning
from cleanbee.domain.kernel import Money
from cleanbee.domain.matching.counterfactual import Change
from cleanbee.domain.matching.passed import Passed
from cleanbee.domain.matching.rank import Ranking
from cleanbee.domain.matching.receipt import Contest
from cleanbee.domain.matching.score import WEIGHTS
from cleanbee.domain.matching.share import Outcome, Share
from cleanbee.domain.matching.standing import Standing
from cleanbee.ports.inbound.matching.read_receipts import ReceiptView

Names = Mapping[UUID, str]

SHOWN = 10
WORDS = {
    "added_min": ("minutes on the way", ""),
    "visits_here": ("visits to this home", ""),
    "days_since": ("days since the last visit here", ""),
    "late_permille": ("chance of being late", " in a thousand"),
    "debt": ("pay behind the others", " minor units"),
    "visits": ("visits so far", ""),
    "stars": ("average of stars", " hundredths"),
    "pay_floor_per_h": ("pay an hour asked for", " minor units"),
}
WITHOUT = {
    "asked": "would not have been asked with",
    "took_on": "would not have got it with",
    "passed_on": "would have kept it with",
}
"""What the changes of an outcome would have meant, where it is not about being the first."""
CAME: dict[Outcome, str] = {
    "bound": "bound at once, who comes may change until told",
    "offered": "offered",
    "left_open": "left open for the next batch",
    "nobody": "nobody could do it, a human was called",
    "taken": "whoever it was given to had been taken",
    "moved_on": "it looked for nobody any more",
    "unproved": "the answer had no proof and was not used",
}
OUTCOMES = {
    "chosen": "the customer's choice",
    "first": "first",
    "asked": "asked at once with others",
    "behind": "behind",
    "kept_out": "kept out",
    "took_on": "took it on",
    "passed_on": "had it before",
}


def explained(view: ReceiptView, names: Names) -> Iterator[str]:
    """The lines of one receipt."""
    match view.receipt.matter:
        case Reckoning() as fee:
            yield from _reckoned(fee, names)
        case Passed():
            made = _minute(view.receipt.made_at)
            yield f"{made}  passed to another before anybody was told, at the same time and price"
            for one in view.standings:
                yield from _stood(one, names)
        case Ranking() as ranking:
            yield from _chosen(view, ranking, names)
    for doubt in view.contests:
        yield from _doubted(doubt, names)


def _reckoned(one: Reckoning, names: Names) -> Iterator[str]:
    """A fee: what came out, why, and until when, or from when on, it would have been another."""
    fee, who = one.fee, names.get(one.cleaner, str(one.cleaner)) if one.cleaner else "nobody"
    yield f"{_minute(one.at)}  {one.kind}: {amount(fee.amount)} of {amount(one.total)}, {amount(fee.cleaner)} to {who}"
    yield f"     by {one.policy}, {fee.notice_min:,} minutes of notice: {', '.join(one.reasons)}"
    for each in one.otherwise or one.otherwise_pay:
        yield f"     {each.input} {each.side} {_minute(each.bound)}: {amount(each.amount)}"


def amount(money: Money) -> str:
    """An amount in words: ``EUR 23.94``."""
    return f"{money.currency} {money.amount // 100:,}.{money.amount % 100:02}"


def _minute(at: datetime) -> str:
    return at.isoformat(timespec="minutes").replace("+00:00", "Z")


def _chosen(view: ReceiptView, ranking: Ranking, names: Names) -> Iterator[str]:
    made = _minute(view.receipt.made_at)
    yield f"{made}  {ranking.candidates} looked at, {len(ranking.ranked)} could be asked ({ranking.score_version})"
    for one in view.standings[:SHOWN]:
        yield from _stood(one, names)
    rest = len(view.standings) - SHOWN
    if rest > 0:
        rules = ", ".join(f"{count} × {rule}" for rule, count in ranking.per_rule.items())
        yield f"     and {rest} more" + (f"; kept out in all: {rules}" if rules else "")
    if view.share is not None:
        yield from _shared(view.share, names)


def _stood(one: Standing, names: Names) -> Iterator[str]:
    name = names.get(one.cleaner, str(one.cleaner))
    place = "–" if one.place is None else str(one.place)
    if one.score is None:
        rules = f" by {', '.join(one.rules)}" if one.rules else ""
        yield f"{place:>4} {name}: {OUTCOMES[one.outcome]}{rules}"
    else:
        sum_of = " + ".join(f"{WEIGHTS[term]}×{points} {term}" for term, points in one.terms.items() if points)
        yield f"{place:>4} {name}: {one.score:,} ({OUTCOMES[one.outcome]}) = {sum_of or 'nothing'}"
    if one.changes:
        yield f"     {_would(one)}: {'; or '.join(changed(each) for each in one.changes)}"


def _shared(share: Share, names: Names) -> Iterator[str]:
    """What the batch decided, and why nobody else."""
    given = "to nobody" if share.given is None else f"to {names.get(share.given, str(share.given))}"
    yield f"     given away with others in {encode(BATCH, share.batch)}, {given}: {CAME[share.outcome]}"
    for one in [one for one in share.considered if one.cleaner != share.given][:SHOWN]:
        name = names.get(one.cleaner, str(one.cleaner))
        why = "given another clean of it" if one.elsewhere else "left out"
        yield f"     {name}: {why}; worth {one.worth:,}, and with up to {one.short_by:,} more the answer stands"


def _would(one: Standing) -> str:
    if one.outcome in WITHOUT:
        return WITHOUT[one.outcome]
    if one.score is None:
        return "could have been asked with"
    return "would not be first any more with" if one.place == 1 else "would have been first with"


def changed(change: Change) -> str:
    """One change in words: ``9 minutes on the way (was 14)``."""
    if change.unit == "fact":
        fact = change.input.replace("_", " ")
        return fact if change.needed else f"{fact} no longer true"
    what, unit = WORDS[change.input]
    return f"{change.needed:,}{unit} {what} (was {change.had:,})"


def _doubted(doubt: Contest, names: Names) -> Iterator[str]:
    who = names.get(doubt.by, "somebody")
    yield f"     doubted by {who}: {doubt.why}"
    if doubt.answer is None:
        yield f"     to be answered until {doubt.answer_by.isoformat(timespec='minutes').replace('+00:00', 'Z')}"
    else:
        yield f"     answered: {doubt.answer.text} ({'it stands' if doubt.answer.upheld else 'taken back'})"
